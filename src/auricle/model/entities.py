"""The entities of Auricle. This list is the only definition of them."""

from __future__ import annotations

from ..sentence import sentence
from .entity import Column, Entity, Type

_CUSTOMER = Column("customer", Type.ID, "The person or account this is about, after identities are resolved.")
_KNOWN_AS = Column(
    "known_as",
    Type.ID,
    "The identity (kind:value) the source knew the customer by, when it is not the customer's own id; "
    "what makes a merge reversible.",
    personal=True,
)
_CHANNEL = Column("channel", Type.CATEGORY, "Where it ran: web, app, phone, store, email, wechat …")
_TOUCHPOINT = Column("touchpoint", Type.CATEGORY, "Where customer and company met.")
_STAGE = Column("stage", Type.CATEGORY, "The stage of the journey it belongs to.")
_UNIT = Column("unit", Type.CATEGORY, "The store, branch or team.")
_EMPLOYEE = Column("employee", Type.ID, "The employee who took part.")
_CURRENCY = Column("currency", Type.CATEGORY, "ISO 4217 code of every amount in the row.")
_CAMPAIGN = Column("campaign", Type.CATEGORY, "The campaign it came from.")
_PROPERTIES = Column("properties", Type.JSON, "What else the source said, as one JSON object.")


def _inherited(column: Column, entity: str) -> Column:
    return Column(
        column.name,
        column.type,
        column.meaning,
        unit=column.unit,
        inherits=entity,
        personal=column.personal,
        choices=column.choices,
    )


CUSTOMERS = Entity(
    "customers",
    "one person or account",
    "customer",
    (
        Column("customer", Type.ID, "The customer's own id.", required=True),
        Column("kind", Type.CATEGORY, "A person or an account.", choices=("person", "account")),
        Column("name", Type.TEXT, "How they are called.", personal=True),
        Column("email", Type.TEXT, "Their e-mail address.", personal=True),
        Column("phone", Type.TEXT, "Their telephone number.", personal=True),
        Column("first_seen_at", Type.INSTANT, "When they were first met."),
        Column("segment", Type.CATEGORY, "The segment they are in now."),
        Column("language", Type.CATEGORY, "BCP 47 tag of the language they read."),
        Column("country", Type.CATEGORY, "ISO 3166 country."),
        Column("region", Type.CATEGORY, "Province, state or region."),
        Column("city", Type.CATEGORY, "City."),
        Column("gender", Type.CATEGORY, "As they stated it."),
        Column("birth_year", Type.INTEGER, "Year of birth.", unit="year", low=1880, high=2100),
        Column("consent", Type.BOOLEAN, "Whether they agreed to be contacted."),
        Column("traits", Type.JSON, "What else is known of them, as one JSON object.", personal=True),
    ),
    time="first_seen_at",
)

IDENTITIES = Entity(
    "identities",
    "one id somebody is known by",
    "identity",
    (
        Column("identity", Type.ID, "kind:value.", required=True, personal=True),
        Column("kind", Type.CATEGORY, "email, phone, member, openid, device …", required=True),
        Column("value", Type.TEXT, "The id itself.", required=True, personal=True),
        Column("customer", Type.ID, "The customer it leads to now.", required=True),
        Column("original", Type.ID, "The customer it led to before any merge.", required=True),
        Column("source", Type.CATEGORY, "Who said that it belongs to them."),
        Column("linked_at", Type.INSTANT, "When that was learnt."),
        Column("into", Type.ID, "The customer its own was linked to or merged into; empty when nothing linked it."),
        Column("rule", Type.CATEGORY, "What linked it, or kept two customers apart: email with user, alias, by hand …"),
        Column("evidence", Type.ID, "The identity it was met with, or that is in dispute.", personal=True),
        Column(
            "state",
            Type.CATEGORY,
            "Empty as a rule. Of a thing that changed hands: several, and former for whom it led to before; "
            "of a conflict: waiting or apart.",
            choices=("several", "former", "waiting", "apart"),
        ),
    ),
)

