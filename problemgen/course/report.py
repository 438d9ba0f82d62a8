"""stub"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from problemgen.course.gradekeys import KeyMaker
from problemgen.course.gradewrite import Writer
from problemgen.course.manifest import Manifest
from problemgen.grading.records import Marked, Told


@dataclass(frozen=True)
class Report:
    """The class report."""

    students: int


def write_report(
    writer: Writer, maker: KeyMaker, manifest: Manifest, marked: Sequence[Marked], told: Sequence[Told], anonymous: bool
) -> Report:
    return Report(len(marked))
