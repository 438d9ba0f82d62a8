"""The instructor's overview: one CSV line a part of every student, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from problemgen.course.sheets import Course, Laid
from problemgen.document.problem import options_of, rights_of
from problemgen.maths.formula import write
from problemgen.responses.plain import armed
from problemgen.variant.answers import part_name
from problemgen.variant.variant import NumberKey, PartKey, RankingKey, SymbolicKey, Variant

HEAD = ("student", "name", "sheet", "part", "template", "index", "answer", "unit", "low", "high", "points")


def head_line() -> str:
    """Give the first line of the overview, after the mark that tells spreadsheets that it is UTF-8."""
    return "\ufeff" + csv_lines([HEAD])


def sheet_lines(course: Course, laid: Laid) -> str:
    """Give the lines of one sheet: an answer a line."""
    return csv_lines(_lines(course, laid))


def csv_lines(rows: Iterable[Sequence[str]]) -> str:
    """Print rows as CSV."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


def _lines(course: Course, laid: Laid) -> Iterator[list[str]]:
    for number, (variant, points) in enumerate(zip(laid.variants, laid.points, strict=True), 1):
        for key in variant.parts:
            name = part_name(number, key.part.label, len(variant.parts))
            if isinstance(key, NumberKey) and not key.options:
                answer = [key.printed.number, key.printed.unit, f"{key.window.low:.6g}", f"{key.window.high:.6g}"]
            else:
                answer = [armed(_words(course, key, variant)), "", "", ""]
            start = [armed(laid.student), armed(laid.sheet.name), laid.sheet.sheet, name]
            yield [*start, variant.template.id, str(variant.index), *answer, f"{points[key.part.label]:g}"]


def _words(course: Course, key: PartKey, variant: Variant) -> str:
    """Say an answer that is no number: the right options, an order, a formula."""
    if isinstance(key, RankingKey):
        return f" {key.sign} ".join(key.order)
    if isinstance(key, SymbolicKey):
        return write(key.answer.formula)
    text = course.printer("text")
    return "; ".join(text.text(options_of(key)[n].words, variant.values) for n in rights_of(key))
