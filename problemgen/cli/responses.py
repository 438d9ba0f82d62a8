"""``problemgen responses``: what a download of responses holds."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from problemgen.cli.options import echo_json, json_option

if TYPE_CHECKING:
    from problemgen.responses.view import Reading, Response, Unmatched

TITLES = {
    "moodle": "Moodle, responses of a quiz", "canvas": "Canvas Classic Quizzes, student analysis",
    "canvas-new": "Canvas New Quizzes, student analysis", "plain": "plain CSV, a response a row",
    "plain-wide": "plain CSV, a student a row",
}  # fmt: skip
SHOWN = 20  # lines of one kind


@click.command("responses")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--bank", help="Check that this bank has the variants: a shipped bank's name, or a bank's folder.")
@click.option("--out", type=click.Path(path_type=Path), help="Write what was read as a plain CSV file.")
@json_option
def command(file: Path, bank: str | None, out: Path | None, as_json: bool) -> None:
    """Read the responses that students gave in a course system, and match them with variants by their ids.

    FILE is what an instructor downloads: the Responses report of a Moodle quiz with 'question text' ticked, the Student
    Analysis report of a Canvas quiz, or a plain CSV file with the head line student,question,response.
    """
    from problemgen.course.responses import read_matched
    from problemgen.errors import Place, ProblemgenError
    from problemgen.files import write_whole
    from problemgen.responses.plain import write_plain
    from problemgen.responses.read import read_responses

    if file.exists() and not file.is_file():
        raise ProblemgenError("this is no file", Place(str(file)))
    reading = read_matched(file, bank) if bank else read_responses(file)
    if out:
        try:
            write_whole(out, write_plain(reading.responses).encode("utf-8-sig"))
        except OSError as error:
            raise ProblemgenError(f"{error.strerror or error}; name another file with --out", Place(str(out))) from error
    if as_json:
        echo_json(_json(reading))
        return
    _print(reading, bank)


def _json(reading: Reading) -> dict[str, Any]:
    return {
        "format": reading.format, "file": reading.file, "students": len(reading.students),
        "questions": len(reading.questions), "blank": reading.blank,
        "responses": [_row(each) for each in reading.responses],
        "unmatched": [{"line": each.line, "student": each.student, "question": each.question, "text": each.text,
                       "reason": each.reason} for each in reading.unmatched],
    }  # fmt: skip


def _row(each: Response) -> dict[str, Any]:
    return {
        "line": each.line, "student": each.student, "name": each.name, "id": each.id, "bank": each.variant.bank,
        "template": each.variant.template, "index": each.variant.index, "part": each.part, "gap": each.gap,
        "text": each.text, "attempt": each.attempt, "points": each.points, "time": each.time,
    }  # fmt: skip


def _print(reading: Reading, bank: str | None) -> None:
    click.echo(f"{reading.file}: {TITLES[reading.format]}")
    click.echo(f"  {len(reading.students):>6}  students")
    click.echo(f"  {len(reading.questions):>6}  questions")
    click.echo(f"  {len(reading.responses):>6}  responses matched {f'with the bank {bank}' if bank else 'by id'}")
    if reading.blank:
        click.echo(f"  {reading.blank:>6}  cells of questions that a student was not given")
    _list("empty answers", reading, reading.empty)
    _list("repeated: student, question and attempt stand in the file before", reading, reading.repeated)
    reasons: dict[str, list[Unmatched]] = {}
    for each in reading.unmatched:
        reasons.setdefault(each.reason, []).append(each)
    for reason, found in reasons.items():
        _list(f"not matched: {reason}", reading, found)


def _list(title: str, reading: Reading, found: Iterable[Response | Unmatched]) -> None:
    from problemgen.responses.view import Response

    listed = list(found)
    if not listed:
        return
    click.echo(f"  {len(listed):>6}  {shown(title, 200)}")
    for each in listed[:SHOWN]:
        question = each.id if isinstance(each, Response) else each.question
        texts = (shown(text, 60) for text in (each.student, question, each.text) if text)
        click.echo(f"          {reading.file}:{each.line}: {'  '.join(texts)}")
    if len(listed) > SHOWN:
        click.echo(f"          ... and {len(listed) - SHOWN} more; --json lists all")


def shown(text: str, width: int) -> str:
    """Show a stranger's text on one line of a terminal."""
    plain = "".join(" " if unicodedata.category(each)[0] in "CZ" else each for each in text[: width + 1])
    return plain if len(text) <= width else plain[: width - 1] + "…"
