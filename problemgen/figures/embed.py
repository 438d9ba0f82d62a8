"""Fit a picture to where it goes: a page, a file of its own, the PDF engine; each has its letters and its words for the blind."""

from __future__ import annotations

import re

from problemgen.figures.svg import Picture
from problemgen.markup import escape

SCREEN = "system-ui, Helvetica, Arial, sans-serif"
PAPER = "New Computer Modern"  # inside the PDF engine, so that every machine sets the same letters
_ID = re.compile(r'id="([\w.-]+)"|url\(#([\w.-]+)\)')


def inline(picture: Picture, name: str) -> str:
    """Give a picture as an element of a page; ``name`` keeps the ids of several pictures apart."""
    named = _ID.sub(lambda match: f'id="{name}-{match[1]}"' if match[1] else f"url(#{name}-{match[2]})", picture.svg)
    return _headed(named, f'role="img" aria-label="{escape.html(picture.alt)}" font-family="{SCREEN}"')


def standalone(picture: Picture) -> str:
    """Give a picture as a file of its own."""
    size = f'width="{picture.size.width:g}" height="{picture.size.height:g}"'
    return _headed(picture.svg, f'{size} role="img" aria-label="{escape.html(picture.alt)}" font-family="{SCREEN}"')


def for_paper(picture: Picture) -> str:
    """Give a picture for the PDF engine, which is told its words and its size beside it."""
    return _headed(picture.svg, f'font-family="{PAPER}"')


def _headed(svg: str, attributes: str) -> str:
    """Put attributes on the root element, in place of a size that the drawing gives itself."""
    head, end, rest = svg.partition(">")
    head = re.sub(r' (?:width|height|role|font-family)="[^"]*"', "", head)
    return head.replace("<svg", f"<svg {attributes}", 1) + end + rest
