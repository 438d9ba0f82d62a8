"""Check data against a pydantic model and say where each problem stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from problemgen.errors import Place, Problem, ProblemgenError
from problemgen.maths.formula import FormulaError
from problemgen.maths.units import UnitError

Model = TypeVar("Model", bound=BaseModel)
PlaceOf = Callable[..., Place]


def validate(model: type[Model], data: Any, place: PlaceOf) -> Model:
    """Give the model of the data. Raises ProblemgenError with every problem at its place."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise ProblemgenError.of([_problem(each, data, place) for each in error.errors()]) from None


def _problem(error: Any, data: Any, place: PlaceOf) -> Problem:
    path = _in_data(error["loc"], data)
    where = ".".join(str(part) for part in path)
    message = error["msg"].removeprefix("Value error, ")
    if error["type"] == "extra_forbidden":
        message = f"unknown field; {message.lower()}" if not path else f"no such field {path[-1]!r}; check its spelling"
    elif error["type"] == "missing":
        message = f"the field {error['loc'][-1]!r} is missing"
    return Problem(f"{where}: {message}" if where else message, place(*path))


def _in_data(loc: Sequence[Any], data: Any) -> tuple[str | int, ...]:
    """Drop from pydantic's path what is no part of the data: the tags of unions, which may be spelled like a field."""
    if not loc:
        return ()
    part, rest = loc[0], loc[1:]
    skipped = _in_data(rest, data)
    inside = isinstance(data, dict) and part in data
    if not inside and isinstance(data, (list, tuple)) and isinstance(part, int):
        inside = part < len(data)
    if not inside:
        return skipped
    taken = (part, *_in_data(rest, data[part]))
    return taken if len(taken) > len(skipped) else skipped


class Problems:
    """Gathers problems while a file is checked, so that all are told at once."""

    def __init__(self) -> None:
        self.found: list[Problem] = []

    def add(self, message: str, place: Place) -> None:
        """Note one problem."""
        self.found.append(Problem(message, place))

    @contextmanager
    def at(self, place: Place) -> Iterator[None]:
        """Turn an error of a formula, a unit or a deeper file into a problem at this place."""
        try:
            yield
        except FormulaError as error:
            spot = Place(place.file, place.line, place.column + error.column) if place.line else place
            self.found.append(Problem(error.message, spot))
        except (UnitError, LookupError) as error:
            self.found.append(Problem(str(error.args[0]) if error.args else str(error), place))
        except ProblemgenError as error:
            self.found.extend(error.problems)

    def raise_all(self) -> None:
        """Raise ProblemgenError if anything was found."""
        if self.found:
            raise ProblemgenError.of(self.found)
