"""QTI items of templates, with responses to try as an item names them and the score that the checker gives."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

from problemgen.course.points import share_points
from problemgen.document.problem import Printer
from problemgen.exporters.exporter import Exporter
from problemgen.exporters.press import Press
from problemgen.exporters.qti_item import METADATA
from problemgen.exporters.qti_package import PICTURES
from problemgen.exporters.quiz import Question
from problemgen.variant.program import Program
from problemgen.variant.solution import Solver
from problemgen.variant.variant import NumberKey, PartKey, RankingKey, Variant
from tests.importers.trials import Trial, trials

Response = Mapping[str, str | list[str]]
QTI = Printer("qti")
SOLVER = Solver()


@dataclass(frozen=True)
class Try:
    """A response to a whole item: why it is tried, and the score that it must get."""

    why: str
    response: Response
    score: float


def written(exporter: Exporter, program: Program, made: Variant) -> str:
    """Write the item of a variant, as it stands in a package."""
    return question(exporter, program, made).text.rpartition(METADATA)[0]


def question(exporter: Exporter, program: Program, made: Variant) -> Question:
    """Print the question of a variant."""
    assert made.index is not None
    return Press(exporter, program, share_points(program.template, None), QTI, SOLVER).question(made.index, 0)


def written_to(path: Path, exporter: Exporter, program: Program, made: Variant) -> str:
    """Write the item of a variant to a file, with its pictures where a package has them; give the item's text."""
    asked = question(exporter, program, made)
    text = asked.text.rpartition(METADATA)[0]
    path.write_text(text, "utf-8")
    folder = path.parent.parent / PICTURES
    for picture in asked.pictures:
        folder.mkdir(exist_ok=True)
        (folder / picture.name).write_bytes(picture.draw())
    return text


def tries(program: Program, made: Variant, text: str) -> Iterator[Try]:
    """Answer all parts at once, the n-th trial of each; what a part has no more trials for is left empty."""
    solved = SOLVER.solved(program, made)
    points = list(share_points(program.template, None).values())
    interactions = list(_interactions(ET.fromstring(text)))
    for row in zip_longest(*(list(tried(key, found)) for key, found in zip(made.parts, trials(solved, False), strict=True))):
        response: dict[str, str | list[str]] = {}
        score, why, rest = 0.0, [], iter(interactions)
        for trial, worth, key in zip(row, points, made.parts, strict=True):
            own = [next(rest) for _ in range(len(key.names) if isinstance(key, RankingKey) else 1)]
            if trial is not None:
                response |= answered(own, trial)
                score += worth * credit(trial)
                why.append(trial.why)
        yield Try("; ".join(why), response, score)


def tried(key: PartKey, found: list[Trial]) -> Iterator[Trial]:
    """Leave out broken numbers where whole ones are asked: windows are all that a player knows."""
    whole = isinstance(key, NumberKey) and key.answer.kind == "integer"
    yield from (trial for trial in found if not (whole and "." in str(trial.response)))


def credit(trial: Trial) -> float:
    """Give the credit of a trial: of two names that changed places, both places are lost, and only they."""
    return trial.credit if trial.credit >= 0 else (len(trial.response) - 2) / len(trial.response)


@dataclass(frozen=True)
class Interaction:
    """An interaction: its response identifier, and the identifiers and texts of what it offers."""

    response: str
    kind: str
    most: str
    choices: tuple[tuple[str, str], ...]


def _interactions(root: ET.Element) -> Iterator[Interaction]:
    for element in root.iter():
        kind = element.tag.rpartition("}")[2].removeprefix("qti-").replace("-", "").lower()
        if kind.endswith("interaction"):
            inside = [each for each in element if "hoice" in each.tag]
            given = {key.replace("-", "").lower(): text for key, text in element.attrib.items()}
            choices = tuple((each.attrib["identifier"], each.text or "") for each in inside)
            yield Interaction(given["responseidentifier"], kind.removesuffix("interaction"), given.get("maxchoices", ""), choices)


def answered(own: list[Interaction], trial: Trial) -> dict[str, str | list[str]]:
    """Write a trial as the responses of an item."""
    first = own[0]
    if first.kind == "textentry":
        return {first.response: str(trial.response)} if trial.response else {}
    if first.kind == "choice":
        chosen = [first.choices[int(place)][0] for place in trial.response]
        if first.most == "1":
            return {first.response: chosen[0]}
        return {first.response: chosen} if chosen else {}
    by_text = {text: identifier for identifier, text in first.choices}
    return {place.response: by_text[str(name)] for place, name in zip(own, trial.response, strict=True)}
