"""The loop from an unhappy answer to the proof, stage by stage, and the places in it where a process can be killed.

Each stage is what the server or its worker does then, on real facts, a real mail server and a real mailbox.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pyarrow as pa

WORKSPACE = "acme"
CARE = "care@acme.example"
BASE = "https://acme.example"


@dataclass(frozen=True, slots=True)
class Walk:
    """One customer's way round: ``number`` tells them from others. ``put`` gives the mailbox a letter."""

    number: int
    home: Path
    put: Callable[[bytes], None]

    @property
    def customer(self) -> str:
        return f"c{self.number}"

    @property
    def address(self) -> str:
        return f"{self.customer}@example.com"

    @property
    def letters(self) -> list[EmailMessage]:
        """What the mail server took for them, in its order."""
        files = sorted((self.home / "letters").glob(f"*-{self.address}"))
        return [message_from_bytes(file.read_bytes(), policy=default) for file in files]  # type: ignore[misc]

    @property
    def case(self) -> Any:
        from auricle.web.cases.models import Case

        return Case.objects.of(record()).get(customer=self.customer)


Work = Callable[[Walk], object]


def record() -> Any:
    from auricle.web.platform.models import Workspace

    return Workspace.objects.get(slug=WORKSPACE)


def found_house(home: Path, mail_port: int, box_port: int, password: str) -> None:
    """A workspace with a rule for low scores, a group that is told, a way for letters out and one for letters in."""
    import auricle

    (home / "letters").mkdir(parents=True)
    auricle.create(home / "workspaces" / WORKSPACE, currency="CNY").close()
    from auricle.web.integrations.actions import keep as keep_way
    from auricle.web.integrations.rounds import pull_due
    from auricle.web.platform.models import Workspace
    from auricle.web.signals.actions import keep, put
    from auricle.web.signals.models import Signal

    made, _ = Workspace.objects.get_or_create(slug=WORKSPACE, defaults={"name": "Acme"})
    here = {"host": "127.0.0.1", "security": "plain"}
    robot = keep_way(made, "slack", "CX", {"address": "https://127.0.0.1:443/"})
    keep_way(made, "email", "Care", {**here, "port": mail_port, "sender": CARE})
    keep_way(made, "mailbox", "Care", {
        **here, "port": box_port, "user": CARE, "password": password, "folder": "INBOX", "keeps": "",
    })  # fmt: skip
    pull_due()
    rule = Signal(
        workspace=made, name="low", document={"kind": "score", "at_most": 6.0}, notifies=str(robot.pk),
        most_an_hour=1000,
    )  # fmt: skip
    keep(rule)
    put(rule, is_on=True)


def patient_with_nobody() -> None:
    """Leases that end at once, so that what a killed worker held is taken up now and not in three minutes."""
    from django.conf import settings

    from auricle.web.integrations import pulling, sending

    settings.OUTGOING_PRIVATE_HOSTS = ["127.0.0.1"]
    sending.LEASE = pulling.LEASE = timedelta()


def _answered(score: float, name: str) -> Work:
    def arrived(walk: Walk) -> None:
        from auricle.model.entities import entity
        from auricle.web.platform.public import facts_of

        key = f"{walk.customer}/{name}"
        who = {"customer": walk.customer, "name": "Lin", "email": walk.address, "language": "zh-Hans"}
        said = {
            "answer": f"{key}/nps", "feedback": key, "at": datetime.now(UTC), "customer": walk.customer,
            "question": "nps", "kind": "nps", "score": score, "scale": "0-10",
        }  # fmt: skip
        facts_of(WORKSPACE).add({
            each: pa.Table.from_pylist([row], schema=pa.schema([f for f in entity(each).schema if f.name in row]))
            for each, row in {"customers": who, "answers": said}.items()
        })  # fmt: skip

    return arrived


def _watch(_walk: Walk) -> None:
    from auricle.web.signals.rounds import signals

    signals()


def _write(walk: Walk) -> None:
    """The form of a colleague; a browser that got no answer sends the same one again."""
    from auricle.web.cases.letters import reply
    from auricle.web.platform.models import User

    user, _ = User.objects.get_or_create(email="agent@acme.example")
    reply(walk.case, "Your delivery", "What happened?", user, f"form-{walk.number}")


def _send(_walk: Walk) -> None:
    from auricle.web.integrations.rounds import deliver_due

    deliver_due()


def _reply(walk: Walk) -> None:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = walk.address, CARE, "Re: Your delivery"
    made["Message-ID"], made["In-Reply-To"] = f"<answer-{walk.number}@example.com>", walk.letters[-1]["Message-ID"]
    made.set_content("It never came.")
    walk.put(made.as_bytes())


def _read(_walk: Walk) -> None:
    from django.utils import timezone

    from auricle.web.integrations.models import Pull
    from auricle.web.integrations.rounds import pull_due

    Pull.objects.of(record()).update(due_at=timezone.now())
    pull_due()


