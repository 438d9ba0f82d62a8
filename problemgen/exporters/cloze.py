r"""Cloze codes, Moodle's questions in several parts: ``{2:NUMERICAL:=-82.6:0.8#Right.~*#Not yet.}`` within the text.

The rules are those of Moodle 4.5, question/type/multianswer/questiontype.php: a code ends at the first ``}``, answers at
``~``, feedback starts at ``#``; entities within a code are decoded once, then ``\}`` and ``\#`` lose their backslash.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from math import gcd

from problemgen.exporters.fractions import fraction, graded
from problemgen.exporters.item import ChoicePart, Item, NumberPart, Part, RankingPart
from problemgen.exporters.wording import CHOOSE_NAMES, NOT_YET, RIGHT, places

FEW = 12  # up to this factor, points that were rounded to cents are taken for the shares that they come from
FINEST = 120  # the largest factor that is tried to make whole numbers of points


def cloze(item: Item) -> str:
    """Write the text of a problem in several parts, with a code for each gap."""
    text = [item.stem]
    for part, weight in zip(item.parts, weights(item), strict=True):
        text.append(f"<p><strong>({part.label})</strong></p>\n{part.ask}\n{_gap(part, weight)}")
    return "\n".join(text)


def weights(item: Item) -> list[int]:
    """Give the weight of each gap of each part: whole numbers in the proportion of the points."""
    exact = [Decimal(f"{part.points:.6g}") / _gaps(part) for part in item.parts]
    wholes = (scale for scale in range(1, FINEST + 1) if all(_whole(each, scale) for each in exact))
    scale = next(wholes, 100)
    found = [max(1, round(each * scale)) for each in exact]
    common = gcd(*found) if scale > 1 else 1
    return [weight // common for weight in found]


def _whole(points: Decimal, scale: int) -> bool:
    """Tell whether points are whole when scaled; equal shares of a point may each be a cent off (1.33, 1.33, 1.34)."""
    cents = Decimal("0.011") * scale if scale <= FEW else 0
    return abs(points * scale - round(points * scale)) <= max(cents, Decimal("0.005"))


def mark(item: Item) -> int:
    """Give the mark that Moodle makes of a cloze question: the sum of its weights, whatever the file says."""
    return sum(weight * _gaps(part) for part, weight in zip(item.parts, weights(item), strict=True))


def _gaps(part: Part) -> int:
    return len(part.order) if isinstance(part, RankingPart) else 1


def _gap(part: Part, weight: int) -> str:
    if isinstance(part, NumberPart):
        return f"<p>{_number(part, weight)}</p>"
    if isinstance(part, ChoicePart):
        kind = "MULTIRESPONSE" if part.several else "MULTICHOICE_V"
        shuffled = "" if not part.shuffle else "_S" if part.several else "S"
        answers = [f"%{grade}%{inside(text)}#{inside(feedback or (RIGHT if grade == '100' else ''))}"
                   for grade, text, feedback in graded(part)]  # fmt: skip
        return f"<div>{_code(weight, kind + shuffled, answers)}</div>"
    placed = zip(places(part), part.order, strict=True)
    return "\n".join([f"<p>{CHOOSE_NAMES}</p>", *(f"<p>{place}: {_place(part, name, weight)}</p>" for place, name in placed)])


def _number(part: NumberPart, weight: int) -> str:
    answers = [f"={part.right.value}:{part.right.half}#{inside(RIGHT)}"]
    answers += [f"%{fraction(wrong.credit)}%{wrong.interval.value}:{wrong.interval.half}#{inside(wrong.feedback)}"
                for wrong in part.wrong]  # fmt: skip
    unit = f" {part.unit}" if part.unit else ""
    kind = "type a whole number" if part.whole else "type the number only"
    return f"{_code(weight, 'NUMERICAL', [*answers, f'*#{inside(NOT_YET)}'])}{unit} ({kind})"


def _place(part: RankingPart, right: str, weight: int) -> str:
    return _code(weight, "MULTICHOICE", [f"%{100 if name == right else 0}%{inside(name)}" for name in part.names])


def _code(weight: int, kind: str, answers: Sequence[str]) -> str:
    return f"{_OPEN}{weight}:{kind}:{'~'.join(answers)}}}"


# Private use: no text holds these. Around marks within a code, and for the brace that opens one.
_START, _END, _OPEN = "\U000f0000", "\U000f0001", "\U000f0002"
_FILLED = re.compile(f"{_START}(.*?){_END}".encode(), re.DOTALL)
_MARKS = "[\ue000-\uf8ff]+"  # compiled when it is needed: an export that was planned before needs it not
_SPECIAL = {"&": "&amp;", "}": "&#125;", "~": "&#126;", "#": "&#35;", '"': "&quot;", "%": "&#37;", "\\": "&#92;", "\n": " "}
_LIKE_A_CODE = re.compile(rb"\{(?=\d*:|#\d)")
_SMILEY = re.compile(r"[:;B8^]-\)|:o?\)|:-?\(|\((?:[ hny]|grr|heart|martin)\)|:-[DPpIX/]|[V8|]-\.|8-[o\[]|xx-P|P-\||\}-\]")


def inside(text: str) -> str:
    r"""Encode what stands within a code; marks are put between signs, for ``finished``.

    >>> print(inside(r"\frac{a}{b} is 50% & more"))
    &#92;frac{a&#125;{b&#125; is 50&#37; &amp; more
    """
    return re.sub(_MARKS, lambda match: f"{_START}{match[0]}{_END}", _encoded(text))


def smileless(html: str) -> str:
    """Keep ``(h)`` from being shown as a heart: Moodle makes pictures of such signs (lib/classes/emoticon_manager.php).

    >>> smileless("<p>(h) ln( )</p>")
    '<p>(h&#41; ln( &#41;</p>'
    """
    return _SMILEY.sub(lambda match: f"{match[0][:-1]}&#{ord(match[0][-1])};", html)


def _encoded(text: str) -> str:
    kept = smileless(text).replace("\\}", "\\\\}").replace("\\#", "\\\\#")  # each loses one backslash
    return re.sub('[&}~#"%\\\\\n]', lambda match: _SPECIAL[match[0]], kept)


def finished(data: bytes) -> bytes:
    """Encode what was filled in within codes, and what looks like a code but is none; other questions stay as they are.

    >>> finished("<questiontext>{1:SA:=x} {#1} \U000f00021:SA:=\U000f0000}~\U000f0001}".encode())
    b'<questiontext>&#123;1:SA:=x} &#123;#1} {1:SA:=&#125;&#126;}'
    """
    opening = _OPEN.encode()
    if opening[0] not in data or opening not in data:  # a look for one byte is ten times as quick
        return data
    head, start, rest = data.partition(b"<questiontext")
    page, end, tail = rest.partition(b"</questiontext>")
    page = _FILLED.sub(lambda match: _encoded(match[1].decode()).encode(), page)
    return b"".join((head, start, _LIKE_A_CODE.sub(b"&#123;", page).replace(opening, b"{"), end, tail))