INTERACTIONS = Entity(
    "interactions",
    "one thing that happened",
    "interaction",
    (
        Column("interaction", Type.ID, "The id of the interaction.", required=True),
        Column("at", Type.INSTANT, "When it began.", required=True),
        _CUSTOMER,
        _KNOWN_AS,
        Column("session", Type.ID, "The visit it belongs to."),
        Column("journey", Type.ID, "The run of a journey it belongs to (a case of an event log)."),
        _CHANNEL,
        _TOUCHPOINT,
        _STAGE,
        Column("activity", Type.CATEGORY, "What was done.", required=True),
        _EMPLOYEE,
        _UNIT,
        _CAMPAIGN,
        Column("duration_seconds", Type.NUMBER, "How long it took in all.", unit="s", low=0),
        Column("wait_seconds", Type.NUMBER, "Waiting before it was taken up.", unit="s", low=0),
        Column("talk_seconds", Type.NUMBER, "Part of the handling: talking.", unit="s", low=0),
        Column("hold_seconds", Type.NUMBER, "Part of the handling: on hold.", unit="s", low=0),
        Column("wrap_seconds", Type.NUMBER, "Part of the handling: work after the contact.", unit="s", low=0),
        Column("outcome", Type.CATEGORY, "How it ended: resolved, completed, abandoned, error …"),
        Column("value", Type.NUMBER, "A number the activity carries."),
        _PROPERTIES,
    ),
    time="at",
)

FEEDBACK = Entity(
    "feedback",
    "one thing somebody said",
    "feedback",
    (
        Column("feedback", Type.ID, "The id of the feedback.", required=True),
        Column("at", Type.INSTANT, "When it was said.", required=True),
        _CUSTOMER,
        _KNOWN_AS,
        Column("employee", Type.ID, "The employee who said it, or whom it is about."),
        Column(
            "kind",
            Type.CATEGORY,
            "What sort of word it is.",
            required=True,
            choices=("survey", "review", "complaint", "post", "call", "chat", "idea"),
        ),
        Column("source", Type.CATEGORY, "The system it came from."),
        _CHANNEL,
        _TOUCHPOINT,
        _STAGE,
        _UNIT,
        Column("survey", Type.CATEGORY, "The survey that asked."),
        Column("text", Type.TEXT, "Their words.", personal=True),
        Column("language", Type.CATEGORY, "BCP 47 tag of the text."),
        Column("weight", Type.NUMBER, "How many customers this one speaks for; 1 when not weighted.", low=0),
        Column("interaction", Type.ID, "The interaction it is about."),
        Column("order", Type.ID, "The order it is about."),
        _PROPERTIES,
    ),
    time="at",
    opinion=True,
)

ANSWERS = Entity(
    "answers",
    "one question of one feedback",
    "answer",
    (
        Column("answer", Type.ID, "feedback/question, and /choice where several may be chosen.", required=True),
        Column("feedback", Type.ID, "The feedback it is part of.", required=True),
        Column("at", Type.INSTANT, "When it was given.", required=True, inherits="feedback"),
        _inherited(_CUSTOMER, "feedback"),
        _inherited(_KNOWN_AS, "feedback"),
        _inherited(_EMPLOYEE, "feedback"),
        _inherited(_CHANNEL, "feedback"),
        _inherited(_TOUCHPOINT, "feedback"),
        _inherited(_STAGE, "feedback"),
        _inherited(_UNIT, "feedback"),
        Column("survey", Type.CATEGORY, "The survey that asked.", inherits="feedback"),
        Column("weight", Type.NUMBER, "How many customers this one speaks for.", low=0, inherits="feedback"),
        Column("order", Type.ID, "The order it is about.", inherits="feedback"),
        Column("question", Type.CATEGORY, "The question's code.", required=True),
        Column(
            "kind",
            Type.CATEGORY,
            "What the question measures; ces is the agreement form (2.0), ces1 the effort form (1.0).",
            required=True,
            choices=("nps", "csat", "ces", "ces1", "rating", "choice", "text", "number", "date", "boolean"),
        ),
        Column("score", Type.NUMBER, "The score as given, on the scale as asked."),
        Column("scale", Type.CATEGORY, "The scale as asked, lowest-highest: 0-10, 1-5, 1-7."),
        Column("polarity", Type.INTEGER, "1: the highest score is best; -1: the lowest is.", low=-1, high=1),
        Column("choice", Type.CATEGORY, "The option chosen."),
        Column("text", Type.TEXT, "What was typed.", personal=True),
    ),
    time="at",
    opinion=True,
)

