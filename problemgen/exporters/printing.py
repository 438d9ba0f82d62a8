"""Print the questions of variants: written once for every signature, then only filled."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from problemgen.exporters.facts import Evaluator, Facts, Signature
from problemgen.exporters.fill import Encoder, filler
from problemgen.exporters.notes import Note
from problemgen.exporters.plate import Plate
from problemgen.exporters.stencil import Slot, Stencil


@dataclass(frozen=True)
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

    def data(self, index: int, slot: int) -> bytes:
        """Print a variant's question, encoded; ``slot`` counts the questions of one variant."""
        facts = self.evaluator.facts(index)
        fill = self.fillers.get((facts.signature, slot))
        if fill is None:
            stencil = self.of(facts).stencils[slot]
            kind = self.plate.scenes[facts.scene].kind
            fill = self.fillers[facts.signature, slot] = filler(stencil, self.plate, self.markup, kind, self.words)
        return fill(facts)

    def of(self, facts: Facts) -> Written:
        """Find what was written for a variant's signature; write it where there is nothing yet."""
        found = self.written.get(facts.signature)
        if found is None:
            found = self.written[facts.signature] = self.write(facts.variant_index)
            self.words |= found.words
            self.new += 1
        return found

    def slots(self, index: int) -> int:
        """Say how many questions a variant makes."""
        return len(self.of(self.evaluator.facts(index)).stencils)

    def notes(self) -> list[Note]:
        """List what the questions lose."""
        return list(dict.fromkeys(note for each in self.written.values() for note in each.notes))
