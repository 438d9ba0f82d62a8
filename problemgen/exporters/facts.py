"""Work out what one variant is: its numbers, the windows of its answers, and the shape that decides how it is written."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from typing import NamedTuple

from problemgen.exporters.judge import Spread, Values, first_true, judge_of
from problemgen.exporters.numberstyle import formatter
from problemgen.exporters.plate import Gate, Kind, Plate, Result
from problemgen.maths.compiled import Conflict, Line, compile_gate, compile_lines
from problemgen.maths.treejson import from_json

Signature = tuple[object, ...]
Wheel = tuple[int, tuple[str, ...], tuple[float, ...]]  # a grid: its size, its numbers as printed, and in SI


class Facts(NamedTuple):
    """One variant: drawn numbers as printed, the value of every line, and for each part its windows.

    Variants of one signature are written alike, but for their numbers. It begins with the scene's kind and the parts' shapes.
    """

    variant_index: int
    scene: int
    drawn: tuple[str, ...]
    values: Values
    windows: tuple[tuple[Spread, ...], ...]
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
        self.wheels: dict[int, list[Wheel]] = {}

    def facts(self, index: int) -> Facts:
        """Work out the variant at an index."""
        at = bisect_right(self.offsets, index) - 1
        scene = self.plate.scenes[at]
        drawn, numbers = self.drawn(at, index - scene.offset)
        values = self.functions[scene.kind]((*scene.numbers, *numbers))
        judged = [judge(at, values) for judge in self.judges]
        signature = [scene.kind, *[shape for shape, _ in judged]]
        for conditions in self.explained:
            signature.append(first_true(values, conditions))
        for same in self.results[scene.kind]:
            signature.append(same(values))
        return Facts(index, at, drawn, values, tuple([own for _, own in judged]), tuple(signature))

    def inputs(self, facts: Facts) -> tuple[float, ...]:
        """Give the numbers that went into a variant, as the plate lists its inputs."""
        scene = self.plate.scenes[facts.scene]
        return (*scene.numbers, *self.drawn(facts.scene, facts.variant_index - scene.offset)[1])

    def drawn(self, at: int, rest: int) -> tuple[tuple[str, ...], list[float]]:
        """Give the drawn numbers of an index within the scene at a place: as printed, and in SI."""
        texts, numbers = [], []
        for size, printed, in_si in self.wheels[at] if at in self.wheels else self.wheels_of(at):
            rest, position = divmod(rest, size)
            texts.append(printed[position])
            numbers.append(in_si[position])
        texts.reverse()
        numbers.reverse()
        return tuple(texts), numbers

    def wheels_of(self, at: int) -> list[Wheel]:
        """Give the numbers of a scene's grids, the last first: it is the one that turns with every index."""
        grids = list(enumerate(self.plate.scenes[at].grids))[::-1]
        printed = self.plate.grids
        found = [(len(printed[grid]), printed[grid], self.in_si(place, grid)) for place, grid in grids]
        self.wheels[at] = found
        return found

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
