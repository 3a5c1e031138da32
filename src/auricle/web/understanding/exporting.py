"""What was worked out of a score, as a file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pyarrow as pa
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_noop as N_  # noqa: N812 - gettext's own name for it

from auricle.web.platform.public import download, record
from auricle.web.studies.public import Studied

FORMATS = ("csv", "xlsx", "parquet")


def exported(
    request: HttpRequest, analysis: str, asked: tuple[Any, Studied | None], table: Callable[[Any], pa.Table]
) -> HttpResponse:
    """The file of an analysis, and a line in the audit log; there is one once it is worked out.

    ``asked`` is the form, whose ``score`` is the measure, and what was found.
    """
    (form, study), ending = asked, request.GET.get("format", "csv")
    if ending not in FORMATS or form.score is None or study is None or study.found is None:
        raise Http404
    record(request, N_("exported numbers"), form.score.name, analysis=analysis, format=ending)
    return download(table(study.found), f"{analysis}-{form.score.name}.{ending}")
