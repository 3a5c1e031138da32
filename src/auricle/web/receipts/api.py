"""You said, we did, for programs: what was told and how it was taken; a receipt to propose."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any, Literal

from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, Field

from auricle.sentence import sentence
from auricle.web.initiatives.public import Initiative, initiative_of
from auricle.web.platform.public import Caller, Day, Given, Operation, Page, Paged, Proposal, faults_of, numbered_page

from . import actions, queries
from .drafting import drafted
from .forms import PARTS, ReceiptForm
from .models import LANGUAGES, Receipt, Recipient

LOOK_BACK = timedelta(days=365)


class ReceiptWords(Given):
    """What a receipt says in one language; a part that is left empty is drafted from the initiative."""

    subject: str = Field("", max_length=200)
    spoke: str = Field("", description="To those who said it.", max_length=4000)
    silent: str = Field("", description="To those who said nothing.", max_length=4000)
    body: str = Field("", description="What was done.", max_length=4000)


class OneReceipt(Given):
    receipt: int = Field(description="The number of a receipt, as receipts gives it.", ge=1, le=2**31 - 1, examples=[1])


class AskedRecipients(Paged):
    receipt: int = Field(description="The number of a receipt, as receipts gives it.", ge=1, le=2**31 - 1, examples=[1])


class ToldReceipt(BaseModel):
    """``texts`` holds by language subject, spoke, silent and body."""

    receipt: int
    initiative: int
    state: str
    texts: dict[str, dict[str, str]]
    first_day: date
    last_day: date
    is_public: bool
    made_at: datetime
    sent_at: datetime | None


class Receipts(Page):
    receipts: list[ToldReceipt]


class TakenByGroup(BaseModel):
    group: str
    people: int
    told: int
    opened: int
    helpful: int
    not_helpful: int


class WholeReceipt(BaseModel):
    """How it was taken by those who said it and those who were silent, once it was handed over."""

    receipt: ToldReceipt
    taken: list[TakenByGroup]
    not_told: dict[str, int] = Field(description="Why some were not told, and how many.")


class ToldPerson(BaseModel):
    customer: str
    group: str
    language: str
    state: str
    because: str | None
    told_at: datetime | None
    opened_at: datetime | None
    is_helpful: bool | None


class Recipients(Page):
    recipients: list[ToldPerson]


class NewReceipt(Given):
    initiative: int = Field(ge=1, le=2**31 - 1, examples=[1])
    texts: dict[Literal["en", "zh-hans", "zh-hant"], ReceiptWords] = Field({}, description="By language.")
    first_day: Day | None = Field(None, description="A year before the initiative began when left out.")
    last_day: Day | None = Field(None, description="The day on which the initiative began when left out.")
    spoke_entity: Literal["feedback", "mentions", "interactions"] = "feedback"
    spoke_where: str = Field(
        "", description="Whose words or behaviour led to it, as a filter of these.", max_length=1000
    )
    silent_entity: Literal["orders", "interactions"] = "orders"
    silent_where: str = Field("", description="Who lived through it, as a filter of these.", max_length=1000)


class NoSuchReceipt(LookupError):
    def __init__(self, number: int):
        super().__init__(sentence("there is no receipt {number}; receipts lists those there are", number=number))


class NothingToTellOf(LookupError):
    def __init__(self, number: int):
        super().__init__(
            sentence("a receipt tells of an initiative, and there is none of number {number}", number=number)
        )


class NotAReceipt(ValueError):
    """What was proposed does not fit the form that a person would fill in."""

    def __init__(self, form: Any):
        super().__init__(sentence("the receipt cannot be kept as it is: {why}", why=faults_of(form)))


def _receipts(caller: Caller, given: Paged) -> Receipts:
    shown, after = numbered_page(Receipt.objects.of(caller.record), given)
    return Receipts(receipts=[_told(row) for row in shown], next=after)


def _told(row: Receipt) -> ToldReceipt:
    return ToldReceipt(
        receipt=row.pk, initiative=row.initiative_id, state=row.state, texts=row.texts, first_day=row.first_day,
        last_day=row.last_day, is_public=row.is_public, made_at=row.made_at, sent_at=row.sent_at,
    )  # fmt: skip


def _receipt(caller: Caller, given: OneReceipt) -> WholeReceipt:
    row = _found(caller, given.receipt)
    taken = [TakenByGroup(**asdict(each)) for each in queries.taken(row)]
    return WholeReceipt(receipt=_told(row), taken=taken, not_told=dict(queries.reasons(row)))


def _found(caller: Caller, number: int) -> Receipt:
    row = Receipt.objects.of(caller.record).select_related("workspace").filter(pk=number).first()
    if row is None:
        raise NoSuchReceipt(number)
    return row


def _recipients(caller: Caller, given: AskedRecipients) -> Recipients:
    row = _found(caller, given.receipt)
    caller.took_out("exported a receipt", row.initiative.name)
    shown, after = numbered_page(Recipient.objects.of(caller.record).filter(receipt=row), given)
    told = [
        ToldPerson(
            customer=each.customer, group=each.group, language=each.language, state=each.state,
            because=each.because or None, told_at=each.told_at, opened_at=each.opened_at, is_helpful=each.is_helpful,
        )
        for each in shown
    ]  # fmt: skip
    return Recipients(recipients=told, next=after)


def _form(state: Any, given: NewReceipt) -> tuple[Initiative, ReceiptForm]:
    """The page's own form over a first draft, so that what a program proposes is held to what a person is."""
    initiative = initiative_of(state.record, given.initiative)
    if initiative is None:
        raise NothingToTellOf(given.initiative)
    first, texts = _days(given, initiative), drafted(initiative)
    for language, words in given.texts.items():
        texts[language] |= {part: text for part, text in words.model_dump().items() if text}
    said = {f"{part}_{language}": texts[language][part] for language in LANGUAGES for part in PARTS}
    asked = ("spoke_entity", "spoke_where", "silent_entity", "silent_where")
    about = {name: getattr(given, name) for name in asked}
    row = Receipt(workspace=state.record, initiative=initiative, texts=texts)
    return initiative, ReceiptForm({**first, **about, **said}, state, row)


