"""What an export is made of: groups of questions, of which each student gets some at random."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from problemgen.frozen import frozen


@frozen
class PictureFile:
    """A picture that questions show: the name of its file, and what draws it."""

    name: str
    draw: Callable[[], bytes]


@frozen
class Question:
    """One written question: its id, its text in the exporter's format, encoded, and the pictures that it shows."""

    id: str
    data: bytes
    pictures: tuple[PictureFile, ...] = ()

    @property
    def text(self) -> str:
        """The text, to be looked into."""
        return self.data.decode()


@frozen
class Group:
    """Questions that stand for one place on the quiz: ``pick`` of them are drawn, each for ``points``.

    ``size`` of them come from ``questions``, which can be gone through once.
    """

    id: str
    title: str
    pick: int
    points: float
    size: int
    questions: Iterable[Question]


@frozen
class Quiz:
    """An assignment to be exported; ``instructions`` are printed in the exporter's markup. Groups come one by one.

    ``pictures`` are those of all questions, each once, for formats that hold them apart.
    """

    id: str
    title: str
    bank: str
    instructions: str
    language: str
    groups: tuple[Group, ...]
    pictures: Iterable[PictureFile] = ()


@frozen
class ExportFile:
    """A file of an export: its path with '/', and its text piece by piece, encoded or not."""

    path: str
    pieces: Iterable[str | bytes]