MENTIONS = Entity(
    "mentions",
    "one theme in one text",
    "mention",
    (
        Column("mention", Type.ID, "The id of the mention.", required=True),
        Column("feedback", Type.ID, "The feedback whose text it is in.", required=True),
        Column("at", Type.INSTANT, "When the text was said.", required=True, inherits="feedback"),
        _inherited(_CUSTOMER, "feedback"),
        _inherited(_KNOWN_AS, "feedback"),
        _inherited(_CHANNEL, "feedback"),
        Column("touchpoint", Type.CATEGORY, "The touchpoint spoken of."),
        Column("theme", Type.CATEGORY, "What is spoken of.", required=True),
        Column("sentiment", Type.NUMBER, "-1 bad to 1 good.", low=-1, high=1),
        Column("intensity", Type.NUMBER, "0 faint to 1 strong.", low=0, high=1),
        Column("confidence", Type.NUMBER, "0 to 1.", unit="share", low=0, high=1),
        Column("span_start", Type.INTEGER, "First character.", low=0),
        Column("span_end", Type.INTEGER, "Behind the last character.", low=0),
        Column("labelled_by", Type.CATEGORY, "Who or what labelled it: a person or a model with its version."),
    ),
    time="at",
    opinion=True,
)

READINGS = Entity(
    "readings",
    "one text as it was read",
    "reading",
    (
        Column("reading", Type.ID, "The id of the feedback that was read.", required=True),
        Column("feedback", Type.ID, "The feedback whose text it is.", required=True),
        Column("at", Type.INSTANT, "When the text was said.", required=True, inherits="feedback"),
        _inherited(_CUSTOMER, "feedback"),
        _inherited(_KNOWN_AS, "feedback"),
        _inherited(_CHANNEL, "feedback"),
        _inherited(_TOUCHPOINT, "feedback"),
        Column(
            "language",
            Type.CATEGORY,
            "The language it is written in; empty where no letter says.",
            choices=("zh-Hans", "zh-Hant", "en", "other"),
        ),
        Column("sentiment", Type.NUMBER, "-1 bad to 1 good; empty where it cannot be told.", low=-1, high=1),
        Column("confidence", Type.NUMBER, "That the sign of the sentiment is right, 0.5 to 1.", unit="share"),
        Column(
            "emotion",
            Type.CATEGORY,
            "The emotion its words hint at.",
            choices=("anger", "disappointment", "worry", "joy", "gratitude", "surprise"),
        ),
        Column("effort", Type.CATEGORY, "Whether its words say that something was hard.", choices=("hard", "easy")),
        Column(
            "action",
            Type.CATEGORY,
            "What it asks for.",
            choices=("answer", "suggestion", "praise", "nothing"),
        ),
        Column("product", Type.CATEGORY, "The product it names first."),
        Column(
            "conflict",
            Type.CATEGORY,
            "Whether its words say the opposite of the score beside it: worse or better.",
            choices=("worse", "better"),
        ),
        Column("labelled_by", Type.CATEGORY, "Who or what read it: a person or a model with its version."),
    ),
    time="at",
    opinion=True,
)

