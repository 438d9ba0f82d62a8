"""Match responses with a bank: does it have the variants, and which part does each answer belong to?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from problemgen.bank.bank import Bank
from problemgen.course.banks import open_bank, programs
from problemgen.exporters.ids import VariantId, plain_name
from problemgen.responses.read import read_responses
from problemgen.responses.view import Reading, Response, Unmatched
from problemgen.variant.program import Program
from problemgen.variant.variant import RankingKey, Variant, variant


def read_matched(path: Path, bank: str | Path) -> Reading:
    """Read a download of responses and match it with a bank. Raises ProblemgenError."""
    return matched(read_responses(path), open_bank(bank))


def matched(reading: Reading, bank: Bank) -> Reading:
    """Keep the responses to what a bank holds, gaps given their part; the others are unmatched, with the reason."""
    find = Finder(bank).find
    found = [_matched(response, find) for response in reading.responses]
    lost = (each for each in found if isinstance(each, Unmatched))
    unmatched = sorted((*reading.unmatched, *lost), key=lambda each: each.line)
    return replace(reading, responses=tuple(r for r in found if isinstance(r, Response)), unmatched=tuple(unmatched))


@dataclass
class Finder:
    """Finds the variants that ids name; makes each once."""

    bank: Bank
    programs: dict[str, Program] = field(default_factory=dict)
    found: dict[VariantId, Variant | str] = field(default_factory=dict)

    def find(self, id: VariantId) -> Variant | str:
        """Make the variant that an id names, or say why there is none."""
        if id not in self.found:
            self.found[id] = self._find(id)
        return self.found[id]

    def _find(self, id: VariantId) -> Variant | str:
        if id.bank != plain_name(self.bank.name):
            return f"the bank is {self.bank.name}, the question's is {id.bank}"
        template = next((name for name in self.bank.templates if plain_name(name) == id.template), None)
        if template is None:
            return f"the bank {self.bank.name} has no problem {id.template}"
        if template not in self.programs:
            self.programs |= programs(self.bank, [template])
        try:
            return variant(self.programs[template], id.index)
        except IndexError:
            return f"{template} has no variant {id.index}; was the bank changed since the export?"


def _matched(response: Response, find: Callable[[VariantId], Variant | str]) -> Response | Unmatched:
    made = find(response.variant)
    if isinstance(made, str):
        return _lost(response, made)
    gaps = parts_of_gaps(made)
    if response.part and response.part not in gaps:
        return _lost(response, f"{response.variant} has no part {response.part}")
    if not response.gap:
        whole = response.text and not response.part and len(made.parts) > 1
        parts = ", ".join(dict.fromkeys(gaps))
        return _lost(response, f"the answer does not show which of the parts {parts} it belongs to") if whole else response
    if len(made.parts) == 1 or response.gap > len(gaps):
        return _lost(response, f"{response.variant} has no gap {response.gap}")
    return replace(response, part=gaps[response.gap - 1])


def parts_of_gaps(made: Variant) -> tuple[str, ...]:
    """Name the part of each gap of a variant that is asked as one question: an order has a gap for each place."""
    return tuple(key.part.label for key in made.parts for _ in range(len(key.order) if isinstance(key, RankingKey) else 1))


def _lost(response: Response, reason: str) -> Unmatched:
    return Unmatched(response.line, reason, response.student, response.id, response.text)
