"""Fill stencils: for each hole the function that prints what belongs there, found once a stencil."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import cache, lru_cache
from operator import itemgetter

from problemgen.export.facts import Facts, Places, formatter, printed, wrong_text
from problemgen.export.interval_regex import interval_regex
from problemgen.export.plate import NumberPlate, Plate, ShownLine
from problemgen.export.stencil import Accepted, Answer, Edge, Fill, Index, Slot, Stencil
from problemgen.markup.formats import DIALECTS
from problemgen.markup.numerals import show
from problemgen.maths.numbers import Printed, inner_edges

Filler = Callable[[Facts], str]
Encoder = Callable[[Facts], bytes]
Words = Mapping[Slot, Sequence[str]]  # what a table's words print as, for each scene


def filler(stencil: Stencil, plate: Plate, markup: str, kind: int, words: Words) -> Encoder:
    """Make the function that fills a stencil and encodes the text.

    Texts are put together as Latin-1 views of their UTF-8 bytes: joining them then copies bytes, and nothing is encoded
    again and again.
    """
    fillers = [_filler(fill, plate, markup, kind, words) for fill in stencil.fills]
    pieces = [_view(text).replace("%", "%%") for text in stencil.texts]
    whole = pieces[0] + "".join(f"%s{text}" for text in pieces[1:])
    order = itemgetter(*stencil.holes) if len(stencil.holes) > 1 else tuple

    def fill(facts: Facts) -> bytes:
        return (whole % order([each(facts) for each in fillers])).encode("latin-1")

    return fill


def _view(text: str) -> str:
    """Show the UTF-8 bytes of a text as characters."""
    return text if text.isascii() else text.encode().decode("latin-1")


def _filler(fill: Fill, plate: Plate, markup: str, kind: int, words: Words) -> Filler:
    if isinstance(fill, Slot):
        return _slot(fill, plate, markup, kind, words)
    if isinstance(fill, Index):
        return lambda facts: str(facts.index)
    at, part = next((at, part) for at, part in enumerate(plate.parts) if part.label == fill.part)
    number = part.number
    assert number is not None
    if isinstance(fill, Accepted):
        return _accepted(at, number, part.lines[0], markup)
    places = tuple(part.codes.index(code) for code in fill.codes)
    if isinstance(fill, Edge):
        return _edge(fill, at, places)
    return _answer(fill, at, places, number, part.lines[0], markup)


def _slot(slot: Slot, plate: Plate, markup: str, kind: int, words: Words) -> Filler:
    """Find where the value of a slot comes from."""
    if slot in words:
        own = [_view(word) for word in words[slot]]
        return lambda facts: own[facts.scene]
    names = [draw.name for draw in plate.draws]
    if slot.name in names:
        place = names.index(slot.name)
        drawn = number_printer(markup, slot, plate.draws[place].unit)
        return lambda facts: drawn(facts.drawn[place])
    if slot.name in plate.fields:
        place = plate.fields.index(slot.name)
        known = number_printer(markup, slot, plate.kinds[kind].units[place])
        return lambda facts: known(plate.scenes[facts.scene].fields[place])
    if slot.name in plate.constants:
        number, unit = plate.constants[slot.name]
        text = number_printer(markup, slot, unit)(number)
        return lambda _: text
    line = plate.derived.get(slot.name) or plate.kinds[kind].shown[slot.name]
    return _line(line, number_printer(markup, slot, line.style.unit))


def _line(line: ShownLine, show_number: Callable[[str], str]) -> Filler:
    place, form = line.line, formatter(line.style)
    return lambda facts: show_number(form(facts.values[place]))


def _edge(edge: Edge, at: int, places: Places) -> Filler:
    shift = edge.shift
    if edge.what == "value":
        return lambda facts: number(facts.windows[at][places][0], shift)
    if edge.what == "half":
        return lambda facts: number(facts.windows[at][places][1], shift)

    def low(facts: Facts) -> str:
        centre, half, _ = facts.windows[at][places]
        return number(centre - half, shift)

    def high(facts: Facts) -> str:
        centre, half, _ = facts.windows[at][places]
        return number(centre + half, shift)

    if edge.what == "pattern":
        return lambda facts: interval_regex(low(facts), high(facts))
    return low if edge.what == "low" else high


def _answer(answer: Answer, at: int, places: Places, number: NumberPlate, line: int, markup: str) -> Filler:
    show_number = number_printer(markup, WITH_UNIT, number.style.unit)
    if not answer.codes:
        return lambda facts: show_number(printed(facts.values[line], number.style))
    return lambda facts: show_number(wrong_text(facts.windows[at][places][2], number.style))


def _accepted(at: int, number: NumberPlate, line: int, markup: str) -> Filler:
    form = formatter(number.style)
    first, last = number_printer(markup, VALUE, number.style.unit), number_printer(markup, WITH_UNIT, number.style.unit)

    def window(facts: Facts) -> str:
        centre, half, _ = facts.windows[at][()]
        low, high = inner_edges(form(facts.values[line]), centre - half, centre + half)
        return f"{first(low)} to {last(high)}"

    return window


WITH_UNIT, VALUE = Slot("", "text", ""), Slot("", "text", "value")
_PROBE = "7.7"
KEPT = 512  # printed numbers remembered for a kind of place that needs thought


def number_printer(markup: str, slot: Slot, unit: str) -> Callable[[str], str]:
    """Make the function that prints numbers in a unit at one kind of place."""
    return _number_printer(markup, slot.mode, slot.style, unit)


@cache
def _number_printer(markup: str, mode: str, style: str, unit: str) -> Callable[[str], str]:
    """Find what stands before and after a number once, by printing two; other numbers are then put between."""
    numerals = DIALECTS[markup].modes[mode].numerals

    @lru_cache(maxsize=KEPT)
    def slowly(number: str) -> str:
        return _view(show(Printed(number, unit), style, numerals))

    plus, minus = slowly(_PROBE).split(_PROBE), slowly(f"-{_PROBE}").split(_PROBE)
    if style in ("unit", "charge", "signed") or len(plus) != 2 or len(minus) != 2:
        return slowly
    (before, after), (minus_before, minus_after) = plus, minus

    def quickly(number: str) -> str:
        if "e" in number:
            return _view(show(Printed(number, unit), style, numerals))
        return f"{minus_before}{number[1:]}{minus_after}" if number[0] == "-" else f"{before}{number}{after}"

    return quickly


def number(value: float, shift: int = 0) -> str:
    """Print a number for a reader that knows ASCII decimals only: twelve digits, no sign on the exponent but minus.

    >>> number(17.599999999999994), number(2.19e-20), number(2.19e-20, -20), number(5e22)
    ('17.6', '2.19e-20', '2.19', '5e22')
    """
    text = f"{value:.12g}" if not shift else f"{Decimal(f'{value:.12g}').scaleb(-shift):.12g}"
    return re.sub(r"e\+?(-?)0*", r"e\1", text) if "e" in text else text
