"""What stands in each tab and beside it: program and variant -> plain data for the templates of the preview."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from problemgen.course.lint import lint_template
from problemgen.preview.errands import Errands
from problemgen.preview.faults import faults, shown
from problemgen.preview.links import link
from problemgen.preview.mistakes import PartMistakes, mistakes
from problemgen.preview.paper import Name, Press
from problemgen.preview.samples import COUNTED, quick_count, sample
from problemgen.preview.spread import spread
from problemgen.preview.strip import strip
from problemgen.preview.views import PageImage, PaperView
from problemgen.variant.count import ENUMERABLE, Count, count
from problemgen.variant.program import Program
from problemgen.variant.variant import Variant

SIDE_BY_SIDE = 8
PICTURED = 400  # variants in a distribution
JUDGED, LOOKED_AT = 10, 200  # variants that the checks judge, and whose numbers they look at
NAMES = {"worksheet": "Worksheet", "key": "Answer key"}


def paper_panel(press: Press, program: Program, made: Variant, name: Name) -> PaperView:
    """Print a document, and say where its pages are."""
    paper = press.paper(program, made, name)
    id, version, last = program.template.id, program.template.source_digest[:12], len(paper.pages)
    pages = tuple(
        PageImage(link("problem", id, name, f"{n}.svg", index=made.index, version=version),
                  f"{NAMES[name]}, page {n} of {last}; the same as text is below")
        for n in range(1, last + 1)
    )  # fmt: skip
    return PaperView(pages, paper.text)


def mistakes_panel(made: Variant) -> tuple[PartMistakes, ...]:
    """Say where the mistakes of every part lead."""
    return mistakes(made)


def variants_panel(program: Program, seed: str, chosen: int | None) -> Mapping[str, object]:
    """Put a few variants side by side."""
    found = sample(program, seed or "first", SIDE_BY_SIDE)
    other = str(int(seed) + 1) if seed.isascii() and seed.isdigit() else "1"
    id = program.template.id
    columns = [(each.index, link("problem", id, index=each.index), each.index == chosen) for each in found.variants]
    return {"strip": strip(program, found.variants), "columns": columns, "found": found, "wanted": SIDE_BY_SIDE,
            "other": link("problem", id, tab="variants", index=chosen, seed=other)}  # fmt: skip


def spread_panel(program: Program) -> Mapping[str, object]:
    """Picture how the numbers and right answers of many variants are spread."""
    found = sample(program, "spread", PICTURED)
    return {"spread": spread(program, found.variants) if found.variants else None, "found": found, "wanted": PICTURED}


def count_panel(errands: Errands, program: Program, full: bool) -> Mapping[str, object]:
    """Say how many variants there are: quickly, or (``full``) counted one by one."""
    size, id, version = program.space.size, program.template.id, program.template.source_digest
    found: Count | None
    if full and size <= ENUMERABLE:
        found = errands.run(("count", version), lambda: count(program))
        again = link("problem", id, "count", version=version[:12], full="yes") if found is None else ""
        return {"count": found, "again": again, "full": "", "size": size}
    found = errands.run(("quick count", version), lambda: quick_count(program))
    exact = found is not None and found.exact
    return {"count": found, "again": "", "size": size,
            "full": link("problem", id, "count", full="yes") if COUNTED < size <= ENUMERABLE and not exact else ""}  # fmt: skip


def findings_panel(errands: Errands, program: Program, folder: Path) -> Mapping[str, object]:
    """Check a problem as ``problemgen lint`` does, with fewer variants."""
    version = program.template.source_digest
    size = quick_count(program)

    def checked() -> Mapping[str, object]:
        problems, report = lint_template(program, JUDGED, LOOKED_AT, size or Count(1, program.space.size, program.space.size))
        return {"faults_found": shown(problems, folder), "report": report, "again": ""}

    try:
        found = errands.run(("findings", version), checked)
    except Exception as error:
        return {"faults_found": faults(error, folder), "report": None, "again": ""}
    again = link("problem", program.template.id, "findings", version=version[:12])
    return found if found is not None else {"faults_found": (), "report": None, "again": again}
