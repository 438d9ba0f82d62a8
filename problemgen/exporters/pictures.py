"""Put pictures into an item: as the format shows them, else as words in their place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from problemgen.exporters.item import ItemPicture
from problemgen.exporters.notes import Note

Show = Callable[[ItemPicture], str]

SVG = ".svg"


def picture_name(id: str, number: int, count: int, key: bool) -> str:
    """Name the file of a picture after its variant; several of one variant are numbered from 1.

    >>> picture_name("membrane-nernst.forward-17", 0, 1, key=False), picture_name("membrane-nernst.forward-17", 1, 2, key=True)
    ('membrane-nernst.forward-17.svg', 'membrane-nernst.forward-17.2-key.svg')
    """
    several = f".{number + 1}" if count > 1 else ""
    return f"{id}{several}{'-key' if key else ''}{SVG}"


def shown(pictures: Iterable[ItemPicture], show: Show | None) -> str:
    """Print pictures as blocks of a text; without ``show`` in words."""
    return "\n".join(f"<p>{(show or described)(picture)}</p>" for picture in pictures)


def described(picture: ItemPicture) -> str:
    """Say in words what a picture shows, marked as such."""
    return f"[Picture: {picture.alt}]"


def image(picture: ItemPicture, address: str, more: str = "") -> str:
    """Write a picture as an image at an address; its size keeps the page from jumping."""
    return (f'<img src="{address}" alt="{picture.alt}" width="{picture.width}" height="{picture.height}"{more}/>')  # fmt: skip


def picture_notes(carried: bool, asked: bool) -> Iterator[Note]:
    """Say what became of pictures that are not in the export."""
    if not asked:
        yield Note("pictures", "left out, as asked: what they show stands in words in their place")
    elif not carried:
        yield Note("pictures", "what they show stands in words in their place")
