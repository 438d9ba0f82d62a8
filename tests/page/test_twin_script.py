"""The script of the checker: small, safe inside an HTML file, for browsers of the last five years."""

from __future__ import annotations

import base64
import re
import zlib

from problemgen.checker.messages import ENGLISH
from problemgen.document.script import FILES, PUBLIC, checker_script
from problemgen.files import shipped
from tests.page.twin import engine

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


def test_it_takes_at_most_38_kilobytes_of_a_page() -> None:
    assert len(base64.b64encode(zlib.compress(checker_script().encode(), 9))) < 38_000
