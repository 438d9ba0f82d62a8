"""A QTI item: the parts of a problem one after the other, the sum of their scores, the worked solution once it is answered."""

from __future__ import annotations

import re

from problemgen.exporters.item import Item, Part
from problemgen.exporters.qti_names import Names
from problemgen.exporters.qti_parts import NOT_ANSWERED, Ids, Written, assign, value, variable, written
from problemgen.exporters.wording import headed
from problemgen.markup import escape

SHOWN = "shown"
METADATA = "<?metadata "  # ends an item; what follows goes to the manifest
LOM = "http://ltsc.ieee.org/xsd/LOM"


def item_text(names: Names, item: Item) -> str:
    """Write an item, and what the manifest is to say about it."""
    single = len(item.parts) == 1
    ids = [Ids("RESPONSE", "SCORE", "FEEDBACK") if single else Ids(f"R{n}", f"S{n}", f"F{n}")
           for n in range(1, len(item.parts) + 1)]  # fmt: skip
    parts = [written(names, part, each) for part, each in zip(item.parts, ids, strict=True)]
    attributes = {"identifier": item.id, "title": escape.attribute(item.title), "adaptive": "false", "time-dependent": "false"}
    whole = names.root(
        "assessment-item", attributes, "\n",
        *(part.declarations for part in parts), *_outcomes(names, item, ids, parts), _body(names, item, parts),
        _processing(names, ids, parts), *(part.modals for part in parts),
    )  # fmt: skip
    return f"{_harmless(whole)}{METADATA}{_metadata(item)}?>\n"


def _harmless(text: str) -> str:
    """Keep braces apart by a word joiner: qti3-item-player 1.1.20 runs what stands between {{ and }} (a Vue template)."""
    return re.sub(r"\{(?=\{)", "{\u2060", text)


def _outcomes(names: Names, item: Item, ids: list[Ids], parts: list[Written]) -> list[str]:
    found = [_outcome(names, "SCORE", "float", "0", {"normal-maximum": f"{item.points:.12g}", "normal-minimum": "0"}),
             _outcome(names, "MAXSCORE", "float", f"{item.points:.12g}")]  # fmt: skip
    for each, part in zip(ids, parts, strict=True):
        found += [_outcome(names, each.score, "float", "0")] if each.score != "SCORE" else []
        found.append(_outcome(names, each.feedback, "identifier", NOT_ANSWERED, cardinality=part.feedback_cardinality))
    return [*found, _outcome(names, "SOLUTION", "identifier", "hidden")]


def _outcome(
    names: Names, identifier: str, base: str, default: str, more: dict[str, str] | None = None, cardinality: str = "single"
) -> str:
    attributes = {"identifier": identifier, "cardinality": cardinality, "base-type": base, **(more or {})}
    first = names.element("default-value", {}, names.element("value", {}, default))
    return names.element("outcome-declaration", attributes, first) + "\n"


def _body(names: Names, item: Item, parts: list[Written]) -> str:
    blocks = [item.stem]
    for part, each in zip(item.parts, parts, strict=True):
        blocks += [headed(part, part.ask), each.body, *_hints(names, part)]
    solution = "\n".join(piece for piece in (item.explained, *(headed(part, part.solution) for part in item.parts)) if piece)
    shown = {"outcome-identifier": "SOLUTION", "identifier": SHOWN, "show-hide": "show"}
    blocks += [item.tag, names.element("feedback-block", shown, names.body(f"<hr/>\n{solution}"))]
    return names.element("item-body", {}, "\n", "\n".join(blocks), "\n") + "\n"


def _hints(names: Names, part: Part) -> list[str]:
    """Fold the hints below the question; QTI 2.1 has no element that folds."""
    if names.camel:
        return []
    return [f"<div><details><summary>Hint</summary><div>{hint}</div></details></div>" for hint in part.hints]


def _processing(names: Names, ids: list[Ids], parts: list[Written]) -> str:
    rules = [part.processing for part in parts]
    if len(ids) > 1:
        total = names.element("sum", {}, *(variable(names, each.score) for each in ids))
        rules.append(assign(names, "SCORE", total) + "\n")
    rules.append(assign(names, "SOLUTION", value(names, "identifier", SHOWN)) + "\n")
    return names.element("response-processing", {}, "\n", *rules) + "\n"


def _metadata(item: Item) -> str:
    """Write title and tags as the manifest holds them."""
    tags = "".join(f"<keyword><string>{escape.attribute(tag)}</string></keyword>" for tag in item.tags)
    general = f"<title><string>{escape.attribute(item.title)}</string></title>{tags}"
    return f'<lom xmlns="{LOM}"><general>{general}</general></lom>'
