"""``problemgen lint``: check a bank."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

import click

from problemgen.cli.options import echo_json, json_option, progress

if TYPE_CHECKING:
    from problemgen.course.lint import Lint


@click.command("lint")
@click.argument("bank", default="membrane")
@click.option("--variants", type=click.IntRange(1, 100_000), default=50, show_default=True, help="Variants of a template to try.")
@click.option("--workers", type=click.IntRange(1, 256), help="Processes; else one a processor.")
@json_option
def command(bank: str, variants: int, workers: int | None, as_json: bool) -> None:
    """Check BANK (a shipped bank's name, or a folder): schema, names, units, golden cases, variants.

    Prints a line a problem, `file:line:column: what is wrong; what to do`, and exits with 1 where there is any.
    """
    from problemgen.course.lint import lint
    from problemgen.files import bank_folder

    with progress("Templates") as tick:
        found = lint(bank_folder(bank), variants, workers or os.cpu_count() or 1, tick)
    if as_json:
        echo_json(_as_data(found))
    else:
        for problem in found.problems:
            click.echo(str(problem))
        for report in found.templates:
            click.echo(f"{report.id}: {report.variants}; {report.numbers:,} looked at, {report.checked} judged", err=True)
        click.echo(f"{len(found.problems)} problem{'s' if len(found.problems) != 1 else ''}", err=True)
    sys.exit(1 if found.problems else 0)


def _as_data(found: Lint) -> dict[str, Any]:
    problems = [{"message": problem.message, **(vars(problem.place) if problem.place else {})} for problem in found.problems]
    templates = [{**vars(each), "variants": vars(each.variants)} for each in found.templates]
    return {"problems": problems, "templates": templates}
