"""Reading YAML: values as a scientist means them, the place of each, and hostile files refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from problemgen.bank.yamlfile import MAX_BYTES, MAX_DEPTH, parse_yaml, read_yaml
from problemgen.errors import ProblemgenError
from tests.tables import cases

LAUGHS = b"a: &a [x, x]\n" + b"".join(b"%c: &%c [*%c, *%c]\n" % (n, n, n - 1, n - 1) for n in range(98, 120))


def refusal(data: bytes) -> str:
    with pytest.raises(ProblemgenError) as caught:
        parse_yaml(data, "f")
    return str(caught.value)


@pytest.mark.parametrize(("text", "value"), cases("yaml-scalars.txt", 2))
def test_a_plain_value_means_what_a_scientist_thinks(text: str, value: str) -> None:
    data = parse_yaml(f"a: {text}\n".encode(), "f").data
    assert json.dumps(data, sort_keys=True) == json.dumps({"a": json.loads(value)}, sort_keys=True)


def test_a_key_is_always_text() -> None:
    assert parse_yaml(b"5: a\nNO: b\nnull: c\n", "f").data == {"5": "a", "NO": "b", "null": "c"}


@pytest.mark.parametrize(("text", "place", "message"), cases("yaml-refused.txt", 3))
def test_what_could_mislead_is_refused_with_its_place(text: str, place: str, message: str) -> None:
    assert refusal(text.replace("\\n", "\n").replace("\\t", "\t").encode() + b"\n") == f"f:{place}: {message}"


def test_a_file_that_would_explode_is_refused_at_its_first_anchor() -> None:
    assert refusal(LAUGHS).startswith("f:1:4: anchors and aliases")


@pytest.mark.parametrize("inner", [b"[", b"{a: "])
def test_deep_nesting_is_refused(inner: bytes) -> None:
    assert f"nested deeper than {MAX_DEPTH} levels" in refusal(b"a: " + inner * 5000)


@pytest.mark.parametrize("character", ["\0", "\x07", "\x1b", "\x7f", "\x9b", "\u202e", "\u2066", "\ue000", "\uffff"])
def test_control_and_private_characters_are_refused_where_they_stand(character: str) -> None:
    expected = f"f:2:5: a control or private character (U+{ord(character):04X}); delete it"
    assert refusal(f"a: 1\nb: x{character}\n".encode()) == expected


@pytest.mark.parametrize("escape", ["\\0", "\\a", "\\e", "\\x7f", "\\u202e", "\\ue000"])
def test_they_cannot_be_smuggled_in_as_escapes(escape: str) -> None:
    assert refusal(f'a: "x{escape}"\n'.encode()).startswith("f:1:4: a control or private character (U+")


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_line_ends_of_every_system_are_fine(ending: str) -> None:
    file = parse_yaml(ending.join(["a: 1", "b: |", "  one", "  two", "c: [2]", ""]).encode(), "f")
    assert file.data == {"a": 1, "b": "one\ntwo\n", "c": [2]}
    assert str(file.place("c", 0)) == "f:5:5"


def test_a_mark_at_the_start_of_the_file_is_no_character() -> None:
    assert parse_yaml(b"\xef\xbb\xbfa: 1", "f").data == {"a": 1}


def test_a_file_that_is_not_utf8_says_on_which_line() -> None:
    assert refusal(b"a: 1\nb: \xe4\n") == "f:2:1: not UTF-8 text; save the file as UTF-8"


def test_a_large_file_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "large.yaml"
    path.write_bytes(b"#" * (MAX_BYTES + 1))
    with pytest.raises(ProblemgenError, match=r"large.yaml: larger than 1000 kB; split it into several files"):
        read_yaml(path)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ProblemgenError, match=r"none.yaml: cannot be read: No such file or directory"):
        read_yaml(tmp_path / "none.yaml")


def test_every_value_has_its_place() -> None:
    file = parse_yaml(b"a: 1\nlist:\n  - x\n  - {b: y}\ntext: |\n  words\n", "f")
    places = {("a",): "1:4", ("list", 0): "3:5", ("list", 1, "b"): "4:9", ("text",): "6:1", ("list", 7): "2:1", ("no",): "1:1"}
    assert {path: str(file.place(*path)) for path in places} == {path: f"f:{place}" for path, place in places.items()}


def test_all_duplicates_are_told_at_once() -> None:
    assert len(refusal(b"a: 1\na: 2\nb: {c: 1, c: 2}\na: 3\n").splitlines()) == 3


@given(st.binary(max_size=80) | st.text("ab:-[]{}&*!|>'\"#\n \t,?\\x0", max_size=60).map(str.encode))
def test_no_bytes_make_the_reader_fail_in_another_way(data: bytes) -> None:
    said = "f"
    try:
        parse_yaml(data, "f")
    except ProblemgenError as error:
        said = str(error)
    assert said.startswith("f")


SIMPLE = st.none() | st.booleans() | st.integers(-10**6, 10**6) | st.text("abcNOyes 1.e:-", max_size=8)


def around(inner: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    return st.lists(inner, max_size=3) | st.dictionaries(st.text("abc", min_size=1), inner, max_size=3)


@given(st.recursive(SIMPLE, around, max_leaves=8))
def test_json_is_yaml_and_means_the_same(value: object) -> None:
    assert parse_yaml(json.dumps({"a": value}).encode(), "f").data == {"a": value}
