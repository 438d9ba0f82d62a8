"""The pictures of a problem on a sheet: drawn once for a sheet, shown in every format."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from problemgen.document.pdf import pdf
from problemgen.document.sheet import Safe, SheetFigure
from problemgen.figures.embed import for_paper, inline, standalone
from problemgen.figures.picture import Artist, Given
from problemgen.figures.svg import Picture
from problemgen.maths.print_typst import quoted
from problemgen.variant.variant import Variant

POINTS = 0.75  # of an inch's 72, in one of its 96 pixels

PICTURE_FILES = {"md": "svg", "tex": "pdf"}  # formats that show pictures from files beside them
_LETTERS = "abcd"
_SHOWN: dict[str, Callable[[Picture, str], str]] = {
    "html": inline, "page": inline, "typ": lambda picture, _: for_paper(picture),
}  # fmt: skip


@dataclass(frozen=True)
class Drawn:
    """The pictures of one problem by the names of their files: as students see them, and as the key shows them."""

    question: tuple[tuple[str, Picture], ...] = ()
    key: tuple[tuple[str, Picture], ...] = ()

    def files(self, key: bool) -> tuple[tuple[str, Picture], ...]:
        """Give what is shown to students, or in the key."""
        return self.key if key else self.question


NOTHING = Drawn()


def drawn(artist: Artist, variant: Variant, number: int) -> Drawn:
    """Draw the pictures of the variant that stands as problem ``number``. Raises ProblemgenError."""
    template = variant.template
    if not template.figures:
        return NOTHING
    given = Given(variant.values, variant.numbers)
    question = _named(artist.pictures(template, given, key=False), number)
    return Drawn(question, _named(artist.pictures(template, given, key=True), number, "-key"))


def _named(pictures: tuple[Picture, ...], number: int, ending: str = "") -> tuple[tuple[str, Picture], ...]:
    letters = _LETTERS if len(pictures) > 1 else ("",)
    return tuple((f"problem{number}{letter}{ending}", picture) for letter, picture in zip(letters, pictures, strict=False))


def sheet_figures(pictures: tuple[tuple[str, Picture], ...], format: str) -> tuple[SheetFigure, ...]:
    """Show pictures in a format."""
    show = _SHOWN.get(format)
    return tuple(
        SheetFigure(name, Safe(show(picture, name)) if show else Safe(""), picture.alt, round(picture.size.width * POINTS))
        for name, picture in pictures
    )


def picture_file(picture: Picture, format: str) -> bytes:
    """Give the file that a document of this format shows a picture from."""
    if format == "md":
        return standalone(picture).encode()
    width, height = (f"{each * POINTS:g}pt" for each in (picture.size.width, picture.size.height))
    shown = f'image(bytes({quoted(for_paper(picture))}), format: "svg", width: {width}, alt: {quoted(picture.alt)})'
    return pdf(f"#set page(width: {width}, height: {height}, margin: 0pt)\n#set document(date: none)\n#{shown}\n", "figure.typ")
