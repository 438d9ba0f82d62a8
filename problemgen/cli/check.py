"""``problemgen check``: one answer against a key."""

from __future__ import annotations

from dataclasses import asdict

import click

from problemgen.cli.options import assignments, json_option


@click.command("check", context_settings={"ignore_unknown_options": True})
@click.argument("key", type=click.Path(), metavar="KEY.json")
@click.argument("part")
@click.argument("response", type=click.UNPROCESSED)
@click.option("--given", multiple=True, metavar="PART=RESPONSE", help="What was answered to an earlier part.")
@json_option
def command(key: str, part: str, response: str, given: tuple[str, ...], as_json: bool) -> None:
    """Check RESPONSE as the answer to PART of an answer key (open or sealed).

    \b
    problemgen check key.json 1a "-82.6 mV"
    problemgen check key.json 1b "17.6" --given "1a=-82.6 mV" --json
    """
    import json

    from problemgen.checker import AnswerKeyError, UnknownPart, check, read_key
    from problemgen.errors import Place, Problem, ProblemgenError

    place = Place(key)
    try:
        with open(key, "rb") as file:  # noqa: PTH123  (pathlib would take longer to import than the answer to check)
            data = json.load(file)
    except OSError as error:
        raise ProblemgenError(f"the key cannot be read: {error.strerror}", place) from error
    except (ValueError, RecursionError) as error:
        raise ProblemgenError(f"not valid JSON: {error}", place) from error
    try:
        verdict = check(read_key(data), part, response, assignments(given, "an earlier answer"))
    except AnswerKeyError as error:
        raise ProblemgenError.of([Problem(problem, place) for problem in error.problems]) from error
    except UnknownPart as error:
        raise ProblemgenError(str(error), place) from error
    if as_json:
        click.echo(json.dumps(asdict(verdict), ensure_ascii=False))
        return
    click.echo(f"{verdict.verdict} ({verdict.code}): {verdict.message}")
    if verdict.read_as:
        click.echo(f"Read as {verdict.read_as}; score {verdict.score:g}.")
