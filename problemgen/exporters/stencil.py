"""A written question with holes: made once for all variants of one shape, filled for each of them.

While a question is written, a private-use character stands for everything that differs between variants.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from problemgen.frozen import frozen

FIRST = 0xE000  # of the private-use characters
RIGHT: tuple[str, ...] = ()  # stands where the codes of a mistake do


@frozen
class Slot:
    """A value of the variant, or words from a table, at one kind of place: in text, in maths, to be said ..."""

    name: str
    mode: str
    style: str


@frozen
class Edge:
    """A number of a window in plain ASCII; the window is that of the mistakes' ``codes``, divided by a power of ten."""

    part: str
    codes: tuple[str, ...]
    what: str  # value, low, high, half, pattern
    shift: int = 0


@frozen
class Answer:
    """What the answer, or a mistake, gives, printed with its unit."""

    part: str
    codes: tuple[str, ...]


@frozen
class Accepted:
    """A window in words: ``-83.43 to -81.79 mV``."""

    part: str


@frozen
class Index:
    """The index of the variant."""


@frozen
class Figure:
    """Something of a picture: ``number`` counts the template's figures, ``key`` tells the key's version from the question's."""

    number: int
    key: bool
    what: str  # one of FIGURE_FACTS; data is the file in base64


FIGURE_FACTS = ("alt", "width", "height", "data")


Fill = Slot | Edge | Answer | Accepted | Index | Figure

_MARK = "[\ue000-\uf8ff]"  # compiled when it is needed: an export that was planned before needs it not


@dataclass
class Marks:
    """The characters that stand for what is filled in; equal holes share one."""

    fills: dict[Fill, str] = field(default_factory=dict)

    def mark(self, fill: Fill) -> str:
        """Give the character that stands for a hole."""
        return self.fills.setdefault(fill, chr(FIRST + len(self.fills)))


@frozen
class Stencil:
    """Text with holes: ``texts`` is always one longer than ``holes``, which are places in ``fills``."""

    texts: tuple[str, ...]
    holes: tuple[int, ...]
    fills: tuple[Fill, ...]


def stencil(text: str, marks: Marks) -> Stencil:
    """Cut a written text at its marks.

    >>> marks = Marks()
    >>> stencil(f"Question {marks.mark(Index())}.", marks)
    Stencil(texts=('Question ', '.'), holes=(0,), fills=(Index(),))
    """
    kept = list(marks.fills)
    found = [kept[ord(mark) - FIRST] for mark in re.findall(_MARK, text)]
    fills = list(dict.fromkeys(found))
    places = {fill: place for place, fill in enumerate(fills)}
    return Stencil(tuple(re.split(_MARK, text)), tuple(places[fill] for fill in found), tuple(fills))


_KINDS = {"slot": Slot, "edge": Edge, "answer": Answer, "accepted": Accepted, "index": Index, "figure": Figure}
_NAMES = {kind: name for name, kind in _KINDS.items()}


def stencil_json(stencil: Stencil) -> list[object]:
    """Give a stencil as JSON-ready data."""
    return [stencil.texts, stencil.holes, [[_NAMES[type(fill)], *vars(fill).values()] for fill in stencil.fills]]


def read_stencil(data: list[list[object]]) -> Stencil:
    """Read what ``stencil_json`` gave."""
    texts, holes, fills = data
    return Stencil(tuple(map(str, texts)), tuple(holes), tuple(_fill(*fill) for fill in fills))  # type: ignore[arg-type, misc]


def _fill(kind: str, *values: object) -> Fill:
    made: Fill = _KINDS[kind](*(tuple(value) if isinstance(value, list) else value for value in values))
    return made
