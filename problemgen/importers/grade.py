"""Grade responses as a course system would, by what its importer read."""

from __future__ import annotations

import re
from collections.abc import Sequence

from problemgen.importers.view import ReadPart

Response = str | Sequence[int] | Sequence[str]

_NUMBER = re.compile(r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?")


def credit(part: ReadPart, response: Response) -> float:
    """Give the share of a part's points that a response earns.

    A number is typed text; a choice is the places of what was chosen; an order is the names, first to last.
    """
    if part.kind == "number":
        return _number(part, str(response))
    if part.kind == "pattern":
        return next((credit for expression, credit in part.patterns if re.fullmatch(expression, str(response).strip())), 0.0)
    if part.kind == "order":
        right = sum(named == place for named, place in zip(response, part.order, strict=False))
        return right / len(part.order)
    chosen = part.base + sum(part.choices[int(place)].credit for place in response)
    return min(1.0, max(0.0, round(chosen, 4)))


def _number(part: ReadPart, response: str) -> float:
    match = _NUMBER.fullmatch(response.strip())
    if match is None:
        return 0.0
    value = float(match[0])
    return next((window.credit for window in part.windows if window.low <= value <= window.high), 0.0)
