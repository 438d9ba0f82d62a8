"""Look at a finished picture before anybody opens it: only shapes and text, nothing that loads, links or runs."""

from __future__ import annotations

import re
from xml.parsers import expat

from problemgen.errors import ProblemgenError
from problemgen.frozen import frozen


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_ELEMENTS = _words("svg g path rect circle ellipse line polyline polygon text tspan defs clipPath marker title desc")
_ATTRIBUTES = _words(
    "x y x1 x2 y1 y2 cx cy r rx ry d points width height viewBox transform fill fill-opacity fill-rule stroke stroke-width "
    "stroke-dasharray stroke-linecap stroke-linejoin stroke-opacity opacity font-size font-family font-style font-weight "
    "text-anchor dominant-baseline text-decoration dx dy id clip-path marker-start marker-mid marker-end refX refY markerWidth "
    "markerHeight markerUnits orient xmlns role class clip-rule alignment-baseline letter-spacing baseline-shift"
)
_LINK = re.compile(r"url\((?!#[\w.-]+\))|:(?=//)|javascript:", re.IGNORECASE)
_NAMESPACE = "http://www.w3.org/2000/svg"
_SIZE = re.compile(r"0 0 (\d{2,4}(?:\.\d+)?) (\d{2,4}(?:\.\d+)?)")


@frozen
class Size:
    """Width and height of a picture in its own units, of which a line of text is about 13 high."""

    width: float
    height: float


@frozen
class Picture:
    """A picture as SVG, what it shows in plain words, and its size."""

    svg: str
    alt: str
    size: Size


def size_of(svg: str) -> Size:
    """Check a picture and give its size. Raises ProblemgenError for what has no place in one.

    >>> size_of('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 420 180"><path d="M0 0 9 9"/></svg>')
    Size(width=420.0, height=180.0)
    """
    found: list[Size] = []

    def element(name: str, attributes: dict[str, str]) -> None:
        if name not in _ELEMENTS:
            raise ProblemgenError(f"<{name}> has no place in a picture; there are: {', '.join(sorted(_ELEMENTS))}")
        for attribute, value in attributes.items():
            if attribute not in _ATTRIBUTES or (_LINK.search(value) and value != _NAMESPACE):
                raise ProblemgenError(f'{attribute}="{value[:60]}" of <{name}> has no place in a picture')
        if not found:
            found.append(_size(name, attributes))

    def refused(*_: object) -> None:
        raise ProblemgenError("a picture holds no document type, entities or processing instructions")

    parser = expat.ParserCreate()
    parser.StartElementHandler = element
    parser.StartDoctypeDeclHandler = parser.ProcessingInstructionHandler = parser.EntityDeclHandler = refused
    try:
        parser.Parse(svg, True)
    except expat.ExpatError as error:
        raise ProblemgenError(f"this is no well-formed SVG: {error}") from None
    return found[0]


def _size(name: str, attributes: dict[str, str]) -> Size:
    match = _SIZE.fullmatch(attributes.get("viewBox", ""))
    if name != "svg" or attributes.get("xmlns") != _NAMESPACE or match is None:
        raise ProblemgenError(f'a picture starts with <svg xmlns="{_NAMESPACE}" viewBox="0 0 WIDTH HEIGHT">')
    return Size(float(match[1]), float(match[2]))
