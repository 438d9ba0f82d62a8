"""The sentences that students read, by code and language.

Another language is one more dictionary with the same codes, entered in CATALOGUES.
A sentence never holds the key; words in braces are filled from what the student typed or from the question.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Dict

NOT_GRADED = "NOT_GRADED"

ENGLISH: Dict[str, str] = {
    "OK": "Correct.",
    "OK_UNIT_ASSUMED": "Correct. Read as {shown} (you typed no unit; {unit} is what the question asks).",
    "OK_SEPARATOR_ASSUMED": "Correct. Your {separator} was read as a decimal mark: {shown}.",
    "OK_GROUPS_ASSUMED": "Correct. Your separators were read as thousands: {shown}.",
    "OK_EQUIV_UNIT": "Correct. {shown} is {converted}.",
    "OK_IMPLIED_PRODUCT": "Correct. Read as {shown} (symbols side by side are a product).",
    "NOT_GRADED": "Not graded yet, no attempt used: ",
    "FMT_TOO_LONG": "the answer is too long; at most {limit} characters can be read.",
    "FMT_TOO_DEEP": "the parentheses are nested too deeply.",
    "FMT_CONTROL_CHARACTER": "the text holds an invisible control character ({character}). Type the answer by hand.",
    "FMT_EMPTY": "nothing was typed.",
    "FMT_NO_NUMBER": "no number could be read. Type one, for example {example}.",
    "FMT_MALFORMED": "\u201c{typed}\u201d could not be read. Type one answer, for example {example}.",
    "FMT_MULTIPLE_VALUES": "\u201c{typed}\u201d gives more than one value. Type one, for example {example}.",
    "FMT_EXPRESSION_NOT_ALLOWED": "\u201c{typed}\u201d is a calculation. Type its result, for example {example}.",
    "FMT_NOT_FINITE": "the number is too large or too small to be read.",
    "FMT_NOT_WHOLE": "{shown} is not a whole number, and a whole number is asked.",
    "FMT_AMBIGUOUS_SEPARATOR": "\u201c{typed}\u201d can mean {one} or {other}. Write a point, or no separator.",
    "FMT_AMBIGUOUS_LOG": "log means different things in different courses. Write ln or log10.",
    "FMT_AMBIGUOUS_PRODUCT": "does the parenthesis after the fraction multiply it, or stand below the line? "
    "Write * or more parentheses, as in (a/b)*(c).",
    "FMT_UNKNOWN_NAME": "\u201c{typed}\u201d is not a name in this question. The names here are: {names}.",
    "FMT_OTHER_SYMBOL": "\u201c{typed}\u201d is not what is asked here. Type the value alone, for example {example}.",
    "FMT_UNDEFINED": "\u201c{typed}\u201d has no value for ordinary numbers; look for a division by zero.",
    "FMT_FORMULA": "{problem}.",
    "FMT_UNKNOWN_CHOICE": "\u201c{typed}\u201d is not one of the answers here. Choose from: {options}.",
    "FMT_ONE_CHOICE": "\u201c{typed}\u201d names more than one answer. Choose one.",
    "FMT_REASON_MISSING": "the reason is missing. Type true or false and the letter of a reason, for example: true, a.",
    "FMT_RANKING": "\u201c{typed}\u201d is not an order of all of: {options}. Type each once, for example {example}.",
    "UNIT_MISSING": "add a unit, for example {unit}.",
    "UNIT_UNKNOWN": "\u201c{unit}\u201d is not a unit I know. For example, type {example}.",
    "UNIT_CASE": "\u201c{unit}\u201d is not the unit here; capital and small letters differ. Did you mean {meant}?",
    "UNIT_FORBIDDEN": "type the number alone, without a unit; it is taken in {unit}.",
    "UNIT_WRONG_DIMENSION": "{unit} measures {measured}; the question asks for {asked}.",
    "UNIT_PREFIX": "Off by a factor of {factor}: check {typed} against {unit}.",
    "UNIT_PREFIX_BARE": "Off by a factor of {factor}: this looks like {typed}, and the question asks for {unit}.",
    "UNIT_PREFIX_PLAIN": "Off by a factor of {factor}: check the prefix of the unit.",
    "SIGN_OR_RATIO": "The size is right, the sign is not.",
    "SIGN_OR_RATIO_MERGED": "The size is right, the sign is not. A lost sign and a ratio turned upside down "
    "give this same number; check both.",
    "MISTAKE": "This value comes from a known slip ({mistake}).",
    "AND_SIGN": "Besides, the sign is not right.",
    "AND_PREFIX": "Besides, it is off by a factor of {factor}.",
    "NEAR_MISS": "Close, but outside the {tolerance} tolerance. Keep more digits until the last step.",
    "MAGNITUDE_POW10": "The digits fit, the power of ten does not.",
    "SIGFIG_FEW": "The value is right; give {digits} significant figures.",
    "SIGFIG_MANY": "The value is right; give {digits} significant figures.",
    "DECIMALS_FEW": "The value is right; give {digits} decimals.",
    "DECIMALS_MANY": "The value is right; give {digits} decimals.",
    "DIGITS_ONE": "The value is right; give exactly one {digits}.",
    "ECF": "Follows correctly from your answer to ({part}); ({part}) itself needs another look.",
    "DIR_OPPOSITE": "This is the opposite direction. Go through the signs once more.",
    "DIR_AMBIGUOUS": "\u201c{typed}\u201d can be taken in more than one way. Choose one of: {options}.",
    "CHOICE_PARTIAL": "Some of your choices are right, but not all is well yet.",
    "TF_REASON": "True or false is right, the reason is not.",
    "RANK_REVERSED": "The order is turned round: the first should be last.",
    "RANK_PARTIAL": "Part of the order is right.",
    "GENERIC": "Not correct yet.",
}  # fmt: skip

CATALOGUES: Dict[str, Dict[str, str]] = {"en": ENGLISH}


class _Words(Dict[str, str]):
    """Words for a sentence; one that is missing shows as nothing, so that no answer can end in an exception."""

    def __missing__(self, key: str) -> str:
        return ""


def sentence(code: str, words: Mapping[str, str], language: str = "en") -> str:
    """Give the sentence for a code.

    >>> sentence("UNIT_WRONG_DIMENSION", {"unit": "mA", "measured": "current", "asked": "a potential (V, mV)"})
    'mA measures current; the question asks for a potential (V, mV).'
    """
    catalogue = CATALOGUES.get(language, ENGLISH)
    return catalogue.get(code, ENGLISH.get(code, code)).format_map(_Words(words))
