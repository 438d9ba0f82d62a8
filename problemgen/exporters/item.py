"""What an exporter gets to see: one variant as a question, its texts printed in the exporter's own markup.

Numbers, and everything else that differs between variants, may be private-use characters that stand for them (see
``stencil``): an exporter puts texts together and never looks into them.
"""

from __future__ import annotations

from dataclasses import replace

from problemgen.frozen import frozen


@frozen
class Interval:
    """Values that count as one, in plain ASCII: ``-82.6137``, from ``low`` to ``high``, ``half`` on either side.

    ``pattern`` is a regular expression of all the ways to write them with up to a few decimals.
    """

    value: str
    low: str
    high: str
    half: str
    pattern: str


@frozen
class WrongNumber:
    """What a mistake gives: the values, how they print, the credit (0 to 1), and what to tell the student."""

    codes: tuple[str, ...]
    interval: Interval
    shown: str
    credit: float
    feedback: str


@frozen
class TypedUnit:
    """A unit that students may type; a value in the asked unit times ``multiplier`` is one in this unit."""

    name: str
    multiplier: str


@frozen
class NumberPart:
    """A number to be typed, in ``unit`` ('' for none); ``required`` where the unit must be typed, too.

    ``answer`` is the right one as printed in the key, ``accepted`` the window in words, ``solution`` printed blocks.
    """

    label: str
    ask: str
    points: float
    unit: str
    required: bool
    whole: bool
    right: Interval
    wrong: tuple[WrongNumber, ...]
    units: tuple[TypedUnit, ...]
    answer: str
    accepted: str
    solution: str
    hints: tuple[str, ...]


@frozen
class Choice:
    """One thing to choose; ``key`` is the same in every variant."""

    key: str
    text: str
    right: bool
    codes: tuple[str, ...] = ()
    credit: float = 0.0
    feedback: str = ""


@frozen
class ChoicePart:
    """One right choice, or (``several``) all right ones: credit is (right ones - wrong ones) / right ones, at least 0."""

    label: str
    ask: str
    points: float
    several: bool
    shuffle: bool
    choices: tuple[Choice, ...]
    answer: str
    solution: str
    hints: tuple[str, ...]

    @property
    def rights(self) -> tuple[Choice, ...]:
        """The right choices."""
        return tuple(choice for choice in self.choices if choice.right)


@frozen
class RankingPart:
    """Things to put in order: ``names`` as they stand on the page, ``order`` from first to last, ``sign`` between them."""

    label: str
    ask: str
    points: float
    names: tuple[str, ...]
    order: tuple[str, ...]
    sign: str
    answer: str
    solution: str
    hints: tuple[str, ...]


Part = NumberPart | ChoicePart | RankingPart


@frozen
class ItemPicture:
    """A picture: the ``name`` of its file, what it shows in words, its size in pixels, and its file in base64."""

    name: str
    alt: str
    width: str
    height: str
    data: str


@frozen
class Item:
    """One variant as a question. ``label`` of its parts is '' where it has one part only.

    ``id`` names the variant, everywhere and for good; ``title`` is plain text; ``tag`` is the line that shows the id.
    The stem shows ``pictures`` already; ``explained`` shows ``key_pictures``, and stands before the worked solution. Where
    a format shows none, both say in words what there is to see.
    """

    id: str
    title: str
    stem: str
    parts: tuple[Part, ...]
    tags: tuple[str, ...]
    tag: str
    pictures: tuple[ItemPicture, ...] = ()
    key_pictures: tuple[ItemPicture, ...] = ()
    explained: str = ""

    @property
    def points(self) -> float:
        """The points of all parts together."""
        return round(sum(part.points for part in self.parts), 6)


def with_asks(part: Part, ask: str) -> Part:
    """Give a part another question."""
    return replace(part, ask=ask)
