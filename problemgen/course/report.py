"""The class report: marks -> one HTML page that loads nothing, and the same numbers as CSV beside it."""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from problemgen.course.gradekeys import KeyMaker
from problemgen.course.gradewrite import Writer
from problemgen.course.reportplots import histogram, scatter, spans
from problemgen.course.reporttables import report_tables
from problemgen.course.reportview import Look, NamedGroup, NamedSlip, Numbers, Report
from problemgen.document.render import filled
from problemgen.document.sheet import Safe
from problemgen.errors import Place, ProblemgenError
from problemgen.files import shipped
from problemgen.grading.fairness import VARIANT, Fairness, Group, fairness
from problemgen.grading.items import ItemKey, items
from problemgen.grading.mistakes import invalid_reasons, named, reason, slips, title
from problemgen.grading.records import Marked, Told
from problemgen.grading.reteach import advice, objectives
from problemgen.grading.statistics import alpha, deviation, mean, quantile
from problemgen.grading.tables import waits

MOST = 40  # lines of a table that may be long
SPANS = 12


def write_report(
    writer: Writer, maker: KeyMaker, marked: Sequence[Marked], told: Sequence[Told], anonymous: bool,
    overrides: tuple[Path, ...] = (),
) -> Report:  # fmt: skip
    """Write report.html and its tables. Raises ProblemgenError for a broken template."""
    made = report_of(maker, marked, told, anonymous)
    writer.write("report.html", page(made, overrides))
    for name, text in report_tables(made, [each.share for each in marked if each.handed_in]).items():
        writer.write(name, text.encode())
    return made


def report_of(
    maker: KeyMaker, marked: Sequence[Marked], told: Sequence[Told], anonymous: bool
) -> Report:
    """Work out the report; students of whom nothing counts are only counted."""
    there = [each for each in marked if each.handed_in]
    known = {name: mistake.title for name, mistake in maker.bank.mistakes.items()}
    found, made = items(there), slips(there)
    names = {(item.template, item.label): item.name for item in found}
    goals = objectives(there, {id: program.template.model.objectives for id, program in maker.programs.items()})
    fair = fairness(there)
    groups = _named_groups(fair, names)
    shares = [each.share for each in there]
    numbers = _numbers(marked, there, shares)
    shown = groups[:SPANS]
    return Report(
        title=maker.assignment.title, course=maker.assignment.course, language=maker.bank.language, numbers=numbers,
        advice=advice(there, found, made, lambda code: title(code, known)), items=found,
        titles={id: program.template.title for id, program in maker.programs.items()},
        slips=tuple(NamedSlip(each, title(each.code, known), named(each, names)) for each in made),
        objectives=tuple((each, _listed(each.parts, names)) for each in goals), fairness=fair, groups=groups,
        invalid=tuple((reason(code), count) for code, count in invalid_reasons(there)), told=_told(told, anonymous),
        looks=() if anonymous else _looks(marked), anonymous=anonymous, histogram=histogram(shares, numbers.mean),
        scatter=scatter(found), spans=spans([each.group for each in shown], [f"{each.part}, {each.what}" for each in shown]),
    )  # fmt: skip


def _numbers(marked: Sequence[Marked], there: Sequence[Marked], shares: Sequence[float]) -> Numbers:
    rows = [[mark.earned for mark in each.marks] for each in there]
    same = len({tuple((mark.template, mark.label) for mark in each.marks) for each in there}) == 1  # alpha needs one test for all
    waiting = sum(waits(mark) for each in marked for mark in each.marks)
    return Numbers(len(marked), len(there), mean(shares), quantile(shares, 0.5), deviation(shares), min(shares, default=0.0),
                   max(shares, default=0.0), alpha(rows) if same else None, waiting)  # fmt: skip


def _listed(parts: Sequence[ItemKey], names: Mapping[ItemKey, str]) -> str:
    shown = list(dict.fromkeys(names.get(key, f"{key[0]} {key[1]}") for key in parts))
    return ", ".join(shown[:8]) + (f" and {len(shown) - 8} more" if len(shown) > 8 else "")


def _named_groups(fair: Fairness, names: Mapping[ItemKey, str]) -> tuple[NamedGroup, ...]:
    """Name the groups: all that differ, and of the others the first few."""
    return tuple(NamedGroup(each, names.get((each.template, each.label), each.label), _what(each))
                 for each in fair.groups[: max(SPANS, min(MOST, len(fair.unfair)))])  # fmt: skip


def _what(group: Group) -> str:
    if group.draw == VARIANT:
        return f"variant {group.row}"
    return f"{group.draw.replace('_', ' ')}: {group.row.replace('_', ' ')}"


def _told(told: Sequence[Told], anonymous: bool) -> tuple[tuple[str, int], ...]:
    """Count what did not count; reasons may name students, so a report without names has none."""
    words = {"superseded": "another attempt counts", "late": "late", "unmatched": "not matched"}
    counts = Counter(words[each.fate] if anonymous or each.fate != "unmatched" else each.reason for each in told)
    return tuple(counts.most_common(MOST))


def _looks(marked: Sequence[Marked]) -> tuple[Look, ...]:
    """List students with notes, or with hardly any points."""
    found = [each for each in marked if each.notes or (each.handed_in and each.share < 0.35)]
    return tuple(Look(each.student, each.name, each.share, "; ".join(each.notes) or "few points") for each in found)


def page(report: Report, overrides: tuple[Path, ...] = ()) -> bytes:
    """Print the page; its policy allows its own style and nothing else."""
    style = _style(overrides)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"
    return filled("report/report.html.j2", "html", {"report": report, "policy": policy, "style": Safe(style)}, overrides).encode()


def _style(overrides: tuple[Path, ...]) -> str:
    places = (folder / "report" / "report.css" for folder in (*overrides, shipped("templates")))
    path = next((path for path in places if path.is_file()), None)
    if path is None:
        raise ProblemgenError("report/report.css is missing; put it back into templates/")
    text = path.read_text("utf-8").strip()
    if "</style" in text.lower():
        raise ProblemgenError("'</style' would end the page's own style; take it out", Place(str(path)))
    return text
