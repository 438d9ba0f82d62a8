"""PDFs through the embedded engine: real, the same every time, accessible, and closed to hostile text."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st

from problemgen.document.pdf import pdf
from problemgen.document.render import render
from problemgen.errors import ProblemgenError
from problemgen.markup import escape
from tests.document.samples import HOSTILE, sample
from tests.programs import need


def test_the_same_document_gives_the_same_bytes() -> None:
    """Two runs agree, whatever was made in between."""
    one, other = (render("key", "typ", sample("typ", name)) for name in ("Student 1", HOSTILE))
    first = pdf(one)
    assert pdf(other) != first
    assert pdf(one) == first


def test_documents_are_accessible(tmp_path: Path) -> None:
    """PDF/UA-1, which refuses a formula without words, accepts worksheet and key."""
    for document in ("worksheet", "key"):
        main = tmp_path / f"{document}.typ"
        main.write_text(render(document, "typ", sample("typ")), "utf-8")
        assert typst.compile(str(main), pdf_standards="ua-1", ignore_system_fonts=True)


def test_hostile_names_stand_on_the_page(tmp_path: Path) -> None:
    """A name that looks like markup is printed as it is."""
    program = need("pdftotext")
    (tmp_path / "x.pdf").write_bytes(pdf(render("worksheet", "typ", sample("typ", HOSTILE))))
    done = subprocess.run([program, "-layout", "x.pdf", "-"], cwd=tmp_path, capture_output=True, check=True)
    text = "".join(done.stdout.decode().split())
    assert "\\input{/etc/" in text
    assert "#eval" in text
    assert "<b>" in text


def test_an_error_has_its_line() -> None:
    """What a broken Typst template does is told with file and line, and the next document is set as if nothing had been."""
    before = pdf("a")
    with pytest.raises(ProblemgenError, match=r"worksheet.typ:2:\d+: unclosed"):
        pdf("a\n#[b", "worksheet.typ")
    assert pdf("a") == before


def test_a_document_is_set_as_by_the_engine_itself(tmp_path: Path) -> None:
    """A document that the constant main file reads gives the bytes that it gives as the main file."""
    for document in ("worksheet", "key"):
        (tmp_path / "main.typ").write_text(render(document, "typ", sample("typ")), "utf-8")
        assert pdf(render(document, "typ", sample("typ"))) == typst.compile(str(tmp_path / "main.typ"), timestamp=0)


def test_whose_a_sheet_is_stands_in_no_style() -> None:
    """Two sheets are the same up to the line that says whose they are: the engine compares everything by the styles above it."""
    styles = []
    for number in (1, 2):
        sheet = replace(sample("typ", f"Student {number}"), student_id=f"s{number}", sheet_id=f"PS1-{number}")
        above, _, below = render("worksheet", "typ", sheet).partition("#metadata(")
        assert f"s{number}" in below
        styles.append(above)
    assert styles[0] == styles[1]


def test_a_document_reads_no_files(tmp_path: Path) -> None:
    """The engine sees the document's own folder only."""
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    with pytest.raises(ProblemgenError):
        pdf(f'#read("{secret}")')
    with pytest.raises(ProblemgenError):
        pdf('#read("../../etc/passwd")')


@settings(max_examples=60, deadline=None)
@given(st.text(st.one_of(st.sampled_from("\\{}$&#%_^~<>|\"'`[]()*+-=!.:;,/@ 123abc\nµΩé⁺−😀中"), st.characters())))
def test_any_text_compiles(text: str) -> None:
    """Escaped text is no markup of Typst's: it compiles, at the start of a line and within one."""
    assert pdf(f"{escape.typst(text)}\n\n#[{escape.typst(text)}] x {escape.typst(text)} y")
