"""The answer key of a worksheet: what each part asks, and what its answers mean.

Read by ``keyread`` or ``sealedread``, judged by ``judge``; one type a kind of answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Optional, Tuple, Union

from problemgen.checker.lookup import Secret
from problemgen.checker.reading import Asked
from problemgen.checker.windows import Tolerance
from problemgen.frozen import frozen
from problemgen.maths.tree import Node

FORMAT = "problemgen-key/1"
SEALED_FORMAT = "problemgen-sealed/1"


class AnswerKeyError(ValueError):
    """A key that cannot be used; ``problems`` lists all that is wrong, each with its place in the JSON."""

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class UnknownPart(ValueError):
    """A part that the key does not have."""


@frozen
class Common:
    """What every part has: its name in the key, its kind, what is asked, and how feedback is given."""

    name: str
    kind: str
    ask: str = ""
    points: float = 1.0
    feedback: str = "full"  # full, plain: without the codes that tell what went wrong
    language: str = "en"
    decimal_mark: str = "either"  # either, point, comma: what the course writes
    messages: Mapping[str, str] = field(default_factory=dict)


@frozen
class Carried:
    """How a part follows from earlier ones: a formula (or a condition for each option), values in SI, and sources."""

    values: Mapping[str, float]
    sources: Mapping[str, str]  # symbol: earlier part
    formula: Optional[Node] = None
    options: Tuple[Tuple[str, Node], ...] = ()
    credit: float = 0.75


@frozen
class Digits:
    """How many digits are asked, from least to most; None where any number will do."""

    figures: Optional[Tuple[int, int]] = None
    decimals: Optional[Tuple[int, int]] = None
    credit: float = 0.5  # for the right value with the wrong number of digits


@frozen
class NumberPart:
    """A quantity, an integer or a count."""

    common: Common
    asked: Asked
    tolerance: Tolerance
    secret: Secret
    digits: Digits = Digits()
    sign_is_ratio: bool = False
    carried: Optional[Carried] = None


@frozen
class Option:
    """One of the answers to choose from: its name (a letter, a direction) and the words that mean it."""

    name: str
    words: Tuple[str, ...]

    @property
    def text(self) -> str:
        return self.words[0] if self.words else self.name


@frozen
class ChoicePart:
    """A single choice or several choices by letter or text, or a true/false with a reason."""

    common: Common
    options: Tuple[Option, ...]
    secret: Secret
    carried: Optional[Carried] = None


@frozen
class DirectionPart:
    """A choice answered in words, such as outward or inward."""

    common: Common
    options: Tuple[Option, ...]
    secret: Secret
    carried: Optional[Carried] = None


@frozen
class RankingPart:
    """An order of items, the first being the largest (sign '>') or the smallest ('<')."""

    common: Common
    items: Tuple[Option, ...]
    secret: Secret
    sign: str = ">"
    partial: bool = False


@frozen
class FormulaPart:
    """A formula in declared names, compared at points sampled within their ranges."""

    common: Common
    ranges: Mapping[str, Tuple[float, float]]
    points: Tuple[int, ...]  # the numbers of the sampled points at which the right formula has a value
    secret: Secret
    symbols: Tuple[str, ...] = ()
    relative: float = 1e-6


Part = Union[NumberPart, ChoicePart, DirectionPart, RankingPart, FormulaPart]


@frozen
class AnswerKey:
    """All parts of a worksheet, by name, in the order of the page."""

    title: str
    parts: Mapping[str, Part]


def part_of(key: AnswerKey, name: str) -> Part:
    """Find a part by its name; ``a`` finds ``1a`` in a key of one problem. Raises UnknownPart."""
    wanted = name.strip().strip("().").lower()
    found = [part for own, part in key.parts.items() if own.lower() == wanted]
    if not found:
        found = [part for own, part in key.parts.items() if own.lower().lstrip("0123456789") == wanted]
    problems = {own.rstrip("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") for own in key.parts}
    if found and (len(found) == 1 or len(problems) == 1):
        return found[0]
    raise UnknownPart(f"there is no part {name!r} in this key; its parts are {', '.join(key.parts)}")
