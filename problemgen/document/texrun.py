"""Set many LaTeX documents in one run of pdflatex, and cut the result into a PDF for each: starting TeX costs more than a sheet.

The documents share a preamble, but for lines that a sheet may repeat in its body (who it belongs to). A document that
TeX cannot set is left out, the others are set again, and its reason is given in its place.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from problemgen.errors import ProblemgenError
from problemgen.files import scratch_folder

PATIENCE = 30.0, 1.0  # seconds that a run may take, and that each document adds
_BEGIN, _END = "\\begin{document}", "\\end{document}"
_ONCE = re.compile(r"\\(documentclass|usepackage|RequirePackage|PassOptionsTo)")
_MARK = re.compile(r"^problemgen: (begin|end) ?(\d*)$|^! (.*)$", re.MULTILINE)
_SET = r"""
\makeatletter
\hypersetup{pageanchor=false}
\newwrite\sheetpages
\immediate\openout\sheetpages=all.pages
% How many pages a sheet has is known at its end: until then its footers show an object that is not written yet.
\newenvironment{problemgensheet}[1]{\clearpage\typeout{problemgen: begin #1}\setcounter{page}{1}\graphicspath{{#1/}}%
  \begingroup\footnotesize\pdfincludechars\font{0123456789}%
  \pdfobj reserveobjnum\xdef\sheettotal{\the\pdflastobj}%
  \setbox0\hbox{\vphantom{0}\pdfliteral{/Total Do}\hskip.5em}%
  \pdfxform resources{/XObject << /Total \sheettotal\space 0 R >>}0 \xdef\sheetform{\the\pdflastxform}\endgroup\ignorespaces}
{\clearpage
  \begingroup\footnotesize\count255=\value{page}\advance\count255 by-1
  \immediate\pdfobj useobjnum\sheettotal stream attr{/Type /XObject /Subtype /Form /BBox [0 -5 30 15]
    /Resources << /Font << /F \pdffontobjnum\font\space 0 R >> >>}%
    {BT /F \strip@pt\dimexpr\pdffontsize\font*7200/7227\relax\space Tf (\the\count255) Tj ET}%
  \immediate\write\sheetpages{\the\count255}\endgroup\typeout{problemgen: end}}
\AtBeginDocument{\def\numpages{\pdfrefxform\sheetform}}
\makeatother
"""


@dataclass(frozen=True)
class TexDocument:
    """The source of a document for pdflatex, and the files that it shows, by their paths beside it."""

    source: str
    files: tuple[tuple[str, bytes], ...] = ()


def tex_pdfs(documents: Sequence[TexDocument]) -> list[bytes | str]:
    """Make a PDF of each document, or say why TeX cannot. Raises ProblemgenError where TeX is not installed."""
    program = _program()
    _splitter()
    preamble = documents[0].source.partition(_BEGIN)[0] if documents else ""
    bodies: dict[int, str] = {}
    found: dict[int, bytes | str] = {}
    for number, each in enumerate(documents):
        body = _body(each.source, preamble)
        if body is None:
            found[number] = "its preamble is not that of the others"
        else:
            bodies[number] = body
    while bodies:
        wrong, made = _run(program, preamble, documents, bodies)
        if not wrong and not made:  # nothing tells in which document TeX stopped
            wrong = _one_by_one(program, preamble, documents, bodies)
        found |= wrong or made
        bodies = {number: body for number, body in bodies.items() if number not in found}
    return [found[number] for number in range(len(documents))]


def _program() -> str:
    program = shutil.which("pdflatex")
    if program is None:
        raise ProblemgenError("pdflatex is not installed; install TeX Live, or leave --pdf-engine at typst")
    return program


def _splitter() -> Any:
    try:
        import pikepdf
    except ImportError as error:
        message = "setting PDFs with TeX needs pikepdf; pip install 'problemgen[tex]', or leave --pdf-engine at typst"
        raise ProblemgenError(message) from error
    return pikepdf


def _body(source: str, preamble: str) -> str | None:
    """Give what stands in a document after those lines of its preamble that are its own; None where they cannot."""
    own, _, rest = source.partition(_BEGIN)
    ours, shared = own.split("\n"), preamble.split("\n")
    if len(ours) != len(shared):
        return None
    different = [line for line, common in zip(ours, shared, strict=True) if line != common]
    if any(_ONCE.search(line) for line in different):
        return None
    return "\n".join((*different, rest.rpartition(_END)[0]))


Found = dict[int, bytes | str]


def _one_by_one(program: str, preamble: str, documents: Sequence[TexDocument], bodies: Mapping[int, str]) -> Found:
    """Find the documents that stop TeX by setting one half of them, then the other, and so on."""
    numbers = list(bodies)
    found: Found = {}
    for half in (numbers[: len(numbers) // 2], numbers[len(numbers) // 2 :]):
        own = {number: bodies[number] for number in half}
        wrong, made = _run(program, preamble, documents, own)
        if not wrong and not made:
            wrong = _one_by_one(program, preamble, documents, own)
        found |= wrong
    return found


def _run(program: str, preamble: str, documents: Sequence[TexDocument], bodies: Mapping[int, str]) -> tuple[Found, Found]:
    """Set documents together; give the reasons of those that cannot be set, or else what was made; neither where several
    were set and nothing tells which of them stopped TeX."""
    folder = _emptied(scratch(os.getpid()))
    for number in bodies:
        for name, data in documents[number].files:
            path = folder / str(number) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
    sheets = (f"\\begin{{problemgensheet}}{{{number}}}\n{body}\n\\end{{problemgensheet}}\n" for number, body in bodies.items())
    (folder / "all.tex").write_text(f"{preamble}{_SET}{_BEGIN}\n{''.join(sheets)}{_END}\n", "utf-8")
    reason = _pdflatex(program, folder, PATIENCE[0] + PATIENCE[1] * len(bodies))
    wrong = _wrong(folder / "all.log", list(bodies), reason)
    if wrong is None:
        return {}, {}
    return (wrong, {}) if wrong else ({}, _cut(folder, list(bodies)))


def _emptied(folder: Path) -> Path:
    for each in folder.iterdir():
        shutil.rmtree(each) if each.is_dir() else each.unlink()
    return folder


@cache
def scratch(_process: int) -> Path:
    """Give the folder that TeX may see in this process."""
    return scratch_folder()


def _pdflatex(program: str, folder: Path, patience: float) -> str:
    """Run TeX where it can neither run programs nor reach files elsewhere; say why it stopped where it did not end well."""
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "0", "FORCE_SOURCE_DATE": "1", "openin_any": "p", "openout_any": "p",
                   "max_print_line": "1000", "TEXMFOUTPUT": str(folder)}  # fmt: skip
    command = [program, "-no-shell-escape", "-interaction=nonstopmode", "all.tex"]
    try:
        done = subprocess.run(command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL, timeout=patience, check=False)  # fmt: skip
    except subprocess.TimeoutExpired:
        return f"TeX took more than {patience:.0f} s"
    return f"TeX ended with {done.returncode}" if done.returncode else ""


def _wrong(log: Path, numbers: Sequence[int], reason: str) -> Found | None:
    """Find the documents in which TeX met errors, or in which it stopped; None where nothing tells."""
    text = log.read_text("utf-8", "replace") if log.is_file() else ""
    found: Found = {}
    current: int | None = None
    ended = 0
    for mark, number, error in _MARK.findall(text):
        if mark == "begin":
            current = int(number)
        elif mark == "end":
            current, ended = None, ended + 1
        elif current is not None:
            found.setdefault(current, error.rstrip("."))
    if found:
        return found
    if not reason and ended == len(numbers):
        return {}
    if len(numbers) == 1:
        return {numbers[0]: reason or "it ends before its end"}
    return {current: "it ends before its end"} if current is not None and not reason else None


def _cut(folder: Path, numbers: Sequence[int]) -> Found:
    pikepdf = _splitter()
    ends = [0]
    for count in (folder / "all.pages").read_text("ascii").split():
        ends.append(ends[-1] + int(count))
    found: Found = {}
    with pikepdf.open(folder / "all.pdf") as whole:
        for number, (first, last) in zip(numbers, pairwise(ends), strict=True):
            with pikepdf.new() as own:
                own.pages.extend(whole.pages[first:last])
                if "/Lang" in whole.Root:
                    own.Root.Lang = whole.Root.Lang
                for name in ("/Title", "/Subject"):
                    if name in whole.docinfo:
                        own.docinfo[name] = str(whole.docinfo[name])
                out = io.BytesIO()
                own.save(out, deterministic_id=True, compress_streams=False)
                found[number] = out.getvalue()
    return found
