"""Work out what one variant is: its numbers, the windows of its answers, and the shape that decides how it is written."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from functools import cache
from math import floor
from typing import NamedTuple

from problemgen.exporters.plate import Gate, Kind, NumberPlate, NumberStyle, PartPlate, Plate, Result, Scene
from problemgen.maths.compiled import Conflict, Line, compile_gate, compile_lines
from problemgen.maths.numbers import number_text, rounded, rounder
from problemgen.maths.treejson import from_json
from problemgen.variant.windows import Window, around, chains

LEAST_HALF = 2e-4  # a window narrower than this is lost where a course system keeps four decimals
SAME = 1e-9  # two values closer than this (relative) are one value

Values = Sequence[float | None]
Places = tuple[int, ...]  # of the wrong ways that give one window; none for the right answer
Windows = dict[Places, tuple[float, float, float]]  # centre, half, value
Signature = tuple[object, ...]
Format = Callable[[float | None], str]
Judge = Callable[[Values], tuple[Signature, Windows]]


class Facts(NamedTuple):
    """One variant: drawn numbers as printed, the value of every line, and for each part its windows.

    Variants of one signature are written alike, but for their numbers.
    """

    variant_index: int
    scene: int
    drawn: tuple[str, ...]
    values: Values
    windows: tuple[Windows, ...]
    signature: Signature


class Evaluator:
    """Gives the facts of a plate's variants."""

    def __init__(self, plate: Plate) -> None:
        self.plate = plate
        self.offsets = [scene.offset for scene in plate.scenes]
        self.functions = [compile_lines(plate.inputs, lines_of((*plate.lines, *kind.lines))) for kind in plate.kinds]
        self.judges = [judge_of(part) for part in plate.parts]
        self.explained = [conditions for part in plate.parts for conditions in part.explain]
        self.results = [[_ends(kind, each) for each in kind.results] for kind in plate.kinds]
        self.numbers: dict[tuple[int, int], tuple[float, ...]] = {}

    def facts(self, index: int) -> Facts:
        """Work out the variant at an index."""
        at = bisect_right(self.offsets, index) - 1
        scene = self.plate.scenes[at]
        drawn, numbers = self.drawn(scene, index - scene.offset)
        values = self.functions[scene.kind]((*scene.numbers, *numbers))
        signature: list[object] = [scene.kind]
        windows = []
        for judge in self.judges:
            shape, own = judge(values)
            signature.append(shape)
            windows.append(own)
        for conditions in self.explained:
            signature.append(first_true(values, conditions))
        for same in self.results[scene.kind]:
            signature.append(same(values))
        return Facts(index, at, drawn, values, tuple(windows), tuple(signature))

    def inputs(self, facts: Facts) -> tuple[float, ...]:
        """Give the numbers that went into a variant, as the plate lists its inputs."""
        scene = self.plate.scenes[facts.scene]
        return (*scene.numbers, *self.drawn(scene, facts.variant_index - scene.offset)[1])

    def drawn(self, scene: Scene, rest: int) -> tuple[tuple[str, ...], list[float]]:
        """Give the drawn numbers of an index within its scene: as printed, and in SI."""
        texts, numbers = [], []
        for place in range(len(scene.grids) - 1, -1, -1):
            grid = scene.grids[place]
            printed = self.plate.grids[grid]
            rest, position = divmod(rest, len(printed))
            texts.append(printed[position])
            numbers.append(self.in_si(place, grid)[position])
        texts.reverse()
        numbers.reverse()
        return tuple(texts), numbers

    def in_si(self, place: int, grid: int) -> tuple[float, ...]:
        """Give a grid's numbers in SI, for the draw that uses it."""
        found = self.numbers.get((place, grid))
        if found is None:
            draw = self.plate.draws[place]
            found = tuple(float(text) * draw.factor + draw.offset for text in self.plate.grids[grid])
            self.numbers[place, grid] = found
        return found


def lines_of(lines: Sequence[tuple[str, object]]) -> list[Line]:
    """Read the lines of a plate."""
    return [Line(name, from_json(tree)) for name, tree in lines]


def gate_of(plate: Plate) -> Callable[[Sequence[float]], bool]:
    """Compile what tells whether a variant may be issued."""
    gate: Gate = plate.gate
    conflicts = [Conflict(tuple(lines_of(lines)), from_json(condition)) for lines, condition in gate.conflicts]
    return compile_gate(plate.inputs, lines_of(gate.derived), [from_json(must) for must in gate.musts], conflicts)


def printed(value: float | None, style: NumberStyle) -> str:
    """Print an SI value."""
    return formatter(style)(value)


@cache
def formatter(style: NumberStyle) -> Format:
    """Make the function that prints SI values in a style."""
    factor, offset, show = style.factor, style.offset, rounder(style.digits, style.decimals)
    if style.trim:
        return lambda value: trimmed(show(((value or 0.0) - offset) / factor))
    return lambda value: show(((value or 0.0) - offset) / factor)


def trimmed(text: str) -> str:
    """Take trailing zeros away.

    >>> trimmed("291.1500"), trimmed("500"), trimmed("2.50e-20")
    ('291.15', '500', '2.5e-20')
    """
    if "e" in text:
        return number_text(rounded(float(text)).normalize())
    return text.rstrip("0").rstrip(".") if "." in text else text


