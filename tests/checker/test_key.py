"""Reading keys: all problems at once, each with its place; docs and schema agree with the reader."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from problemgen.checker import AnswerKey, AnswerKeyError, UnknownPart, check, read_key

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((ROOT / "docs" / "answer-key.schema.json").read_text(encoding="utf-8"))
GUIDE = (ROOT / "docs" / "answer-key.md").read_text(encoding="utf-8")
EXAMPLES = [json.loads(text) for text in re.findall(r"```json\n(.*?)```", GUIDE, re.DOTALL)]
BAD = json.loads((Path(__file__).parent / "data" / "bad-keys.json").read_text(encoding="utf-8"))


def problems_of(part: dict[str, Any]) -> tuple[str, ...]:
    with pytest.raises(AnswerKeyError) as caught:
        read_key({"format": "problemgen-key/1", "title": "", "parts": {"1a": part}})
    return caught.value.problems


@pytest.mark.parametrize("bad", BAD, ids=[bad["why"] for bad in BAD])
def test_bad_part_is_refused_with_all_its_problems(bad: dict[str, Any]) -> None:
    problems = problems_of(bad["part"])
    assert len(problems) == len(bad["problems"]), problems
    for problem, start in zip(problems, bad["problems"], strict=True):
        assert problem.startswith("parts.1a" + start), problems


@pytest.mark.parametrize("example", EXAMPLES, ids=[example["title"] for example in EXAMPLES])
def test_examples_of_the_guide_are_keys_and_fit_the_schema(example: dict[str, Any]) -> None:
    Draft202012Validator(SCHEMA).validate(example)
    assert read_key(example).parts


def test_the_key_of_the_tables_fits_the_schema(key_json: dict[str, Any]) -> None:
    Draft202012Validator(SCHEMA).validate(key_json)


@pytest.mark.parametrize("bad", [bad for bad in BAD if bad.get("schema", True)], ids=lambda bad: bad["why"])
def test_schema_refuses_what_the_reader_refuses(bad: dict[str, Any]) -> None:
    key = {"format": "problemgen-key/1", "title": "", "parts": {"1a": bad["part"]}}
    assert list(Draft202012Validator(SCHEMA).iter_errors(key))


def test_every_kind_stands_in_the_guide_with_an_example() -> None:
    kinds = {part["kind"] for example in EXAMPLES for part in example["parts"].values()}
    assert kinds == set(SCHEMA["properties"]["parts"]["additionalProperties"]["properties"]["kind"]["enum"])


def test_every_field_and_code_stands_in_the_guide() -> None:
    from problemgen.checker.messages import ENGLISH

    fields = {name for part in SCHEMA["$defs"].values() for name in part.get("properties", {})}
    assert not [name for name in fields if f"`{name}`" not in GUIDE and f'"{name}"' not in GUIDE]
    inner = (
        "NOT_GRADED",
        "MISTAKE",
        "AND_",
        "FMT_FORMULA",
        "FMT_TOO_DEEP",
        "FMT_OTHER",
        "DIGITS_ONE",
        "OK_GROUPS",
        "_MERGED",
        "_BARE",
        "UNIT_PREFIX_PLAIN",
    )
    codes = [code for code in ENGLISH if not any(word in code for word in inner)]
    assert not [code for code in codes if f"`{code}`" not in GUIDE]


NO_KEYS: list[Any] = [
    None,
    [],
    {},
    {"format": "problemgen-key/2", "parts": {}},
    {"format": "problemgen-key/1"},
    {"format": "problemgen-key/1", "parts": {}},
    {"format": "problemgen-sealed/1", "parts": {"a": {}}},
]


@pytest.mark.parametrize("data", NO_KEYS)
def test_what_is_no_key_is_refused(data: Any) -> None:
    with pytest.raises(AnswerKeyError):
        read_key(data)


def test_a_letter_finds_the_part_of_the_only_problem() -> None:
    part = {"kind": "integer", "value": 3}
    one = read_key({"format": "problemgen-key/1", "title": "", "parts": {"1a": part, "1b": part}})
    two = read_key({"format": "problemgen-key/1", "title": "", "parts": {"1a": part, "2a": part}})
    assert check(one, "b", "3").verdict == check(one, "(B)", "3").verdict == check(one, "1b", "3").verdict == "CORRECT"
    with pytest.raises(UnknownPart, match="its parts are 1a, 2a"):
        check(two, "a", "3")


def test_unknown_part_lists_the_parts(open_key: AnswerKey) -> None:
    with pytest.raises(ValueError, match="there is no part 'zz'"):
        check(open_key, "zz", "3")


def test_plain_feedback_of_the_whole_key() -> None:
    part = {"kind": "quantity", "value": 5, "unit": "mV", "tolerance": {"relative": 0.01}}
    key = read_key({"format": "problemgen-key/1", "title": "", "feedback": "plain", "parts": {"a": part}})
    assert check(key, "a", "-5").code == "GENERIC"
