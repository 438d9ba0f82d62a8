"""Seal a key for students: the same questions and verdicts, with nothing in it that can be read or searched for.

Windows lie on fixed grids (see ``grid``), whose cells depend on the tolerance alone; the exact edges, messages and
credits are in boxes that open to the name of a cell (see ``box``). Which grid a window is on and where its cell is stay
unknown, and so does the number of mistakes, give or take: boxes are filled up with dummies, and every answer tries every
grid. Not protected: a program can try every cell, and the few options of a choice are tried by hand. How a part follows
from another, and wordings of its own for the common codes, are covered, not locked: they are needed before any key is.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Dict, List, Tuple

from problemgen.checker.box import Note, close, lock
from problemgen.checker.grid import Grid, cells_at, grid_for, ratio_cells, width_cells
from problemgen.checker.key import (
    SEALED_FORMAT,
    AnswerKey,
    Carried,
    ChoicePart,
    DirectionPart,
    NumberPart,
    Option,
    Part,
    RankingPart,
)
from problemgen.checker.lookup import FORMULA_GRID, OWN, OpenSecret, cell_name, note_of, outcome_name
from problemgen.checker.windows import Tolerance, Window, foreign_tolerance, is_relative
from problemgen.maths.formula import write


def seal(key: AnswerKey, salt: str) -> Dict[str, Any]:
    """Seal an open key under a salt; the same key and salt give the same bytes.

    >>> from problemgen.checker import read_key
    >>> key = read_key({"format": "problemgen-key/1", "title": "Nernst", "parts": {"1a": {"kind": "quantity",
    ...     "value": -90.0941, "unit": "mV", "tolerance": {"relative": 0.01}}}})
    >>> "90.09" in str(seal(key, "course 7, sheet 12"))
    False
    """
    parts = {name: _sealed_part(part, f"{salt}|{name}") for name, part in key.parts.items()}
    return {"format": SEALED_FORMAT, "title": key.title, "salt": salt, "parts": parts}


def _sealed_part(part: Part, salt: str) -> Dict[str, Any]:
    secret, common = part.secret, part.common
    if not isinstance(secret, OpenSecret):
        raise TypeError("this key is sealed already")
    carried = getattr(part, "carried", None)
    closed: Dict[str, Any] = {}
    if common.messages:
        closed["messages"] = dict(common.messages)
    if carried is not None:
        closed["carried"] = _carried(carried)
    shown: Dict[str, Any] = {"kind": common.kind, "ask": common.ask, "points": common.points,
                             "feedback": common.feedback, "language": common.language}  # fmt: skip
    shown.update(_shown(part))
    if closed:
        shown["closed"] = close(salt, closed)
    shown["boxes"] = lock(salt, _notes(part, secret))
    return shown


def _carried(carried: Carried) -> Dict[str, Any]:
    found: Dict[str, Any] = {"values": dict(carried.values), "from": dict(carried.sources), "credit": carried.credit}
    if carried.formula is not None:
        found["formula"] = write(carried.formula)
    if carried.options:
        found["options"] = [[name, write(condition)] for name, condition in carried.options]
    return found


def _shown(part: Part) -> Dict[str, Any]:
    """List the fields of a part that its question shows anyway."""
    if isinstance(part, NumberPart):
        return _shown_number(part)
    if isinstance(part, (ChoicePart, DirectionPart)):
        return {"options": _option_words(part.options)}
    if isinstance(part, RankingPart):
        return {"items": _option_words(part.items), "sign": part.sign, "partial": part.partial}
    ranges = {name: list(ends) for name, ends in part.ranges.items()}
    return {"names": ranges, "sampled": list(part.points), "symbol": list(part.symbols),
            "relative": part.relative}  # fmt: skip


def _shown_number(part: NumberPart) -> Dict[str, Any]:
    asked, tolerance, digits = part.asked, part.tolerance, part.digits
    given: Dict[str, Any] = {
        "unit": asked.unit.text,
        "unit_policy": asked.unit_policy,
        "symbol": list(asked.symbols),
        "decimal_mark": asked.decimal_mark,
        "words": list(asked.words),
        "tolerance": {"relative": tolerance.relative, "absolute": tolerance.absolute, "decades": tolerance.decades},
        "digits_credit": digits.credit,
        "sign_is_ratio": part.sign_is_ratio,
    }
    for name, ends in (("significant_figures", digits.figures), ("decimals", digits.decimals)):
        if ends is not None:
            given[name] = {"least": ends[0], "most": ends[1]}
    return given


def _option_words(options: Tuple[Option, ...]) -> List[Tuple[str, List[str]]]:
    return [(option.name, list(option.words)) for option in options]


def _notes(part: Part, secret: OpenSecret) -> Iterator[Tuple[str, Note]]:
    tolerance = part.tolerance if isinstance(part, NumberPart) else Tolerance()
    for group, windows in secret.windows.items():
        for window in windows:
            for cell in _cells_of(window, tolerance if group == OWN else foreign_tolerance(tolerance)):
                yield cell_name(group, cell), note_of(window)
    for name, outcome in secret.outcomes.items():
        yield outcome_name(name), [outcome.code, outcome.credit, outcome.message]
    for variant in secret.variants:
        for cell in cells_at(FORMULA_GRID, variant.values[0]) if variant.values else ():
            yield cell_name("formula", cell), [variant.code, list(variant.values), variant.message, variant.credit]


def _cells_of(window: Window, tolerance: Tolerance) -> List[str]:
    """Name the cells that a window touches, on the grid of the larger tolerance."""
    grid: Grid = grid_for(tolerance)
    if grid.ratio and is_relative(window.value, tolerance):
        return ratio_cells(grid.ratio, window.low, window.high)
    return width_cells(grid.width, window.low, window.high)