def _ends(kind: Kind, result: Result) -> Callable[[Values], bool]:
    """Make the test whether the last rounding of a derivation changes nothing."""
    full, short = kind.shown[result.full], kind.shown[result.rounded]
    line, style = full.line, short.style
    long_text, short_text = formatter(full.style), formatter(style)
    power = 10.0**style.decimals if style.decimals is not None else 0.0

    def same(values: Values) -> bool:
        value = values[line]
        if power and value is not None and abs((value - style.offset) / style.factor * power % 1.0 - 0.5) < 0.49:
            return False  # clearly between two numbers of so few decimals
        return float(long_text(value)) == float(short_text(value))

    return same


def first_true(values: Values, conditions: Sequence[int]) -> int:
    """Give the place of the first condition that holds; -1 where none does."""
    for place, line in enumerate(conditions):
        if values[line]:
            return place
    return -1


def judge_of(part: PartPlate) -> Judge:
    """Make the function that gives a part's shape and its windows."""
    if part.number is not None:
        return _number_judge(part, part.number)
    if part.kind == "ranking":
        return lambda values: (_order(values, part), {})
    if part.kind == "decision":
        return lambda values: (_decided(values, part), {})
    if part.kind == "choices":
        return lambda values: (tuple(bool(values[line]) for line in part.lines), {})
    return lambda _: ((), {})


def _order(values: Values, part: PartPlate) -> Signature:
    sizes = [values[line] or 0.0 for line in part.lines]
    return tuple(sorted(range(len(sizes)), key=sizes.__getitem__, reverse=not part.smallest_first))


def _decided(values: Values, part: PartPlate) -> Signature:
    right = first_true(values, part.lines)
    return right, tuple(None if (led := first_true(values, way)) == right else led for way in part.ways)


def _number_judge(part: PartPlate, number: NumberPlate) -> Judge:
    line, ways = part.lines[0], [((place,), way[0]) for place, way in enumerate(part.ways)]
    factor, offset = number.style.factor, number.style.offset
    relative, absolute = number.relative, number.absolute

    def half_of(value: float) -> float:
        share = relative * (value if value >= 0 else -value)
        return share if share > absolute else absolute

    def judge(values: Values) -> tuple[Signature, Windows]:
        value = float(f"{((values[line] or 0.0) - offset) / factor:.12g}")
        half, own = half_of(value), 0.0
        if number.reaches:
            half = max(half, max(values[reach] or 0.0 for reach in number.reaches) / factor)
        if number.whole:
            value, half = float(round(value)), float(floor(half))
        elif abs(value) < SAME * half:
            value = 0.0
        if number.reaches:
            own = _interval_tolerance(Window(value, half))
        near = 2 * SAME * abs(value)  # further off than this is another value, however large the two are
        together: dict[float, Places] = {}  # mistakes by their value
        for place, way in ways:
            in_si = values[way]
            if in_si is not None:
                wrong = float(f"{(in_si - offset) / factor:.12g}")
                apart = wrong - value if wrong > value else value - wrong
                if apart > near or apart > SAME * max(abs(wrong), abs(value)):
                    known = together.get(wrong)
                    together[wrong] = place if known is None else known + place
        found: Windows = {(): (value, half, value)}
        for wrong, places in together.items():
            found[places] = (wrong, own or half_of(wrong), wrong)
        if _meet(found, sorted(together), together):
            found = _joined(found)
        shape: Signature = (*found, half > 0) if number.whole else tuple(found)
        if number.options:
            shape = tuple(_offered(found, number, printed(values[line], number.style)))
        return (*shape, power(value, half) if number.plain_digits and not number.options and not number.whole else 0), found

    return judge


def _meet(found: Windows, centres: list[float], together: dict[float, Places]) -> bool:
    """Tell whether two windows of mistakes may meet: those of neighbours, since a window's edges grow with its centre."""
    reach = float("-inf")
    for centre in centres:
        half = found[together[centre]][1]
        if centre - half <= reach + SAME * abs(reach):
            return True
        reach = centre + half
    return False


def _joined(found: Windows) -> Windows:
    """Give the mistakes that nobody can tell apart by the number alone one window."""
    kept = [places for places in found if places]
    windows = [Window(*found[places][:2]) for places in kept]
    joined: Windows = {(): found[()]}
    for members in chains([(window.low, window.high, at) for at, window in enumerate(windows)]):
        window = around([windows[at] for at in members])
        all_places = tuple(sorted(place for at in members for place in kept[at]))
        first = next(found[places][2] for places in kept if all_places[0] in places)
        joined[all_places] = (window.centre, window.half, first)
    return dict(sorted(joined.items()))


def _interval_tolerance(window: Window) -> float:
    from problemgen.checker.windows import interval_tolerance  # few templates need it, and the whole checker comes with it

    return interval_tolerance(window.low, window.high).absolute


def _offered(found: Windows, number: NumberPlate, right: str) -> list[Places]:
    """List the wrong numbers to offer: the first mistakes whose numbers look different."""
    seen: set[str] = {right}
    offered: list[Places] = []
    for places, (_, _, value) in found.items():
        text = wrong_text(value, number.style)
        if places and text not in seen and len(offered) < number.options - 1:
            seen.add(text)
            offered.append(places)
    return offered


def wrong_text(value: float, style: NumberStyle) -> str:
    """Print what a mistake gives, as the answer is printed."""
    return printed(value * style.factor + style.offset, style)


def power(value: float, half: float) -> int:
    """Give the power of ten in which a number is asked where only four decimals are kept; 0 where it is asked as it is.

    >>> power(-82.6, 0.826), power(2.19e-20, 2e-22)
    (0, -20)
    """
    return 0 if half >= LEAST_HALF or not value else int(f"{value:e}".partition("e")[2])


