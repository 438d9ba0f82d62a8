"""Facts that hold for every key and every text."""

from __future__ import annotations

import json
import random
import time
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from problemgen.checker import AnswerKey, AnswerKeyError, check, read_key
from problemgen.checker.seal import seal

CALM = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
CODES = ("CORRECT", "PARTIAL", "INCORRECT", "INVALID")
DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2212\ufe63\uff0d"
VOLTS = {"V": 0, "mV": 3, "\u00b5V": 6, "\u03bcV": 6, "uV": 6, "nV": 9}

values = st.floats(min_value=1e-25, max_value=1e25).map(lambda size: float(f"{size:.6g}"))
signed = st.builds(lambda value, sign: value * sign, values, st.sampled_from([1, -1]))
tolerances = st.one_of(
    st.builds(lambda share: {"relative": share}, st.floats(min_value=1e-6, max_value=0.3)),
    st.builds(lambda size: {"absolute": size}, st.floats(min_value=1e-6, max_value=1e3)),
    st.builds(lambda share, size: {"relative": share, "absolute": size},
              st.floats(min_value=1e-6, max_value=0.3), st.floats(min_value=1e-6, max_value=1e3)),
)  # fmt: skip


def one_part(**fields: Any) -> dict[str, Any]:
    return {"format": "problemgen-key/1", "title": "", "parts": {"a": {"kind": "quantity", "unit": "mV", **fields}}}


@CALM
@given(text=st.text(max_size=250))
def test_no_text_raises(text: str, open_key: AnswerKey, sealed_key: AnswerKey) -> None:
    for part in open_key.parts:
        assert check(open_key, part, text, {"A": text}).verdict in CODES
    assert check(sealed_key, "A", text) == check(open_key, "A", text)


def test_mutations_of_real_answers_never_raise(open_key: AnswerKey, all_cases: list[Any]) -> None:
    dice = random.Random(20)
    alphabet = "0123456789.,-+*/^()eExXRTzF µ\u2212\u00d7\u2070\u00b2\u202e\x00\ud800 mVJlnog\n\t'\"<>=|~\u0660%\u00bd\u2168"
    parts = list(open_key.parts)
    stop = time.monotonic() + 4
    while time.monotonic() < stop:
        letters = list(dice.choice(all_cases).response[:60])
        for _ in range(dice.randint(1, 4)):
            at = dice.randint(0, len(letters))
            letters[at : at + dice.randint(0, 2)] = dice.choices(alphabet, k=dice.randint(0, 3))
        verdict = check(open_key, dice.choice(parts), "".join(letters), {"A": "".join(letters)})
        assert verdict.verdict in CODES
        verdict.message.encode("utf-8")
        verdict.read_as.encode("utf-8")


@pytest.mark.parametrize("text", ["9" * 10**6, " " * 10**6, "(" * 10**6, "\u2212" * 10**6, "-" * 200, "1 " * 100, "9^" * 100])
def test_a_million_characters_are_answered_at_once(text: str, open_key: AnswerKey, sealed_key: AnswerKey) -> None:
    for key in (open_key, sealed_key):
        for part in ("A", "E", "J", "S", "R", "TF"):
            start = time.perf_counter()
            check(key, part, text)
            assert time.perf_counter() - start < 1.0  # 50 ms on a quiet machine


SPACES = st.text(" \u00a0\u202f", max_size=2)
PLAUSIBLE = st.floats(1e-12, 1e12) | st.floats(-1e12, -1e-12)


@CALM
@given(value=PLAUSIBLE, unit=st.sampled_from(list(VOLTS)), dash=st.sampled_from(DASHES), spaces=SPACES)
def test_spaces_dashes_and_prefixes_never_change_the_verdict(
    value: float, unit: str, dash: str, spaces: str, open_key: AnswerKey
) -> None:
    reference = check(open_key, "A", f"{value!r} mV")
    mantissa, _, power = repr(value).partition("e")
    typed = f"{mantissa}e{int(power or 0) + VOLTS[unit] - 3}{spaces}{unit}".replace("-", dash)
    verdict = check(open_key, "A", typed)
    assert verdict.verdict == reference.verdict
    if unit == "mV":
        assert verdict.code == reference.code


