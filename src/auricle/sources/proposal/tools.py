"""Exports of survey tools: told by the columns each of them adds, which are then no questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ...sentence import sentence
from .look import Look
from .roles import Role


@dataclass(frozen=True, slots=True)
class Tool:
    """A survey tool: names that only its exports have together, and the parts its own columns play ('': none)."""

    name: str
    told_by: frozenset[str]
    parts: Mapping[str, str]
    begins_with: str = ""
    """Where its columns are as common as a time: what the first is called, the others being questions in full."""
    tried: tuple[str, frozenset[str]] = ("", frozenset())
    """The column that says how a row came to be, and what it says of those nobody answered, in lower case."""
    derived: str = ""
    """How columns end that the tool worked out from a question."""

    def role(self, role: Role) -> Role:
        """The part of a column the tool added; a column of another name is a question and stays what it was."""
        if self.derived and role.look.header.strip().lower().endswith(self.derived):
            return Role(role.look, "", sentence("{tool} worked it out from a question", tool=self.name))
        part = next((self.parts[name] for name in _names(role.look) if name in self.parts), None)
        if part is None or not role.look.filled or (part == "at" and role.look.formats is None):
            return role
        if not part:
            return Role(role.look, "", sentence("{tool} adds it to every export", tool=self.name))
        return Role(role.look, part, sentence("{tool} writes it there", tool=self.name))

    def tried_out(self, looks: Sequence[Look]) -> tuple[Look, tuple[str, ...]] | None:
        """The column that tells rows somebody only tried out, and what it says of them; None where none is."""
        header, tried = self.tried
        look = next((look for look in looks if header and header in _names(look)), None)
        said = tuple(value for value in look.distinct if value.lower() in tried) if look else ()
        return (look, said) if look and said else None


def tool_of(looks: Sequence[Look]) -> Tool | None:
    """The tool that wrote a file; None when nothing tells."""
    names = {name for look in looks for name in _names(look)}
    first = looks[0].header.strip().lower() if looks else ""
    asks = any(look.header.strip().endswith(("?", "？")) for look in looks)
    for tool in TOOLS:
        if tool.told_by <= names and (not tool.begins_with or (asks and first == tool.begins_with)):
            return tool
    return None


def _names(look: Look) -> tuple[str, ...]:
    """What a column is called, above and below: Qualtrics wrote V1, and ResponseID below it."""
    return look.header.strip().lower(), look.label.strip().lower()


def _tool(name: str, told_by: str, parts: Mapping[str, str], nothing: str, begins_with: str = "") -> Tool:
    own = {**dict.fromkeys(nothing.split(", "), ""), **parts}
    return Tool(name, frozenset(told_by.split(", ")), own, begins_with)


def _qualtrics(told_by: str, parts: Mapping[str, str], nothing: str) -> Tool:
    tried = frozenset(("survey preview", "survey test"))
    return replace(_tool("Qualtrics", told_by, parts, nothing), tried=("status", tried), derived="_nps_group")


TOOLS = (
    _qualtrics(
        "responseid, recordeddate, finished",
        {
            "responseid": "response",
            "recordeddate": "at",
            "recipientemail": "email",
            "externalreference": "customer",
            "externaldatareference": "customer",
            "userlanguage": "language",
        },
        "startdate, enddate, status, ipaddress, progress, duration (in seconds), finished, recipientlastname, "
        "recipientfirstname, locationlatitude, locationlongitude, distributionchannel",
    ),
    _qualtrics(
        "responseid, responseset, enddate",
        {
            "responseid": "response",
            "enddate": "at",
            "emailaddress": "email",
            "externaldatareference": "customer",
        },
        "responseset, name, ipaddress, status, startdate, finished, locationlatitude, locationlongitude, "
        "locationaccuracy",
    ),
    _tool(
        "LimeSurvey",
        "id, submitdate, lastpage",
        {"id": "response", "submitdate": "at", "startlanguage": "language", "email": "email"},
        "lastpage, seed, startdate, datestamp, ipaddr, refurl, token, firstname, lastname",
    ),
    _tool(
        "LimeSurvey",
        "response id, date submitted, last page",
        {"response id": "response", "date submitted": "at", "start language": "language", "email address": "email"},
        "last page, seed, date started, date last action, ip address, referrer url, token, access code, first name, "
        "last name",
    ),
    _tool(
        "SurveyMonkey",
        "respondentid, collectorid",
        {"respondentid": "response", "enddate": "at", "email address": "email"},
        "collectorid, startdate, ip address, first name, lastname, custom data, custom data 1",
    ),
    _tool(
        "SurveyMonkey",
        "respondent id, collector id",
        {"respondent id": "response", "end date": "at", "email address": "email"},
        "collector id, start date, ip address, first name, last name, custom data 1",
    ),
    _tool("SurveyMonkey", "respondentid", {"respondentid": "response"}, "collectorid"),
    *(
        _tool("Google Forms", time, {time: "at", user: "email", address: "email"}, score, time)
        for time, user, address, score in (
            ("timestamp", "username", "email address", "score"),
            ("时间戳记", "用户名", "电子邮件地址", "分数"),
            ("時間戳記", "使用者名稱", "電子郵件地址", "分數"),
        )
    ),
)
