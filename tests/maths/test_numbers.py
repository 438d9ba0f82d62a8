"""Rounding and printing numbers: half up in decimal, zeros kept."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from problemgen.maths.numbers import Printed, exact, number_text, rounded, shown
from tests.tables import cases

FLOATS = st.floats(-1e12, 1e12, allow_subnormal=False) | st.floats(-1, 1, allow_subnormal=False)


@pytest.mark.parametrize(("number", "how", "text"), cases("maths/rounding.txt", 3))
def test_a_number_is_rounded_and_printed_like_this(number: str, how: str, text: str) -> None:
    count, kind = how.split()
    assert number_text(rounded(float(number), **{kind: int(count)})) == text


@given(FLOATS, st.integers(0, 6))
def test_decimals_are_kept_and_the_error_is_at_most_half_a_step(value: float, decimals: int) -> None:
    found = rounded(value, decimals=decimals)
    assert found.as_tuple().exponent == -decimals
    difference = abs(Fraction(found)) - abs(Fraction(repr(value)))
    assert -Fraction(1, 2) < difference * 10**decimals <= Fraction(1, 2)  # a tie goes away from zero


@given(FLOATS.filter(bool), st.integers(1, 8))
def test_significant_digits_are_kept_and_the_error_is_at_most_half_a_step(value: float, digits: int) -> None:
    found = rounded(value, digits=digits)
    assert len(found.as_tuple().digits) == digits
    step = Fraction(10) ** (found.adjusted() - digits + 1)
    assert abs(Fraction(found) - Fraction(repr(value))) <= step / 2


@given(FLOATS, st.integers(1, 8))
def test_rounding_twice_changes_nothing(value: float, digits: int) -> None:
    once = rounded(value, digits=digits)
    assert rounded(float(once), digits=digits) == once


@given(FLOATS, st.integers(1, 8))
def test_what_is_printed_is_what_was_rounded(value: float, digits: int) -> None:
    found = rounded(value, digits=digits)
    text = number_text(found)
    assert Decimal(text) == found
    assert not text.startswith("-0") or found
    assert Printed(text).value == float(found)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_an_exact_text_reads_back_unchanged(value: float) -> None:
    assert float(exact(value)) == value
    assert Decimal(exact(value)) == Decimal(repr(value))


NEAR_TIES = st.builds(lambda whole, places: (whole + 0.5) / 10**places, st.integers(-10**6, 10**6), st.integers(0, 5))


@given(FLOATS | NEAR_TIES | st.floats(-1e5, 1e5).map(lambda value: float(f"{value:.4g}")), st.integers(1, 12), st.booleans())
def test_the_quick_way_prints_what_rounding_in_decimal_does(value: float, count: int, significant: bool) -> None:
    how = {"digits": count} if significant else {"decimals": count - 1}
    assert shown(value, **how) == number_text(rounded(value, **how))
