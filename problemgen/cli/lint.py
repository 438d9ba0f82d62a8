"""``problemgen lint``: check a bank."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from problemgen.cli.options import echo_json, json_option


@click.command("lint")
@click.argument("bank", default="membrane")
@click.option("--variants", type=click.IntRange(1, 100_000), default=50, show_default=True, help="How many variants of each template to try.")
@json_option
def command(bank: str, variants: int, as_json: bool) -> None:
    """Check BANK (a shipped bank's name, or a folder): schema, names, units, golden cases, variants.

    Prints a line a problem, `file:line:column: what is wrong; what to do`, and exits with 1 where there is any.
    """
    from problemgen.course.lint import lint
    from problemgen.files import shipped

    folder = Path(bank) if (Path(bank) / "bank.yaml").is_file() or not (shipped("banks") / bank).is_dir() else shipped("banks") / bank
    with click.progressbar(length=1, label="Templates", file=click.get_text_stream("stderr"), item_show_func=str) as bar:

        def tick(id: str, done: int, of: int) -> None:
            bar.length = of
            bar.update(done - bar.pos, id)

        found = lint(folder, variants, tick)
    if as_json:
        echo_json({
            "problems": [{"message": p.message, "file": p.place.file if p.place else None, "line": p.place.line if p.place else None,
                          "column": p.place.column if p.place else None} for p in found.problems],
            "templates": [{"id": r.id, "variants": {"low": r.variants.low, "high": r.variants.high, "grid": r.variants.grid},
                           "checked": r.checked} for r in found.templates],
        })  # fmt: skip
    else:
        for problem in found.problems:
            click.echo(str(problem))
        for report in found.templates:
            click.echo(f"{report.id}: {report.variants}, {report.checked} checked", err=True)
        click.echo(f"{len(found.problems)} problem{'s' if len(found.problems) != 1 else ''}", err=True)
    sys.exit(1 if found.problems else 0)
