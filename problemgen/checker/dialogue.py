"""Talk with a student at a terminal: parts and typed answers -> what to print, and an exit code.

The tail of the standalone file; input and output are handed in, so that it can be tested.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Callable, Dict, List, Optional, Tuple

from problemgen.checker.judge import check_answer
from problemgen.checker.key import (
    AnswerKey,
    ChoicePart,
    DirectionPart,
    NumberPart,
    Part,
    RankingPart,
    UnknownPart,
    part_of,
)
from problemgen.checker.text import visible
from problemgen.checker.verdict import CORRECT, Verdict
from problemgen.checker.words import listed

USAGE = """Usage: python check.py                       asks for every part in turn
       python check.py PART ANSWER           checks one answer: python check.py a "-90.1 mV"
       python check.py PART ANSWER --json    the same, as JSON
       add --given PART=ANSWER for an answer typed earlier, on which this one builds
Exit code: 0 correct, 1 not correct or not graded, 2 wrong usage"""

Say = Callable[[str], None]


def run(key: AnswerKey, title: str, arguments: Sequence[str], ask: Callable[[str], str], say: Say) -> int:
    """Answer a command line; without arguments hold a dialogue. Gives the exit code."""
    read = _arguments(arguments)
    if read is None:
        say(USAGE)
        return 0 if "--help" in arguments or "-h" in arguments else 2
    words, given, as_json = read
    if not words:
        return hold_dialogue(key, title, ask, say)
    try:
        verdict = check_answer(key, words[0], words[1], given)
    except UnknownPart as error:
        say(str(error))
        return 2
    say(json.dumps({"part": words[0], **asdict(verdict)}) if as_json else spoken(verdict))
    return 0 if verdict.verdict == CORRECT else 1


def _arguments(arguments: Sequence[str]) -> Optional[Tuple[List[str], Dict[str, str], bool]]:
    """Sort a command line by hand: an answer may begin with a dash, which no option of ours does with a digit."""
    words: List[str] = []
    given: Dict[str, str] = {}
    waiting = list(arguments)
    while waiting:
        word = waiting.pop(0)
        if word == "--given" and waiting:
            name, _, response = waiting.pop(0).partition("=")
            given[name] = response
        elif word in ("--help", "-h") or (word == "--given"):
            return None
        elif word != "--json":
            words.append(word)
    return (words, given, "--json" in arguments) if len(words) in (0, 2) else None


def spoken(verdict: Verdict) -> str:
    """Put a verdict in lines for a terminal."""
    lines = [f"{verdict.verdict}  {verdict.message}"]
    if verdict.read_as and verdict.read_as not in verdict.message:
        lines.append(f"  read as {verdict.read_as}")
    return "\n".join(lines)


def hold_dialogue(key: AnswerKey, title: str, ask: Callable[[str], str], say: Say) -> int:
    """Ask for every part in turn until it is right or passed over; 0 where all are right."""
    say(visible(title, 200) or "Check your answers")
    say("Type an answer and press Enter. An empty line goes on to the next part, q ends.")
    given: Dict[str, str] = {}
    done = 0
    for name, part in key.parts.items():
        say("")
        say(f"Part {name}{': ' + part.common.ask if part.common.ask else ''}")
        outcome = _ask_part(key, name, given, ask, say)
        if outcome is None:
            break
        done += outcome
    say("")
    say(f"{done} of {len(key.parts)} parts are right.")
    return 0 if done == len(key.parts) else 1


def _ask_part(key: AnswerKey, name: str, given: Dict[str, str], ask: Callable[[str], str], say: Say) -> Optional[bool]:
    prompt = f"  {name} ({hint(part_of(key, name))}) > "
    while True:
        try:
            response = ask(prompt)
        except (EOFError, KeyboardInterrupt):
            return None
        if response.strip().lower() in ("q", "quit", "exit"):
            return None
        if not response.strip():
            return False
        verdict = check_answer(key, name, response, given)
        given[name] = response
        say("  " + spoken(verdict).replace("\n", "\n  "))
        if verdict.verdict == CORRECT:
            return True


def hint(part: Part) -> str:
    """Say in a word or two how a part is answered."""
    if isinstance(part, NumberPart):
        unit = part.asked.unit.text
        whole = "a whole number" if part.common.kind == "integer" else "a number"
        return whole if unit == "1" else f"{whole} in {unit}"
    if isinstance(part, DirectionPart):
        return " or ".join(option.name for option in part.options)
    if isinstance(part, RankingPart):
        items = ", ".join(item.text for item in part.items)
        return f"an order such as A {part.sign} B {part.sign} C, of {items}"
    if isinstance(part, ChoicePart):
        kinds: Mapping[str, str] = {"several": "one or more of ", "true_false": "true or false, and a reason of "}
        options = listed(part.options)
        return (kinds.get(part.common.kind, "") + options) if options else "true or false"
    return f"a formula in {', '.join(part.ranges)}"
