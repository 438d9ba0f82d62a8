"""Fill stencils: for each hole the function that prints what belongs there, found once a stencil."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import cache, lru_cache
from operator import itemgetter

from problemgen.exporters.facts import Facts, Places, formatter, wrong_text
from problemgen.exporters.interval_regex import interval_regex
from problemgen.exporters.plate import NumberPlate, PartPlate, Plate, ShownLine
from problemgen.exporters.stencil import Accepted, Answer, Edge, Figure, Fill, Index, Slot, Stencil
from problemgen.markup.numerals import show
from problemgen.maths.numbers import Printed, inner_edges

Filler = Callable[[Facts], str]
Several = Callable[[Facts], Sequence[str]]
Encoder = Callable[[Facts], bytes]
Pictures = Callable[[Figure], Filler]
Words = Mapping[Slot, Sequence[str]]  # what a table's words print as, for each scene


def filler(
    stencil: Stencil, plate: Plate, markup: str, kind: int, words: Words, pictures: Pictures | None = None
) -> Encoder:  # fmt: skip
    """Make the function that fills a stencil and encodes the text; ``pictures`` gives what belongs to a figure.

    Texts are put together as Latin-1 views of their UTF-8 bytes: joining them then copies bytes, and nothing is encoded
    again and again. Words and edges are found together: a function call for each would cost as much as the rest.
    """
    spoken = [fill for fill in stencil.fills if fill in words]
    edges = [fill for fill in stencil.fills if isinstance(fill, Edge) and fill.what in _ENDS and not fill.shift]
    edges.sort(key=lambda edge: _ENDS.index(edge.what))
    lines = _by_line([fill for fill in stencil.fills if isinstance(fill, Slot) and fill not in words], plate, kind)
    computed = [slot for slots in lines.values() for slot in slots]
    others = [fill for fill in stencil.fills if fill not in (*spoken, *edges, *computed)]
    scenes = list(zip(*([view(word) for word in words[slot]] for slot in spoken), strict=True))  # type: ignore[index]
    edge_texts, line_texts = _edges(edges, plate), _lines(lines, markup)
    fillers = [pictures(fill) if isinstance(fill, Figure) and pictures else _filler(fill, plate, markup, kind) for fill in others]
    places = {fill: place for place, fill in enumerate([*spoken, *edges, *computed, *others])}
    pieces = [piece for text in stencil.texts for piece in (view(text), "")][:-1]
    holes = [places[stencil.fills[hole]] for hole in stencil.holes]
    order = itemgetter(*holes) if len(holes) > 1 else tuple
    join = "".join

    def fill(facts: Facts) -> bytes:
        known = scenes[facts.scene] if scenes else ()
        found = [*known, *edge_texts(facts), *line_texts(facts), *[each(facts) for each in fillers]]
        pieces[1::2] = order(found)
        return join(pieces).encode("latin-1")

    return fill


def _by_line(slots: Sequence[Slot], plate: Plate, kind: int) -> dict[ShownLine, list[Slot]]:
    """Put the slots of one computed number together: in text, in maths, to be said."""
    found: dict[ShownLine, list[Slot]] = {}
    for slot in slots:
        line = plate.derived.get(slot.name) or plate.kinds[kind].shown.get(slot.name)
        if line is not None:
            found.setdefault(line, []).append(slot)
    return found


def _lines(lines: Mapping[ShownLine, Sequence[Slot]], markup: str) -> Several:
    """Make the function that prints computed numbers: each is rounded once, then printed at every kind of place."""
    wanted = [(line.line, formatter(line.style), [number_printer(markup, slot, line.style.unit) for slot in slots])
              for line, slots in lines.items()]  # fmt: skip

    def texts(facts: Facts) -> list[str]:
        values = facts.values
        found = []
        for line, form, printers in wanted:
            text = form(values[line])
            for show_number in printers:
                found.append(show_number(text))
        return found

    return texts


_ENDS = ("value", "half", "low", "high")


def _edges(edges: Sequence[Edge], plate: Plate) -> Several:
    """Make the function that prints all edges of a stencil: values first, then half widths, then lows and highs."""
    wanted: dict[str, list[tuple[int, Places]]] = {end: [] for end in _ENDS}
    for edge in edges:
        at, part = _part(plate, edge.part)
        wanted[edge.what].append((at, tuple(part.codes.index(code) for code in edge.codes)))
    values, halves, lows, highs = wanted.values()

    def texts(facts: Facts) -> list[str]:
        windows = facts.windows
        found = [f"{windows[at][places][0]:.12g}" for at, places in values]
        found += [f"{windows[at][places][1] if places else reach(*windows[at][()][:2]):.12g}" for at, places in halves]
        found += [f"{windows[at][places][0] - windows[at][places][1]:.12g}" for at, places in lows]
        found += [f"{windows[at][places][0] + windows[at][places][1]:.12g}" for at, places in highs]
        return [_without_plus(text) for text in found] if "e" in "".join(found) else found

    return texts


def _part(plate: Plate, label: str) -> tuple[int, PartPlate]:
    return next((at, part) for at, part in enumerate(plate.parts) if part.label == label)


def view(text: str) -> str:
    """Show the UTF-8 bytes of a text as characters."""
    return text if text.isascii() else text.encode().decode("latin-1")


def _filler(fill: Fill, plate: Plate, markup: str, kind: int) -> Filler:
    if isinstance(fill, Slot):
        return _slot(fill, plate, markup, kind)
    if isinstance(fill, Index):
        return lambda facts: str(facts.variant_index)
    assert not isinstance(fill, Figure), "a template that has figures has an album"
    at, part = _part(plate, fill.part)
    number = part.number
    assert number is not None
    if isinstance(fill, Accepted):
        return _accepted(at, number, part.lines[0], markup)
    places = tuple(part.codes.index(code) for code in fill.codes)
    if isinstance(fill, Edge):
        return _edge(fill, at, places)
    return _answer(fill, at, places, number, part.lines[0], markup)


def _slot(slot: Slot, plate: Plate, markup: str, kind: int) -> Filler:
    """Print a drawn number, a number from a table, or a constant."""
    names = [draw.name for draw in plate.draws]
    if slot.name in names:
        place = names.index(slot.name)
        drawn = number_printer(markup, slot, plate.draws[place].unit)
        return lambda facts: drawn(facts.drawn[place])
    if slot.name in plate.fields:
        place = plate.fields.index(slot.name)
        known = number_printer(markup, slot, plate.kinds[kind].units[place])
        return lambda facts: known(plate.scenes[facts.scene].fields[place])
    number, unit = plate.constants[slot.name]
    text = number_printer(markup, slot, unit)(number)
    return lambda _: text


def _edge(edge: Edge, at: int, places: Places) -> Filler:
    """Print an edge divided by a power of ten, or the expression of a window."""
    shift = edge.shift

    def window(facts: Facts) -> tuple[str, str, str, str]:
        centre, half, _ = facts.windows[at][places]
        values = (centre, half if places else reach(centre, half), centre - half, centre + half)
        return number(values[0], shift), number(values[1], shift), number(values[2], shift), number(values[3], shift)

    if edge.what == "pattern":
        return lambda facts: view(interval_regex(*window(facts)[2:]))
    end = _ENDS.index(edge.what)
    return lambda facts: window(facts)[end]


def _answer(answer: Answer, at: int, places: Places, number: NumberPlate, line: int, markup: str) -> Filler:
    show_number, form = number_printer(markup, WITH_UNIT, number.style.unit), formatter(number.style)
    if not answer.codes:
        return lambda facts: show_number(form(facts.values[line]))
    return lambda facts: show_number(wrong_text(facts.windows[at][places][2], number.style))


def _accepted(at: int, number: NumberPlate, line: int, markup: str) -> Filler:
    form = formatter(number.style)
    first, last = number_printer(markup, VALUE, number.style.unit), number_printer(markup, WITH_UNIT, number.style.unit)

    def window(facts: Facts) -> str:
        centre, half, _ = facts.windows[at][()]
        if number.whole:
            return f"{first(f'{centre - half:.0f}')} to {last(f'{centre + half:.0f}')}"
        low, high = inner_edges(form(facts.values[line]), centre - half, centre + half)
        return f"{first(low)} to {last(high)}"

    return window


WITH_UNIT, VALUE = Slot("", "text", ""), Slot("", "text", "value")
_PROBE = "7.7"
KEPT = 512  # printed numbers remembered for a kind of place that needs thought

Affixes = tuple[str, ...]  # what stands before and after a number, and before and after one with a minus; () where it depends
AFFIXES: dict[str, Affixes] = {}  # found so far, by markup, mode, style and unit; kept with plans


def number_printer(markup: str, slot: Slot, unit: str) -> Callable[[str], str]:
    """Make the function that prints numbers in a unit at one kind of place."""
    return _number_printer(markup, slot.mode, slot.style, unit)


@cache
def _number_printer(markup: str, mode: str, style: str, unit: str) -> Callable[[str], str]:
    """Find what stands before and after a number once, by printing two; other numbers are then put between."""

    @lru_cache(maxsize=KEPT)
    def slowly(number: str) -> str:
        from problemgen.markup.formats import DIALECTS  # not needed for numbers that are put between

        return view(show(Printed(number, unit), style, DIALECTS[markup].modes[mode].numerals))

    name = f"{markup} {mode} {style} {unit}"
    if name not in AFFIXES:
        plus, minus = slowly(_PROBE).split(_PROBE), slowly(f"-{_PROBE}").split(_PROBE)
        simple = style not in ("unit", "charge", "signed") and len(plus) == len(minus) == 2
        AFFIXES[name] = (*plus, *minus) if simple else ()
    if not AFFIXES[name]:
        return slowly
    before, after, minus_before, minus_after = AFFIXES[name]

    def quickly(number: str) -> str:
        if "e" in number:
            return slowly(number)
        return f"{minus_before}{number[1:]}{minus_after}" if number[0] == "-" else f"{before}{number}{after}"

    return quickly


def reach(centre: float, half: float) -> float:
    """Give the distance to the farther edge of the right window as edges are printed: both edges are within it."""
    return max(float(f"{centre + half:.12g}") - centre, centre - float(f"{centre - half:.12g}"))


def number(value: float, shift: int = 0) -> str:
    """Print a number for a reader that knows ASCII decimals only: twelve digits, no sign on the exponent but minus.

    >>> number(17.599999999999994), number(2.19e-20), number(2.19e-20, -20), number(5e22)
    ('17.6', '2.19e-20', '2.19', '5e22')
    """
    text = f"{value:.12g}" if not shift else f"{Decimal(f'{value:.12g}').scaleb(-shift):.12g}"
    return _without_plus(text) if "e" in text else text


def _without_plus(text: str) -> str:
    """Take the sign and the zeros off an exponent: ``5e+22`` is ``5e22``; other numbers stay as they are."""
    return re.sub(r"e\+?(-?)0*", r"e\1", text)
