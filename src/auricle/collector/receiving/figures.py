"""The collector's figures, in the text format of Prometheus."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from auricle.collector.journal.journal import Counts, Journal

if TYPE_CHECKING:
    from .app import Collector


def written(journal: Journal, collector: Collector) -> bytes:
    """Counts of each key, of all days, and of this process since it began."""
    keys = journal.keys()
    named = {key.id: f'key="{key.id}",workspace="{_escaped(key.workspace)}"' for key in keys}
    lines = [*_counts(journal.counts(), named), *_process(collector)]
    return "\n".join(lines).encode() + b"\n"


def _counts(counts: tuple[Counts, ...], named: dict[str, str]) -> Iterator[str]:
    yield "# HELP auricle_events_received_total Events that were answered with 200."
    yield "# TYPE auricle_events_received_total counter"
    for each in counts:
        yield f"auricle_events_received_total{{{named[each.key]}}} {each.received}"
    yield "# HELP auricle_events_drained_total What became of them."
    yield "# TYPE auricle_events_drained_total counter"
    for each in counts:
        yield f'auricle_events_drained_total{{{named[each.key]},fate="stored"}} {each.stored}'
        yield f'auricle_events_drained_total{{{named[each.key]},fate="duplicate"}} {each.duplicate}'
        for reason, n in sorted(each.quarantined.items()):
            labels = f'{named[each.key]},fate="quarantined",reason="{_escaped(reason)}"'
            yield f"auricle_events_drained_total{{{labels}}} {n}"
    yield "# HELP auricle_events_waiting Events in the journal that are not in a store yet."
    yield "# TYPE auricle_events_waiting gauge"
    for each in counts:
        yield f"auricle_events_waiting{{{named[each.key]}}} {each.waiting}"


def _process(collector: Collector) -> Iterator[str]:
    yield "# HELP auricle_collector_refused_total Requests that were refused since the collector began, by reason."
    yield "# TYPE auricle_collector_refused_total counter"
    for reason, n in sorted(collector.refusals.items()):
        yield f'auricle_collector_refused_total{{reason="{_escaped(reason)}"}} {n}'
    yield "# HELP auricle_collector_requests_total Requests that were kept since the collector began."
    yield "# TYPE auricle_collector_requests_total counter"
    yield f"auricle_collector_requests_total {collector.requests}"
    yield "# HELP auricle_collector_commits_total Transactions in which they were kept."
    yield "# TYPE auricle_collector_commits_total counter"
    yield f"auricle_collector_commits_total {collector.writer.commits}"


def _escaped(label: str) -> str:
    return label.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
