"""Judge a typed formula by its values at sampled points: what is written differently but means the same is right."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import Dict, List, Optional, Tuple, Union

from problemgen.checker.box import sha256
from problemgen.checker.feedback import SIGN, not_graded, right, said, wrong
from problemgen.checker.key import FormulaPart
from problemgen.checker.lookup import Outcome, Variant, variants_at
from problemgen.checker.options import told
from problemgen.checker.reading import same_symbol
from problemgen.checker.text import plain_text, visible
from problemgen.checker.verdict import Refusal, Verdict
from problemgen.checker.windows import KEY
from problemgen.maths.evaluate import Undefined, evaluate
from problemgen.maths.formula import FormulaError, read_typed, write
from problemgen.maths.tree import Node

POINTS = 8
CANDIDATES = 32
_SPELLINGS = (
    (re.compile(r"(?<![A-Za-z_])(?:Ln|LN|log_e)(?![A-Za-z_0-9])"), "ln"),
    (re.compile(r"(?<![A-Za-z_])(?:Log10|LOG10|log_10|Log_10)(?![A-Za-z_0-9])"), "log10"),
    (re.compile(r"(?<![A-Za-z_])(?:Exp|EXP)(?= *\()"), "exp"),
    (re.compile(r"(?<![A-Za-z_])(?:Sqrt|SQRT)(?= *\()|\u221a"), "sqrt"),
)
_BRACKETS = str.maketrans("[]{}", "()()")
_E_TO_THE = re.compile(r"(?<![A-Za-z_0-9.])e *(?:\^|\*\*) *\(")

Ranges = Mapping[str, Tuple[float, float]]


def sample(ranges: Ranges, number: int) -> Dict[str, float]:
    """Give every name a value within its range; the same number gives the same point everywhere."""
    return {name: _within(low, high, f"{name}|{number}") for name, (low, high) in ranges.items()}


def _within(low: float, high: float, name: str) -> float:
    share = int.from_bytes(sha256(name.encode("utf-8"))[:6], "big") / 2**48
    if low > 0 and high / low >= 10:
        return low * math.exp(share * math.log(high / low))
    return low + share * (high - low)


def points_for(node: Node, ranges: Ranges) -> Tuple[int, ...]:
    """Choose the points at which a formula is compared: where it has a value that is not lost in rounding."""
    values = {number: value_at(node, ranges, number) for number in range(CANDIDATES)}
    largest = max((abs(value) for value in values.values() if value is not None), default=0.0)
    usable = [number for number, value in values.items() if value and abs(value) >= 1e-3 * largest]
    return tuple(usable[:POINTS])


def value_at(node: Node, ranges: Ranges, number: int) -> Optional[float]:
    """Evaluate a formula at a sampled point; None where it has no value."""
    try:
        return evaluate(node, sample(ranges, number))
    except (Undefined, KeyError, TypeError, RecursionError):
        return None


def values_of(node: Node, ranges: Ranges, points: Sequence[int]) -> List[Optional[float]]:
    """Evaluate a formula at the chosen points."""
    return [value_at(node, ranges, number) for number in points]


def read_formula(response: str, part: FormulaPart) -> Union[Tuple[Node, bool], Refusal]:
    """Read a typed formula; True where a product was implied."""
    text = plain_text(response)
    if isinstance(text, Refusal):
        return text
    text = _formula_side(text, part.symbols)
    if not text:
        return Refusal("FMT_EMPTY")
    names = frozenset(part.ranges)
    spelled = _usual_spelling(text, part.ranges)
    try:
        return read_typed(spelled, names)
    except FormulaError as error:
        return _refused(error, spelled, part)


def _formula_side(text: str, symbols: Tuple[str, ...]) -> str:
    left, equals, value = text.partition("=")
    is_asked = not left.strip() or any(same_symbol(left, symbol) for symbol in symbols)
    return value.strip() if equals and is_asked else text


def _usual_spelling(text: str, ranges: Ranges) -> str:
    text = text.translate(_BRACKETS)
    for pattern, spelling in _SPELLINGS:
        text = pattern.sub(spelling, text)
    return text if "e" in ranges else _E_TO_THE.sub("exp(", text)


def _refused(error: FormulaError, text: str, part: FormulaPart) -> Refusal:
    if error.code == "FMT_UNKNOWN_NAME":
        found = re.match(r"\w+", text[error.column :])
        return Refusal(error.code, {"typed": visible(found.group() if found else text), "names": ", ".join(part.ranges)})
    if error.code == "FMT_MALFORMED":
        return Refusal(error.code, {"problem": visible(error.message, 160)}, form="FMT_FORMULA")
    return Refusal(error.code, form="FMT_TOO_DEEP" if error.code == "FMT_TOO_LONG" else "")


def judge_formula(part: FormulaPart, response: str) -> Verdict:
    """Judge a typed formula."""
    read = read_formula(response, part)
    if isinstance(read, Refusal):
        return not_graded(part.common, read)
    node, implied = read
    shown = write(node)
    values = values_of(node, part.ranges, part.points)
    if all(value is None for value in values):
        return not_graded(part.common, Refusal("FMT_UNDEFINED", {"typed": visible(shown)}, shown))
    if values[0] is None:
        return wrong(part.common, "GENERIC", shown)
    found = _matching(part, values)
    if found is not None and found.code == KEY:
        return right(part.common, "OK_IMPLIED_PRODUCT" if implied else "OK", shown, {"shown": shown})
    if found is not None:
        return told(part.common, Outcome(found.code, found.credit, found.message), shown)
    opposite = _matching(part, [None if value is None else -value for value in values])
    if opposite is not None and opposite.code == KEY:
        return wrong(part.common, SIGN, shown, said(part.common, SIGN))
    return wrong(part.common, "GENERIC", shown)


def _matching(part: FormulaPart, values: Sequence[Optional[float]]) -> Optional[Variant]:
    if values[0] is None:
        return None
    found = variants_at(part.secret, values[0])
    ordered = sorted(found, key=lambda variant: variant.code != KEY)
    return next((variant for variant in ordered if _same(values, variant.values, part.relative)), None)


def _same(values: Sequence[Optional[float]], others: Sequence[float], relative: float) -> bool:
    return all(value is not None and abs(value - other) <= relative * abs(other) for value, other in zip(values, others))
