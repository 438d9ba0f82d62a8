"""Make verdicts: a code and its words -> the sentence for this part, telling as much as the part's feedback allows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Optional

from problemgen.checker.key import Common
from problemgen.checker.messages import NOT_GRADED, sentence
from problemgen.checker.verdict import CORRECT, INCORRECT, INVALID, PARTIAL, Refusal, Verdict

MISTAKE = "MISTAKE:"
SIGN = "SIGN_OR_RATIO"
# codes that tell what went wrong, and so can be asked for the key; graded use may turn them off
TELLING = ("UNIT_PREFIX", SIGN, "NEAR_MISS", "MAGNITUDE_POW10", "DIR_OPPOSITE", "TF_REASON", "RANK_REVERSED",
           "RANK_PARTIAL", "CHOICE_PARTIAL")  # fmt: skip

_NO_WORDS: Mapping[str, str] = {}


def is_telling(code: str) -> bool:
    """Tell whether a code says what went wrong."""
    return code.startswith(MISTAKE) or code.partition("+")[0] in TELLING


def said(common: Common, code: str, words: Mapping[str, str] = _NO_WORDS, form: str = "") -> str:
    """Give the sentence for a code; the part's own wording comes first. ``form`` picks another wording of the code."""
    own = common.messages.get(code)
    return own if own is not None else sentence(form or code, words, common.language)


def right(common: Common, code: str, shown: str, words: Mapping[str, str] = _NO_WORDS, form: str = "") -> Verdict:
    """Give full marks."""
    return Verdict(CORRECT, code, 1.0, said(common, code, words, form), shown)


def partly(common: Common, code: str, score: float, shown: str, words: Mapping[str, str] = _NO_WORDS, form: str = "") -> Verdict:
    """Give some of the marks."""
    return wrong(common, code, shown, said(common, code, words, form), score)


def wrong(common: Common, code: str, shown: str, message: Optional[str] = None, score: float = 0.0) -> Verdict:
    """Give no marks, or some where the slip earns credit; plain feedback does not say which slip."""
    verdict = PARTIAL if score > 0 else INCORRECT
    if common.feedback == "plain" and (is_telling(code) or code == "GENERIC"):
        return Verdict(verdict, "GENERIC", score, said(common, "GENERIC"), shown)
    return Verdict(verdict, code, score, message or said(common, code), shown)


def not_graded(common: Common, refusal: Refusal, example: str = "") -> Verdict:
    """Refuse to grade, and say how to type the answer."""
    words = {"example": example, **refusal.words}
    start = sentence(NOT_GRADED, words, common.language)
    return Verdict(INVALID, refusal.code, 0.0, start + said(common, refusal.code, words, refusal.form), refusal.read_as)
