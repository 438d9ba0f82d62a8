"""The class report: marks -> one HTML page that loads nothing, and the same numbers as CSV beside it."""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from pathlib import Path

from problemgen.course.gradekeys import KeyMaker
from problemgen.course.gradewrite import Writer
from problemgen.course.reportplots import histogram, scatter, spans
from problemgen.course.reporttables import report_tables
from problemgen.course.reportview import NamedGroup, NamedSlip, Numbers, Report
from problemgen.document.render import filled
from problemgen.document.sheet import Safe
from problemgen.errors import Place, ProblemgenError
from problemgen.files import shipped
from problemgen.grading.fairness import VARIANT, Fairness, Group, fairness
from problemgen.grading.items import ItemKey, items
from problemgen.grading.mistakes import invalid_reasons, named, reason, slips, title
from problemgen.grading.records import Fate
from problemgen.grading.reteach import advice, objectives
from problemgen.grading.statistics import deviation, mean, quantile
from problemgen.grading.tally import Tally

MOST = 40  # lines of a table that may be long
SPANS = 12


Reasons = Iterable[tuple[Fate, str, int]]  # why something did not count, and how often, the most frequent first


def write_report(
    writer: Writer, maker: KeyMaker, tally: Tally, told: Reasons, anonymous: bool, overrides: tuple[Path, ...] = ()
) -> Report:  # fmt: skip
    """Write report.html and its tables. Raises ProblemgenError for a broken template."""
    made = report_of(maker, tally, told, anonymous)
    writer.write("report.html", page(made, overrides))
    for name, text in report_tables(made, tally.shares).items():
        writer.write(name, text.encode())
    return made


def report_of(maker: KeyMaker, tally: Tally, told: Reasons, anonymous: bool) -> Report:
    """Work out the report; students of whom nothing counts are only counted."""
    known = {name: mistake.title for name, mistake in maker.bank.mistakes.items()}
    found, made = items(tally.items), slips(tally.slips)
    names = {(item.template, item.label): item.name for item in found}
    goals = objectives(tally.items, {id: program.template.model.objectives for id, program in maker.programs.items()})
    fair = fairness(tally.fair)
    groups = _named_groups(fair, names)
    numbers = _numbers(tally)
    shown = groups[:SPANS]
    return Report(
        title=maker.assignment.title, course=maker.assignment.course, language=maker.bank.language, numbers=numbers,
        advice=advice(tally.points, found, made, lambda code: title(code, known)), items=found,
        titles={id: program.template.title for id, program in maker.programs.items()},
        slips=tuple(NamedSlip(each, title(each.code, known), named(each, names)) for each in made),
        objectives=tuple((each, _listed(each.parts, names)) for each in goals), fairness=fair, groups=groups,
        invalid=tuple((reason(code), count) for code, count in invalid_reasons(tally.slips)), told=_told(told, anonymous),
        looks=() if anonymous else tuple(tally.looks), more_looks=0 if anonymous else tally.more_looks, anonymous=anonymous,
        histogram=histogram(tally.shares, numbers.mean),
        scatter=scatter(found), spans=spans([each.group for each in shown], [f"{each.part}, {each.what}" for each in shown]),
    )  # fmt: skip


def _numbers(tally: Tally) -> Numbers:
    shares = tally.shares
    return Numbers(tally.students, len(shares), mean(shares), quantile(shares, 0.5), deviation(shares), min(shares, default=0.0),
                   max(shares, default=0.0), tally.items.alpha(), tally.waiting)  # fmt: skip


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


def _told(told: Reasons, anonymous: bool) -> tuple[tuple[str, int], ...]:
    """Say why something did not count; reasons may name students, so a report without names has none."""
    words = {"superseded": "another attempt counts", "late": "late", "unmatched": "not matched"}
    if not anonymous:
        return tuple((words[fate] if fate != "unmatched" else reason, count) for fate, reason, count in islice(told, MOST))
    counts: Counter[str] = Counter()
    for fate, _, count in told:
        counts[words[fate]] += count
    return tuple(counts.most_common())


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
