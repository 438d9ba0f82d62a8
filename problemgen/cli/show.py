"""``problemgen show``: one variant with its answers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from problemgen.cli.options import assignments, bank_option, echo_json, json_option

if TYPE_CHECKING:
    from problemgen.course.show import Shown


@click.command("show")
@click.argument("template")
@click.option("--index", type=int, help="Which variant; else a good one is picked.")
@click.option("--set", "pins", multiple=True, metavar="NAME=VALUE", help='Pin a drawn value: --set "c_out=110 mM".')
@click.option("--key", "key_file", type=click.Path(dir_okay=False, path_type=Path), help="Write the answer key to a file.")
@bank_option
@json_option
def command(
    template: str, index: int | None, pins: tuple[str, ...], key_file: Path | None, bank: str, as_json: bool
) -> None:
    """Show one variant of TEMPLATE with its answers, worked solution and mistakes.

    \b
    problemgen show nernst.forward
    problemgen show nernst.forward --set "c_out=110 mM" --set "c_in=5 mM" --json
    """
    import json

    from problemgen.course.banks import open_bank
    from problemgen.course.show import show
    from problemgen.errors import ProblemgenError
    from problemgen.files import write_whole

    shown = show(open_bank(bank), template, index, assignments(pins, "a pinned value"))
    if key_file is not None:
        try:
            write_whole(key_file, (json.dumps(dict(shown.key), indent=1, ensure_ascii=False) + "\n").encode())
        except OSError as error:
            raise ProblemgenError(f"{key_file} cannot be written: {error.strerror}") from error
    if as_json:
        echo_json(as_data(shown))
        return
    _print(shown)


def as_data(shown: Shown) -> dict[str, Any]:
    """Give a shown variant as JSON-ready data."""
    from problemgen.document.problem import options_of, rights_of
    from problemgen.maths.numbers import Printed
    from problemgen.variant.variant import NumberKey, RankingKey

    variant = shown.variant
    parts = []
    for key, page, hints in zip(variant.parts, shown.page.parts, shown.hints, strict=True):
        solution = page.solution
        part: dict[str, Any] = {"part": key.part.label, "ask": str(page.ask), "answer": str(solution.answer) if solution else ""}
        if isinstance(key, NumberKey):
            part |= {"value": key.value, "unit": key.printed.unit, "printed": key.printed.number,
                     "low": key.window.low, "high": key.window.high,
                     "mistakes": [{"codes": list(w.codes), "value": w.value} for w in key.wrong]}  # fmt: skip
        options, rights = options_of(key), rights_of(key)
        if options:
            part |= {"options": [{"key": o.key, "text": str(t), "mistakes": list(o.codes)}
                                 for o, t in zip(options, page.options, strict=True)],
                     "right": list(rights), "right_keys": [options[n].key for n in rights]}  # fmt: skip
        if isinstance(key, RankingKey):
            part["order"] = list(key.order)
        if solution:
            part["steps"] = [str(step) for step in solution.steps]
            part["explanation"] = str(solution.explanation or "")
        part["hints"] = list(hints)
        parts.append(part)
    values = {name: {"number": value.number, "unit": value.unit} for name, value in variant.values.items()
              if isinstance(value, Printed) and not name.startswith("option ")}  # fmt: skip
    rows = {name: row.key for name, row in variant.rows.items()}
    template = variant.template
    return {"template": template.id, "title": template.title, "index": variant.index, "accepted": variant.accepted,
            "rows": rows, "values": values, "text": str(shown.page.text),
            "figures": [figure.alt for figure in shown.page.figures],
            "key_figures": [figure.alt for figure in shown.page.key_figures], "parts": parts, "key": shown.key}  # fmt: skip


def _print(shown: Shown) -> None:
    page, variant = shown.page, shown.variant
    at = "pinned values" if variant.index is None else f"variant {variant.index}"
    click.secho(f"{variant.template.title}  ({variant.template.id}, {at})", bold=True)
    if not variant.accepted:
        why = "a condition fails, or a wrong value falls into the right window"
        click.secho(f"This variant would not be issued: {why}.", fg="yellow")
    click.echo(f"\n{page.text}")
    for figure in page.key_figures:
        click.echo(f"\n[Picture: {figure.alt}]")
    for part, hints in zip(page.parts, shown.hints, strict=True):
        click.secho(f"\n{f'({part.label}) ' if part.label else ''}{part.ask}", bold=True)
        for n, option in enumerate(part.options):
            click.echo(f"    {'ABCDEFGHIJ'[n]}. {option}")
        solution = part.solution
        if solution is None:
            continue
        window = f"   (accepted: {solution.accepted})" if solution.accepted else ""
        click.secho(f"Answer: {solution.answer}{window}", fg="green")
        for step in (*solution.steps, *filter(None, [solution.explanation])):
            click.echo("    " + str(step).replace("\n", "\n    "))
        for mistake in solution.mistakes:
            click.echo(f"  ✗ {mistake.answer}: {mistake.meaning}")
        for hint in hints:
            click.echo(f"  ? {hint}")
