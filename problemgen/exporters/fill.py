"""Fill stencils: a function is assembled for each, which prints what belongs into its holes and puts that between its texts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import cast

from problemgen.exporters.affixes import KEPT, VALUE, WITH_UNIT, number, number_printer, view, without_plus
from problemgen.exporters.facts import Facts, Signature
from problemgen.exporters.interval_regex import interval_regex
from problemgen.exporters.judge import Places
from problemgen.exporters.numberstyle import digits
from problemgen.exporters.plate import NumberPlate, PartPlate, Plate, ShownLine
from problemgen.exporters.source import Source
from problemgen.exporters.stencil import Accepted, Answer, Edge, Figure, Fill, Index, Slot, Stencil
from problemgen.maths.numbers import inner_edges

Filler = Callable[[Facts], str]
Encoder = Callable[[Facts], bytes]
Pictures = Callable[[Figure], Filler]
Words = Mapping[Slot, Sequence[str]]  # what a table's words print as, for each scene
Window = tuple[str, str, str, str]  # the names of its centre, half, value and text in the source


def filler(
    stencil: Stencil, plate: Plate, markup: str, signature: Signature, words: Words, pictures: Pictures | None = None
) -> Encoder:
    """Assemble the function that fills a stencil for variants of a signature; ``pictures`` gives what belongs to a figure.

    Texts are put together as Latin-1 views of their UTF-8 bytes: joining them then copies bytes, and nothing is encoded
    again and again.
    """
    source = Source("facts")
    source.add("index, scene, drawn, values, windows, _ = facts")
    filling = _Filling(source, plate, markup, signature, words, pictures)
    slots = [fill for fill in stencil.fills if isinstance(fill, Slot)]
    filling.scene(slots)
    filling.draws([slot for slot in slots if slot not in filling.named])
    names = [filling.name(fill) for fill in stencil.fills]
    between = [names[hole] for hole in stencil.holes]
    texts = [source.known(view(text)) if text else "" for text in stencil.texts]
    pieces = "".join(f"{name}, " for pair in zip(texts, [*between, ""], strict=True) for name in pair if name)
    source.add(f"return ''.join(({pieces})).encode('latin-1')")
    encoder: Encoder = source.function()
    return encoder


@dataclass
class _Filling:
    """Gives names to what fills holes; what several holes need is worked out once."""

    source: Source
    plate: Plate
    markup: str
    signature: Signature
    words: Words
    pictures: Pictures | None
    named: dict[object, str] = field(default_factory=dict)
    windows: dict[int, dict[Places, Window]] = field(default_factory=dict)  # by the place of their part

    @property
    def kind(self) -> int:
        return cast(int, self.signature[0])

    def scene(self, slots: Sequence[Slot]) -> None:
        """Name what comes from tables: found together, since a look for each would cost as much as the rest."""
        texts = {slot: found for slot in slots if (found := self.scene_texts(slot)) is not None}
        if texts:
            self.together(list(texts), f"{self.source.known(list(zip(*texts.values(), strict=True)))}[scene]")

    def scene_texts(self, slot: Slot) -> list[str] | None:
        """Print words or a number of a table for every scene of this kind; None for what is in no table."""
        if slot in self.words:
            return [view(word) for word in self.words[slot]]
        if slot.name not in self.plate.fields or self.line_of(slot):
            return None
        place = self.plate.fields.index(slot.name)
        show = number_printer(self.markup, slot, self.plate.kinds[self.kind].units[place])
        return [show(scene.fields[place]) if scene.kind == self.kind else "" for scene in self.plate.scenes]

    def draws(self, slots: Sequence[Slot]) -> None:
        """Name the drawn numbers; all forms of a number are kept together, since it comes again and again."""
        for place, draw in enumerate(self.plate.draws):
            own = [slot for slot in slots if slot.name == draw.name and not self.line_of(slot)]
            if own:
                printers = [number_printer(self.markup, slot, draw.unit) for slot in own]
                self.together(own, f"{self.source.known(_forms(printers))}(drawn[{place}])")

    def together(self, slots: Sequence[Slot], expression: str) -> None:
        """Name texts that are found together."""
        self.named |= {slot: f"text{len(self.named) + n}" for n, slot in enumerate(slots)}
        self.source.add(f"{', '.join(self.named[slot] for slot in slots)}, = {expression}")

    def name(self, fill: Fill) -> str:
        """Name what fills a hole."""
        if isinstance(fill, Slot):
            return self.named.get(fill) or self.slot(fill)
        if isinstance(fill, Index):
            return self.let(fill, "str(index)")
        if isinstance(fill, Figure):
            assert self.pictures is not None, "a template that has figures has an album"
            return self.let(fill, f"{self.source.known(self.pictures(fill))}(facts)")
        at, part = next((at, part) for at, part in enumerate(self.plate.parts) if part.label == fill.part)
        assert part.number is not None
        if isinstance(fill, Accepted):
            return self.accepted(fill, at, part, part.number)
        places = tuple(part.codes.index(code) for code in fill.codes)
        return self.edge(fill, at, places) if isinstance(fill, Edge) else self.answer(fill, at, part, part.number, places)

    def let(self, what: object, expression: str) -> str:
        """Work something out once; give its name."""
        if what not in self.named:
            self.named[what] = f"text{len(self.named)}"
            self.source.add(f"{self.named[what]} = {expression}")
        return self.named[what]

    def slot(self, slot: Slot) -> str:
        """Print a computed number, or a constant."""
        line = self.line_of(slot)
        if line is not None:
            return self.printed(slot, slot, line.style.unit, self.line(line))
        number, unit = self.plate.constants[slot.name]
        return self.source.known(number_printer(self.markup, slot, unit)(number))

    def line_of(self, slot: Slot) -> ShownLine | None:
        """Find the line that computes a number."""
        return self.plate.derived.get(slot.name) or self.plate.kinds[self.kind].shown.get(slot.name)

    def printed(self, fill: Fill, style: Slot, unit: str, text: str) -> str:
        """Print digits with what stands around them."""
        return self.let(fill, f"{self.source.known(number_printer(self.markup, style, unit))}({text})")

    def line(self, line: ShownLine) -> str:
        """Round the value of a line."""
        return self.let(line, digits(self.source, f"(values[{line.line:d}] or 0.0)", line.style))

    def window(self, at: int, places: Places) -> Window:
        """Name the four values of a window; all windows of a part are taken apart at once."""
        if at not in self.windows:
            shape = cast(tuple[tuple[Places, ...]], self.signature[1 + at])
            own = [tuple(f"{what}_{at}_{n}" for what in ("centre", "half", "value", "text")) for n in range(len(shape[0]))]
            self.source.add("".join(f"({', '.join(each)}), " for each in own) + f"= windows[{at}]")
            self.windows[at] = cast(dict[Places, Window], dict(zip(shape[0], own, strict=True)))
        return self.windows[at][places]

    def edge(self, edge: Edge, at: int, places: Places) -> str:
        """Print an edge of a window in twelve digits, or divided by a power of ten, or the expression of a window."""
        centre, half, _, text = self.window(at, places)
        if edge.shift or edge.what == "pattern":
            return self.let(edge, f"{self.source.known(_shifted(edge, not places))}({centre}, {half})")
        numbers = {
            "half": half if places else f"{self.source.known(reach)}({centre}, {half})",
            "low": f"{centre} - {half}", "high": f"{centre} + {half}",
        }  # fmt: skip
        name = self.let(edge, text if edge.what == "value" else f"f'{{{numbers[edge.what]}:.12g}}'")
        self.source.add(f"if 'e' in {name}: {name} = {self.source.known(without_plus)}({name})")
        return name

    def answer(self, answer: Answer, at: int, part: PartPlate, number: NumberPlate, places: Places) -> str:
        """Print what the answer, or a mistake, gives, with its unit."""
        style = number.style
        if not places:
            return self.printed(answer, WITH_UNIT, style.unit, self.line(ShownLine(part.lines[0], style)))
        value = f"({self.window(at, places)[2]} * {self.source.known(style.factor)} + {self.source.known(style.offset)})"
        return self.printed(answer, WITH_UNIT, style.unit, digits(self.source, value, style))

    def accepted(self, accepted: Accepted, at: int, part: PartPlate, number: NumberPlate) -> str:
        """Print the right window in words."""
        first, last = (number_printer(self.markup, style, number.style.unit) for style in (VALUE, WITH_UNIT))

        def words(answer: str, centre: float, half: float) -> str:
            if number.whole:
                return f"{first(f'{centre - half:.0f}')} to {last(f'{centre + half:.0f}')}"
            low, high = inner_edges(answer, centre - half, centre + half)
            return f"{first(low)} to {last(high)}"

        centre, half, *_ = self.window(at, ())
        answer = self.line(ShownLine(part.lines[0], number.style))
        return self.let(accepted, f"{self.source.known(words)}({answer}, {centre}, {half})")


def _forms(printers: Sequence[Callable[[str], str]]) -> Callable[[str], tuple[str, ...]]:
    """Make what prints a drawn number in several ways; the last numbers are remembered."""
    return lru_cache(maxsize=KEPT)(lambda number: tuple([show(number) for show in printers]))


def _shifted(edge: Edge, right: bool) -> Callable[[float, float], str]:
    """Make what prints an edge divided by a power of ten, or the expression of a window."""

    def shifted(centre: float, half: float) -> str:
        low, high = number(centre - half, edge.shift), number(centre + half, edge.shift)
        if edge.what == "pattern":
            return view(interval_regex(low, high))
        if edge.what in ("low", "high"):
            return low if edge.what == "low" else high
        return number(centre if edge.what == "value" else reach(centre, half) if right else half, edge.shift)

    return shifted


def reach(centre: float, half: float) -> float:
    """Give the distance to the farther edge of the right window as edges are printed: both edges are within it."""
    return max(float(f"{centre + half:.12g}") - centre, centre - float(f"{centre - half:.12g}"))
