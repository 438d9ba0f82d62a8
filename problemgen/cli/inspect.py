"""``problemgen inspect``: what a course system would make of an export."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from problemgen.cli.options import echo_json, json_option

if TYPE_CHECKING:
    from problemgen.importers.view import ReadPackage, ReadPart, ReadQuestion

SHOWN = 20  # questions that are printed; all of them with --json
WIDE = 60  # characters of a text


@click.command("inspect")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--format", "format", help="The file's format, as of `export`; else it is found by looking into the file.")
@json_option
def command(file: Path, format: str | None, as_json: bool) -> int:
    """Read an export back as the course system will, and say what would be graded.

    The file is read by the rules of the importer, not by ours: what it would refuse, change, drop or grade wrongly is
    listed at the end, and the exit code is then 1.
    """
    from problemgen.errors import Place, ProblemgenError, unknown
    from problemgen.importers.formats import READERS
    from problemgen.importers.guess import guess
    from problemgen.importers.view import Finding

    if format is not None and format not in READERS:
        raise ProblemgenError(unknown("format", format, READERS))
    if not file.is_file():
        raise ProblemgenError("this is no file" if file.exists() else "there is no such file", Place(str(file)))
    try:
        package = READERS[format or guess(file)](file)
    except MemoryError:
        raise ProblemgenError("the file is too large to be read on this machine", Place(str(file))) from None
    if not package.questions and not package.findings:
        package = replace(package, findings=(Finding(str(file), "there is no question in it"),))
    if as_json:
        echo_json(as_data(package))
    else:
        _print(package)
    return 1 if package.findings else 0


def as_data(package: ReadPackage) -> dict[str, Any]:
    """Give what was read as JSON-ready data; the edges of a window that has none are None."""
    from dataclasses import asdict

    data: dict[str, Any] = asdict(package)
    for question in data["questions"]:
        for part in question["parts"]:
            for window in part["windows"]:
                for edge in ("low", "high"):
                    window[edge] = window[edge] if abs(window[edge]) < float("inf") else None
    return data


def _print(package: ReadPackage) -> None:
    count = len(package.questions)
    pictures = len({each.address for question in package.questions for each in question.pictures})
    shown = f", {pictures} picture{'' if pictures == 1 else 's'}" if pictures else ""
    sizes = f"{package.format}: {count} questions in {len(package.groups)} groups{shown}"
    click.secho(f"{_short(package.title) or 'no title'}  ({sizes})", bold=True)
    for group in package.groups:
        draw = f"draw {group.pick} of " if group.pick else ""
        worth = f", {group.points:g} points each" if group.points else ""
        click.echo(f"  {draw}{group.size}: {_short(group.title)}{worth}")
    for question in package.questions[:SHOWN]:
        _print_question(question)
    if count > SHOWN:
        click.echo(f"\n... and {count - SHOWN} more; --json lists all")
    from problemgen.markup.escape import clean

    if not package.findings:
        click.secho("\nNothing is lost or graded wrongly on import.", fg="green")
    for finding in package.findings:
        click.secho(clean(f"{finding.place}: {finding.message}"), fg="red")


def _print_question(question: ReadQuestion) -> None:
    click.secho(f"\n{_short(question.name)}", bold=True, nl=False)
    click.echo(f"  {question.points:g} {'point' if question.points == 1 else 'points'}")
    for picture in question.pictures:
        click.echo(f"  picture: {_short(picture.alt) or 'without alternative text'}")
    for number, part in enumerate(question.parts, 1):
        click.echo(f"  {number}. {part.kind}, {part.points:g}")
        for what, credit, feedback in _graded(part):
            click.echo(f"     {credit:>5.0%}  {what:<34}  {_short(_plain(feedback))}".rstrip())
        if part.units:
            click.echo(f"     units: {_short(', '.join(name for name, _ in part.units))}")


def _graded(part: ReadPart) -> list[tuple[str, float, str]]:
    """List what earns which credit, and shows which feedback."""
    if part.kind == "number":
        return [(_range(each.low, each.high), each.credit, each.feedback) for each in part.windows]
    if part.kind == "pattern":
        return [(_short(expression), credit, "") for expression, credit in part.patterns]
    if part.kind == "order":
        return [(_short(", ".join(map(_plain, part.order))), 1.0, "")]
    return [(_short(_plain(each.text), 34), each.credit, each.feedback) for each in part.choices]


def _range(low: float, high: float) -> str:
    return "any other number" if high == float("inf") else f"{low:.12g} to {high:.12g}"


def _plain(text: str) -> str:
    """Take the tags out of a text."""
    import html
    import re

    return html.unescape(re.sub("<[^>]*>", "", text))


def _short(text: str, width: int = WIDE) -> str:
    from problemgen.markup.escape import clean

    line = " ".join(clean(text).split())
    return line if len(line) <= width else f"{line[: width - 1]}…"
