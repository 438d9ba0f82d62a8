"""Find the pictures that a text shows, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from xml.etree.ElementTree import Element

from problemgen.errors import ProblemgenError
from problemgen.importers.archive import read_xml
from problemgen.importers.view import ReadPicture

FORMULA = "equation_image"  # Canvas' class of formulas, which are typeset again


def pictures_in(html: str) -> tuple[ReadPicture, ...]:
    """List the pictures in a piece of HTML, formulas left out.

    >>> pictures_in('<p>See <img src="images/cell.svg" alt="a cell"></p>')
    (ReadPicture(address='images/cell.svg', alt='a cell'),)
    """
    if "<img" not in html:
        return ()
    finder = _Finder()
    finder.feed(html)
    finder.close()
    return tuple(finder.found)


class _Finder(HTMLParser):
    """Goes through HTML and keeps its images."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[ReadPicture] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "img" and given.get("class") != FORMULA:
            self.found.append(ReadPicture(given.get("src", ""), given.get("alt", "")))


def picture_of(element: Element) -> ReadPicture:
    """Read an ``img`` of XML."""
    return ReadPicture(element.get("src", ""), element.get("alt", ""))


def unsaid(pictures: Iterable[ReadPicture]) -> Iterator[str]:
    """Name the pictures that say nothing to those who cannot see them."""
    for each in pictures:
        if not each.alt.strip():
            yield f"the picture {each.address[:80]} has no alternative text"


def unlike_svg(data: bytes, name: str) -> Iterator[str]:
    """Say what keeps a file from being a picture that browsers show; files of other kinds are not looked into."""
    if not name.lower().endswith(".svg"):
        return
    try:
        root = read_xml(data, name)
    except ProblemgenError as error:
        yield f"the picture {name} is broken: {error.problems[0].message}"
        return
    if root.tag != "svg":
        yield f"the picture {name} is no SVG"
    if any(each.tag == "script" for each in root.iter()):
        yield f"the picture {name} holds a script, which does not run where it is shown"
