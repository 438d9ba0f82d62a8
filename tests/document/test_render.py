"""Worksheets and keys through Jinja: shipped, overridden, broken, and with hostile names."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import get_args

import pytest

from problemgen.document.render import FORMATS, Document, render
from problemgen.errors import ProblemgenError
from tests.document.samples import HOSTILE, sample
from tests.programs import need

DOCUMENTS = get_args(Document)


@pytest.mark.parametrize("format", FORMATS)
def test_a_worksheet_holds_no_answers(format: str) -> None:
    """What a student gets says what is asked and not what is right; the key says both."""
    sheet = sample(format)
    worksheet, key = render("worksheet", format, sheet), render("key", format, sheet)
    assert "Student 1" in worksheet
    assert "0042" in worksheet
    for answer in ("82.6", "17.6", "It is negative", "upside down"):
        assert answer not in worksheet
        assert answer in key


@pytest.mark.parametrize("format", FORMATS)
def test_plain_text_is_escaped_by_default(format: str, tmp_path: Path) -> None:
    """A template of the user's own needs no filter to be safe, and markup passes through macros unharmed."""
    opening, closing = ("{{", "}}") if format == "md" else ("<<", ">>")
    block, end = ("{%", "%}") if format == "md" else ("<%", "%>")
    name = f"{opening} sheet.student_name {closing}"
    macro = f"{block} macro m() {end}\\x {name}{block} endmacro {end}{opening} m() {closing}"
    (tmp_path / f"worksheet.{format}.j2").write_text(f"{name} {macro} {opening} sheet.student_name|e {closing}")
    made = render("worksheet", format, sample(format, "a_$[b]"), (tmp_path,))
    escaped = {"md": r"a\_\$\[b\]", "tex": r"a\_\${[}b{]}", "typ": r"a\_\$\[b\]"}[format]
    assert made == f"{escaped} \\x {escaped} {escaped}"


def test_a_broken_template_is_an_error_with_its_line(tmp_path: Path) -> None:
    """A slip in a template of the user's own is told with file and line."""
    file = tmp_path / "worksheet.md.j2"
    for text, message in (
        ("a\n{% if %}", f"{file}:2: "),
        ("a\n\n{{ sheet.nothing }}", f"{file}:3: "),
        ("{{ ''.__class__.__mro__ }}", f"{file}:1: "),
        ("{{ 1 / 0 }}", f"{file}:1: "),
        ("{% include 'gone.md.j2' %}", "gone.md.j2 is missing"),
    ):
        file.write_text(text)
        folder = tmp_path / str(abs(hash(text)))
        folder.mkdir()
        (folder / file.name).write_text(text)
        with pytest.raises(ProblemgenError) as caught:
            render("worksheet", "md", sample("md"), (folder,))
        assert message.replace(str(file), str(folder / file.name)).rstrip(": ") in str(caught.value)


@pytest.mark.parametrize("engine", ["pdflatex", "lualatex"])
def test_tex_compiles(engine: str, tmp_path: Path) -> None:
    """Worksheet and key compile with both engines, hostile names included, and name no missing character."""
    program = need(engine)
    for document in DOCUMENTS:
        (tmp_path / f"{document}.tex").write_text(render(document, "tex", sample("tex", HOSTILE)), "utf-8")
        done = subprocess.run(
            [program, "-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape", f"{document}.tex"],
            cwd=tmp_path, capture_output=True, env={**os.environ, "max_print_line": "1000"}, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout.decode(errors="replace")[-2000:]
        assert "Missing character" not in (tmp_path / f"{document}.log").read_text(errors="replace")
