"""The website's tracking: its page loads told in the events that auricle.js and the e-commerce specification give.

Each page seen in browsing is a page event with its web vitals; some are followed by a product looked at, a form, a
click that did nothing, an error of a script. What they mean is what the standard rules say.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from . import vocabulary as v
from .columns import SECOND, Real, Truths, Whole, instants, joined, numbers, picked, table
from .month import Month

SOURCE = "website"
_PAGES = (("Home", "/"), ("Lighting", "/lighting"), ("Furniture", "/furniture"), ("Sale", "/sale"), ("Account", "/me"))
_PRODUCTS = (1, 2, 3)  # pages on which products are
_SEEN = v.Codes(tuple(name for name, _ in _PAGES), (0.28, 0.22, 0.26, 0.16, 0.08))
_DEVICES = v.Codes(("mobile", "desktop", "tablet"), (0.57, 0.38, 0.05))
_SLOWER = np.array([1.25, 0.75, 1.05])  # by device
_PRICES = (19.0, 39.0, 59.0, 129.0, 349.0, 899.0)
_LOOKED_AT, _FORM, _ERROR, _RAGE, _DEAD = 0.35, 0.05, 0.009, 0.006, 0.014
_LEFT = 0.38  # of the forms


@dataclass(frozen=True, slots=True)
class _Seen:
    """Pages as they were loaded, each with what it was and on what."""

    loads: pa.Table
    at: Whole
    page: Whole
    device: Whole

    def where(self, chosen: Truths) -> _Seen:
        return _Seen(self.loads.filter(pa.array(chosen)), self.at[chosen], self.page[chosen], self.device[chosen])

    def __len__(self) -> int:
        return len(self.at)


def as_sent(month: Month, loads: pa.Table) -> list[pa.Table]:
    """Page loads in which those of the website have become events; those of the app stay as they are."""
    on_web = pc.equal(loads.column("channel"), "web")
    web, rng = loads.filter(on_web), month.stream("tracked")
    at = web.column("at").cast(pa.int64()).to_numpy()
    seen = _Seen(web, at, _SEEN.draw(rng, len(web)), _DEVICES.draw(rng, len(web)))
    chance = rng.random((5, len(web)))
    shop = np.isin(seen.page, _PRODUCTS)
    kept = [
        _pages(seen),
        *_vitals(seen, rng),
        _products(seen.where(shop & (chance[0] < _LOOKED_AT)), rng),
        _forms(seen.where(chance[1] < _FORM), rng),
        _plain(seen.where(chance[2] < _ERROR), "E", "Script Error", "script error", "script_error", 4),
        _plain(seen.where(chance[3] < _RAGE), "R", "Rage Click", "rage click", "rage_click", 9),
        _plain(seen.where(chance[4] < _DEAD), "D", "Dead Click", "dead click", "dead_click", 11),
    ]
    return [loads.filter(pc.invert(on_web)), *(_known(month, rows) for rows in kept)]


def _known(month: Month, rows: pa.Table) -> pa.Table:
    """What is behind the end of the demo has not happened yet."""
    at = rows.column("at").cast(pa.int64()).to_numpy()
    return rows.filter(pa.array(month.keeps(at)))


def _pages(seen: _Seen) -> pa.Table:
    properties = [_around(page, device, _PAGES[page][0], "page", "page") for page, device in _combinations()]
    return _rows(seen, "", 0, activity="page", touchpoint="website", properties=_picked(properties, seen))


def _vitals(seen: _Seen, rng: np.random.Generator) -> list[pa.Table]:
    """The largest paint of every page that loaded, in milliseconds, and on some how it answered and how it jumped."""
    seconds = seen.loads.column("duration_seconds").to_numpy(zero_copy_only=False)
    loaded = pc.equal(seen.loads.column("outcome"), "loaded").to_numpy(zero_copy_only=False)
    paint: Real = np.rint(1000 * seconds * _SLOWER[seen.device]).astype(np.float64)
    answer: Real = np.rint(120 * np.exp(rng.normal(0, 0.7, len(seen))) * _SLOWER[seen.device]).astype(np.float64)
    shift: Real = np.round(np.exp(rng.normal(-3.2, 1.0, len(seen))), 4).astype(np.float64)
    some = loaded & (rng.random(len(seen)) < 0.4)
    first: Real = np.rint(paint * (0.45 + 0.3 * rng.random(len(seen)))).astype(np.float64)
    byte: Real = np.rint(first * (0.2 + 0.3 * rng.random(len(seen)))).astype(np.float64)
    return [
        _vital(seen, loaded, "L", ("LCP", "largest contentful paint", "largest_contentful_paint"), paint, True),
        _vital(seen, some, "P", ("FCP", "first contentful paint", "first_contentful_paint"), first, True),
        _vital(seen, some, "T", ("TTFB", "time to first byte", "time_to_first_byte"), byte, True),
        _vital(seen, some, "I", ("INP", "interaction to next paint", "interaction_to_next_paint"), answer, True),
        _vital(seen, some, "S", ("CLS", "cumulative layout shift", "cumulative_layout_shift"), shift, False),
    ]


def _vital(
    seen: _Seen, where: Truths, letter: str, named: tuple[str, str, str], value: Real, is_time: bool
) -> pa.Table:
    name, rule, activity = named
    some, value = seen.where(where), value[where]
    heads = [
        _around(page, device, "Web Vital", "track", rule)[:-1] + f',"name":"{name}","value":'
        for page, device in _combinations()
    ]
    written = pc.cast(pa.array(value), pa.string())
    given = {"duration_seconds": numbers(value / 1000)} if is_time else {"value": numbers(value)}
    return _rows(some, letter, 20, activity=activity, properties=joined(_picked(heads, some), written, "}"), **given)


def _products(seen: _Seen, rng: np.random.Generator) -> pa.Table:
    price = rng.integers(0, len(_PRICES), len(seen))
    heads = [
        _around(page, device, "Product Viewed", "track", "product viewed")[:-1] + ',"price":'
        for page, device in _combinations()
    ]
    properties = joined(_picked(heads, seen), picked([str(p) for p in _PRICES], price), "}")
    value = numbers(np.array(_PRICES)[price])
    return _rows(seen, "V", 15, activity="product_viewed", stage="choose", value=value, properties=properties)


def _forms(seen: _Seen, rng: np.random.Generator) -> pa.Table:
    left = rng.random(len(seen)) < _LEFT
    both = [
        [_around(page, device, f"Form {end.title()}", "track", f"form {end}") for page, device in _combinations()]
        for end in ("submitted", "abandoned")
    ]
    code = np.where(left, len(both[0]), 0) + _code(seen)
    outcome = picked(("completed", "abandoned"), left.astype(np.int64))
    return _rows(seen, "F", 30, activity="form", outcome=outcome, properties=picked(both[0] + both[1], code))


def _plain(seen: _Seen, letter: str, event: str, rule: str, activity: str, seconds: int) -> pa.Table:
    properties = [_around(page, device, event, "track", rule) for page, device in _combinations()]
    return _rows(seen, letter, seconds, activity=activity, properties=_picked(properties, seen))


def _rows(seen: _Seen, letter: str, seconds: int, **columns: object) -> pa.Table:
    key = seen.loads.column("interaction").combine_chunks()
    return table(
        "interactions",
        interaction=joined(key, f"-{letter}") if letter else key,
        at=instants(seen.at + seconds * SECOND),
        customer=seen.loads.column("customer").combine_chunks(),
        session=seen.loads.column("session").combine_chunks(),
        channel="web",
        **columns,
    )


def _combinations() -> list[tuple[int, int]]:
    return [(page, device) for page in range(len(_PAGES)) for device in range(len(_DEVICES.names))]


def _code(seen: _Seen) -> Whole:
    return seen.page * len(_DEVICES.names) + seen.device


def _picked(texts: list[str], seen: _Seen) -> pa.Array:
    return picked(texts, _code(seen))


def _around(page: int, device: int, event: str, kind: str, rule: str) -> str:
    """The properties of an event as the collector keeps them, before what the event itself says."""
    said = {"_event": event, "_kind": kind, "_source": SOURCE, "_device": _DEVICES.names[device]}
    context = {"page": {"path": _PAGES[page][1]}}
    return json.dumps({**said, "_context": context, "_rule": rule}, separators=(",", ":"))
