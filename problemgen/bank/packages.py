"""What other packages bring to a bank: drawings, and kinds of answers.

A kind of answer writes its own fields as an answer that problemgen knows. So checkers, sealed keys,
pages and course systems judge it without knowing it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from problemgen import plugins
from problemgen.errors import Place, ProblemgenError, unknown

KIND = "kind"
OWN = ("quantity", "integer", "count")  # kinds of numbers, which the schema knows
KNOWN = ("quantity", "choose", "decision", "choices", "several", "ranking", "symbolic")


def expanded(data: Any, place: Callable[..., Place]) -> Any:
    """Write the answers of a template that name a ``kind`` as known ones. Raises ProblemgenError."""
    parts = data.get("parts") if isinstance(data, dict) else None
    if not isinstance(parts, list):
        return data
    return {**data, "parts": [_part(part, n, place) for n, part in enumerate(parts)]}


def _part(part: Any, n: int, place: Callable[..., Place]) -> Any:
    answer = part.get("answer") if isinstance(part, dict) else None
    if not isinstance(answer, dict) or not isinstance(answer.get(KIND), str) or answer[KIND] in OWN:
        return part
    name, where = answer[KIND], place("parts", n, "answer", KIND)
    if name not in plugins.names("answers"):
        advice = f"an answer has one of: {', '.join(KNOWN)}; or a `kind` that an installed package brings"
        raise ProblemgenError(f"{unknown('kind of answer', name, plugins.names('answers')).partition(';')[0]}; {advice}", where)
    fields = {field: value for field, value in answer.items() if field != KIND}
    write = plugins.load("answers", name)
    with plugins.guarded("answers", name):
        try:
            written = write(fields)
        except ValueError as error:  # what its author says of a bank
            raise ProblemgenError(str(error), where) from error
    if not isinstance(written, dict) or KIND in written:
        raise plugins.broken("answers", name, f"it must give an answer with one of: {', '.join(KNOWN)}")
    return {**part, "answer": written}


def check_drawing(name: str, drawings: Mapping[str, object]) -> None:
    """Raise LookupError where neither a bank nor a package has a drawing of this name."""
    if name not in drawings and name not in plugins.names("figures"):
        raise LookupError(unknown("drawing", name, (*drawings, *plugins.names("figures"))))
