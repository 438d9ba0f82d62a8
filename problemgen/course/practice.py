"""Print the variants that are kept for practice: places in a template's space -> one covered box for the page.

The box is the same for all sheets with the same problems, and is made once a process. It is deflated and covered, not sealed:
no marks hang on practice, and a box that every answer had to open would be larger than all the rest of the page.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from problemgen.checker.box import cover
from problemgen.document.figures import drawn
from problemgen.document.page import FORMAT, body, deflated, practice_data
from problemgen.document.problem import Printer, question
from problemgen.figures.picture import Artist
from problemgen.variant.answers import answers
from problemgen.variant.program import Program
from problemgen.variant.variant import variant


@dataclass(frozen=True)
class Place:
    """A problem of a sheet: its number, its template, the points of its parts, and how often that template stood before."""

    number: int
    template: str
    points: tuple[float, ...]
    occurrence: int = 0


@dataclass(frozen=True)
class Pool:
    """The practice variants of an assignment, by template; keeps what was printed."""

    programs: Mapping[str, Program]
    indices: Mapping[str, tuple[int, ...]]
    salt: str
    folders: tuple[Path, ...] = ()
    printer: Printer = field(default_factory=lambda: Printer(FORMAT))
    plain: Printer = field(default_factory=lambda: Printer("text"))
    artist: Artist = field(default_factory=Artist)
    printed: dict[tuple[Place, int], list[Any]] = field(default_factory=dict)
    boxes: dict[tuple[tuple[Place, ...], int], str] = field(default_factory=dict)


def rounds_of(pool: Pool, places: Sequence[Place]) -> int:
    """Give how often all problems of a sheet can be practised before numbers come again for every one of them."""
    return max((len(_indices(pool, places, place)) for place in places), default=0)


def practice_box(pool: Pool, places: tuple[Place, ...], rounds: int) -> str:
    """Give the text for the page that holds so many variants of every problem, or as many as there are."""
    known = pool.boxes.get((places, rounds))
    if known is None:
        content = [[_printed(pool, place, index) for index in _indices(pool, places, place)[:rounds]] for place in places]
        packed = deflated(json.dumps(content, separators=(",", ":"), ensure_ascii=False))
        known = pool.boxes[places, rounds] = practice_data(pool.salt, cover(pool.salt, packed))
    return known


def _indices(pool: Pool, places: Sequence[Place], place: Place) -> tuple[int, ...]:
    """Share the variants of a template among the problems of a sheet that have it."""
    times = Counter(each.template for each in places)[place.template]
    return pool.indices.get(place.template, ())[place.occurrence :: times]


def _printed(pool: Pool, place: Place, index: int) -> list[Any]:
    """Print a variant for its place: its HTML, and its entries of an open answer key."""
    known = pool.printed.get((place, index))
    if known is None:
        made = variant(pool.programs[place.template], index)
        points = dict(zip((part.label for part in made.template.parts), place.points, strict=True))
        entries = answers(made, place.number, points, lambda nodes: str(pool.plain.text(nodes, made.values)))
        asked = question(pool.printer, made, place.number, points, drawn(pool.artist, made, place.number))
        html = body(asked, pool.folders)
        known = pool.printed[place, index] = [html, {name: _judged(entry) for name, entry in entries.items()}]
    return known


def _judged(entry: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what the page shows anyway."""
    return {name: value for name, value in entry.items() if name not in ("ask", "points")}
