"""The JavaScript checker of the page gives the verdicts of the Python checker, field by field, for open and for sealed keys."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from problemgen.checker import check, read_key
from problemgen.course.banks import open_bank
from problemgen.course.show import show
from tests.checker.conftest import DATA, TABLES, read_table
from tests.page import twin_keys
from tests.page.twin import Answer, ask, assert_twins, hints_in_python, in_javascript, sealed
from tests.page.twin_answers import answers, is_known

KEY: dict[str, Any] = json.loads((DATA / "membrane.key.json").read_text(encoding="utf-8"))
SEALED = sealed(KEY)
CALM = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
seeds = st.integers(0, 2**40)


def hinted(key: dict[str, Any], parts: list[str]) -> list[str]:
    found: list[str] = json.loads(ask("hinted", {"key": key, "parts": parts}))
    return found


def test_every_line_of_the_tables_gives_the_same() -> None:
    cases = [case for table in TABLES for case in read_table(table)]
    found = in_javascript(SEALED, [(case.part, case.response, dict(case.given)) for case in cases])
    for case, verdict in zip(cases, found, strict=True):
        assert (verdict["verdict"], verdict["code"]) == (case.verdict, case.code), case.place
    assert assert_twins(KEY, [(case.part, case.response, dict(case.given)) for case in cases]) > 700


@CALM
@given(seed=seeds)
def test_typed_and_mistyped_answers_to_the_key_of_the_tables_give_the_same(seed: int) -> None:
    assert_twins(KEY, answers(random.Random(seed), KEY, 50))


@CALM
@given(seed=seeds)
def test_keys_of_every_kind_give_the_same(seed: int) -> None:
    dice = random.Random(seed)
    key = twin_keys.key(dice)
    assert_twins(key, answers(dice, key, 60))
    assert hinted(key, list(key["parts"])) == hinted(sealed(key), list(key["parts"])) == hints_in_python(key)


@settings(CALM, max_examples=25)
@given(texts=st.lists(st.text(max_size=220).filter(is_known), min_size=10, max_size=30), seed=seeds)
def test_any_text_gives_the_same(texts: list[str], seed: int) -> None:
    dice = random.Random(seed)
    assert_twins(KEY, [(dice.choice(list(KEY["parts"])), text, {"A": dice.choice(texts)}) for text in texts])


def test_every_template_of_the_bank_gives_the_same() -> None:
    bank, compared = open_bank("membrane"), 0
    for name in sorted(bank.templates):
        key = json.loads(json.dumps(show(bank, name).key))
        compared += assert_twins(key, [*as_printed(key), *answers(random.Random(name), key, 20)])
        assert hinted(sealed(key), list(key["parts"])) == hints_in_python(key)
    assert compared > 40 * len(bank.templates)


def as_printed(key: dict[str, Any]) -> list[Answer]:
    """Type the right answers and the mistakes of a key as they stand there."""
    made: list[Answer] = []
    for name, part in key["parts"].items():
        known = [part.get(field) for field in ("value", "answer", "formula")]
        known += [mistake.get(field) for mistake in part.get("mistakes", ()) for field in ("value", "formula")]
        made += [(name, str(value), {}) for value in known if value is not None]
        if isinstance(part.get("value"), float):
            made += [
                (name, f"\u2212{abs(part['value']):.4g} {part.get('unit', '')}", {}),
                (name, f"{part['value']:.3g}".replace(".", ","), {}),
            ]
    return made


@pytest.mark.parametrize(
    "text", ["9" * 10**6, " " * 10**6, "(" * 10**6, "\u2212" * 10**6, "1 " * 100, "9^" * 100, "((" * 100, "ln" * 100]
)
def test_long_texts_are_answered(text: str) -> None:
    assert_twins(KEY, [(part, text, {}) for part in (("A",) if len(text) > 1000 else ("A", "E", "J", "S", "R", "TF"))])


def test_what_is_no_text_counts_as_nothing_typed() -> None:
    responses: list[Any] = [None, 12, [], {}]
    nothing: Any = None
    assert in_javascript(KEY, [("E", "inward", nothing)])[0]["code"] == "DIR_OPPOSITE"
    assert all(found["verdict"] == "INVALID" for found in in_javascript(KEY, [("E", typed, {"A": typed}) for typed in responses]))


def test_a_part_is_found_as_in_python() -> None:
    one = {**KEY, "parts": {"1a": KEY["parts"]["A"], "1B": KEY["parts"]["N"]}}
    read = read_key(one)
    for name, text in (("a", "-90.1"), ("(A)", "1"), (" 1b. ", "3"), ("b", "2")):
        assert in_javascript(one, [(name, text, {})])[0]["code"] == check(read, name, text).code
    with pytest.raises(Exception, match="there is no part 'zz' in this key; its parts are 1a, 1B"):
        in_javascript(one, [("zz", "1", {})])


REFUSED: list[tuple[Any, str]] = [
    (None, "reads keys of the formats"),
    ([], "reads keys of the formats"),
    ({"format": "problemgen-key/2", "parts": {}}, "reads keys of the formats"),
    ({"format": "problemgen-key/1", "parts": {}}, "at least one part"),
    ({"format": "problemgen-key/1", "parts": {"a": {}}}, "unknown kind"),
    ({"format": "problemgen-key/1", "parts": {"a": {"kind": "constructor"}}}, "unknown kind"),
    (
        {"format": "problemgen-key/1", "parts": {"a": {"kind": "quantity", "value": 1, "unit": "bananas"}}},
        "'bananas' is not a unit",
    ),
    (
        {"format": "problemgen-key/1", "parts": {"a": {"kind": "formula", "formula": "x+", "names": {"x": [1, 2]}}}},
        "cannot be read",
    ),
    ({**SEALED, "salt": "another"}, "cannot be read"),
]


@pytest.mark.parametrize(("data", "words"), REFUSED)
def test_what_is_no_key_is_refused_in_words(data: Any, words: str) -> None:
    assert words in ask("refused", data)


def test_spoiled_boxes_count_as_no_boxes() -> None:
    data = json.loads(json.dumps(SEALED))
    data["parts"]["A"]["boxes"] = dict.fromkeys(data["parts"]["A"]["boxes"], "AAAA")
    assert in_javascript(data, [("A", "-90.1", {})])[0]["code"] == "GENERIC"
