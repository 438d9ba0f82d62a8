"""``problemgen grade``: what came back, graded."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from datetime import datetime
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from problemgen.cli.options import Streamed, echo_json, json_option, progress

if TYPE_CHECKING:
    from problemgen.course.grade import GradedCourse
    from problemgen.grading.compare import Change
    from problemgen.grading.records import Mark, Marked

SHOWN = 12  # lines of one kind
KINDS = 20  # reasons that are told one by one


@click.command("grade")
@click.argument("manifest", type=click.Path(path_type=Path))
@click.argument("responses", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--bank", help="The bank of the manifest, where it is not a shipped one: its folder.")
@click.option("--out", type=click.Path(path_type=Path), help="Where grades go; else the folder grades beside the manifest.")
@click.option("--attempts", type=click.Choice(["last", "first", "best"]), default="last", show_default=True,
              help="Which attempt at a problem counts.")  # fmt: skip
@click.option("--due", help="When answers were due, such as 2026-10-01T23:59 or 2026-10-01T23:59+02:00.")
@click.option("--late", type=click.Choice(["flag", "drop"]), default="flag", show_default=True,
              help="What is done with late answers.")  # fmt: skip
@click.option("--key", type=click.Choice(["auto", "current", "issued"]), default="auto", show_default=True,
              help="The bank's keys, or those that were issued; auto: issued ones where the bank was changed.")  # fmt: skip
@click.option("--overrides", type=click.Path(path_type=Path), help="Scores given by hand: a CSV with student,part,score,comment.")
@click.option("--pool", is_flag=True, help="Grade variants that are not the student's own, in plain files too.")
@click.option("--feedback", default="md,pdf", show_default=True, help="Feedback sheets: md, pdf, or none; separated by commas.")
@click.option("--anonymous", is_flag=True, help="Leave names and ids out of the class report.")
@click.option("--workers", type=click.IntRange(1, 256), help="Processes; else as many as the class is worth.")
@click.option("--templates", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Your own document templates.")
@json_option
def command(
    manifest: Path, responses: tuple[Path, ...], bank: str | None, out: Path | None, attempts: str, due: str | None, late: str,
    key: str, overrides: Path | None, pool: bool, feedback: str, anonymous: bool, workers: int | None,
    templates: Path | None, as_json: bool,
) -> None:  # fmt: skip
    """Grade RESPONSES to an issued assignment, and report on the class.

    MANIFEST is the manifest.json that a build keeps for the instructor, or its folder. RESPONSES are downloads of Moodle or
    Canvas, plain CSV files (a row an answer or a row a student, questions by id or by part: 1, 3a), and folders of filled-in
    answer files.

    \b
    OUT/gradebook.csv  parts.csv  gradebook-moodle.csv  gradebook-canvas.csv
    OUT/to-read.csv        what could not be graded: copy it, fill in scores, and hand that in with --overrides
    OUT/unmatched.csv      what did not count, with file, line and reason
    OUT/changes.csv        what changed since the last grading into the same folder
    OUT/report.html        the class: scores, items, mistakes, fairness, what to teach again
    OUT/feedback/STUDENT/  a feedback sheet for each student
    """
    from problemgen.course.grade import GradeOrder, grade
    from problemgen.course.gradeplace import Rules

    rules = Rules(attempts, _moment(due), late, pool)  # type: ignore[arg-type]
    formats = () if feedback.strip() in ("", "none") else tuple(dict.fromkeys(each.strip() for each in feedback.split(",")))
    order = GradeOrder(manifest, responses, bank, out, rules, key, overrides, formats, templates, anonymous,  # type: ignore[arg-type]
                       workers)
    with progress("Students") as tick:
        graded = grade(order, tick)
    for warning in graded.warnings:
        click.secho(f"warning: {warning}", fg="yellow", err=True)
    if as_json:
        echo_json(_json(graded))
    else:
        _print(graded)


def _moment(text: str | None) -> datetime | None:
    from problemgen.errors import ProblemgenError

    if not text:
        return None
    try:
        if ":" in text:  # a day alone would be its first minute, and everything of that day late
            return datetime.fromisoformat(text.strip())
    except ValueError:
        pass
    raise ProblemgenError(f"--due {text[:40]!r} is no time; write 2026-10-01T23:59")


def _json(graded: GradedCourse) -> dict[str, Any]:
    return {
        "folder": str(graded.folder), "answers": graded.answers, "counted": graded.counted, "blank": graded.blank,
        "warnings": list(graded.warnings),
        "students": Streamed(len(graded.marked), partial(map, _student, graded.marked)),
        "told": Streamed(len(graded.told), partial(map, asdict, graded.told)),
        "changes": None if graded.changes is None else Streamed(len(graded.changes), partial(map, _change, graded.changes)),
        "teach_again": [asdict(each) for each in graded.report.advice],
    }  # fmt: skip


def _student(each: Marked) -> dict[str, Any]:
    return {"student": each.student, "name": each.name, "earned": each.earned, "points": each.points,
            "handed_in": each.handed_in, "notes": list(each.notes)}  # fmt: skip


def _change(each: Change) -> dict[str, Any]:
    return {"student": each.student, "part": each.part, "why": each.why, "difference": each.gained,
            "before": _mark(each.before), "after": _mark(each.after)}  # fmt: skip


def _mark(mark: Mark | None) -> dict[str, Any] | None:
    return None if mark is None else {"verdict": mark.verdict, "code": mark.code, "earned": mark.earned}


def _print(graded: GradedCourse) -> None:
    numbers = graded.report.numbers
    click.echo(f"{graded.answers:>7}  answers read")
    click.echo(f"{graded.counted:>7}  count, of {numbers.handed_in} students; "
               f"{numbers.students - numbers.handed_in} handed in nothing that counts")  # fmt: skip
    if numbers.waiting:
        click.echo(f"{numbers.waiting:>7}  could not be graded: fill in a copy of to-read.csv and hand that in with --overrides")
    _print_told(graded)
    if numbers.handed_in:
        click.echo(f"         mean {100 * numbers.mean:.0f} %")
    _print_changes(graded)
    for each in graded.report.advice[:3]:
        click.echo(f"         teach again: {each.what} ({each.why})")
    click.echo(f"Grades:  {graded.folder / 'gradebook.csv'}\nReport:  {graded.folder / 'report.html'}")


def _print_told(graded: GradedCourse) -> None:
    from problemgen.cli.responses import shown

    counts: Counter[tuple[str, str]] = Counter()
    lines: dict[tuple[str, str], list[str]] = {}
    for each in graded.told:
        # lines that differ only in which attempt or line counts instead are one kind
        kind = (each.fate, each.reason if each.fate == "unmatched" else "")
        if kind not in counts and len(counts) == KINDS:
            kind = (each.fate, "for other reasons; unmatched.csv lists all")
        counts[kind] += 1
        if counts[kind] <= SHOWN:
            words = (shown(text, 60) for text in (each.student, each.question, each.text) if text)
            lines.setdefault(kind, []).append(f"{each.file}:{each.line}: {'  '.join(words)}")
    for (fate, reason), count in counts.items():
        click.echo(f"{count:>7}  {fate}{': ' if reason else ''}{shown(reason, 200)}")
        for line in lines[fate, reason] if fate == "unmatched" else ():
            click.echo(f"           {line}")
        if fate == "unmatched" and count > SHOWN:
            click.echo(f"           ... and {count - SHOWN} more; unmatched.csv lists all")


def _print_changes(graded: GradedCourse) -> None:
    if graded.changes is None:
        return
    if not graded.changes:
        click.echo("         nothing changed since the last grading")
        return
    count, students = len(graded.changes), graded.changed_students
    click.echo(f"{count:>7}  marks of {students} students changed since the last grading, see changes.csv")
    for each in islice(graded.changes, SHOWN):
        before = f"{each.before.verdict} {each.before.earned:g}" if each.before else "-"
        after = f"{each.after.verdict} {each.after.earned:g}" if each.after else "-"
        click.echo(f"           {each.student} {each.part}: {before} -> {after} ({each.why})")
    if count > SHOWN:
        click.echo(f"           ... and {count - SHOWN} more")
