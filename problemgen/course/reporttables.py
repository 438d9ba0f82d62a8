"""Print the numbers of the class report as CSV; no student is named in them."""

from __future__ import annotations

from collections.abc import Sequence

from problemgen.course.reportplots import bin_label, bins_of
from problemgen.course.reportview import Report
from problemgen.grading.tables import csv_text

Rows = list[Sequence[object]]
PARTS = (
    "part", "template", "label", "students", "difficulty", "right", "right_low", "right_high", "partial", "wrong", "not_graded",
    "unanswered", "correlation", "correlation_low", "correlation_high", "upper_lower", "points_lost", "remark",
)  # fmt: skip
FAIRNESS = (
    "template", "label", "draw", "row", "right", "of", "share", "low", "high", "siblings_right", "siblings_of", "p",
    "p_corrected",
)  # fmt: skip


def report_tables(report: Report, shares: Sequence[float]) -> dict[str, str]:
    """Print every table, by the name of its file."""
    scores: Rows = [("from_to", "students"), *((bin_label(n), count) for n, count in enumerate(bins_of(shares)))]
    named = {"parts": _parts(report), "mistakes": _mistakes(report), "objectives": _objectives(report),
             "fairness": _fairness(report), "scores": scores}  # fmt: skip
    return {f"report-{name}.csv": csv_text(rows) for name, rows in named.items()}


def _parts(report: Report) -> Rows:
    return [PARTS, *([i.name, i.template, i.label, i.students, i.difficulty, i.right, i.low, i.high, i.partial, i.wrong,
                      i.invalid, i.unanswered, i.correlation, *(i.about or (None, None)), i.apart, i.lost, i.doubtful]
                     for i in report.items)]  # fmt: skip


def _mistakes(report: Report) -> Rows:
    return [["mistake", "code", "share", "count", "of", "students", "points_lost", "parts"],
            *([n.title, n.slip.code, n.slip.share, n.slip.count, n.slip.of, n.slip.students, n.slip.lost, n.parts]
              for n in report.slips)]  # fmt: skip


def _objectives(report: Report) -> Rows:
    return [["objective", "score", "answers", "parts"], *([o.name, o.score, o.answers, parts] for o, parts in report.objectives)]


def _fairness(report: Report) -> Rows:
    return [FAIRNESS, *([g.template, g.label, g.draw or "variant", g.row, g.right, g.of, g.share, g.low, g.high, g.other_right,
                     g.other_of, f"{g.p:.3g}", f"{g.corrected:.3g}"] for g in report.fairness.groups)]  # fmt: skip
