"""What becomes of HTML in Canvas: what the cleaners of its two quiz engines take away."""

from __future__ import annotations

import re
from collections.abc import Container
from html.parser import HTMLParser
from urllib.parse import unquote

# Kept by canvas-lms, gems/canvas_sanitize, and by gem qti 2.27, lib/qti/sanitizer.rb.
KEPT = frozenset(
    ("a", "b", "blockquote", "br", "caption", "cite", "code", "col", "colgroup", "dd", "del", "div", "dl", "dt", "em",
     "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "ins", "li", "ol", "p", "pre", "q", "small",
     "span", "strike", "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "u", "ul")
)  # fmt: skip
_EQUATION = "/equation_images/"
_TOKEN = re.compile(r"^(\$|%24)[A-Z_-]*(\$|%24)/")
_OUTSIDE = re.compile(r"^([a-z]+:|/)", re.IGNORECASE)


def lost_in(html: str, files: Container[str]) -> list[str]:
    """Say what would be lost of a text; ``files`` are those that images may come from.

    >>> lost_in("<p>Is <script>1</script> 3 &lt; 5?</p>", {})
    ['<script> is taken away']
    """
    if "<" not in html:
        return []
    cleaner = _Cleaner(files)
    cleaner.feed(html)
    cleaner.close()
    return list(dict.fromkeys(cleaner.lost))


class _Cleaner(HTMLParser):
    """Goes through HTML and notes what would be taken away."""

    def __init__(self, files: Container[str]) -> None:
        super().__init__()
        self.files = files
        self.lost: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in KEPT:
            self.lost.append(f"<{tag}> is taken away")
        given = {name: value or "" for name, value in attrs}
        self.lost += [f"the attribute {name} is taken away" for name in given if name.startswith("on")]
        if tag == "img":
            formula = given.get("class") == "equation_image"
            self.lost += _equation(given) if formula else _picture(given.get("src", ""), self.files)


def _equation(given: dict[str, str]) -> list[str]:
    tex, address = given.get("data-equation-content", ""), given.get("src", "")
    if not tex:
        return ["a formula has no data-equation-content, from which New Quizzes reads it"]
    if re.search("[<>]", tex):
        return [f"the formula {tex} holds < or >, which New Quizzes takes for HTML; write \\lt and \\gt"]
    if not address.startswith(_EQUATION) or unquote(unquote(address.removeprefix(_EQUATION).partition("?")[0])) != tex:
        return [f"the address of the formula {tex} is not that formula, quoted twice, which Classic Quizzes draws"]
    if not given.get("alt"):
        return [f"the formula {tex} has no alternative text"]
    return []


def _picture(address: str, files: Container[str]) -> list[str]:
    path = unquote(_TOKEN.sub("", address))
    if not path or (_OUTSIDE.match(path) and not path.startswith("data:")) or path in files:
        return [] if path else ["an image has no address"]
    return [f"the image {address[:60]} is not in the zip"]
