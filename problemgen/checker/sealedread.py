"""Read the parts of a sealed key: what the question shows, what is covered, and the boxes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Optional, Tuple

from problemgen.checker.box import uncover
from problemgen.checker.carriedread import carried_from
from problemgen.checker.fields import Fields
from problemgen.checker.key import (
    Carried,
    ChoicePart,
    Common,
    DirectionPart,
    FormulaPart,
    NumberPart,
    Option,
    Part,
    RankingPart,
)
from problemgen.checker.keyformulas import read_ranges
from problemgen.checker.keynumbers import read_asked, read_digits, read_tolerance
from problemgen.checker.keyoptions import with_usual_words
from problemgen.checker.lookup import SealedSecret


def read_texts(fields: Fields, salt: str) -> Tuple[str, ...]:
    """Read the covered codes and messages of a sealed key."""
    try:
        return tuple(map(str, uncover(salt, fields.text("texts"))))
    except (ValueError, TypeError):
        fields.problem("texts", "is missing, or of another salt")
        return ()


def read_sealed_part(fields: Fields, common: Common, salt: str, texts: Tuple[str, ...]) -> Part:
    """Read one sealed part; ``salt`` is that of the key and the part."""
    covered = fields.text("closed")
    closed: Mapping[str, Any] = uncover(salt, covered) if covered else {}
    own = {code: texts[number] for code, number in closed.get("messages", {}).items()}
    common = replace(common, messages=own, language=fields.text("language", "en"))
    boxes = fields.object("boxes", needed=True)
    secret = SealedSecret(salt, {tag: boxes.text(tag) for tag in boxes.data} if boxes is not None else {}, texts)
    kinds = ("options",) if common.kind in ("choice", "direction") else ("formula",)
    carried = carried_from(Fields(closed["carried"], "carried", fields.problems), kinds) if "carried" in closed else None
    if common.kind in ("quantity", "integer", "count"):
        return _number(fields, common, secret, carried)
    if common.kind == "direction":
        return DirectionPart(common, with_usual_words(_options(fields, "options")), secret, carried)
    if common.kind in ("choice", "several", "true_false"):
        return ChoicePart(common, _options(fields, "options"), secret, carried)
    if common.kind == "ranking":
        return RankingPart(common, _options(fields, "items"), secret, fields.text("sign", ">"), fields.truth("partial"))
    sampled = tuple(int(number) for number in fields.items("sampled", needed=True))
    symbols, relative = fields.texts("symbol"), fields.number("relative", 1e-6)
    return FormulaPart(common, read_ranges(fields), sampled, secret, symbols, relative)


def _number(fields: Fields, common: Common, secret: SealedSecret, carried: Optional[Carried]) -> NumberPart:
    tolerance = read_tolerance(fields, common.kind)
    secret = replace(secret, tolerance=tolerance)
    asked, digits, sign_is_ratio = read_asked(fields, common), read_digits(fields), fields.truth("sign_is_ratio")
    return NumberPart(common, asked, tolerance, secret, digits, sign_is_ratio, carried)


def _options(fields: Fields, name: str) -> Tuple[Option, ...]:
    return tuple(Option(str(option), tuple(map(str, words))) for option, words in fields.items(name, needed=True))
