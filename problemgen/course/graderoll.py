"""Find whose answer it is: by the id, the number of the sheet, the folder, and where only one has it the name."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from problemgen.course.manifest import Manifest
from problemgen.responses.handed import Handed


@dataclass(frozen=True)
class Roll:
    """The students of a manifest, by all that can name them; every value is an id."""

    ids: Mapping[str, str]
    sheets: Mapping[str, str]
    folders: Mapping[str, str]
    names: Mapping[str, str]
    shared: frozenset[str]  # names that more than one has
    replaced: Mapping[str, str]  # numbers of sheets that were replaced by others


def roll_of(manifest: Manifest) -> Roll:
    """List the students of a manifest."""
    ids: dict[str, str] = {}
    sheets: dict[str, str] = {}
    folders: dict[str, str] = {}
    names: dict[str, str] = {}
    replaced: dict[str, str] = {}
    shared: set[str] = set()
    for id, sheet in manifest.students.items():  # once: they stand on the disk
        ids[_same(id, id)] = sheets[_plain(sheet.sheet)] = id
        folders[_same(sheet.folder, id)] = id
        name = _plain(sheet.name)
        if name and names.setdefault(name, id) != id:
            shared.add(name)
        replaced |= {_plain(each.sheet): id for each in sheet.earlier if each.sheet != sheet.sheet}
    own = {name: id for name, id in names.items() if name not in shared} if shared else names
    return Roll(ids, sheets, folders, own, frozenset(shared), replaced)


def _same(text: str, id: str) -> str:
    """Give a text as it is looked for; where it is the id, the id itself, so that it is in memory once."""
    plain = _plain(text)
    return id if plain == id else plain


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def student_of(roll: Roll, handed: Handed) -> tuple[str, str]:
    """Give the student's id and '', or '' and why nobody is found."""
    told = _named(roll, handed.student)
    if handed.sheet and _plain(handed.sheet) in roll.replaced:
        owner = roll.replaced[_plain(handed.sheet)]
        return "", f"the sheet {handed.sheet[:20]} of {owner} was replaced by another; ask {owner} for answers to the new one"
    by_sheet = roll.sheets.get(_plain(handed.sheet), "") if handed.sheet else ""
    if told and by_sheet and told != by_sheet:
        return "", f"the sheet {handed.sheet[:20]} is not that of {told}, but of {by_sheet}: whose answers are these?"
    if told or by_sheet:
        return told or by_sheet, ""
    clue = _clue(roll, handed)
    if clue:
        return clue, ""
    by_name = roll.names.get(_plain(handed.name), "") if handed.name else ""
    if by_name and handed.student in ("", handed.name, f"line {handed.line}"):
        return by_name, ""
    if {_plain(handed.student), _plain(handed.name)} & roll.shared:
        return "", "more than one student has this name; give the id"
    return "", _reason(handed)


def _clue(roll: Roll, handed: Handed) -> str:
    if handed.dealt:  # the class list may name students by another id than the first that the course system writes
        plain = [_plain(each) for each in handed.clues]
        return next((table[each] for table in (roll.ids, roll.names) for each in plain if each in table), "")
    return next((found for each in handed.clues if (found := _by_clue(roll, each))), "") if not handed.student else ""


def _named(roll: Roll, student: str) -> str:
    plain = _plain(student)
    return (roll.ids.get(plain) or roll.names.get(plain) or "") if plain else ""


def _by_clue(roll: Roll, clue: str) -> str:
    plain = _plain(clue)
    return roll.ids.get(plain) or roll.folders.get(plain) or roll.sheets.get(plain) or _within(roll, plain)


def _within(roll: Roll, clue: str) -> str:
    """Find the one id that stands as a word in the name of a folder, as downloads of course systems have it."""
    words = {word for word in clue.replace("-", "_").split("_") if word}
    found = {roll.ids[word] for word in words if word in roll.ids} | {roll.sheets[word] for word in words if word in roll.sheets}
    return found.pop() if len(found) == 1 else ""


def _reason(handed: Handed) -> str:
    if not handed.student and not handed.sheet:
        return "no student is named; write student: and the id"
    if handed.student == f"line {handed.line}":
        return "no student is named in this row"
    if handed.sheet and not handed.student:
        return f"no sheet {handed.sheet[:20]!r} in the manifest"
    return "no such student in the manifest; was the roster changed, or is it another course's manifest?"