ORDERS = Entity(
    "orders",
    "one order",
    "order",
    (
        Column("order", Type.ID, "The order's number.", required=True),
        Column("at", Type.INSTANT, "When it was placed.", required=True),
        _CUSTOMER,
        _KNOWN_AS,
        _CHANNEL,
        _TOUCHPOINT,
        _UNIT,
        _CAMPAIGN,
        Column("region", Type.CATEGORY, "Where it went."),
        Column("category", Type.CATEGORY, "What was mainly bought."),
        Column("status", Type.CATEGORY, "How far it is: placed, delivered, cancelled …"),
        Column("amount", Type.AMOUNT, "What the customer pays in all.", unit="currency"),
        _CURRENCY,
        Column("items", Type.INTEGER, "How many items.", low=0),
        Column("promised_at", Type.INSTANT, "When delivery was promised for."),
        Column("delivered_at", Type.INSTANT, "When it was delivered."),
        _PROPERTIES,
    ),
    time="at",
)

CONTRACTS = Entity(
    "contracts",
    "one contract for one term",
    "contract",
    (
        Column("contract", Type.ID, "The contract's number.", required=True),
        _CUSTOMER,
        _KNOWN_AS,
        Column("plan", Type.CATEGORY, "What was agreed."),
        _CHANNEL,
        _UNIT,
        Column("start_on", Type.DATE, "First day it holds.", required=True),
        Column("end_on", Type.DATE, "Last day it holds; empty while it has none."),
        Column("amount", Type.AMOUNT, "What it brings per month.", unit="currency"),
        _CURRENCY,
        Column("renewed", Type.BOOLEAN, "Whether another term followed; empty until known."),
        _PROPERTIES,
    ),
    time="start_on",
)

POINTS = Entity(
    "points",
    "one movement of loyalty points",
    "movement",
    (
        Column("movement", Type.ID, "The movement's id.", required=True),
        Column("at", Type.INSTANT, "When it was booked.", required=True),
        _CUSTOMER,
        _KNOWN_AS,
        _CHANNEL,
        _UNIT,
        Column("kind", Type.CATEGORY, "What happened.", required=True, choices=("issued", "redeemed", "expired")),
        Column("points", Type.AMOUNT, "How many, as a positive number.", unit="points", required=True, low=0),
        Column("order", Type.ID, "The order they came from or went to."),
    ),
    time="at",
)

EXPOSURES = Entity(
    "exposures",
    "one time somebody was shown or asked something, or was meant to be and was not",
    "exposure",
    (
        Column("exposure", Type.ID, "The exposure's id.", required=True),
        Column("at", Type.INSTANT, "When it was shown or sent.", required=True),
        _CUSTOMER,
        _KNOWN_AS,
        Column(
            "kind",
            Type.CATEGORY,
            "An advertisement, a message, an invitation to a survey, one to an anonymous survey (open: nobody knows "
            "who answered it), or one that was withheld.",
            required=True,
            choices=("advertisement", "message", "invitation", "open_invitation", "withheld"),
        ),
        _CAMPAIGN,
        Column("survey", Type.CATEGORY, "The survey an invitation asks for."),
        _CHANNEL,
        _TOUCHPOINT,
        Column("converted", Type.BOOLEAN, "Whether what it asked for happened: a purchase, an answer."),
        Column("converted_at", Type.INSTANT, "When it did."),
        Column("amount", Type.AMOUNT, "What the conversion brought.", unit="currency"),
        Column("cost", Type.AMOUNT, "What the exposure cost.", unit="currency"),
        _CURRENCY,
        Column("reason", Type.CATEGORY, "Why an invitation was withheld, as a code: quiet, opted_out, not_sampled …"),
    ),
    time="at",
)

QUARANTINE = Entity(
    "quarantine",
    "one row of input we could not accept",
    "row",
    (
        Column("row", Type.ID, "Names the row: source, file and line.", required=True),
        Column("at", Type.INSTANT, "When it came in.", required=True),
        Column("import", Type.ID, "The import it came with."),
        Column("source", Type.CATEGORY, "The source (a mapping's name, or a write key)."),
        Column("entity", Type.CATEGORY, "What it should have become."),
        Column("file", Type.TEXT, "The file."),
        Column("line", Type.INTEGER, "The line of the file on which the row begins, the first being 1.", low=1),
        Column("column", Type.TEXT, "The column at fault."),
        Column("value", Type.TEXT, "The value at fault, as it came.", personal=True),
        Column("reason", Type.CATEGORY, "Why, as a code: wrong_type, out_of_range, missing, contradicts …"),
        Column("explanation", Type.TEXT, "Why, in a sentence with the next step."),
        Column("raw", Type.JSON, "The whole row as it came.", personal=True),
        Column("state", Type.CATEGORY, "What became of it.", choices=("waiting", "replayed", "dismissed")),
    ),
    time="at",
)

