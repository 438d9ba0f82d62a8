"""Units and dimensions of what banks write."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from problemgen.maths.formula import parse
from problemgen.maths.tree import Node
from problemgen.maths.units import NO_DIMENSION, Measure, UnitError, coherent, measure_of, unit, words_of
from tests.maths.trees import NAMES, UNITS, nodes
from tests.tables import DATA, cases

MEASURES = {name: Measure(text, unit(text).dimension) for name, text in
            {"g": "nS", "V_m": "mV", "E": "mV", "c": "mM", "T": "degC", "z": "1", "I": "pA"}.items()}  # fmt: skip
NO_UNITS = [line for line in (DATA / "maths/no-units.txt").read_text(encoding="utf-8").splitlines()[1:] if line]
ANY_MEASURES = {name: MEASURES[key] for name, key in zip(NAMES, ("g", "V_m", "E", "T", "z"), strict=True)}


def spelled(line: str) -> str:
    repeated = re.sub(r"<(.*?) x ([0-9]+)>", lambda match: match[1] * int(match[2]), line)
    return repeated.replace("\\n", "\n")


@pytest.mark.parametrize(("text", "factor", "offset", "words"), cases("maths/units.txt", 4))
def test_a_unit_has_this_factor_and_dimension(text: str, factor: str, offset: str, words: str) -> None:
    found = unit(text)
    assert (found.factor, found.offset) == (pytest.approx(float(factor), rel=1e-12), float(offset))
    assert words_of(found.dimension) == words


@pytest.mark.parametrize("line", NO_UNITS)
def test_hostile_text_is_no_unit(line: str) -> None:
    with pytest.raises(UnitError, match="write units such as mV") as caught:
        unit(spelled(line))
    assert len(str(caught.value)) < 400


@given(st.text(max_size=70) | st.text("mVCK19*/^()·-°µ ", max_size=70))
@settings(max_examples=60)
def test_no_text_makes_the_unit_reader_fail_in_another_way(text: str) -> None:
    try:
        found = unit(text)
    except UnitError:
        return
    assert found.factor > 0
    assert found.from_si(found.to_si(37.0)) == pytest.approx(37.0)


@pytest.mark.parametrize("text", [*UNITS, "mM", "kcal/mol", "mmHg", "%"])
@given(number=st.floats(-1e6, 1e6))
@settings(max_examples=20)
def test_to_si_and_back_is_the_same_number(text: str, number: float) -> None:
    assert unit(text).from_si(unit(text).to_si(number)) == pytest.approx(number, rel=1e-9, abs=1e-6)


@pytest.mark.parametrize(("text", "expected"), cases("maths/dimensions.txt", 2))
def test_a_formula_has_this_unit_or_this_error(text: str, expected: str) -> None:
    try:
        found = measure_of(parse(text), MEASURES).text
    except UnitError as error:
        found = str(error)
    assert found == expected or (expected.startswith("unknown unit") and found.startswith(expected))


@given(nodes())
def test_no_formula_makes_the_dimension_check_fail_in_another_way(node: Node) -> None:
    try:
        measure = measure_of(node, ANY_MEASURES)
    except UnitError:
        return
    assert len(measure.dimension) == len(NO_DIMENSION)


def test_a_coherent_unit_has_the_factor_one() -> None:
    for text in ("mV", "uM", "degC", "kJ/mol", "pA", "mS/cm^2", "J/(mol*K)", "kcal"):
        found = coherent(unit(text).dimension)
        assert found is not None
        assert (found.factor, found.offset, found.dimension) == (1.0, 0.0, unit(text).dimension)
    assert coherent(unit("m^9").dimension) is None
