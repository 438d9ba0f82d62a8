"""Keep assignments apart: what others of a bank have issued, or kept for practice, is not dealt in this one.

An exam is so kept apart from the exercises before it. Reads their manifests in the same output folder.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from problemgen.course.again import Values
from problemgen.course.assignment import Assignment
from problemgen.course.manifest import Manifest, read_manifest

Printed = Mapping[str, tuple[Values, ...]]  # by template


def printed_elsewhere(out: Path, assignment: Assignment) -> Printed:
    """Give what the assignments that this one is kept apart from have printed. Raises ProblemgenError for a damaged manifest."""
    found: dict[str, dict[tuple[tuple[str, str], ...], Values]] = {id: {} for id in assignment.templates()}
    for manifest in filter(None, (_manifest(out, id) for id in assignment.apart_from)):
        for template, values in _printed(manifest):
            if template in found:
                found[template][tuple(sorted(values.items()))] = values
    return {id: tuple(values.values()) for id, values in found.items()}


def _printed(manifest: Manifest) -> Iterator[tuple[str, Values]]:
    for sheet in manifest.students.values():
        yield from ((problem.template, problem.values) for problem in sheet.every())
    for template, practised in manifest.practised.items():
        yield from ((template, values) for values in practised)


def words_on_unbuilt(out: Path, assignment: Assignment) -> Iterator[str]:
    """Say of what nothing is known yet."""
    for id in assignment.apart_from:
        if _manifest(out, id) is None:
            yield f"{id} is not built in {out}: nothing is kept apart from it yet"


def _manifest(out: Path, assignment: str) -> Manifest | None:
    return read_manifest(out / assignment / "instructor" / "manifest.json")
