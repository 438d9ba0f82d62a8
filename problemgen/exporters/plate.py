"""What printing a template's variants needs, as plain data: no bank, no parser, no derivation is needed any more.

Made once by ``engrave``, kept on disk, used by ``press``.
"""

from __future__ import annotations

from typing import Any

from problemgen.exporters.figureplate import FiguresPlate
from problemgen.frozen import frozen

Tree = Any  # a formula as maths.treejson keeps it


@frozen
class NumberStyle:
    """How an SI value prints: converted to a unit, rounded; ``trim`` takes trailing zeros away."""

    unit: str
    factor: float
    offset: float
    digits: int | None
    decimals: int | None
    trim: bool = False


@frozen
class ShownLine:
    """A number that texts print: the line that computes it, and its style."""

    line: int
    style: NumberStyle


@frozen
class Result:
    """The last line of a derivation; it is shown once where rounding changed nothing."""

    slot: str
    full: str
    rounded: str


@frozen
class Kind:
    """Scenarios whose table values come in the same units have the same worked solutions."""

    units: tuple[str, ...]  # of the fields
    lines: tuple[tuple[str, Tree], ...]  # after those of the plate
    shown: dict[str, ShownLine]  # by slot
    results: tuple[Result, ...]


@frozen
class Draw:
    """A drawn number, in ``unit``."""

    name: str
    unit: str
    factor: float
    offset: float


@frozen
class Scene:
    """One choice of rows: its indices, its kind, its fixed input numbers, its table values as printed, its grids."""

    offset: int
    size: int
    kind: int
    numbers: tuple[float, ...]
    fields: tuple[str, ...]
    grids: tuple[int, ...]


@frozen
class NumberPlate:
    """What judging a typed or chosen number needs, apart from its lines."""

    style: NumberStyle
    relative: float
    absolute: float
    reaches: tuple[int, ...]  # lines
    options: int
    plain_digits: bool
    whole: bool


@frozen
class PartPlate:
    """What decides a part. ``kind`` is number, decision, choices, ranking or formula.

    ``lines`` are those of the answer (a number; conditions; values to rank), ``ways`` those of each wrong way.
    """

    label: str
    kind: str
    lines: tuple[int, ...]
    ways: tuple[tuple[int, ...], ...]
    codes: tuple[str, ...]  # of the ways
    explain: tuple[tuple[int, ...], ...]  # conditions
    number: NumberPlate | None = None
    smallest_first: bool = False


@frozen
class Gate:
    """What makes a variant good enough to be issued."""

    derived: tuple[tuple[str, Tree], ...]
    musts: tuple[Tree, ...]
    conflicts: tuple[tuple[tuple[tuple[str, Tree], ...], Tree], ...]


@frozen
class Plate:
    """A template, ready to be printed from."""

    template: str
    constants: dict[str, tuple[str, str]]  # number and unit, as printed
    inputs: tuple[str, ...]
    draws: tuple[Draw, ...]
    fields: tuple[str, ...]  # names
    lines: tuple[tuple[str, Tree], ...]
    derived: dict[str, ShownLine]
    gate: Gate
    grids: tuple[tuple[str, ...], ...]
    scenes: tuple[Scene, ...]
    kinds: tuple[Kind, ...]
    parts: tuple[PartPlate, ...]
    figures: FiguresPlate | None = None
