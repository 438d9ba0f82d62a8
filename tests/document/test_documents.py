"""Fixture documents: what an author writes, and what each format prints of it."""

from __future__ import annotations

import json
import pickle
import re
from pathlib import Path

import pytest

from problemgen.errors import Place, ProblemgenError
from problemgen.markup.pattern import Fragment, Value, fill, pattern, text_of
from problemgen.markup.prose import parse_inline, parse_prose
from problemgen.maths.numbers import Printed

DATA = Path(__file__).parents[1] / "data" / "documents"
PLACE = Place("documents.txt", 1, 1)


def values() -> dict[str, Value]:
    """Read what fills the slots of the fixtures."""
    raw = json.loads((DATA / "values.json").read_text("utf-8"))
    return {
        name: Printed(*value) if isinstance(value, list) else Fragment(parse_inline(value, PLACE)) for name, value in raw.items()
    }


def fixtures() -> list[tuple[str, str, str, str]]:
    """Cut the fixture file: '=== title', the source, then '--- format' and what is expected."""
    found = []
    for case in (DATA / "documents.txt").read_text("utf-8").split("=== ")[1:]:
        title, _, rest = case.partition("\n")
        source, *outputs = re.split(r"^--- (?=(?:md|tex|typ|html|text)$)", rest, flags=re.MULTILINE)
        for output in outputs:
            format, _, expected = output.partition("\n")
            found.append((title, format, source[:-1], expected[:-1]))
    return found


@pytest.mark.parametrize(("title", "format", "source", "expected"), fixtures())
def test_fixture(title: str, format: str, source: str, expected: str) -> None:
    """Each format prints a fixture as the file says."""
    assert fill(pattern(parse_prose(source, PLACE), format), values()) == expected, title


@pytest.mark.parametrize(
    ("number", "unit", "expected"),
    [
        ("-82.6", "mV", "−82.6\u00a0mV"),
        ("5", "1", "5"),
        ("5", "uM", "5\u00a0µM"),
        ("5", "kJ/mol", "5\u00a0kJ/mol"),
        ("5", "Ohm", "5\u00a0Ω"),
        ("5", "%", "5\u00a0%"),
        ("1.12e-20", "J", "1.12\u00a0×\u00a010⁻²⁰\u00a0J"),
        ("-2e6", "s^-1", "−2\u00a0×\u00a010⁶\u00a0s⁻¹"),
    ],
)
def test_numbers(number: str, unit: str, expected: str) -> None:
    """Numbers have a real minus sign and stay together with their unit."""
    slot = pattern(parse_inline("{{ x }}", PLACE), "text")
    assert fill(slot, {"x": Printed(number, unit)}) == expected


def test_fragments_may_hold_slots() -> None:
    """A sentence that fills a slot is filled by the same values."""
    outer = pattern(parse_inline("So {{ why }}.", PLACE), "md")
    why = Fragment(parse_inline("$V_m$ is {{ V_m }}", PLACE))
    assert fill(outer, {"why": why, "V_m": Printed("-65", "mV")}) == "So $V_m$ is −65\u00a0mV."
    with pytest.raises(ProblemgenError, match="holds itself"):
        fill(outer, {"why": Fragment(parse_inline("{{ why }}", PLACE))})


def test_errors_name_the_slot() -> None:
    """A missing value, words where a number is asked, and prose in a formula are errors."""
    with pytest.raises(ProblemgenError, match="no value for the slot 'x'"):
        fill(pattern(parse_inline("{{ x }}", PLACE), "md"), {})
    with pytest.raises(ProblemgenError, match="the style 'signed' is for numbers"):
        fill(pattern(parse_inline("{{ x|signed }}", PLACE), "md"), {"x": text_of("a")})
    with pytest.raises(ProblemgenError, match="must be one formula or plain words"):
        fill(pattern(parse_inline("${{ x }}$", PLACE), "md"), {"x": Fragment(parse_inline("a **b**", PLACE))})
    with pytest.raises(ProblemgenError, match="is no charge"):
        fill(pattern(parse_inline("{{ x|charge }}", PLACE), "md"), {"x": Printed("1.5")})


def test_patterns_travel_to_workers() -> None:
    """A pattern may be pickled, and prints the same on the other side."""
    made = pattern(parse_prose("{{ ion }} at ${{ T }}$", PLACE), "typ")
    assert fill(pickle.loads(pickle.dumps(made)), pickle.loads(pickle.dumps(values()))) == fill(made, values())
