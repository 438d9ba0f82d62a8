"""Find a bank, its templates compiled, and its assignments."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from problemgen.bank.bank import Bank, load_bank
from problemgen.bank.load import load_template
from problemgen.defaults import DEFAULT_BANK
from problemgen.errors import Problem, ProblemgenError
from problemgen.files import bank_folder
from problemgen.variant.program import Program, program


def open_bank(name: str | Path = DEFAULT_BANK) -> Bank:
    """Load a bank by the name of a shipped one, or by its folder. Raises ProblemgenError.

    >>> open_bank("membrane").name
    'membrane'
    """
    return load_bank(bank_folder(name))


def programs(bank: Bank, ids: Iterable[str]) -> dict[str, Program]:
    """Load and compile templates. Raises ProblemgenError with the problems of all of them."""
    found: dict[str, Program] = {}
    problems: list[Problem] = []
    for id in ids:
        try:
            found[id] = program(load_template(bank, id))
        except ProblemgenError as error:
            problems.extend(error.problems)
    if problems:
        raise ProblemgenError.of(problems)
    return found
