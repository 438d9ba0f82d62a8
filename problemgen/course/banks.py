"""Find a bank, its templates compiled, and its assignments."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from problemgen.bank.bank import Bank, load_bank
from problemgen.bank.load import load_template
from problemgen.bank.validate import unknown
from problemgen.errors import Problem, ProblemgenError
from problemgen.files import shipped
from problemgen.variant.program import Program, program

DEFAULT = "membrane"


def open_bank(name: str | Path = DEFAULT) -> Bank:
    """Load a bank by the name of a shipped one, or by its folder. Raises ProblemgenError.

    >>> open_bank("membrane").name
    'membrane'
    """
    return load_bank(bank_folder(name))


def bank_folder(name: str | Path) -> Path:
    """Find a bank's folder: a folder as it is, else a shipped bank by its name. Raises ProblemgenError."""
    for folder in (Path(name), shipped("banks") / str(name)):
        if (folder / "bank.yaml").is_file():
            return folder
    there = [path.parent.name for path in shipped("banks").glob("*/bank.yaml")]
    raise ProblemgenError(unknown("bank", str(name), there) + "; a folder with a bank.yaml will do too")


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
