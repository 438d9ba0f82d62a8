"""Judge answers chosen from options: one choice, several, a direction, true or false with a reason, a ranking."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Callable, List, Optional, Tuple, Union

from problemgen.checker.feedback import MISTAKE, not_graded, partly, right, said, wrong
from problemgen.checker.key import ChoicePart, Common, DirectionPart, Option, RankingPart
from problemgen.checker.lookup import Outcome, Secret, outcome_of
from problemgen.checker.verdict import Refusal, Verdict
from problemgen.checker.words import read_choice, read_choices, read_direction, read_ranking, read_truth

FollowOption = Callable[[], Optional[Tuple[str, str]]]  # the option that follows from an earlier answer, and that part
TRUTHS = ("true", "false")


def judge_choice(part: ChoicePart, response: str, follow: FollowOption) -> Verdict:
    """Judge a single choice."""
    return _judge_one(part, read_choice(response, part.options), follow)


def judge_direction(part: DirectionPart, response: str, follow: FollowOption) -> Verdict:
    """Judge a direction said in words."""
    return _judge_one(part, read_direction(response, part.options), follow)


def _judge_one(part: Union[ChoicePart, DirectionPart], option: Union[Option, Refusal], follow: FollowOption) -> Verdict:
    common = part.common
    if isinstance(option, Refusal):
        return not_graded(common, option, _example(part.options))
    shown = _shown(option)
    outcome = outcome_of(part.secret, option.name)
    if outcome.code == "OK":
        return right(common, "OK", shown)
    followed = follow()
    if followed is not None and followed[0] == option.name and part.carried is not None:
        return partly(common, "ECF", part.carried.credit, shown, {"part": followed[1]})
    return told(common, outcome, shown)


def told(common: Common, outcome: Outcome, shown: str) -> Verdict:
    """Give the verdict of an outcome that is not right."""
    message = outcome.message
    if not message and outcome.code.startswith(MISTAKE):
        message = said(common, "MISTAKE", {"mistake": outcome.code[len(MISTAKE) :].replace("_", " ")})
    return wrong(common, outcome.code, shown, message or None, outcome.credit)


def _example(options: Sequence[Option]) -> str:
    return options[0].name if options else ""


def _shown(option: Option) -> str:
    return option.name if option.name == option.text or len(option.name) > 1 else f"{option.name}) {option.text}"


def judge_choices(part: ChoicePart, response: str) -> Verdict:
    """Judge several choices: (hits - false choices) / number of right ones, never below zero."""
    chosen = read_choices(response, part.options)
    if isinstance(chosen, Refusal):
        return not_graded(part.common, chosen, _example(part.options))
    shown = ", ".join(_shown(option) for option in chosen) or "none"
    right_ones = {option.name for option in part.options if outcome_of(part.secret, option.name).code == "OK"}
    names = {option.name for option in chosen}
    if names == right_ones:
        return right(part.common, "OK", shown)
    score = max(0.0, (len(names & right_ones) - len(names - right_ones)) / len(right_ones)) if right_ones else 0.0
    if score > 0:
        return partly(part.common, "CHOICE_PARTIAL", score, shown)
    return wrong(part.common, "GENERIC", shown)


def judge_truth(part: ChoicePart, response: str) -> Verdict:
    """Judge a true or false with the reason for it."""
    read = read_truth(response, part.options)
    if isinstance(read, Refusal):
        return not_graded(part.common, read, "true")
    shown = ", ".join(word for word in read if word)
    outcome = outcome_of(part.secret, "|".join(read))
    return right(part.common, "OK", shown) if outcome.code == "OK" else told(part.common, outcome, shown)


def judge_ranking(part: RankingPart, response: str) -> Verdict:
    """Judge an order."""
    order = read_ranking(response, part.items, part.sign)
    if isinstance(order, Refusal):
        return not_graded(part.common, order, "")
    texts = {item.name: item.text for item in part.items}
    shown = f" {part.sign} ".join(texts[name] for name in order)
    outcome = outcome_of(part.secret, order_name(order))
    if outcome.code == "OK":
        return right(part.common, "OK", shown)
    if outcome.code == "GENERIC" and part.partial:
        score = _share_of_pairs(part.secret, order)
        if score > 0:
            return partly(part.common, "RANK_PARTIAL", score, shown)
    return told(part.common, outcome, shown)


def order_name(order: Sequence[str]) -> str:
    """Name an order for the key."""
    return "order:" + ">".join(order)


def pairs_of(order: Sequence[str]) -> List[str]:
    """Name every pair that an order puts one before the other."""
    return [f"pair:{first}>{second}" for place, first in enumerate(order) for second in order[place + 1 :]]


def _share_of_pairs(secret: Secret, order: Sequence[str]) -> float:
    """Right pairs less wrong pairs, as a share of all, never below zero."""
    pairs = pairs_of(order)
    hits = sum(outcome_of(secret, pair).code == "OK" for pair in pairs)
    return max(0.0, (2 * hits - len(pairs)) / len(pairs))
