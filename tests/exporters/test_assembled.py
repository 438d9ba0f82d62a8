"""What is assembled for a shape gives what the general way gives, and a bank's text in it is only ever text."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from problemgen.exporters.facts import Facts
from problemgen.exporters.fill import filler
from problemgen.exporters.judge import Values, judge_of
from problemgen.exporters.plate import Gate, Kind, NumberPlate, NumberStyle, PartPlate, Plate, ShownLine
from problemgen.exporters.stencil import Index, Slot, Stencil

STYLE = NumberStyle("mV", 0.001, 0.0, None, 1)
POTENTIAL = PartPlate(
    "a", "number", (0,), ((1,), (2,), (3,)), ("inverted_ratio", "log10_for_ln", "valence_sign"), (),
    NumberPlate(STYLE, 0.01, 0.5, (), 0, False, False),
)  # fmt: skip
PLATE = Plate("nernst", {"F": ("96485", "C/mol")}, (), (), (), (), {}, Gate((), (), ()), (), (), (Kind((), (), {}, ()),), ())
potentials = st.one_of(
    st.none(),
    st.sampled_from([0.0, -0.0, 0.0826, -0.0826, 0.0827, 0.0835, 0.0842]),  # equal, apart, and windows that meet
    st.floats(-0.3, 0.3),
)
variants = st.tuples(st.floats(-0.3, 0.3), potentials, potentials, potentials)


@given(st.lists(variants, min_size=2, max_size=6))
def test_windows_are_the_same_whatever_was_judged_before(several: list[Values]) -> None:
    """A judge that has seen other variants of a scene gives what a new one gives, which knows no shape yet."""
    experienced = judge_of(POTENTIAL)
    for values in several:
        assert experienced(0, values) == judge_of(POTENTIAL)(0, values)


@given(st.lists(st.text(), min_size=2, max_size=5), st.text())
def test_texts_and_words_of_a_bank_are_printed_as_they_are(texts: list[str], word: str) -> None:
    """Quotes, braces and backslashes mean nothing, wherever they stand."""
    slot = Slot("conc.ion.name", "text", "")
    stencil = Stencil(tuple(texts), (0,) * (len(texts) - 1), (slot,))
    fill = filler(stencil, PLATE, "web", (0,), {slot: (word,)})
    assert fill(Facts(0, 0, (), (), (), (0,))).decode() == word.join(texts)


def test_a_place_in_a_plate_that_is_no_number_is_refused() -> None:
    """A plate comes from a file, which somebody may have written."""
    spoilt = replace(POTENTIAL, lines=("0] or print('run')  #",))  # type: ignore[arg-type]
    with pytest.raises((ValueError, TypeError)):
        judge_of(spoilt)(0, (0.1, 0.2, 0.3, 0.4))
    plate = replace(PLATE, derived={"E": ShownLine("0] or print('run')  #", STYLE)})  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="format code 'd'"):
        filler(Stencil(("", ""), (0,), (Slot("E", "text", ""),)), plate, "web", (0,), {})


def test_a_hole_for_the_index_is_the_number_of_the_variant() -> None:
    assert filler(Stencil(("#", "}"), (0,), (Index(),)), PLATE, "web", (0,), {})(Facts(7, 0, (), (), (), (0,))) == b"#7}"
