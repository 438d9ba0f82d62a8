"""Make docs/objectives.md from the shipped banks: ``python docs/make_objectives.py``. A test compares the two."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from problemgen.bank.bank import Bank
from problemgen.course.banks import open_bank
from problemgen.course.catalogue import TemplateEntry, list_assignments, list_bank
from problemgen.files import shipped

PAGE = Path(__file__).parent / "objectives.md"
HEAD = """# From objectives to problems

Every objective of the shipped banks with the problems that serve it (stars: difficulty; minutes: estimated time), then the ready
assignments. This page is made by `python docs/make_objectives.py`; a test fails where it is out of date. Show a problem with
`problemgen show ID --bank BANK`.
"""


def objectives_page() -> str:
    """Print the whole page."""
    names = sorted(path.parent.name for path in shipped("banks").glob("*/bank.yaml"))
    return "\n".join([HEAD, *(line for name in names for line in _bank_lines(open_bank(name)))]) + "\n"


def _bank_lines(bank: Bank) -> Iterator[str]:
    entries = list_bank(bank)
    yield f"## {bank.title} (`{bank.name}`, {len(entries)} problems)\n"
    by_objective: dict[str, list[TemplateEntry]] = defaultdict(list)
    for entry in entries:
        for objective in entry.objectives:
            by_objective[objective].append(entry)
    for objective in sorted(by_objective):
        problems = [f"`{each.id}` {'★' * each.difficulty} {each.minutes:g} min" for each in by_objective[objective]]
        yield f"* **{objective}**: {'; '.join(problems)}"
    yield "\n### Ready assignments\n"
    for assignment in list_assignments(bank):
        yield f"* **{assignment.id}** ({assignment.title}): {', '.join(f'`{id}`' for id in assignment.templates)}"
    yield ""


if __name__ == "__main__":
    PAGE.write_text(objectives_page(), "utf-8")
