"""Regular expressions for windows: exact at both edges, for every way to write a number, in several engines."""

from __future__ import annotations

import json
import re
import subprocess
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from problemgen.exporters.interval_regex import interval_regex, misjudged, spellings
from tests.programs import need

WINDOWS = [
    ("-83.43983", "-81.78756"), ("17.1", "18.1"), ("9.95", "10.05"), ("0.0098", "0.0103"), ("-0.5", "0.5"), ("-0.02", "0.31"),
    ("0", "1.5"), ("-3", "0"), ("0", "0"), ("4", "4"), ("100", "1000"), ("99.9", "1000.1"), ("1", "250"), ("8.5", "12"),
    ("2.14e-20", "2.24e-20"), ("9.9e-20", "1.01e-19"), ("-2.24e-20", "-2.14e-20"), ("2.9e7", "3.1e7"),
    ("974226963.034", "1055412543.29"), ("5e22", "5.1e22"), ("0.00099", "0.00101"), ("999999", "1000001"), ("-20790", "1179000"),
    ("4.99999999999", "5.00000000001"),
]  # fmt: skip

digits = st.integers(1, 12).flatmap(lambda count: st.integers(10 ** (count - 1), 10**count - 1))
numbers = st.builds(lambda sign, figures, power: Decimal(sign * figures).scaleb(power - len(str(figures))),
                    st.sampled_from((-1, 1)), digits, st.integers(-22, 10))  # fmt: skip
shares = st.sampled_from([Decimal(each) for each in ("0", "0.005", "0.01", "0.03", "0.5", "1", "1.5", "4")])


@pytest.mark.parametrize(("low", "high"), WINDOWS)
def test_windows_of_every_kind_are_exact(low: str, high: str) -> None:
    assert misjudged(low, high, interval_regex(low, high)) == []


@settings(max_examples=100, deadline=None)
@given(numbers, shares)
def test_any_window_is_exact(centre: Decimal, share: Decimal) -> None:
    low, high = sorted((f"{centre - abs(centre) * share:.12g}", f"{centre + abs(centre) * share:.12g}"), key=Decimal)
    assert misjudged(low, high, interval_regex(low, high)) == []


@pytest.mark.parametrize(
    "text",
    ["", " ", "-", "+", ".", ",", "1.", "1,8.", "18.1.0", "17 5", "17.5 mV", "x17.5", "--17.5", "1.75e1", "17.5e", "e",
     "17.5\n17.5"],
)  # fmt: skip
def test_what_is_no_number_of_the_window_is_refused(text: str) -> None:
    assert not re.search(interval_regex("17.1", "18.1"), text)
    assert not re.search(interval_regex("-18.1", "-17.1"), text)
    assert not re.search(interval_regex("-0.5", "0.5"), text)


def test_a_part_of_an_answer_never_matches() -> None:
    pattern = interval_regex("17.1", "18.1")
    assert pattern.startswith("^")
    assert pattern.endswith("$")
    assert not re.search(pattern, "about 17.5")


def test_powers_of_ten_are_read_where_they_are_needed() -> None:
    tiny, large = interval_regex("2.14e-20", "2.24e-20"), interval_regex("2.9e7", "3.1e7")
    for text in ("2.19e-20", "2,19E-20", "2.19 x 10^-20", "2.19*10**−20", "2.19·10^-20", "+2.2e-020"):
        assert re.search(tiny, text), text
    for text in ("3e7", "3.05 × 10^7", "30000000", "3e+7"):
        assert re.search(large, text), text
    for text in ("2.19e20", "2.19e-19", "2.19", "3e-7"):
        assert not re.search(tiny, text), text
        assert not re.search(large, text), text


def test_typical_expressions_are_short() -> None:
    assert len(interval_regex("-83.439837", "-81.787563")) < 250
    assert len(interval_regex("2.146195e-20", "2.233795e-20")) < 400
    assert max(len(interval_regex(low, high)) for low, high in WINDOWS) < 1500


def test_long_blanks_and_zeros_take_no_long_time() -> None:
    pattern = re.compile(interval_regex("-0.5", "0.7"))
    for text in (" " * 50_000, " " * 25_000 + "+" + " " * 25_000 + "x", "0" * 50_000 + "x"):
        assert not pattern.search(text)


def test_the_self_test_finds_an_expression_that_is_too_wide_or_too_narrow() -> None:
    assert "18.11" in misjudged("17.1", "18.1", interval_regex("17.1", "18.2"))
    assert "18.1" in misjudged("17.1", "18.1", interval_regex("17.1", "18.0"))
    assert "−17.1" in misjudged("-18.1", "-17.1", interval_regex("-18.1", "-17.1").replace("|−|–", ""))


def cases() -> list[tuple[str, list[tuple[str, bool]]]]:
    """List expressions with texts, and whether they should match."""
    found = []
    for low, high in WINDOWS:
        least, most = Decimal(low), Decimal(high)
        step = (most - least) / 7 or Decimal("0.5")
        values = [edge + way * count * step for edge in (least, most) for way in (-1, 1) for count in range(12)]
        texts = [(text, least <= value <= most) for value in values for text in spellings(value, not least <= 0 <= most)]
        found.append((interval_regex(low, high), texts))
    return found


NODE = """let bad = 0;
for (const [p, texts] of JSON.parse(require("fs").readFileSync(0))) for (const [t, ok] of texts) for (const flag of ["", "u"])
if (new RegExp(p, flag).test(t) !== ok) bad++;
console.log(bad)"""
PHP = """$bad = 0; foreach (json_decode(stream_get_contents(STDIN)) as [$p, $texts]) foreach ($texts as [$t, $ok])
foreach (["", "u"] as $flag) if ((preg_match("~$p~$flag", $t) === 1) !== $ok) $bad++; echo $bad;"""


@pytest.mark.parametrize(("program", "option", "code"), [("node", "-e", NODE), ("php", "-r", PHP)])
def test_other_engines_judge_alike(program: str, option: str, code: str) -> None:
    words = [need(program), option, code]
    done = subprocess.run(words, input=json.dumps(cases()), capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "0"
