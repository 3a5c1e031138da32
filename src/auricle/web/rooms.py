"""The rooms of the web, one folder each. A room is added by adding its folder's name here."""

ROOMS = (
    "platform",
    "overview",
    "measures",
    "touchpoints",
    "understanding",
    "studies",
    "journeys",
    "worth",
    "surveys",
    "ahead",
    "voices",
    "imports",
    "tracking",
    "integrations",
    "contacting",
    "customers",
    "cases",
    "initiatives",
    "receipts",
    "signals",
)  # fmt: skip
