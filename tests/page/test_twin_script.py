"""The script of the checker: small, safe inside an HTML file, for browsers of the last five years."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from problemgen.checker.messages import ENGLISH
from problemgen.document.script import FILES, PUBLIC, checker_script, kept
from problemgen.document.shorten import shortened
from problemgen.files import shipped
from tests.page.twin import engine

SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "answer-key.schema.json").read_text(encoding="utf-8"))
FOLDER = shipped("templates") / "page" / "checker"
SOURCES = {path.stem: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.js")}
YOUNGER = (
    r"\(\?<[=!]|\?\?=|\|\|=|&&=|\.at\(|\.replaceAll\(|hasOwn\(|structuredClone|\.findLast|/[a-z]*[dv][a-z]*[;,)]|^import|^export"
)


def test_every_file_is_in_the_script_once_and_begins_with_a_sentence() -> None:
    assert sorted(FILES) == sorted(SOURCES)
    assert all(re.match(r"// [A-Z].+[.:].*\n", source) for source in SOURCES.values())


def test_nothing_is_younger_than_five_years_or_evaluates_text() -> None:
    for name, source in SOURCES.items():
        assert not re.search(YOUNGER, source, re.MULTILINE), name
        assert not re.search(r"\beval\b|\bFunction\(|innerHTML|document\.\w|window\.\w|fetch\(", source), name


def test_it_can_stand_in_an_html_file() -> None:
    assert not re.search(r"</script|<!--|]]>", checker_script(), re.IGNORECASE)


def test_it_defines_one_name_with_the_public_functions() -> None:
    assert engine().eval("JSON.stringify(Object.keys(problemgen))") == str(list(PUBLIC)).replace("'", '"').replace(", ", ",")
    assert engine().eval("typeof readKey") == "undefined"


def test_sentences_are_those_of_python() -> None:
    assert all(sentence.replace("<", "\\u003c") in checker_script().replace('\\"', '"') for sentence in ENGLISH.values())


def test_fields_of_a_key_keep_their_names() -> None:
    fields = {name for part in SCHEMA["$defs"].values() for name in part.get("properties", {})}
    unread = {"ask", "points", "title", "symbols"}  # of no use to the checker
    assert sorted(fields - kept() - unread) == []


def test_it_is_at_most_two_thirds_of_its_sources() -> None:
    assert len(checker_script()) < 2 / 3 * sum(map(len, SOURCES.values())) + 10_000


SHORTENED = [
    ("const half = (number) => number / 2; // of it", "const b=a=>a/2;"),
    ("const one = /a b[/]c/g.test(text); two = one / two / three;", "const a=/a b[/]c/g.test(c);b=a/b/d;"),
    ('const said = `a ${one ? `${two} "` : "}"} b`;', 'const a=`a ${b?`${c} "`:"}"} b`;'),
    ("const { kept, other } = { kept: 1, other: - -one, };", "const{kept,a}={kept:1,a:- -b};"),
    ("for (let at = 0; at < 3; at++) { run(at); }", "for(let a=0;a<3;a++){b(a)}"),
    ("const both = (one, other) => (() => one + +other)();", "const c=(a,b)=>(()=>a+ +b)();"),
]


@pytest.mark.parametrize(("source", "short"), SHORTENED)
def test_shortening_changes_names_and_spaces_alone(source: str, short: str) -> None:
    assert shortened(source, ["kept"]) == short


def test_a_text_that_is_not_understood_is_refused() -> None:
    with pytest.raises(ValueError, match="not understood"):
        shortened("const one = 'two';", [])
