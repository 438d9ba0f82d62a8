"""What is to be built, and how: plain values that travel to every worker."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from problemgen.course.manifest import IssuedSheet
from problemgen.course.sheets import FORMATS
from problemgen.defaults import DEFAULT_BANK

DEFAULT_ASSIGNMENT = "example"

Engine = Literal["processes", "dask"]
PdfEngine = Literal["typst", "tex"]
Practice = Mapping[str, tuple[int, ...]]
Sheets = Sequence[tuple[str, IssuedSheet]]


@dataclass(frozen=True)
class Order:
    """What to build."""

    assignment: str = DEFAULT_ASSIGNMENT
    bank: str = DEFAULT_BANK
    roster: Path | None = None
    out: Path = Path("output")
    formats: tuple[str, ...] = FORMATS
    workers: int | None = None
    templates: Path | None = None
    accept_changes: bool = False
    strict: bool = False  # refuse to let students share a variant
    engine: Engine = "processes"
    scheduler: str | None = None  # of a dask cluster
    pdf_engine: PdfEngine = "typst"
