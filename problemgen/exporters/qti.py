"""QTI 3.0 and QTI 2.1: packages of items and a test, both from the same writer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

from problemgen.exporters.exporter import Exporter
from problemgen.exporters.item import ChoicePart, Item, ItemPicture, NumberPart, RankingPart
from problemgen.exporters.notes import Note
from problemgen.exporters.pictures import image
from problemgen.exporters.qti_item import item_text
from problemgen.exporters.qti_names import QTI3, QTI21, Names
from problemgen.exporters.qti_package import PICTURES, package_files
from problemgen.exporters.quiz import ExportFile, Quiz
from problemgen.exporters.wording import NONE_OF_THESE


def _write(names: Names, item: Item) -> tuple[str, ...]:
    return (item_text(names, item),)


def _files(names: Names, quiz: Quiz) -> Iterable[ExportFile]:
    return package_files(names, quiz)


def _image(picture: ItemPicture) -> str:
    return image(picture, f"../{PICTURES}/{picture.name}")


def _notes(names: Names, item: Item) -> Iterator[Note]:
    for part in item.parts:
        if isinstance(part, NumberPart):
            yield Note("units, decimal commas and minus signs that are not plain ASCII", "the page says: number only")
            if part.required:
                yield Note("units that must be typed", "the number alone is asked, in the unit shown")
        if isinstance(part, RankingPart):
            yield Note("a typed order", "chosen from a list place by place; credit counts the places that are right")
        if isinstance(part, ChoicePart) and part.several and not part.rights:
            yield Note("a part of which no choice is right", f"in such variants {NONE_OF_THESE!r} can be chosen")
        if part.hints and names.camel:
            yield Note("hints", "left out: nothing in QTI 2.1 opens before a question is answered; the solution shows after it")
        if part.hints and not names.camel:
            yield Note("hints that cost something", "folded below the question: opening them is free")


def _exporter(name: str, title: str, names: Names) -> Exporter:
    return Exporter(
        name=name, title=title, markup="qti", suffix=".zip", split=False, plain_digits=False,
        write=partial(_write, names), files=partial(_files, names), notes=partial(_notes, names), picture=_image,
    )  # fmt: skip


EXPORTERS = (_exporter("qti3", "QTI 3.0 package", QTI3), _exporter("qti21", "QTI 2.1 package", QTI21))
