"""What customers really do: the map from the main path to every path."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from auricle.query.result import Row
from auricle.understanding.journeys import JourneyMap, Stop
from auricle.understanding.step_scores import StepScores
from auricle.web.measures.public import dimension_title
from auricle.web.platform.public import ScreenState, amount, duration, estimate, heat_tone, may
from auricle.web.studies.public import studied

from .asking import RUN_TITLES, STEP_TITLES, Asked, asked_of, called
from .kinds import Travelled
from .picture import Called, Level, levels, picture
from .words import map_headline, pain_words, path_words, run_words

SHOWN_FIRST = 0.8
"""The map opens with as many paths as this share of the runs takes."""
SHOWN_MOVES, SHOWN_PATHS = 25, 12


@may("see numbers")
def journeys(request: HttpRequest) -> HttpResponse:
    """The finding, the map with its slider, each step with its score, the moves and the paths."""
    asked = asked_of(request)
    study = studied(request.state, "journey_map", asked.question)
    context: dict[str, Any] = {"study": study, **_controls(asked)}
    if study.found is not None:
        context |= _shown(request, asked, study.found)
    part = request.headers.get("HX-Target") == "map" and study.found is not None
    return render(request, "journeys/map.html" if part else "journeys/journeys.html", context)


def _controls(asked: Asked) -> dict[str, Any]:
    return {"asked": asked, "runs": list(RUN_TITLES.items()), "steps": list(STEP_TITLES.items())}


def _shown(request: HttpRequest, asked: Asked, found: Travelled) -> dict[str, Any]:
    state: ScreenState = request.state
    travelled, scores = found.map, found.scores_on_the_map

    def title(step: str) -> str:
        return called(state, asked.step, step)

    every = levels(travelled)
    level = _level(every, request.GET.get("level", ""))
    hurt = scores.pain if scores else None
    return {
        "found": travelled,
        "headline": map_headline(travelled, scores, title),
        "how_many": run_words(travelled.run, travelled.runs),
        "pain": pain_words(hurt, scores, title) if hurt and scores else "",
        "initiative": _initiative(state, title(hurt.step), scores.measure) if hurt and scores else "",
        "score_title": _score_title(scores, state),
        "level": level,
        "last_level": every[-1].place,
        "share": amount(level.share, "share"),
        "pictures": [_drawn(travelled, scores, level, title, down) for down in (False, True)],
        "stops": [_stop(travelled, stop, scores, title) for stop in travelled.stops],
        "moves": [
            (title(m.before), title(m.after), m.n, duration(m.median_seconds), duration(m.mean_seconds))
            for m in travelled.moves[:SHOWN_MOVES]
        ],
        "hidden_moves": max(len(travelled.moves) - SHOWN_MOVES, 0),
        "paths": [
            (path_words(path.steps, title), path.runs, amount(path.runs / travelled.runs, "share"))
            for path in travelled.paths[:SHOWN_PATHS]
        ],
        "step_title": dimension_title(asked.step),
    }


def _initiative(state: ScreenState, step: str, measure: str) -> str:
    """Where the painful step becomes an initiative; empty where one may not."""
    asked = {"cause_kind": "journey", "cause": step, "name": step, "measure": measure}
    return state.url("initiatives:new", asked) if state.may("run initiatives") else ""


def _level(every: tuple[Level, ...], given: str) -> Level:
    if given.isdecimal() and int(given) < len(every):
        return every[int(given)]
    return next((level for level in every if level.share >= SHOWN_FIRST and level.paths > 1), every[-1])


def _score_title(scores: StepScores | None, state: ScreenState) -> str:
    return state.workspace.measures[scores.measure].called(state.language) if scores else ""


def _drawn(found: JourneyMap, scores: StepScores | None, level: Level, title: Called, down: bool) -> dict[str, Any]:
    drawing = picture(found, level, title, down=down)
    values = sorted(row.value for row in scores.rows if row.value is not None) if scores else []
    boxes = []
    for box in drawing.boxes:
        row = scores.of(box.stop.step) if scores else None
        tone = heat_tone(row.value, values).replace("heat-", "step-") if row and row.value is not None else "step-none"
        boxes.append({"box": box, "tone": tone, "score": _score(row, scores)})
    arrows = [(arrow, duration(arrow.move.median_seconds)) for arrow in drawing.arrows]
    return {"drawing": drawing, "boxes": boxes, "arrows": arrows, "down": down}


def _score(row: Row | None, scores: StepScores | None) -> str:
    if row is None or scores is None or row.value is None:
        return ""
    return amount(row.value, scores.unit)


def _stop(found: JourneyMap, stop: Stop, scores: StepScores | None, title: Called) -> dict[str, Any]:
    row = scores.of(stop.step) if scores else None
    return {
        "title": title(stop.step),
        "runs": stop.runs,
        "reach": amount(stop.runs / found.runs, "share"),
        "ends": amount(stop.ends / stop.runs, "share"),
        "repeating": amount(stop.repeating / stop.runs, "share"),
        "score": estimate(row, scores.unit) if row and scores else "",
        "n": row.n if row and row.n else None,
        "suppressed": bool(row and row.suppressed),
    }