def _close(walk: Walk) -> None:
    from auricle.web.cases.actions import close_case
    from auricle.web.cases.history import CLOCK

    close_case(walk.case, CLOCK, BASE)


def _ask(_walk: Walk) -> None:
    from django.utils import timezone

    from auricle.web.cases.asking import ask_due
    from auricle.web.cases.models import Question

    Question.objects.of(record()).filter(outcome="planned").update(due_at=timezone.now())
    ask_due()


def _solved(is_solved: bool) -> Work:
    def answered(walk: Walk) -> None:
        from auricle.web.cases.asking import answer, question_of

        link = re.search(r"/q/([\w-]+)/", walk.letters[-1].get_content())
        assert link, "the last letter asks nothing"
        question = question_of(link[1])
        assert question, "the letter's link leads to no question"
        answer(question, is_solved)

    return answered


def _learn(_walk: Walk) -> None:
    from auricle.web.cases.learning import learn

    learn(record())


def _measure(_walk: Walk) -> None:
    from auricle.web.cases.telling import tell_the_facts

    tell_the_facts()


STAGES: tuple[tuple[str, Work], ...] = (
    ("answer", _answered(2.0, "first")), ("signal", _watch), ("letter", _write), ("sending", _send),
    ("answering", _reply), ("reading", _read), ("closing", _close), ("asking", _ask), ("posting", _send),
    ("no", _solved(False)), ("closing again", _close), ("asking again", _ask), ("posting again", _send),
    ("yes", _solved(True)), ("second answer", _answered(9.0, "second")), ("learning", _learn),
    ("measuring", _measure),
)  # fmt: skip


def places() -> Mapping[str, tuple[str, Any, str]]:
    """Where a step is: in which stage, in what, which call of it."""
    from auricle.store.engines.duckdb.engine import DuckDBStore
    from auricle.web.cases import actions, asking, learning, letters, opening
    from auricle.web.integrations import pulling, sending
    from auricle.web.integrations.email.transport import Email
    from auricle.web.integrations.mailbox.transport import MailboxSource
    from auricle.web.signals import following, watching

    return {
        "judging": ("signal", watching, "_matches"),
        "writing firings": ("signal", watching, "write_firings"),
        "reading on": ("signal", watching, "_written"),
        "forgetting arrivals": ("signal", DuckDBStore, "forget_arrivals"),
        "beginning the case": ("signal", opening, "_begun"),
        "opening the case": ("signal", following.cases, "open_case"),
        "giving notice": ("signal", following, "give_notice"),
        "following up": ("signal", following, "_done"),
        "handing the letter over": ("letter", letters.integrations, "send"),
        "noting the letter": ("letter", letters, "write"),
        "claiming the letter": ("sending", sending, "_claimed"),
        "the mail server": ("sending", Email, "deliver"),
        "noting that it went": ("sending", sending, "_taken"),
        "fetching the reply": ("reading", MailboxSource, "pull"),
        "passing the reply on": ("reading", pulling, "_tell"),
        "keeping the reply": ("reading", letters, "_keep"),
        "moving the mailbox on": ("reading", pulling, "_pulled"),
        "noting the closing": ("closing", actions, "write"),
        "planning the question": ("closing", actions, "plan_question"),
        "asking the ledger": ("asking", asking, "approach"),
        "handing the question over": ("asking", asking.integrations, "send"),
        "noting the question": ("asking", asking, "_asked"),
        "noting the no": ("no", asking, "write"),
        "reopening": ("no", asking, "reopened"),
        "noting the second score": ("learning", learning, "_learnt"),
        "telling the facts": ("measuring", DuckDBStore, "replace"),
    }


def told(walk: Walk) -> dict[str, Any]:
    """What there is of them in the end."""
    from auricle.web.cases.history import broken_at
    from auricle.web.cases.models import Message, Question
    from auricle.web.integrations.models import Delivery
    from auricle.web.platform.public import facts_of
    from auricle.web.signals.models import Firing

    case, ours = walk.case, Delivery.objects.of(record()).filter(customer=walk.customer)
    questions = Question.objects.of(record()).filter(case=case).order_by("closing")
    rows = facts_of(WORKSPACE).facts("cases", where=f"customer = '{walk.customer}'").to_pylist()
    ids = [letter["Message-ID"] for letter in walk.letters]
    return {
        "firings": Firing.objects.of(record()).filter(customer=walk.customer, state="done").count(),
        "notices": ours.filter(form="notice").count(),
        "messages": list(Message.objects.of(record()).filter(case=case).values_list("direction", flat=True)),
        "letters": len(set(ids)), "repeated": len(ids) - len(set(ids)),
        "unsent": ours.filter(form="letter").exclude(state="sent").count(),
        "questions": list(questions.values_list("is_solved", flat=True)),
        "reopened": case.reopened, "history": broken_at(case),
        "measured": [[row[name] for name in ("reopened", "solved", "score_before", "score_after")] for row in rows],
    }  # fmt: skip
