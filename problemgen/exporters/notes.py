"""What an export cannot carry, and what was done instead: nothing is dropped in silence."""

from __future__ import annotations

from collections.abc import Iterable

from problemgen.frozen import frozen


@frozen
class Note:
    """One loss: ``what`` is lost, and what was done ``instead``. Equal notes of many items are told once."""

    what: str
    instead: str


@frozen
class Loss:
    """A note with the templates that it is about."""

    note: Note
    templates: tuple[str, ...]


def gathered(found: Iterable[tuple[str, Note]]) -> tuple[Loss, ...]:
    """Put equal notes of templates together, in the order in which they were found."""
    templates: dict[Note, dict[str, None]] = {}
    for template, note in found:
        templates.setdefault(note, {})[template] = None
    return tuple(Loss(note, tuple(names)) for note, names in templates.items())
