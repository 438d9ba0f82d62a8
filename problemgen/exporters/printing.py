"""Print the questions of variants: written once for every signature, then only filled."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from problemgen.exporters.facts import Evaluator, Facts, Signature
from problemgen.exporters.fill import Encoder, filler
from problemgen.exporters.notes import Note
from problemgen.exporters.pictures import picture_name
from problemgen.exporters.plate import Plate
from problemgen.exporters.quiz import PictureFile
from problemgen.exporters.stencil import Slot, Stencil
from problemgen.frozen import frozen

if TYPE_CHECKING:
    from problemgen.exporters.album import Album


@frozen
class Written:
    """The questions of all variants of one signature, the words of tables in them (by scene), and what they lose."""

    stencils: tuple[Stencil, ...]
    words: Mapping[Slot, tuple[str, ...]]
    notes: tuple[Note, ...]


@dataclass
class Printing:
    """Prints one template's variants in one format; ``write`` is called for what was never written before."""

    plate: Plate
    markup: str
    write: Callable[[int], Written]
    words: dict[Slot, tuple[str, ...]] = field(default_factory=dict)
    written: dict[Signature, Written] = field(default_factory=dict)
    fillers: dict[tuple[Signature, int], Encoder] = field(default_factory=dict)
    new: int = 0  # signatures that were written here

    def __post_init__(self) -> None:
        self.evaluator = Evaluator(self.plate)
        self.album: Album | None = None
        if self.plate.figures is not None:
            from problemgen.exporters.album import Album  # and all that draws with it

            self.album = Album(self.plate, self.plate.figures, self.evaluator)

    def data(self, index: int, slot: int) -> bytes:
        """Print a variant's question, encoded; ``slot`` counts the questions of one variant."""
        facts = self.evaluator.facts(index)
        fill = self.fillers.get((facts.signature, slot))
        if fill is None:
            stencil = self.of(facts).stencils[slot]
            pictures = partial(self.album.filler, self.markup) if self.album else None
            fill = self.fillers[facts.signature, slot] = filler(
                stencil, self.plate, self.markup, facts.signature, self.words, pictures
            )
        return fill(facts)

    def of(self, facts: Facts) -> Written:
        """Find what was written for a variant's signature; write it where there is nothing yet."""
        found = self.written.get(facts.signature)
        if found is None:
            found = self.written[facts.signature] = self.write(facts.variant_index)
            self.words |= found.words
            self.new += 1
        return found

    def pictures(self, id: str, index: int) -> tuple[PictureFile, ...]:
        """List the pictures of a variant, whose name is ``id``; none is drawn yet."""
        if self.album is None:
            return ()
        figures = self.album.figures
        wanted = [(n, key) for n, figure in enumerate(figures) for key in (False, True)
                  if (figure.explained if key else figure.asked)]  # fmt: skip
        return tuple(PictureFile(picture_name(id, n, len(figures), key), partial(self.album.file, index, n, key))
                     for n, key in wanted)  # fmt: skip

    def slots(self, index: int) -> int:
        """Say how many questions a variant makes."""
        return len(self.of(self.evaluator.facts(index)).stencils)

    def notes(self) -> list[Note]:
        """List what the questions lose."""
        return list(dict.fromkeys(note for each in self.written.values() for note in each.notes))
