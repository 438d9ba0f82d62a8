"""Make a PDF, or pictures of its pages, of a Typst document with the embedded engine: text -> bytes, the same bytes every time.

One path-based compiler serves a whole process, and each document is written to its one file: ``typst.compile(bytes)``
uses up a file number per call, and an engine that has run out of them (65536) stops the process. The file is read as text
by a main file that never changes: what two documents share then comes from the same place in a source, without which the
engine does not know it again.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import typst

from problemgen.errors import Place, ProblemgenError
from problemgen.files import scratch_folder

_AT = re.compile(r":(\d+):(\d+)")
_MAIN, _SOURCE = '#eval(read("document.txt"), mode: "markup")\n', "document.txt"


@dataclass(frozen=True)
class _Engine:
    folder: Path
    compiler: typst.Compiler


def pdf(source: str, name: str = "document.typ") -> bytes:
    """Compile a Typst document; ``name`` stands in the error where it can't be. Raises ProblemgenError.

    >>> pdf("At rest, $E = -82.6 thin \\"mV\\"$.")[:5]
    b'%PDF-'
    """
    made = _compiled(source, name, "pdf")
    assert isinstance(made, bytes)
    return made


def pages(source: str, name: str = "document.typ") -> list[bytes]:
    """Make an SVG picture of each page of a Typst document, as ``pdf`` would print it. Raises ProblemgenError.

    >>> len(pages("One #pagebreak() two"))
    2
    """
    made = _compiled(source, name, "svg")
    return made if isinstance(made, list) else [made]


def fonts() -> list[str]:
    """List the fonts that the engine finds, its own and this machine's: letters that one lacks come from another."""
    return sorted({f"{each.family} {each.style} {each.weight}" for each in typst.Fonts().fonts()})


Format = Literal["pdf", "svg"]


def _compiled(source: str, name: str, format: Format) -> bytes | list[bytes]:
    engine = _engine(os.getpid())
    try:
        return _made(engine, _SOURCE, source, format)
    except typst.TypstError:
        return _by_itself(engine, source, name, format)


def _by_itself(engine: _Engine, source: str, name: str, format: Format) -> bytes | list[bytes]:
    """Compile a document as the main file: only there do errors have their places."""
    try:
        return _made(engine, "main.typ", source, format)
    except typst.TypstError as error:
        found = _AT.search(error.diagnostic or "")
        place = Place(name, int(found[1]), int(found[2])) if found else Place(name)
        raise ProblemgenError(f"{error.message}; mend the Typst template, or the text at this line", place) from error
    finally:
        (engine.folder / "main.typ").write_text(_MAIN)


def _made(engine: _Engine, file: str, source: str, format: Format) -> bytes | list[bytes]:
    (engine.folder / file).write_text(source, "utf-8")
    made = engine.compiler.compile(format=format, timestamp=0)
    assert made is not None  # without a file to write to, the engine gives what it made
    return made


@cache
def _engine(_process: int) -> _Engine:
    """Make the one compiler of a process (a forked worker must not share its parent's folder).

    A document can read nothing but that folder, which holds nothing else.
    """
    folder = scratch_folder()
    main = folder / "main.typ"
    main.write_text(_MAIN)
    return _Engine(folder, typst.Compiler(str(main), root=str(folder)))