FORMS = ["{v}", "{v} mV", "{v}mV", "  {v}  mV ", "E = {v} mV", "= {v}", "~{v}", "{e}", "{x} mV", "{t} mV"]


@CALM
@given(value=signed, form=st.sampled_from(FORMS), tolerance=tolerances)
def test_the_key_in_every_form_is_right(value: float, form: str, tolerance: dict[str, float]) -> None:
    key = read_key(one_part(value=value, tolerance=tolerance, symbol="E"))
    mantissa, _, exponent = repr(value).partition("e")
    scientific = f"{mantissa}e{int(exponent or 0)}"
    typed = form.format(v=repr(value), e=scientific, x=scientific.replace("e", "\u00d710^"), t=scientific.replace("e", " x 10^"))
    assert check(key, "a", typed).verdict == "CORRECT"


@CALM
@given(
    value=signed,
    tolerance=tolerances,
    share=st.floats(min_value=-4, max_value=4),
    scale=st.sampled_from([1, 1, 1, -1, 10, 1e3, -1e-3]),
    others=st.lists(signed, max_size=3),
)
def test_open_and_sealed_agree(
    value: float, tolerance: dict[str, float], share: float, scale: float, others: list[float]
) -> None:
    mistakes = [{"code": f"m{n}", "value": other} for n, other in enumerate([*others, value * 1.5])]
    key = read_key(one_part(value=value, tolerance=tolerance, mistakes=mistakes))
    sealed = read_key(json.loads(json.dumps(seal(key, "salt"))))
    half = max(tolerance.get("relative", 0) * abs(value), tolerance.get("absolute", 0))
    for typed in (
        value + share * half,
        value + half,
        value - half,
        value + 3 * half,
        *(other + share * half for other in others),
    ):
        response = repr(typed * scale)
        assert check(sealed, "a", response) == check(key, "a", response)


@CALM
@given(
    low=st.floats(min_value=-1e6, max_value=1e6),
    width=st.floats(min_value=1e-3, max_value=1e5),
    at=st.floats(min_value=-3, max_value=4),
)
def test_intervals_agree_too_and_hold_their_ends(low: float, width: float, at: float) -> None:
    assume(low < low + width and (not low or abs(low) > 1e-300))
    key = read_key(one_part(interval=[low, low + width]))
    sealed = read_key(seal(key, "salt"))
    assert check(key, "a", repr(low)).verdict == check(sealed, "a", repr(low + width)).verdict == "CORRECT"
    assert check(sealed, "a", repr(low + at * width)) == check(key, "a", repr(low + at * width))


@CALM
@given(value=st.decimals(min_value=-1000, max_value=1000, places=2).map(float), share=st.sampled_from([0.01, 0.02, 0.05]))
def test_the_edges_as_written_are_right(value: float, share: float) -> None:
    assume(value != 0)
    key = read_key(one_part(value=value, tolerance={"relative": share}))
    edge = Decimal(repr(value)) * (1 + Decimal(repr(share)))
    assert check(key, "a", f"{edge} mV").verdict == "CORRECT"
    assert check(key, "a", f"{edge * 1000} uV").verdict == "CORRECT"
    assert check(key, "a", f"{edge + edge.copy_sign(edge) * Decimal('1e-9')} mV").verdict == "INCORRECT"


json_values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)),
    max_leaves=6,
)


@CALM
@given(data=st.data())
def test_a_spoiled_key_is_refused_in_words(data: st.DataObject, key_json: dict[str, Any], sealed_json: dict[str, Any]) -> None:
    spoiled = json.loads(json.dumps(data.draw(st.sampled_from([key_json, sealed_json]))))
    spot = spoiled["parts"][data.draw(st.sampled_from(sorted(spoiled["parts"])))]
    spot[data.draw(st.sampled_from(sorted(spot)))] = data.draw(json_values)
    try:
        key = read_key(spoiled)
    except AnswerKeyError as error:
        problems = error.problems
    else:
        problems = ()
        for part in key.parts:
            assert check(key, part, "-90.1", {"A": "3"}).verdict in CODES
    assert all(problem.startswith("parts.") for problem in problems)