def _days(given: NewReceipt, initiative: Initiative) -> dict[str, date]:
    last = given.last_day or initiative.starts_on
    return {"first_day": given.first_day or last - LOOK_BACK, "last_day": last}


def _check(state: Any, given: NewReceipt) -> tuple[Initiative, ReceiptForm]:
    initiative, form = _form(state, given)
    if not form.is_valid():
        raise NotAReceipt(form)
    return initiative, form


def _carry_out(state: Any, given: NewReceipt) -> str:
    initiative, form = _check(state, given)
    days = form.cleaned_data["first_day"], form.cleaned_data["last_day"]
    made = actions.draft(state.record, state.user, initiative, *days)
    actions.write(made, form.row_values)
    return str(state.url("receipts:receipt", pk=made.pk))


def _lines(given: NewReceipt) -> list[tuple[Any, str]]:
    words = next(iter(given.texts.values()), ReceiptWords())
    return [
        (_("Initiative"), f"#{given.initiative}"), (_("Subject"), words.subject),
        (_("To those who said it"), words.spoke), (_("To those who said nothing"), words.silent),
        (_("What was done"), words.body),
        (_("Whose words or behaviour led to it: rows of"), given.spoke_entity),
        (_("and a filter of these"), given.spoke_where),
    ]  # fmt: skip


OPERATIONS = (
    Operation(
        "receipts", "/receipts", "see numbers",
        "What customers were told was done, the latest first. In every language it was written in.",
        Paged, Receipts, _receipts,
    ),
    Operation(
        "receipt", "/receipts/{receipt}", "see numbers",
        "One receipt and how it was taken. How many were told, opened it and found it helpful.",
        OneReceipt, WholeReceipt, _receipt,
    ),
    Operation(
        "recipients", "/receipts/{receipt}/recipients", "export customers",
        "Everybody who was to be told by a receipt. Whether they were, why not, and how they took it.",
        AskedRecipients, Recipients, _recipients,
    ),
)  # fmt: skip
PROPOSALS = (
    Proposal(
        "receipt", _("A receipt"),
        "Propose what customers are told of an initiative. A person reads, changes and sends it, or does not.",
        "send receipts", NewReceipt, _lines, _carry_out, _check,
    ),
)  # fmt: skip
