"""Read an answer key from JSON and check all of it: open keys here, sealed keys through ``sealedread``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Callable, Dict, List, Tuple

from problemgen.checker.carriedread import check_sources
from problemgen.checker.fields import Fields
from problemgen.checker.key import FORMAT, SEALED_FORMAT, AnswerKey, AnswerKeyError, Common, Part
from problemgen.checker.keyformulas import read_formula_part
from problemgen.checker.keynumbers import read_number_part
from problemgen.checker.keyoptions import read_choice_part, read_direction_part, read_ranking_part
from problemgen.checker.messages import CATALOGUES, ENGLISH
from problemgen.checker.sealedread import read_sealed_part, read_texts

_READERS: Dict[str, Callable[[Fields, Common], Part]] = {
    "quantity": read_number_part,
    "integer": read_number_part,
    "count": read_number_part,
    "direction": read_direction_part,
    "choice": read_choice_part,
    "several": read_choice_part,
    "true_false": read_choice_part,
    "ranking": read_ranking_part,
    "formula": read_formula_part,
}
_MARKS = ("either", "point", "comma")


def read_key(data: Any) -> AnswerKey:
    """Read an open or a sealed key. Raises AnswerKeyError, which lists all problems with their places.

    >>> read_key({"format": "problemgen-key/1", "title": "", "parts": {"1a": {"kind": "quantity", "value": 0,
    ...     "unit": "mV", "tolerance": {"relative": 0.01}}}})
    Traceback (most recent call last):
    ...
    problemgen.checker.key.AnswerKeyError: parts.1a.tolerance: a key of 0 needs an absolute tolerance
    """
    problems: List[str] = []
    fields = Fields(data, "", problems)
    if not isinstance(data, Mapping):
        raise AnswerKeyError("a key is a JSON object with format, title and parts")
    form = fields.take("format", "")
    if form not in (FORMAT, SEALED_FORMAT):
        raise AnswerKeyError(f"format: {form!r} is not known; this version reads {FORMAT} and {SEALED_FORMAT}")
    sealed = form == SEALED_FORMAT
    title = fields.text("title")
    defaults = Common(
        "",
        "",
        feedback=fields.one_of("feedback", ("full", "plain"), "full"),
        language=fields.one_of("language", tuple(CATALOGUES), "en"),
        decimal_mark=fields.one_of("decimal_mark", _MARKS, "either"),
    )
    salt = fields.text("salt", needed=True) if sealed else ""
    texts = read_texts(fields, salt) if sealed else ()
    named = fields.object("parts", needed=True)
    parts: Dict[str, Part] = {}
    for name in named.data if named is not None else ():
        part_fields = Fields(named.data[name], f"parts.{name}", problems)  # type: ignore[union-attr]
        part = _read_part(part_fields, replace(defaults, name=name), f"{salt}|{name}" if sealed else "", texts)
        if part is not None:
            parts[name] = part
    if named is not None and not named.data:
        problems.append("parts: a key has at least one part")
    fields.finish()
    problems += check_sources(parts, list(named.data) if named is not None else [])
    if problems:
        raise AnswerKeyError(*problems)
    return AnswerKey(title, parts)


def _read_part(fields: Fields, defaults: Common, salt: str, texts: Tuple[str, ...]) -> Part | None:
    if not fields.data:
        return None
    kind = fields.one_of("kind", tuple(_READERS), "") if fields.has("kind") else fields.text("kind", needed=True)
    if kind not in _READERS:
        return None
    before = len(fields.problems)
    common = replace(
        defaults,
        kind=kind,
        ask=fields.text("ask"),
        points=fields.number("points", 1.0),
        feedback=fields.one_of("feedback", ("full", "plain"), defaults.feedback),
        messages={} if salt else _messages(fields),
    )
    if common.points < 0:
        fields.problem("points", "points cannot be negative")
    try:
        part = read_sealed_part(fields, common, salt, texts) if salt else _READERS[kind](fields, common)
    except (ValueError, LookupError, TypeError, ArithmeticError) as error:
        if len(fields.problems) == before:
            fields.problem("", f"this part cannot be read ({error})")
        return None
    fields.finish()
    return part


def _messages(fields: Fields) -> Dict[str, str]:
    given = fields.object("messages")
    if given is None:
        return {}
    own: Dict[str, str] = {}
    for code in given.data:
        if code not in ENGLISH and not code.startswith("MISTAKE:"):
            given.problem(code, f"is not a code of the checker; the codes are {', '.join(ENGLISH)}")
        own[code] = given.text(code)
    return own
