"""Read the parts of a key that are answered by choosing: choice, several, true_false, direction, ranking."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Dict, List, Optional, Tuple

from problemgen.checker.carriedread import read_carried
from problemgen.checker.fields import Fields
from problemgen.checker.key import Carried, ChoicePart, Common, DirectionPart, Option, RankingPart
from problemgen.checker.keynumbers import read_credit, read_mistake_code
from problemgen.checker.lookup import OpenSecret, Outcome
from problemgen.checker.options import TRUTHS, order_name, pairs_of
from problemgen.checker.words import DIRECTIONS, normal, opposite_of

LETTERS = "abcdefghijklmnopqrstuvwxyz"
RIGHT = Outcome("OK", 1.0)


def read_choice_part(fields: Fields, common: Common) -> ChoicePart:
    """Read a single choice, several choices, or a true/false with reasons."""
    options, outcomes = read_options(fields, "reasons" if common.kind == "true_false" else "options")
    carried = None
    if common.kind == "several":
        answers = _named(fields, "answers", fields.items("answers", needed=True), options)
        outcomes = {option.name: RIGHT if option.name in answers else Outcome("GENERIC") for option in options}
    elif common.kind == "true_false":
        outcomes = _truth_outcomes(fields, options, outcomes)
    else:
        for name in _named(fields, "answer", [fields.take("answer", needed=True)], options):
            outcomes[name] = RIGHT
        carried = read_carried(fields, ("options",))
        check_followed(fields, carried, options)
    return ChoicePart(common, options, OpenSecret(outcomes=outcomes), carried)


def read_options(fields: Fields, name: str) -> Tuple[Tuple[Option, ...], Dict[str, Outcome]]:
    """Read the options of a choice; they are named a, b, c ... in their order."""
    options: List[Option] = []
    outcomes: Dict[str, Outcome] = {}
    entries = fields.items(name, needed=name == "options")
    if len(entries) > len(LETTERS) or (name == "options" and fields.has(name) and len(entries) < 2):
        fields.problem(name, f"a choice has 2 to {len(LETTERS)} options")
    for letter, (number, entry) in zip(LETTERS, enumerate(entries)):
        if isinstance(entry, str):
            entry = {"text": entry}
        given = Fields(entry, f"{fields.place(name)}[{number}]", fields.problems)
        options.append(Option(letter, (given.text("text", needed=True), *given.texts("words"))))
        outcomes[letter] = _outcome(given)
        given.finish()
    texts = [normal(option.text) for option in options]
    if len(set(texts)) < len(texts):
        fields.problem(name, "two options have the same text")
    return tuple(options), outcomes


def _outcome(given: Fields) -> Outcome:
    """Read what choosing an option means: a mistake, a message, some credit."""
    given.known.append("mistake")
    code = "GENERIC"
    if given.has("mistake"):
        code = read_mistake_code(Fields({"code": given.data["mistake"]}, given.path, given.problems))
    return Outcome(code, read_credit(given, "credit", 0.0), given.text("message"))


def _named(fields: Fields, name: str, answers: Sequence[Any], options: Sequence[Option]) -> List[str]:
    """Find the options that the key names, by letter or text."""
    found: List[str] = []
    for answer in answers:
        by_text = [option.name for option in options if isinstance(answer, str) and normal(answer) == normal(option.text)]
        by_letter = [option.name for option in options if answer == option.name]
        if by_letter or by_text:
            found.append((by_letter or by_text)[0])
        elif fields.has(name):
            fields.problem(name, f"{answer!r} is neither the letter nor the text of an option")
    return found


def _truth_outcomes(fields: Fields, reasons: Sequence[Option], own: Mapping[str, Outcome]) -> Dict[str, Outcome]:
    truth = TRUTHS[0] if fields.truth("answer", needed=True) else TRUTHS[1]
    credit = read_credit(fields, "credit", 0.5)
    if not reasons:
        return {f"{word}|": RIGHT if word == truth else Outcome("GENERIC") for word in TRUTHS}
    good = _named(fields, "reason", [fields.take("reason", needed=True)], reasons)
    outcomes: Dict[str, Outcome] = {}
    for reason in reasons:
        half_right = own[reason.name] if own[reason.name].code != "GENERIC" else Outcome("TF_REASON", credit)
        outcomes[f"{truth}|{reason.name}"] = RIGHT if reason.name in good else half_right
        outcomes[f"{TRUTHS[truth == TRUTHS[0]]}|{reason.name}"] = Outcome("GENERIC")
    return outcomes


def read_direction_part(fields: Fields, common: Common) -> DirectionPart:
    """Read a direction; outward, inward and none bring the usual words along."""
    given = fields.take("options", ["outward", "inward", "none"])
    if isinstance(given, (list, tuple)):
        given = {name: [] for name in given if isinstance(name, str)}
    listed = Fields(given, fields.place("options"), fields.problems)
    options: List[Option] = []
    outcomes: Dict[str, Outcome] = {}
    opposites: Dict[str, str] = {}
    for name, entry in listed.data.items():
        if not isinstance(entry, Mapping):
            entry = {"words": entry}
        one = Fields(entry, listed.place(name), fields.problems)
        options.append(Option(name, (name, *one.texts("words"))))
        opposites[name] = one.text("opposite") or opposite_of(name, list(listed.data))
        outcomes[name] = _outcome(one)
        one.finish()
    answer = fields.text("answer", needed=True)
    if fields.has("answer") and answer not in outcomes:
        fields.problem("answer", f"{answer!r} is not one of {', '.join(outcomes)}")
    for name, outcome in list(outcomes.items()):
        if opposites[name] == answer and outcome.code == "GENERIC":
            outcomes[name] = Outcome("DIR_OPPOSITE", outcome.credit, outcome.message)
    outcomes[answer] = RIGHT
    carried = read_carried(fields, ("options",))
    check_followed(fields, carried, options)
    return DirectionPart(common, with_usual_words(options), OpenSecret(outcomes=outcomes), carried)


def with_usual_words(options: Sequence[Option]) -> Tuple[Option, ...]:
    """Add the usual words of outward, inward and none, where no other option claims them."""
    claimed = {word.lower() for option in options for word in option.words}
    return tuple(
        Option(option.name, option.words + tuple(word for word in DIRECTIONS.get(option.name, ()) if word not in claimed))
        for option in options
    )


def check_followed(fields: Fields, carried: Optional[Carried], options: Sequence[Option]) -> None:
    """Every option that may follow from an earlier answer is one of the options."""
    names = [option.name for option in options]
    for number, (name, _) in enumerate(carried.options if carried is not None else ()):
        if name not in names:
            fields.problem(f"carried.options[{number}]", f"{name!r} is not one of {', '.join(names)}")


def read_ranking_part(fields: Fields, common: Common) -> RankingPart:
    """Read an order of items."""
    items = read_items(fields)
    names = [item.name for item in items]
    order = [name for name in fields.items("order", needed=True) if isinstance(name, str)]
    if fields.has("order") and sorted(order) != sorted(names):
        fields.problem("order", f"each of {', '.join(names)} stands in the order once")
    partial = fields.truth("partial")
    outcomes = {order_name(order[::-1]): Outcome("RANK_REVERSED")}
    for number, entry in enumerate(fields.items("mistakes")):
        given = Fields(entry, f"{fields.place('mistakes')}[{number}]", fields.problems)
        code, wrong_order = read_mistake_code(given), given.items("order", needed=True)
        outcomes[order_name([str(name) for name in wrong_order])] = Outcome(
            code, read_credit(given, "credit", 0.0), given.text("message")
        )
        given.finish()
    outcomes[order_name(order)] = RIGHT
    if partial:
        outcomes.update(dict.fromkeys(pairs_of(order), RIGHT))
        outcomes.update(dict.fromkeys(pairs_of(order[::-1]), Outcome("GENERIC")))
    return RankingPart(common, items, OpenSecret(outcomes=outcomes), fields.one_of("sign", (">", "<"), ">"), partial)


def read_items(fields: Fields) -> Tuple[Option, ...]:
    """Read what is to be ordered: a list of texts, or an object of texts and other spellings."""
    given = fields.take("items", needed=True)
    if isinstance(given, (list, tuple)) and all(isinstance(name, str) for name in given):
        given = {name: [] for name in given}
    listed = Fields(given if fields.has("items") else {}, fields.place("items"), fields.problems)
    items = tuple(Option(name, (name, *listed.texts(name))) for name in listed.data)
    if fields.has("items") and len(items) < 2:
        fields.problem("items", "an order has at least two items")
    return items
