"""After closing, the customer is asked whether it is solved: by letter, answered by a link. A no reopens the case.

The ledger is asked first, so that who wants no letters gets none.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import replace
from datetime import timedelta

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_  # noqa: N812 - gettext's own name for it

from auricle.web.contacting.public import Approach, Decision, approach
from auricle.web.integrations import public as integrations
from auricle.web.platform.public import public_address

from .acquaintance import Acquaintance, acquaintance
from .changing import changing, reopened
from .history import CLOCK, CUSTOMER, write
from .models import Case, Question
from .presence import present
from .queries import desk_of

AT_ONCE = 100
Outcome = Question.Outcome


def plan_question(case: Case, base: str) -> None:
    """Note that the customer is to be asked, in the transaction that closes the case; once for each closing."""
    desk = desk_of(case.workspace)
    base = public_address(base)
    if not (desk.asks and base and case.customer):
        return
    due_at = timezone.now() + timedelta(hours=desk.ask_after_hours)
    Question.objects.of(case.workspace).get_or_create(
        workspace=case.workspace, case=case, closing=case.reopened + 1,
        defaults={"due_at": due_at, "base": base},
    )  # fmt: skip


def ask_due() -> int:
    """Ask whoever is to be asked by now, of all workspaces; how many were seen to."""
    rows = Question.objects.across("every workspace's customers are asked").filter(outcome=Outcome.PLANNED)
    due = list(rows.filter(due_at__lte=timezone.now()).order_by("due_at").values_list("pk", flat=True)[:AT_ONCE])
    return sum(map(_asked, due))


def _asked(pk: int) -> bool:
    with transaction.atomic():
        rows = Question.objects.across("the question names its workspace").filter(pk=pk, outcome=Outcome.PLANNED)
        question = rows.select_for_update(skip_locked=True, of=("self",)).select_related("case__workspace").first()
        if question is None:
            return False
        case = question.case
        if case.is_open or case.merged_into_id or not case.customer:
            question.outcome = Outcome.DROPPED
        else:
            _ask(question, case, acquaintance(case.workspace, case.customer))
        question.save()
    return True


def _ask(question: Question, case: Case, known: Acquaintance) -> None:
    if not known.email:
        question.outcome = Outcome.NO_ADDRESS
        return
    token, reference = secrets.token_urlsafe(16), f"case:{case.number}:asked:{question.closing}"

    def then(decision: Decision) -> None:
        question.digest, question.asked_at, question.outcome = digest_of(token), timezone.now(), Outcome.ASKED
        letter = _letter(question, case, known, f"{question.base}/q/{token}/", reference, decision)
        integrations.send(case.workspace, letter)
        write(case, CLOCK, N_("asked the customer whether it is solved"))

    wanted = Approach(
        present(case.workspace, case.customer), known.email, "email", "resolved", f"#{case.number}", reference=reference
    )
    decision = approach(case.workspace, wanted, then)
    if not decision.approached:
        question.outcome, question.because = Outcome.WITHHELD, decision.because


def _letter(
    question: Question, case: Case, known: Acquaintance, address: str, reference: str, decision: Decision
) -> integrations.Letter:
    if decision.unsubscribe.startswith("/"):  # this server was told no address of its own; the question has one
        decision = replace(decision, unsubscribe=question.base + decision.unsubscribe)
    with translation.override(_language(known.language)):
        subject, text = _words(case, address, decision.unsubscribe)
    return integrations.Letter(
        known.email,
        subject,
        text,
        headers=decision.headers,
        reference=reference,
        customer=present(case.workspace, case.customer),
    )


def _words(case: Case, address: str, unsubscribe: str) -> tuple[str, str]:
    text = _(
        "Hello,\n\nyou told us about a problem, and we believe that we have solved it. Have we?\n\n"
        "Please tell us here, it takes one click:\n%(address)s\n\n"
        "If it is not solved, we take it up again.\n\n%(company)s"
    ) % {"address": address, "company": case.workspace.name}
    stop = _("To hear no more of this kind: %(address)s") % {"address": unsubscribe}
    return _("Have we solved your problem?"), f"{text}\n\n{stop}"


def question_of(token: str) -> Question | None:
    """The question a link belongs to."""
    rows = Question.objects.across("the token names the question and with it the workspace")
    return rows.select_related("case__workspace").filter(digest=digest_of(token)).first()


def answer(question: Question, is_solved: bool) -> None:
    """What the customer says; they may change their mind, and a no reopens the case."""
    with changing(question.case) as case:
        Question.objects.of(case.workspace).filter(pk=question.pk).update(
            is_solved=is_solved, answered_at=timezone.now()
        )
        if question.closing != case.reopened + 1:  # a later closing has a question of its own
            return
        case.is_solved = is_solved
        write(case, CUSTOMER, N_("said that it is solved") if is_solved else N_("said that it is not solved"))
        if not is_solved and not case.is_open:
            reopened(case)


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _language(tag: str) -> str:
    """The language of ours that somebody reads."""
    tag = tag.lower()
    if tag.startswith("zh"):
        return "zh-hant" if any(part in tag for part in ("hant", "tw", "hk", "mo")) else "zh-hans"
    return "en"
