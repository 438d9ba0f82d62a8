"""Worked solutions: the units, the steps and the windows that a tutor would choose."""

from __future__ import annotations

import math

import pytest

import problemgen
from problemgen.errors import ProblemgenError
from tests.banks import SMALL

CURRENT = {"V_m": "-95 mV", "g": "0.55 nS", "E": "-79 mV"}


def steps(relation: str, symbol: str, values: dict[str, str], unit: str | None = None) -> list[str]:
    return [step.strip().replace("\u00a0", " ") for step in problemgen.solve(relation, symbol, values, unit).steps]


def test_an_intermediate_value_keeps_the_unit_of_its_inputs() -> None:
    """nS times mV is pA: nobody needs volts on the way."""
    assert "I = 0.55 nS × (−16.000 mV)" in steps("ohmic_current", "I", CURRENT)


def test_a_temperature_comes_out_in_kelvin_first() -> None:
    found = steps("nernst", "T", {"E": "-58.5 mV", "c_out": "5 mM", "c_in": "50 mM", "z": "1"}, "degC")
    assert found[-2:] == ["T = 294.827 K", "T = 21.67702 °C ≈ 21.68 °C"]


def test_a_number_with_an_exponent_below_a_slash_stands_in_parentheses() -> None:
    found = steps("nernst", "E", {"c_out": "9.5 mM", "c_in": "29 nM", "z": "2", "T": "18 degC"})
    assert any("ln(9.5 mM/(2.9 × 10⁻⁵ mM))" in step for step in found)


def test_a_ratio_that_cannot_be_is_refused() -> None:
    """At -100 mV, beyond E_K, no leak of sodium explains the potential."""
    values = {"V_m": "-100 mV", "K_out": "4 mM", "K_in": "140 mM", "Na_out": "145 mM", "Na_in": "12 mM", "T": "37 degC"}
    with pytest.raises(ProblemgenError, match=r"no positive alpha .* it would be -0\.004697"):
        problemgen.solve("ghk_ratio", "alpha", values)


def test_the_tolerance_of_an_inverse_problem_follows_the_logarithm() -> None:
    """A prefactor that is 1 % off moves a concentration by |ln(c_out/c_in)| times 1 %."""
    pins = {"conc": "neuron_K", "T": "37 degC", "c_out": "4 mM", "E": "-95 mV"}
    key = problemgen.show("nernst.inside", pins=pins, bank=SMALL).variant.parts[0]
    half = (key.window.high - key.window.low) / 2 / key.value  # type: ignore[union-attr]
    assert half == pytest.approx(0.01 * math.log(key.value / 4), rel=0.03)  # type: ignore[union-attr]


def test_the_hints_of_a_part_are_shown() -> None:
    shown = problemgen.show("resting.goldman")
    assert shown.hints[0][0].startswith("Only the ratio")
