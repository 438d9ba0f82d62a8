"""Look for what players and importers refuse, drop or grade wrongly in a QTI item; each finding is one sentence."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element

from problemgen.importers.qti_evaluate import Value
from problemgen.importers.qti_files import MATHML, is_name
from problemgen.importers.qti_item import FEEDBACK, Interaction, QtiItem
from problemgen.importers.qti_parts import Trying, score

_TEX = re.compile(r"\\\(|\\\[|\$\$|\\frac")
_NUMBER = re.compile(r"-?\d+(\.\d+)?([eE]-?\d+)?")
_FORMULA = {"math", "mi", "mo", "mn", "mrow", "msub", "msup", "mfrac", "mtext"}
_ACTIVE = {"script", "style", "iframe", "embed", "applet", "form", "link", "meta", "base"}
_NAMED = ("response-declaration", "outcome-declaration", "simple-choice", "inline-choice")


def checks(item: QtiItem) -> Iterator[str]:
    """Look at what an item says, before it is answered."""
    yield from _identifiers(item.root)
    yield from _references(item)
    yield from _outcomes(item)
    yield from _comparisons(item)
    yield from _content(item.root)


def _identifiers(root: Element) -> Iterator[str]:
    for name in ("identifier", "title", "time-dependent"):
        if not root.get(name):
            yield f"the item has no {name}"
    named = [root.get("identifier", ""), *(each.get("identifier", "") for each in root.iter() if each.tag in _NAMED)]
    yield from (f"{name!r} is no identifier: letters, digits, '_', '-' and '.', a letter first" for name in named
                if not is_name(name))  # fmt: skip
    declared = Counter(each.get("identifier") for each in root if each.tag.endswith("-declaration"))
    yield from (f"{name} is declared {count} times" for name, count in declared.items() if count > 1)
    for interaction in root.iter():
        choices = Counter(each.get("identifier") for each in interaction if each.tag in ("simple-choice", "inline-choice"))
        yield from (f"{count} choices are called {name}" for name, count in choices.items() if count > 1)


def _references(item: QtiItem) -> Iterator[str]:
    asked = [each.response for each in item.interactions]
    yield from (f"the response {name} is asked for, but not declared" for name in asked if name not in item.responses)
    yield from (f"the response {name} is declared, but not asked for" for name in item.responses if name not in asked)
    yield from (f"{count} interactions share the response {name}" for name, count in Counter(asked).items() if count > 1)
    if not asked:
        yield "there is nothing to answer"
    yield from (message for each in item.interactions for message in _correct_response(item, each))
    processing = item.root.find("response-processing")
    if processing is None:
        yield "there is no response processing: nothing is scored"
        return
    for element in processing.iter():
        name = element.get("identifier", "")
        known = {"variable": {*item.responses, *item.outcomes}, "correct": item.responses, "map-response": item.responses,
                 "set-outcome-value": item.outcomes, "default": item.outcomes}.get(element.tag)  # fmt: skip
        if known is not None and name not in known:
            yield f"{element.tag} names {name}, which is not declared"


def _correct_response(item: QtiItem, asked: Interaction) -> Iterator[str]:
    declared, offered = item.responses.get(asked.response), dict(asked.choices)
    if declared is None:
        return
    if declared.correct is None:
        yield f"{asked.response} has no correct response"
    elif offered:
        right = declared.correct if isinstance(declared.correct, tuple) else (declared.correct,)
        yield from (f"the correct response {each} is not among the choices" for each in right if each not in offered)
    if offered and (declared.cardinality == "multiple") != (asked.most != 1):
        yield f"{asked.response} is {declared.cardinality}, but {asked.most or 'any number of'} choices may be made"
    if asked.kind == "text-entry" and declared.base == "string" and _NUMBER.fullmatch(str(declared.correct)):
        yield f"{asked.response} is compared as text: -89.80 would not be -89.8"


def _outcomes(item: QtiItem) -> Iterator[str]:
    if "SCORE" not in item.outcomes:
        yield "no outcome SCORE is declared"
    for name in dict.fromkeys(each.outcome for each in item.comments):
        if name not in item.outcomes:
            yield f"feedback hangs on {name}, which is not declared"
        elif item.outcomes[name].default is None:
            yield f"{name} has no default value: qti3-item-player 1.1.20 stops where feedback hangs on an empty outcome"


def _comparisons(item: QtiItem) -> Iterator[str]:
    feedback = {each.outcome for each in item.comments}
    for element in item.root.iter():
        if element.tag == "equal" and element.get("tolerance-mode", "exact") != "exact":
            yield "equal with a tolerance: players differ (one ignores it, one takes text for equal); compare with gte and lte"
        if element.tag == "equal-rounded":
            yield "equal-rounded: players differ; compare with gte and lte"
        if element.tag == "response-condition" and any(True for each in element.iter() if each.tag in ("gte", "lte", "equal")):
            sets = {each.get("identifier") for each in element.iter("set-outcome-value")}
            if sets & feedback and element.find("response-else") is None:
                yield f"no response-else sets {', '.join(sorted(str(each) for each in sets & feedback))} for all other answers"


def _content(root: Element) -> Iterator[str]:
    for element in root.iter():
        namespace, _, name = element.tag.rpartition("}")
        if name in _FORMULA and namespace != f"{{{MATHML}":
            yield f"<{name}> outside the namespace of MathML: shown as text"
        if element.tag == f"{{{MATHML}}}math" and not element.get("alttext"):
            yield "a formula without alttext: nothing to read out"
        if name in _ACTIVE or (namespace and namespace != f"{{{MATHML}"):
            yield f"<{name}> does not belong in an item"
        yield from (f"the attribute {each} runs code" for each in element.attrib if each.startswith("on"))
        for text in (element.text or "", element.tail or ""):
            if _TEX.search(text) and element.tag not in ("base-value", "value"):
                yield f"TeX that no player sets: {' '.join(text.split())[:40]}"
            if "{{" in text:
                yield f"{{{{ in a text: qti3-item-player 1.1.20 runs what follows: {' '.join(text.split())[:40]}"
    for each in root.iter():
        if each.tag in FEEDBACK and not "".join(each.itertext()).strip():
            yield f"the feedback {each.get('identifier')} is empty"


def graded(trying: Trying, points: float) -> Iterator[str]:
    """Look at how an item was graded, after it has been answered in all ways; ``points`` is what its parts are worth."""
    item = trying.item
    right: dict[str, Value] = {name: each.correct for name, each in item.responses.items()}
    got = score(trying.outcomes(right))
    top = _maximum(item)
    if top is not None and abs(got - top) > 1e-6:
        yield f"the correct response scores {got:g} of {top:g}"
    if abs(points - (top if top is not None else got)) > 1e-6:
        yield f"the parts are worth {points:g}, the item {top if top is not None else got:g}"
    if min(trying.scores) < -1e-9 or max(trying.scores) > (top if top is not None else got) + 1e-6:
        yield f"scores reach from {min(trying.scores):g} to {max(trying.scores):g}"
    tested = {each.get("identifier") for test in item.root.iter("is-null") for each in test}
    for asked in item.interactions:
        if asked.kind == "text-entry" and asked.response not in tested and trying.outcomes({asked.response: 0.0}) != trying.empty:
            yield f"no answer is scored as 0 by @citolab/qti-components 7.27: test first whether {asked.response} is-null"
    for each in _once((each.outcome, each.identifier) for each in item.comments):
        if each not in trying.seen:
            yield f"no answer shows the feedback {each[1]} of {each[0]}"


def _maximum(item: QtiItem) -> float | None:
    declared = item.outcomes.get("MAXSCORE")
    if declared is not None and isinstance(declared.default, float):
        return declared.default
    for each in item.root.findall("outcome-declaration"):
        if each.get("identifier") == "SCORE" and each.get("normal-maximum"):
            return float(each.get("normal-maximum", "0"))
    return None


def _once(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return list(dict.fromkeys(pairs))
