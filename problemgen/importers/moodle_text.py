"""How Moodle reads the small things in a question: numbers, grades, names, entities, and text with formulas.

The rules are those of Moodle 4.5: qtype_numerical_answer_processor, question_bank::fraction_options, clean_param, and
the MathJax filter as it is set up at first.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from html.entities import name2codepoint

GRADES = (100, 90, 83.33333, 80, 75, 70, 66.66667, 60, 50, 40, 33.33333, 30, 25, 20, 16.66667, 14.28571, 12.5, 11.11111, 10, 5, 0)
CLOSE = 1e-5  # of a grade as a share
EPSILON = 1e-14  # of a number: what Moodle adds to each tolerance

_POWER = re.compile(r"(?:e|E|(?:x|\*|×)10(?:\^|\*\*))([+-]?\d+)")
_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?", re.ASCII)


def number_in(text: str) -> tuple[float | None, str]:
    """Read the number at the start of a text, and what follows it, as with the English language pack.

    >>> number_in("-8.98x10^1 mV"), number_in("1%"), number_in("many")
    ((-89.8, 'mV'), (1.0, '%'), (None, ''))
    """
    plain = _POWER.sub(r"e\1", text.strip().replace(" ", ""))
    match = _NUMBER.match(plain.replace(",", ""))
    return (float(match[0]), plain.replace(",", "")[match.end() :]) if match else (None, "")


def is_grade(share: float) -> bool:
    """Tell whether a share of the points is one that Moodle takes."""
    return any(abs(abs(share) - each / 100) < CLOSE for each in GRADES)


def window(value: float, tolerance: float) -> tuple[float, float]:
    """Give the edges of an answer's window: the tolerance is absolute, and a little more is let in.

    >>> low, high = window(-89.8, 0.5)
    >>> low <= -90.3 and -90.31 < low
    True
    """
    reach = abs(tolerance) + EPSILON * max(abs(tolerance), abs(value), EPSILON)
    return value - reach, value + reach


_ENTITY = re.compile(r"&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([A-Za-z][A-Za-z0-9]*));")


def decoded(text: str) -> str:
    """Decode the entities of HTML 4 once.

    >>> decoded("&lt;b&gt; &amp;lt; &#125; &nosuch;")
    '<b> &lt; } &nosuch;'
    """

    def character(match: re.Match[str]) -> str:
        decimal, hexadecimal, name = match.groups()
        code = int(decimal) if decimal else int(hexadecimal, 16) if hexadecimal else name2codepoint.get(name, 0)
        return chr(code) if 0 < code < 0xD800 or 0xDFFF < code < 0x110000 else match[0]

    return _ENTITY.sub(character, text)


_TAG = re.compile(r"<(?!\s)[^>]*>?")


def without_tags(text: str) -> str:
    """Take everything like a tag out of a name.

    >>> without_tags("a <b> c, 5 < 6")
    'a  c, 5 < 6'
    """
    return _TAG.sub("", text)


_MATHS = re.compile(r"\\\((.*?)\\\)|\\\[(.*?)\\\]|\$\$(.*?)\$\$", re.DOTALL)
_DOLLARS = re.compile(r"(?<![\\$])\$(?!\$)[^$<>]*[\\^_{][^$<>]*\$(?!\$)")
_SCRIPT = re.compile(r"<\s*(?:script|iframe|object|embed)\b|<[^>]*\son\w+\s*=", re.IGNORECASE)
_FILE = re.compile(r"@@PLUGINFILE@@/([^\"'<>?\s]+)")


def losses_in(text: str, format: str, files: Container[str]) -> Iterator[str]:
    """Say what will not show as it was meant in a text of a question."""
    if format == "markdown" and re.search(r"\\[([]", text):
        yield r"Markdown takes the backslashes of \( \) away; use the format html"
    if any(re.search("<[A-Za-z/!]", formula) for match in _MATHS.finditer(text) for formula in match.groups() if formula):
        yield "a < in a formula is read as a tag; write &lt;"
    if _DOLLARS.search(_MATHS.sub("", text)):
        yield r"a formula in single $ signs shows as it is typed; write \( \)"
    if _SCRIPT.search(text):
        yield "a script in a text runs in the browser of everyone who sees the question"
    for name in _FILE.findall(text):
        if name not in files:
            yield f"the file {name} is not in the question"
