"""Shorten a script of ours: comments and spaces go, and long names become short ones, everywhere alike.

Every name is exchanged for another one wherever it stands, as a variable or as a property, so nothing depends on scopes.
Names that come from elsewhere must be kept: those of the language (KNOWN), those of groups in patterns, and those of data.
Only what our scripts use is understood: plain functions, no labels, double quotes, a semicolon behind every statement.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import count, product
from string import ascii_letters

# words and functions of the language; a name of it that is missing here is exchanged too, and no test of the script passes
_LANGUAGE = """
Array BigInt Boolean Error Infinity Int32Array JSON Map Math Number Object RegExp Set String Uint8Array
abs add assign cbrt ceil charCodeAt codePointAt concat entries every exec exp fill filter find flatMap floor forEach from
fromCharCode fromCodePoint get groups has includes indexOf isArray isFinite isInteger join keys lastIndexOf length log log10 map
match max min normalize of padEnd padStart parse parseInt pop pow push raw reduce repeat replace reverse search set sign size
slice some sort split sqrt startsWith stringify subarray test toExponential toLowerCase toPrecision toString toUpperCase trim
trimEnd trimStart values
break case catch const continue default delete do else false finally for function if in instanceof let new null return switch this
throw true try typeof undefined var void while
"""
KNOWN = frozenset(_LANGUAGE.split())

_TOKEN = re.compile(
    r"(?P<space>\s+|//[^\n]*)|(?P<text>\"(?:[^\"\\\n]|\\.)*\")|(?P<name>[A-Za-z_$][\w$]*)|(?P<number>[0-9][\w.]*)"
    r"|(?P<pattern>/(?![/*])(?:[^/\\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/[a-z]*)|(?P<sign>=>|\.\.\.|\+\+|--|[^\s\w'\"`])"
)
_BEFORE_PATTERN = re.compile(r"[(,=:\[!&|?{};]$|^=>$|^return$")
_GROUP = re.compile(r"\(\?<(\w+)>")
_JOINED = re.compile(r"[\w$]")

Token = tuple[str, str]  # kind, text


def shortened(source: str, kept: Iterable[str]) -> str:
    """Shorten a script; ``kept`` are names that stay.

    >>> shortened("const twice = (value) => value + value; // doubles\\nreturn { twice };", ["twice"])
    'const twice=a=>a+a;return{twice};'
    """
    tokens = list(_tokens(source))
    groups = {name for kind, text in tokens if kind in ("text", "pattern") for name in _GROUP.findall(text)}
    stay = KNOWN | groups | set(kept)
    used = Counter(text for kind, text in tokens if kind == "name" and text not in stay)
    short = dict(zip((name for name, _ in used.most_common()), _short_names(stay), strict=False))
    return _joined(short.get(text, text) if kind == "name" else text for kind, text in tokens)


def _short_names(taken: frozenset[str]) -> Iterator[str]:
    return (name for size in count(1) for name in map("".join, product(ascii_letters, repeat=size)) if name not in taken)


def _tokens(source: str) -> Iterator[Token]:
    """Cut a script into names, texts, patterns and signs."""
    at, last, depths = 0, "", [0]
    while at < len(source):
        if source[at] == "`" or (source[at] == "}" and len(depths) > 1 and depths[-1] == 0):
            depths = depths if source[at] == "`" else depths[:-1]
            end = _end_of_piece(source, at + 1)
            depths = [*depths, 0] if source[end - 1] == "{" else depths
            last = source[at:end]
            yield "text", last
            at = end
            continue
        match = _TOKEN.match(source, at)
        if match is None:
            raise ValueError(f"this is not understood: {source[at : at + 20]!r}")
        kind, text = match.lastgroup or "", match.group()
        if kind == "pattern" and not _BEFORE_PATTERN.search(last):
            kind, text = "sign", "/"
        at += len(text)
        if kind != "space":
            depths[-1] += (text == "{") - (text == "}")
            last = text
            yield kind, text


def _end_of_piece(source: str, at: int) -> int:
    """Find the end of a piece of a template: behind its backtick or behind ``${``."""
    while source[at] != "`":
        if source.startswith("${", at):
            return at + 2
        at += 2 if source[at] == "\\" else 1
    return at + 1


def _joined(texts: Iterable[str]) -> str:
    """Put tokens together: a space where two would be one, nothing before a closing bracket, no brackets around a parameter."""
    made: list[str] = []
    for text in texts:
        if text in ("}", "]") and made[-1:] in ([";"], [","]):
            made.pop()
        elif text == "=>" and made[-3:-2] == ["("] and made[-1] == ")" and _JOINED.match(made[-2]):
            made[-3:] = [made[-2]]
        last = made[-1][-1] if made else ""
        words = last and _JOINED.match(last) and _JOINED.match(text)
        made += [" ", text] if words or (last in ("+", "-") and text == last) else [text]
    return "".join(made)
