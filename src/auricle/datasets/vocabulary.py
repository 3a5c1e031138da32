"""The codes of the demo company and how common each is. What they are called is in the codebook."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Codes:
    """Names in a fixed order with the share of each; a code is a position in it."""

    names: tuple[str, ...]
    shares: tuple[float, ...]

    def draw(self, rng: np.random.Generator, n: int) -> NDArray[np.int64]:
        edges = np.cumsum(self.shares)
        return np.minimum(np.searchsorted(edges / edges[-1], rng.random(n), side="right"), len(self.names) - 1)

    def code(self, name: str) -> int:
        return self.names.index(name)


REGIONS = Codes(
    ("east", "north", "south", "central", "west", "hong-kong", "taiwan", "singapore"),
    (0.24, 0.17, 0.18, 0.13, 0.13, 0.06, 0.06, 0.03),
)
COUNTRIES = ("CN", "CN", "CN", "CN", "CN", "HK", "TW", "SG")  # by region
DELIVERY_DAYS = (2, 3, 2, 3, 4, 4, 5, 6)  # promised, by region
CITIES_OF_A_REGION = 3  # named region-1, region-2 …

LANGUAGES = ("zh-Hans", "zh-Hant", "en")
ENGLISH_SHARE = (0.02, 0.02, 0.03, 0.01, 0.01, 0.22, 0.05, 0.75)  # by region
TRADITIONAL_REGIONS = ("hong-kong", "taiwan")

SEGMENTS = Codes(("families", "young-renters", "homeowners", "small-business"), (0.34, 0.30, 0.28, 0.08))
SEGMENT_AMOUNT = (1.05, 0.70, 1.10, 1.5625)  # what an order is worth beside the mean; averages to 1 over shares
GENDERS = Codes(("female", "male", "unstated"), (0.46, 0.40, 0.14))
TIERS = Codes(("basic", "silver", "gold"), (0.6, 0.28, 0.12))

CHANNELS = ("app", "web", "store", "phone", "chat", "email", "sms", "social")
APP, WEB, STORE, PHONE, CHAT, EMAIL, SMS, SOCIAL = range(len(CHANNELS))
ORDER_CHANNELS = Codes(("app", "web", "store", "phone"), (0.46, 0.27, 0.23, 0.04))

STORES = Codes(tuple(f"store-{n:02d}" for n in range(1, 13)), (1.0,) * 12)
STORE_STAFF_EACH = 5  # employees S01-1 … of store-01
TEAMS = ("hotline-a", "hotline-b", "chat-team")
AGENTS = tuple(f"E{n:03d}" for n in range(1, 25))

CATEGORIES = Codes(
    ("furniture", "lighting", "textiles", "kitchen", "storage", "garden"), (0.18, 0.14, 0.22, 0.24, 0.14, 0.08)
)
CATEGORY_AMOUNT = (2.15, 0.90, 0.65, 0.70, 0.80, 0.80)  # beside the mean; averages to 1 over shares
ORDER_YUAN = 340.0  # mean amount of an order

PLANS = Codes(("home", "home-plus", "business"), (0.62, 0.30, 0.08))
PLAN_YUAN = (12.0, 25.0, 88.0)

TOUCHPOINTS = (
    "advertising",
    "website",
    "app",
    "store",
    "checkout",
    "delivery",
    "product",
    "hotline",
    "chat",
    "returns",
    "membership",
    "relationship",
)
STAGES = ("discover", "choose", "buy", "receive", "use", "help", "stay")
STAGE_OF = dict(
    zip(
        TOUCHPOINTS,
        ("discover", "choose", "choose", "choose", "buy", "receive", "use", "help", "help", "help", "stay", "stay"),
        strict=True,
    )
)
THEMES = (
    "delivery",
    "packaging",
    "quality",
    "price",
    "app",
    "staff",
    "support",
    "returns",
    "stock",
    "membership",
)
THEME_TOUCHPOINT = (
    "delivery",
    "delivery",
    "product",
    "product",
    "app",
    "store",
    "hotline",
    "returns",
    "product",
    "membership",
)
