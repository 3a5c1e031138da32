"""Every built-in measure's value in plain Python, written from its definition alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from .facts import Rows, day_of

Row = Mapping[str, Any]
Value = float | None


def share(claims: Iterable[bool | None]) -> Value:
    known = [claim for claim in claims if claim is not None]
    return sum(known) / len(known) if known else None


def mean(values: Iterable[Any]) -> Value:
    known = [float(value) for value in values if value is not None]
    return sum(known) / len(known) if known else None


class Plain:
    """The measures over rows of one window, first and last day included."""

    def __init__(self, rows: Rows, start: date, end: date):
        self.all, self.start, self.end = rows, start, end

    def within(self, name: str) -> list[Row]:
        return [row for row in self.all[name] if self.start <= day_of(row) <= self.end]

    def value(self, name: str) -> Value:
        return MEASURES[name](self)

    def scores(self, kind: str) -> list[tuple[float, bool, float]]:
        """Scores given, whether among the two best of their scale, and their weight."""
        found = []
        for row in self.within("answers"):
            if row["kind"] == kind and row["score"] is not None:
                low, high = map(int, row["scale"].split("-"))
                top = row["score"] <= low + 1 if row["polarity"] == -1 else row["score"] >= high - 1
                found.append((row["score"], top, 1.0 if row["weight"] is None else row["weight"]))
        return found

    def nps(self) -> Value:
        scores = [score for score, _, _ in self.scores("nps")]
        return 100 * (share(s >= 9 for s in scores) - share(s <= 6 for s in scores)) if scores else None

    def sold(self) -> list[Row]:
        return [row for row in self.within("orders") if row["status"] != "cancelled"]

    def buys(self) -> list[int]:
        """How often each customer known by name bought."""
        counted: dict[str, int] = defaultdict(int)
        for row in self.sold():
            if row["customer"] is not None:
                counted[row["customer"]] += 1
        return list(counted.values())

    def calls(self, part: str) -> Value:
        return mean(row[part] for row in self.within("interactions"))

    def handled(self) -> Value:
        parts = ("talk_seconds", "hold_seconds", "wrap_seconds")
        taken = [row for row in self.within("interactions") if row["talk_seconds"] is not None]
        return mean(sum(row[part] or 0 for part in parts) for row in taken)

    def resolved(self) -> Value:
        talked = [r for r in self.all["interactions"] if r["talk_seconds"] is not None and r["customer"]]
        last, week = max(row["at"] for row in talked), timedelta(days=7)
        verdicts = []
        for row in talked:
            again = any(o["customer"] == row["customer"] and row["at"] < o["at"] <= row["at"] + week for o in talked)
            judged = again or last - row["at"] >= week
            if judged and self.start <= day_of(row) <= self.end:
                verdicts.append(not again)
        return share(verdicts)

    def held(self, on: date) -> dict[str, float]:
        """What each customer pays a month on a day."""
        found: dict[str, float] = defaultdict(float)
        for row in self.all["contracts"]:
            if row["start_on"] <= on and (row["end_on"] is None or row["end_on"] >= on):
                found[row["customer"]] += float(row["amount"])
        return found

    def stock(self) -> tuple[dict[str, float], dict[str, float]]:
        return self.held(self.start - timedelta(days=1)), self.held(self.end)

    def retention(self) -> Value:
        then, now = self.stock()
        return share(customer in now for customer in then)

    def net_churn(self) -> Value:
        then, now = self.stock()
        return (len(then) - len(now)) / len(then)

    def revenue_kept(self, at_most: bool) -> Value:
        then, now = self.stock()
        kept = [min(now.get(c, 0.0), then[c]) if at_most else now.get(c, 0.0) for c in then]
        return sum(kept) / sum(then.values())

    def renewed(self) -> Value:
        ended = [row for row in self.all["contracts"] if row["end_on"] and self.start <= row["end_on"] <= self.end]
        return share(row["renewed"] for row in ended)

    def coverage(self) -> Value:
        seen = [r for r in self.all["customers"] if not r["first_seen_at"] or day_of(r, "first_seen_at") <= self.end]
        heard = {row["customer"] for row in self.within("feedback")}
        return share(row["customer"] in heard for row in seen)

    def complaints(self) -> Value:
        orders = self.within("orders")
        return 100 * sum(row["kind"] == "complaint" for row in self.within("feedback")) / len(orders)

    def contact_complaints(self) -> Value:
        contacts = self.within("interactions")
        return 100 * sum(row["kind"] == "complaint" for row in self.within("feedback")) / len(contacts)

    def converted(self, kind: str) -> Value:
        return share(bool(row["converted"]) for row in self.within("exposures") if row["kind"] == kind)

    def withheld(self) -> Value:
        wished = [row["kind"] for row in self.within("exposures") if row["kind"] in ("invitation", "withheld")]
        return share(kind == "withheld" for kind in wished)

    def redeemed(self) -> Value:
        moved = {
            kind: sum(float(r["points"]) for r in self.within("points") if r["kind"] == kind)
            for kind in ("issued", "redeemed")
        }
        return moved["redeemed"] / moved["issued"]

    def punctual(self) -> Value:
        done = [row for row in self.within("orders") if row["delivered_at"] and row["promised_at"]]
        return share(row["delivered_at"] <= row["promised_at"] for row in done)

    def felt(self, name: str) -> list[Row]:
        return [row for row in self.within(name) if row["sentiment"] is not None]

    def reopened(self) -> Value:
        ever_closed = [row for row in self.within("cases") if row["closed_at"] or row["reopened"]]
        return share(row["reopened"] for row in ever_closed if row["state"] != "merged")

    def recovered(self) -> Value:
        return share(row["recovered"] for row in self.within("cases") if row["recovered"] is not None)

    def ended(self, wanted: str, *, without: tuple[str, ...] = ()) -> Value:
        ended = [row for row in self.within("interactions") if row["outcome"] in OUTCOMES]
        return share(row["outcome"] == wanted for row in ended if row["activity"] not in without)

    def load(self, q: float) -> Value:
        return self.quantile(q, "duration_seconds", "page_load", "largest_contentful_paint")

    def quantile(self, q: float, column: str, *activities: str) -> Value:
        """The quantile of type 2: halfway between neighbours where the share is met exactly."""
        found = [row[column] for row in self.within("interactions") if row["activity"] in activities]
        known = sorted(value for value in found if value is not None)
        place = q * len(known)
        whole = int(place)
        return (known[whole - 1] + known[whole]) / 2 if place == whole else known[whole]

    def per_thousand(self, activity: str) -> Value:
        found = [row["activity"] for row in self.within("interactions")]
        return 1000 * found.count(activity) / sum(found.count(page) for page in PAGES)

    def forms(self) -> Value:
        found = [row for row in self.within("interactions") if row["activity"] == "form"]
        return share(row["outcome"] == "abandoned" for row in found if row["outcome"] in ("completed", "abandoned"))

    def visits(self) -> list[tuple[int, float]]:
        """Pages and seconds of each visit that began in the window and saw a page."""
        found, last = [], {}
        online = [r for r in self.all["interactions"] if r["customer"] and r["channel"] in ("web", "app")]
        for row in sorted(online, key=lambda row: (row["at"], row["interaction"])):
            visit = last.get(row["customer"])
            if visit is None or row["at"] - visit[-1]["at"] > timedelta(minutes=30):
                visit = last[row["customer"]] = []
                found.append(visit)
            visit.append(row)
        begun = [visit for visit in found if self.start <= day_of(visit[0]) <= self.end]
        told = [
            (sum(row["activity"] in PAGES for row in visit), (visit[-1]["at"] - visit[0]["at"]).total_seconds())
            for visit in begun
        ]
        return [(pages, seconds) for pages, seconds in told if pages]


PAGES = ("page", "screen", "page_load")
OUTCOMES = ("completed", "abandoned", "error")
MEASURES: dict[str, Callable[[Plain], Value]] = {
    "nps": Plain.nps,
    "csat": lambda p: share(top for _, top, _ in p.scores("csat")),
    "csat_mean": lambda p: mean(score for score, _, _ in p.scores("csat")),
    "ces": lambda p: mean(score for score, _, _ in p.scores("ces")),
    "ces1": lambda p: mean(score for score, _, _ in p.scores("ces1")),
    "rating": lambda p: mean(score for score, _, _ in p.scores("rating")),
    "response_rate": lambda p: p.converted("invitation"),
    "withheld_share": Plain.withheld,
    "ad_conversion": lambda p: p.converted("advertisement"),
    "coverage": Plain.coverage,
    "complaint_rate": Plain.complaints,
    "contact_complaints": Plain.contact_complaints,
    "feedback": lambda p: float(len(p.within("feedback"))),
    "interactions": lambda p: float(len(p.within("interactions"))),
    "handling_time": Plain.handled,
    "talk_time": lambda p: p.calls("talk_seconds"),
    "hold_time": lambda p: p.calls("hold_seconds"),
    "wrap_time": lambda p: p.calls("wrap_seconds"),
    "wait_time": lambda p: p.calls("wait_seconds"),
    "first_contact_resolution": Plain.resolved,
    "orders": lambda p: float(len(p.sold())),
    "revenue": lambda p: sum(float(row["amount"]) for row in p.sold() if row["amount"] is not None),
    "average_order": lambda p: mean(row["amount"] for row in p.sold()),
    "purchase_frequency": lambda p: mean(p.buys()),
    "repurchase_rate": lambda p: share(times > 1 for times in p.buys()),
    "retention": Plain.retention,
    "churn": lambda p: 1 - (p.retention() or 0.0),
    "net_churn": Plain.net_churn,
    "renewal_rate": Plain.renewed,
    "net_revenue_retention": lambda p: p.revenue_kept(at_most=False),
    "gross_revenue_retention": lambda p: p.revenue_kept(at_most=True),
    "redemption_rate": Plain.redeemed,
    "on_time_delivery": Plain.punctual,
    "task_completion": lambda p: p.ended("completed", without=("page_load", "largest_contentful_paint")),
    "error_rate": lambda p: p.ended("error"),
    "page_load_p50": lambda p: p.load(0.5),
    "page_load_p75": lambda p: p.load(0.75),
    "page_load_p95": lambda p: p.load(0.95),
    "lcp_p75": lambda p: p.quantile(0.75, "duration_seconds", "largest_contentful_paint"),
    "inp_p75": lambda p: p.quantile(0.75, "duration_seconds", "interaction_to_next_paint"),
    "fcp_p75": lambda p: p.quantile(0.75, "duration_seconds", "first_contentful_paint"),
    "ttfb_p75": lambda p: p.quantile(0.75, "duration_seconds", "time_to_first_byte"),
    "cls_p75": lambda p: p.quantile(0.75, "value", "cumulative_layout_shift"),
    "script_errors": lambda p: p.per_thousand("script_error"),
    "rage_clicks": lambda p: p.per_thousand("rage_click"),
    "dead_clicks": lambda p: p.per_thousand("dead_click"),
    "form_abandonment": Plain.forms,
    "sessions": lambda p: float(len(p.visits())),
    "session_length": lambda p: mean(seconds for _, seconds in p.visits()),
    "pages_per_session": lambda p: mean(pages for pages, _ in p.visits()),
    "bounce_rate": lambda p: share(pages == 1 for pages, _ in p.visits()),
    "survey_completion": lambda p: share(
        row["outcome"] == "answered" for row in p.within("interactions") if row["activity"] == "survey"
    ),
    "mentions": lambda p: float(len(p.within("mentions"))),
    "mention_sentiment": lambda p: mean(row["sentiment"] for row in p.within("mentions")),
    "negative_mentions": lambda p: share(row["sentiment"] < 0 for row in p.felt("mentions")),
    "net_sentiment": lambda p: mean(
        100 * ((row["sentiment"] > 0) - (row["sentiment"] < 0)) for row in p.felt("mentions")
    ),
    "texts_read": lambda p: float(len(p.within("readings"))),
    "text_sentiment": lambda p: mean(row["sentiment"] for row in p.within("readings")),
    "needs_answer": lambda p: share(row["action"] == "answer" for row in p.within("readings")),
    "score_conflicts": lambda p: share(row["conflict"] is not None for row in p.within("readings")),
    "case_first_answer": lambda p: mean(row["answer_seconds"] for row in p.within("cases")),
    "case_resolution": lambda p: mean(row["solve_seconds"] for row in p.within("cases")),
    "case_revenue": lambda p: sum(float(row["revenue_after"] or 0) for row in p.within("cases")),
    "cases_in_time": lambda p: share(row["in_time"] for row in p.within("cases")),
    "cases_solved": lambda p: share(row["solved"] for row in p.within("cases")),
    "cases_reopened": Plain.reopened,
    "cases_recovered": Plain.recovered,
}
