"""How numbers, rows and right answers are spread over many variants: variants -> histograms and bars."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, isfinite, sqrt
from statistics import median, quantiles

from problemgen.document.problem import Printer, options_of, rights_of
from problemgen.maths.numbers import Printed
from problemgen.maths.unit_text import unicode_unit
from problemgen.preview.axis import Tick, axis, label
from problemgen.variant.program import Program
from problemgen.variant.variant import NumberKey, PartKey, RankingKey, SymbolicKey, Variant

MOST_BINS = 24
FEW = 12  # different values up to which each has a bar of its own
SHOWN = 12  # bars of one picture
TELLING = 0.9  # an option that is right in more than this share of the variants can be guessed


@dataclass(frozen=True)
class Box:
    """One box of a histogram, in per cent of the picture."""

    x: float
    width: float
    height: float
    count: int


@dataclass(frozen=True)
class Histogram:
    """How many variants have a number in each box; ``most`` is the count of the tallest."""

    name: str
    what: str
    unit: str
    boxes: tuple[Box, ...]
    ticks: tuple[Tick, ...]
    most: int
    bent: bool
    said: str


@dataclass(frozen=True)
class Bar:
    """How many variants have this value."""

    label: str
    count: int
    share: float  # per cent
    width: float  # of what is drawn: rows against the most frequent one, right answers against all variants


@dataclass(frozen=True)
class Bars:
    """How often each of a few things is so; ``others`` are counted, but not shown."""

    name: str
    what: str
    bars: tuple[Bar, ...]
    others: int
    note: str


Picture = Histogram | Bars


@dataclass(frozen=True)
class Spread:
    """Pictures of what is drawn and of what is asked."""

    drawn: tuple[Picture, ...]
    asked: tuple[Picture, ...]


def spread(program: Program, variants: Sequence[Variant]) -> Spread:
    """Picture what these variants draw, and what is right in them."""
    return Spread(tuple(_drawn(program, variants)), tuple(_asked(variants)))


def _drawn(program: Program, variants: Sequence[Variant]) -> Iterator[Picture]:
    template = program.template
    for row in template.rows:
        yield bars(row.name, f"row of {row.table.title}", [each.rows[row.name].key for each in variants])
    for number in template.numbers:
        symbol = template.bank.symbols.get(number.name)
        values = [value.value for each in variants if isinstance(value := each.values[number.name], Printed)]
        yield numbers(number.name, symbol.title if symbol else "", number.unit.text, values)


def _asked(variants: Sequence[Variant]) -> Iterator[Picture]:
    text = Printer("text")
    for n, key in enumerate(variants[0].parts):
        keys = [each.parts[n] for each in variants]
        name = f"Part {key.part.label}"
        if isinstance(key, NumberKey):
            yield numbers(f"{name}: {key.answer.quantity}", "the answer", key.printed.unit, _values(keys))
        elif isinstance(key, RankingKey):
            orders = [f" {key.sign} ".join(each.order) for each in keys if isinstance(each, RankingKey)]
            yield bars(name, "the right order", orders, guessed=True)
        elif not isinstance(key, SymbolicKey):
            words = {option.key: str(text.text(option.words, variants[0].values)) for option in options_of(key)}
            rights = [words[options_of(each)[right].key] for each in keys for right in rights_of(each)]
            yield bars(name, "what is right", rights, len(variants), list(words.values()), guessed=True)


def _values(keys: Sequence[PartKey]) -> list[float]:
    return [key.value for key in keys if isinstance(key, NumberKey)]


def numbers(name: str, what: str, unit: str, values: Sequence[float]) -> Picture:
    """Picture numbers: a bar for each of a few, else a histogram."""
    unit = "" if unit == "1" else unicode_unit(unit)
    finite = sorted(value for value in values if isfinite(value))
    if len(set(finite)) <= FEW:
        of = f"{what}, in {unit}" if unit else what
        return bars(name, of.removeprefix(", "), [label(value) for value in finite], order=[label(value) for value in finite])
    scale = axis(finite)
    count = min(MOST_BINS, ceil(sqrt(len(finite))))
    edges = [scale.at(scale.value(n / count)) for n in range(count + 1)]
    places = [scale.at(value) for value in finite]
    found = Counter(min(count - 1, sum(place >= edge for edge in edges[1:])) for place in places)
    most = max(found.values())
    widths = [round(right - left, 2) for left, right in itertools.pairwise(edges)]
    boxes = tuple(Box(edges[n], width, round(100 * found[n] / most, 2), found[n]) for n, width in enumerate(widths))
    return Histogram(name, what, unit, boxes, scale.ticks, most, scale.bent, _said(finite, unit))


def _said(values: Sequence[float], unit: str) -> str:
    """Say in words what a histogram shows.

    >>> _said([1.0, 2.0, 3.0, 4.0, 5.0], "mM")
    'From 1 to 5 mM; half of the variants lie between 1.5 and 4.5 mM, the middle one at 3 mM.'
    """
    low, _, high = quantiles(values, n=4)
    with_unit = [f"{label(value)} {unit}".strip() for value in (values[-1], high, median(values))]
    return (f"From {label(values[0])} to {with_unit[0]}; half of the variants lie between {label(low)} and {with_unit[1]}, "
            f"the middle one at {with_unit[2]}.")  # fmt: skip


def bars(
    name: str, what: str, found: Sequence[str], of: int | None = None, order: Sequence[str] = (), guessed: bool = False
) -> Bars:
    """Count how often each text comes, in an order if one is given, else the most frequent first."""
    whole = of if of is not None else len(found)
    counts: Mapping[str, int] = Counter(found)
    listed = list(dict.fromkeys(order)) or sorted(counts, key=lambda text: (-counts[text], text))
    full = max(1, whole if guessed else max(counts.values(), default=1))
    shown = [_bar(text, counts.get(text, 0), max(1, whole), full) for text in listed[:SHOWN]]
    return Bars(name, what, tuple(shown), len(listed) - len(shown), _note(shown) if guessed else "")


def _bar(text: str, count: int, whole: int, full: int) -> Bar:
    return Bar(text, count, round(100 * count / whole, 1), min(100.0, round(100 * count / full, 1)))


def _note(shown: Sequence[Bar]) -> str:
    """Warn of what can be guessed.

    >>> _note([Bar("out", 290, 96.7, 96.7), Bar("in", 10, 3.3, 3.3)])
    '“out” is right in 96.7 % of the variants: who always chooses it is nearly always right.'
    """
    telling = [bar for bar in shown if bar.share >= 100 * TELLING]
    if not telling:
        return ""
    bar = telling[0]
    always = "always" if bar.share == 100 else "nearly always"
    return f"“{bar.label}” is right in {bar.share:g} % of the variants: who always chooses it is {always} right."
