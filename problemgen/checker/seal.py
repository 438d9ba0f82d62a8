"""Seal a key for students: the same questions and verdicts, with nothing in it that can be read or searched for.

Windows lie on fixed grids (see ``grid``), whose cells depend on the tolerance alone; the exact values and
credits are in boxes that open to the name of a cell (see ``box``). Which grid a window is on and where its cell is stay
unknown, and so does the number of mistakes, give or take: boxes are filled up with dummies, and every answer tries every
grid. Not protected: a program can try every cell, and the few options of a choice are tried by hand. Codes and messages, which
many parts share, and how a part follows from another are covered, not locked. Notes hold only the numbers of their texts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any, Dict, List, Tuple, Union

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
from problemgen.checker.keyoptions import with_usual_words
from problemgen.checker.lookup import FORMULA_GRID, OWN, OpenSecret, Outcome, Variant, cell_name, note_of, outcome_name
from problemgen.checker.windows import Tolerance, Window, foreign_tolerance, is_relative
from problemgen.checker.words import DIRECTIONS
from problemgen.maths.formula import write

# what the reader takes where nothing is written
_DEFAULTS: Dict[str, Any] = {
    "ask": "", "points": 1, "feedback": "full", "language": "en", "unit": "1", "unit_policy": "assumed", "symbol": [],
    "decimal_mark": "either", "words": [], "digits_credit": 0.5, "sign_is_ratio": False, "sign": ">", "partial": False,
    "relative": 1e-6,
}  # fmt: skip


def seal(key: AnswerKey, salt: str) -> Dict[str, Any]:
    """Seal an open key under a salt; the same key and salt give the same bytes.

    >>> from problemgen.checker import read_key
    >>> key = read_key({"format": "problemgen-key/1", "title": "Nernst", "parts": {"1a": {"kind": "quantity",
    ...     "value": -90.0941, "unit": "mV", "tolerance": {"relative": 0.01}}}})
    >>> "90.09" in str(seal(key, "course 7, sheet 12"))
    False
    """
    texts = sorted({"", *(text for part in key.parts.values() for text in _texts(part))})
    parts = {name: _sealed_part(part, f"{salt}|{name}", texts) for name, part in key.parts.items()}
    return {"format": SEALED_FORMAT, "title": key.title, "salt": salt, "texts": close(salt, texts), "parts": parts}


def _texts(part: Part) -> Iterator[str]:
    """Yield the codes and messages of a part, which are covered once for the whole key."""
    yield from part.common.messages.values()
    windows = [window for group in _open(part).windows.values() for window in group]
    held: List[Union[Window, Outcome, Variant]] = [*windows, *_open(part).outcomes.values(), *_open(part).variants]
    for one in held:
        yield from (one.code, one.message)


def _open(part: Part) -> OpenSecret:
    if not isinstance(part.secret, OpenSecret):
        raise TypeError("this key is sealed already")
    return part.secret


def _sealed_part(part: Part, salt: str, texts: Sequence[str]) -> Dict[str, Any]:
    common, carried = part.common, getattr(part, "carried", None)
    closed: Dict[str, Any] = {}
    if common.messages:
        closed["messages"] = {code: texts.index(text) for code, text in common.messages.items()}
    if carried is not None:
        closed["carried"] = _carried(carried)
    given = {"ask": common.ask, "points": common.points, "feedback": common.feedback, "language": common.language, **_shown(part)}
    shown = {name: value for name, value in given.items() if value != _DEFAULTS.get(name)}
    if closed:
        shown["closed"] = close(salt, closed)
    return {"kind": common.kind, **shown, "boxes": lock(salt, _notes(part, texts))}


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
    if isinstance(part, DirectionPart):
        return {"options": _option_words(_without_usual(part.options))}
    if isinstance(part, ChoicePart):
        return {"options": _option_words(part.options)}
    if isinstance(part, RankingPart):
        return {"items": _option_words(part.items), "sign": part.sign, "partial": part.partial}
    ranges = {name: list(ends) for name, ends in part.ranges.items()}
    return {"names": ranges, "sampled": list(part.points), "symbol": list(part.symbols),
            "relative": part.relative}  # fmt: skip


def _shown_number(part: NumberPart) -> Dict[str, Any]:
    asked, digits = part.asked, part.digits
    given: Dict[str, Any] = {
        "unit": asked.unit.text,
        "unit_policy": asked.unit_policy,
        "symbol": list(asked.symbols),
        "decimal_mark": asked.decimal_mark,
        "words": list(asked.words),
        "tolerance": {name: size for name, size in asdict(part.tolerance).items() if size},
        "digits_credit": digits.credit,
        "sign_is_ratio": part.sign_is_ratio,
    }
    for name, ends in (("significant_figures", digits.figures), ("decimals", digits.decimals)):
        if ends is not None:
            given[name] = {"least": ends[0], "most": ends[1]}
    return given


def _option_words(options: Tuple[Option, ...]) -> List[Tuple[str, List[str]]]:
    return [(option.name, list(option.words)) for option in options]


def _without_usual(options: Tuple[Option, ...]) -> Tuple[Option, ...]:
    """Take off the usual words of directions, which the reader adds again."""
    bare = tuple(Option(option.name, option.words[:1] + _unusual(option.name, option.words[1:])) for option in options)
    return bare if with_usual_words(bare) == options else options


def _unusual(name: str, words: Tuple[str, ...]) -> Tuple[str, ...]:
    return tuple(word for word in words if word not in DIRECTIONS.get(name, ()))


def _notes(part: Part, texts: Sequence[str]) -> Iterator[Tuple[str, Note]]:
    tolerance, secret = part.tolerance if isinstance(part, NumberPart) else Tolerance(), _open(part)
    for group, windows in secret.windows.items():
        near = tolerance if group == OWN else foreign_tolerance(tolerance)
        for window in windows:
            for cell in _cells_of(window, near):
                yield cell_name(group, cell), note_of(window, texts, near)
    for name, outcome in secret.outcomes.items():
        yield outcome_name(name), [texts.index(outcome.code), outcome.credit, texts.index(outcome.message)]
    for variant in secret.variants:
        note = [texts.index(variant.code), list(variant.values), texts.index(variant.message), variant.credit]
        for cell in cells_at(FORMULA_GRID, variant.values[0]) if variant.values else ():
            yield cell_name("formula", cell), note


def _cells_of(window: Window, tolerance: Tolerance) -> List[str]:
    """Name the cells that a window touches, on the grid of the larger tolerance."""
    grid: Grid = grid_for(tolerance)
    if grid.ratio and is_relative(window.value, tolerance):
        return ratio_cells(grid.ratio, window.low, window.high)
    return width_cells(grid.width, window.low, window.high)
