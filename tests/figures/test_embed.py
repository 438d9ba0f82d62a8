"""Pictures fitted to pages, files and paper."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from problemgen.figures.embed import for_paper, inline, standalone
from problemgen.figures.svg import Picture, size_of

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" height="80" width="100" viewBox="0 0 100 80"><defs>'
    '<clipPath id="a"><rect width="9" height="9"/></clipPath></defs><g clip-path="url(#a)"/></svg>'
)
PICTURE = Picture(SVG, 'It says "5 < 6" & more', size_of(SVG))


def test_two_pictures_on_a_page_share_no_id() -> None:
    """Each id and each reference to it is named after its picture."""
    page = f"<div>{inline(PICTURE, 'p1')}{inline(PICTURE, 'p2')}</div>"
    ids = re.findall(r'\bid="([^"]*)"', page)
    assert ids == ["p1-a", "p2-a"]
    assert re.findall(r"url\(#([^)]*)\)", page) == ids
    ElementTree.fromstring(page)


def test_words_for_the_blind_are_escaped() -> None:
    """Quotes and signs in the alternative text stay inside their attribute."""
    for svg in (inline(PICTURE, "p"), standalone(PICTURE)):
        assert ElementTree.fromstring(svg).get("aria-label") == PICTURE.alt
        assert ElementTree.fromstring(svg).get("role") == "img"


def test_a_file_says_its_size_and_a_page_does_not() -> None:
    """On a page the picture is as wide as there is room; a file has a width and a height."""
    assert ElementTree.fromstring(standalone(PICTURE)).get("width") == "100"
    assert ElementTree.fromstring(inline(PICTURE, "p")).get("width") is None
    assert ElementTree.fromstring(for_paper(PICTURE)).get("width") is None