SESSIONS = Entity(
    "sessions",
    "one visit to web or app, computed from the interactions",
    "session",
    (
        Column("session", Type.ID, "The interaction it begins with.", required=True),
        Column("at", Type.INSTANT, "When it began.", required=True),
        _CUSTOMER,
        _CHANNEL,
        Column("touchpoint", Type.CATEGORY, "The touchpoint it began at."),
        Column("campaign", Type.CATEGORY, "The campaign it began with."),
        Column("pages", Type.INTEGER, "How many pages or screens were seen.", low=0),
        Column("events", Type.INTEGER, "How many interactions it holds.", low=1),
        Column("duration_seconds", Type.NUMBER, "From the first interaction to the last.", unit="s", low=0),
        Column("ended_at", Type.INSTANT, "When the last interaction began."),
    ),
    time="at",
)

CASES = Entity(
    "cases",
    "one case: one customer to win back",
    "case_id",
    (
        Column("case_id", Type.ID, "The number of the case.", required=True),
        Column("at", Type.INSTANT, "When it was opened.", required=True),
        _CUSTOMER,
        _KNOWN_AS,
        _CHANNEL,
        _TOUCHPOINT,
        _UNIT,
        Column("employee", Type.ID, "Who owns it."),
        Column("severity", Type.CATEGORY, "How bad it is.", choices=("low", "normal", "high", "critical")),
        Column(
            "state", Type.CATEGORY, "How far it is: open, answered, waiting, reopened, closed; merged into another."
        ),
        Column("cause", Type.CATEGORY, "The root cause somebody named."),
        Column("answered_at", Type.INSTANT, "When the customer first heard from us."),
        Column("closed_at", Type.INSTANT, "When it was closed the last time."),
        Column("answer_seconds", Type.NUMBER, "From opening to the first answer.", unit="s", low=0),
        Column("solve_seconds", Type.NUMBER, "From opening to closing.", unit="s", low=0),
        Column("in_time", Type.BOOLEAN, "Whether it was closed by its due time; empty while it is open."),
        Column("reopened", Type.BOOLEAN, "Whether it was opened again after closing."),
        Column("solved", Type.BOOLEAN, "What the customer said when asked; empty until they do."),
        Column("score_before", Type.NUMBER, "The score it came from."),
        Column("score_after", Type.NUMBER, "The first score they gave after closing, to the same kind of question."),
        Column("recovered", Type.BOOLEAN, "Whether it was better than the score before; empty without both."),
        Column("revenue_after", Type.AMOUNT, "What they ordered within 90 days after closing.", unit="currency"),
        _CURRENCY,
    ),
    time="at",
)

VIEWS: dict[str, Entity] = {SESSIONS.name: SESSIONS}
"""Entities that are computed from others when they are asked for; nobody stores them."""

ENTITIES: dict[str, Entity] = {
    e.name: e
    for e in (
        CUSTOMERS,
        IDENTITIES,
        INTERACTIONS,
        FEEDBACK,
        ANSWERS,
        MENTIONS,
        READINGS,
        ORDERS,
        CONTRACTS,
        POINTS,
        EXPOSURES,
        CASES,
        QUARANTINE,
    )
}


class UnknownEntity(LookupError):
    def __init__(self, name: str):
        super().__init__(
            sentence(
                "there is no entity {name!r}; there are {entities}", name=name, entities=", ".join((*ENTITIES, *VIEWS))
            )
        )


def entity(name: str) -> Entity:
    found = ENTITIES.get(name) or VIEWS.get(name)
    if found is None:
        raise UnknownEntity(name)
    return found
