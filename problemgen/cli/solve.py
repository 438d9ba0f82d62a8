"""``problemgen solve``: the calculator with its steps."""

from __future__ import annotations

import click

from problemgen.cli.options import assignments, bank_option, echo_json, json_option


@click.command("solve")
@click.argument("relation")
@click.argument("values", nargs=-1, metavar="NAME=VALUE...")
@click.option("--for", "symbol", required=True, help="The symbol to solve for.")
@click.option("--unit", "in_unit", help="The unit of the result.")
@bank_option
@json_option
def command(relation: str, values: tuple[str, ...], symbol: str, in_unit: str | None, bank: str, as_json: bool) -> None:
    """Solve RELATION for any of its symbols, with the worked steps.

    \b
    problemgen solve nernst --for E "c_out=110 mM" "c_in=5 mM" z=-1 "T=37 degC"
    problemgen solve nernst --for c_in "E=-70 mV" "c_out=120 mM" z=-1 "T=37 degC"
    problemgen list --relations        shows what can be solved
    """
    from problemgen.course.banks import open_bank
    from problemgen.variant.solve import solve

    solved = solve(open_bank(bank), relation, symbol, assignments(values, "a value"), in_unit)
    if as_json:
        echo_json({"relation": solved.relation, "symbol": solved.symbol, "value": solved.value, "unit": solved.unit,
                   "printed": solved.printed.number, "steps": list(solved.steps)})  # fmt: skip
        return
    click.echo("\n".join(solved.steps))
