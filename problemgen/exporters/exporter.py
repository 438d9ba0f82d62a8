"""What a format must say to be exported to: a record of small functions, one record a format."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from problemgen.exporters.notes import Note
from problemgen.frozen import frozen

if TYPE_CHECKING:
    from problemgen.exporters.item import Item, ItemPicture
    from problemgen.exporters.quiz import ExportFile, Quiz


@frozen
class Exporter:
    """One format.

    ``write`` gives one text a question: one for a whole item, or one for each of its parts where the format has no
    questions in several parts (``split``). ``files`` puts the questions of a quiz together. ``notes`` says what an item
    loses, and what is done instead. ``plain_digits`` is for readers that round what students type to four decimals.
    """

    name: str
    title: str
    markup: str  # the format of problemgen.markup in which texts are printed
    suffix: str  # of the file: .xml, .zip, .txt, .csv
    split: bool
    plain_digits: bool
    write: Callable[[Item], tuple[str, ...]]
    files: Callable[[Quiz], Iterable[ExportFile]]
    notes: Callable[[Item], Iterable[Note]]
    picture: Callable[[ItemPicture], str] | None = None  # how a picture is shown; None where the format has no place for files
    joined: str = ""  # the suffix under which the files of a package are written one after the other
    experimental: str = ""  # what nobody could try yet
