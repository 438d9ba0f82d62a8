"""PDFs through the embedded engine: real, the same every time, accessible, and closed to hostile text."""

from __future__ import annotations

import subprocess
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
    """What a broken Typst template does is told with file and line."""
    with pytest.raises(ProblemgenError, match=r"worksheet.typ:2:\d+: unclosed"):
        pdf("a\n#[b", "worksheet.typ")


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
