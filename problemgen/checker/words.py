"""Read answers given in words or letters: text -> the option that is meant."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Dict, List, Set, Tuple, Union

from problemgen.checker.key import Option
from problemgen.checker.text import plain_text, visible
from problemgen.checker.verdict import Refusal

# for a direction without words of its own; anything more special is said by the key
DIRECTIONS: Mapping[str, Tuple[str, ...]] = {
    "outward": ("outward", "outwards", "out", "outside", "leaves", "leave", "leaving", "exits", "exit", "efflux",
                "outflow", "outflux", "out of", "in to out", "inside to outside", "inside out", "from inside",
                "from the inside", "from in", "from within"),
    "inward": ("inward", "inwards", "in", "into", "inside", "enters", "enter", "entering", "influx", "inflow",
               "out to in", "outside to inside", "outside in", "from outside", "from the outside", "from out"),
    "none": ("none", "neither", "no net movement", "no net flow", "no net flux", "no movement", "no net",
             "neither direction", "nowhere", "does not move", "equilibrium", "at equilibrium", "in equilibrium",
             "zero"),
}  # fmt: skip
_OPPOSITES = {"outward": "inward", "inward": "outward"}
HEDGES = frozenset(
    ["not", "no", "never", "nor", "or", "both", "either", "neither", "without", "isn", "isnt", "doesn", "doesnt", "don", "dont",
     "aren", "won", "can", "cannot", "maybe", "perhaps", "possibly", "probably", "unsure", "guess", "dunno"]
)  # fmt: skip
_FILLERS = re.compile(r"^(?:(?:because|since|that|the|a|an) )+")
_LETTER = re.compile(r"[(\[]? *([A-Za-z]) *[)\].:]?")
TRUE_WORDS = frozenset(["true", "t", "yes", "y", "right", "correct"])
FALSE_WORDS = frozenset(["false", "f", "no", "n", "wrong", "incorrect"])


def opposite_of(name: str, names: Sequence[str]) -> str:
    """Give the opposite of a direction: of two the other one, of the usual ones what they say."""
    others = [other for other in names if other != name]
    if len(others) == 1:
        return others[0]
    return _OPPOSITES.get(name, "") if _OPPOSITES.get(name) in names else ""


def word_list(text: str) -> List[str]:
    """Cut text into small-letter words; plus, minus and question marks stay words of their own."""
    return re.findall(r"[^\W_]+|[?+-]", text.lower())


def normal(text: str) -> str:
    """Bring an option and what was typed for it to one form.

    >>> normal("The  K\u207a channel.") == normal("k^+ channel")
    True
    """
    folded = plain_text(text)
    plain = folded if isinstance(folded, str) else text
    plain = re.sub(r"[\^_*{}$\\]", "", plain.lower()).strip(" .,;:!\"'")
    return _FILLERS.sub("", re.sub(r"\s+", " ", plain))


def read_direction(response: str, options: Sequence[Option]) -> Union[Option, Refusal]:
    """Read a direction said in words; hedging and negation are asked about, never graded.

    >>> ways = [Option(name, words) for name, words in DIRECTIONS.items()]
    >>> read_direction("out of the cell", ways).name, read_direction("in and out", ways).code
    ('outward', 'DIR_AMBIGUOUS')
    """
    text = plain_text(response)
    if isinstance(text, Refusal):
        return text
    if not text:
        return Refusal("FMT_EMPTY")
    names, left = _phrases_in(word_list(text), options)
    told = {"typed": visible(text), "options": ", ".join(option.name for option in options)}
    if not names:
        return Refusal("FMT_UNKNOWN_CHOICE", told)
    if len(names) > 1 or HEDGES.intersection(left) or "?" in left:
        return Refusal("DIR_AMBIGUOUS", told)
    return next(option for option in options if option.name in names)


def _phrases_in(words: List[str], options: Sequence[Option]) -> Tuple[Set[str], List[str]]:
    """Find the options whose phrases occur, longest phrases first, and give the words that are left over."""
    phrases: Dict[Tuple[str, ...], str] = {}
    for option in options:
        for phrase in (option.name, *option.words):
            phrases.setdefault(tuple(word_list(phrase)), option.name)
    names: Set[str] = set()
    left: List[str] = []
    longest = max(map(len, phrases), default=0)
    at = 0
    while at < len(words):
        sizes = range(min(longest, len(words) - at), 0, -1)
        size = next((size for size in sizes if tuple(words[at : at + size]) in phrases), 0)
        if size:
            names.add(phrases[tuple(words[at : at + size])])
        else:
            left.append(words[at])
        at += size or 1
    return names, left


def read_choice(response: str, options: Sequence[Option]) -> Union[Option, Refusal]:
    """Read one option by its letter or its text.

    >>> read_choice("(B)", [Option("a", ("Na+",)), Option("b", ("K+",))]).text
    'K+'
    """
    text = plain_text(response)
    if isinstance(text, Refusal):
        return text
    if not text:
        return Refusal("FMT_EMPTY")
    found = _one_option(text, options)
    if len(found) == 1:
        return found[0]
    told = {"typed": visible(text), "options": listed(options)}
    several = len(found) > 1 or len(_several_options(text, options) or ()) > 1
    return Refusal("FMT_ONE_CHOICE" if several else "FMT_UNKNOWN_CHOICE", told)


def listed(options: Sequence[Option]) -> str:
    """List options as a message shows them."""
    return "; ".join(option.name if option.name == option.text else f"{option.name}) {option.text}" for option in options)


def _one_option(text: str, options: Sequence[Option]) -> List[Option]:
    wanted = normal(text)
    by_text = [option for option in options if wanted in [normal(word) for word in option.words]]
    letter = _LETTER.fullmatch(text)
    by_letter = [option for option in options if letter and option.name.lower() == letter.group(1).lower()]
    found = list(dict.fromkeys(by_text + by_letter))
    if found:
        return found
    labelled = re.fullmatch(r"[(\[]? *([A-Za-z]) *[)\].:] *(.+)", text)
    if labelled:
        rest = normal(labelled.group(2))
        return [option for option in options if option.name.lower() == labelled.group(1).lower()
                and rest in [normal(word) for word in option.words]]  # fmt: skip
    return []


def read_choices(response: str, options: Sequence[Option]) -> Union[Tuple[Option, ...], Refusal]:
    """Read several options: ``a, c``, ``a and c``, ``ac``, or their texts; ``none`` for no option at all."""
    text = plain_text(response)
    if isinstance(text, Refusal):
        return text
    if not text:
        return Refusal("FMT_EMPTY")
    found = _several_options(text, options)
    if found is None:
        return Refusal("FMT_UNKNOWN_CHOICE", {"typed": visible(text), "options": listed(options)})
    return found


def _several_options(text: str, options: Sequence[Option]) -> Union[Tuple[Option, ...], None]:
    whole = _one_option(text, options)
    if len(whole) == 1:
        return tuple(whole)
    if normal(text) in ("none", "none of them", "none of these"):
        return ()
    letters = {option.name.lower(): option for option in options}
    together = text.lower().replace(" ", "")
    if len(together) > 1 and all(letter in letters for letter in together) and len(set(together)) == len(together):
        return tuple(option for option in options if option.name.lower() in together)
    found: Dict[str, Option] = {}
    for piece in re.split(r"[,;\n&]|\band\b", text):
        if piece.strip():
            one = _one_option(piece.strip(), options)
            if len(one) != 1:
                return None
            found[one[0].name] = one[0]
    return tuple(option for option in options if option.name in found) or None


def read_truth(response: str, reasons: Sequence[Option]) -> Union[Tuple[str, str], Refusal]:
    """Read true or false and the letter or text of a reason: ``true, b``; ('true', 'b')."""
    text = plain_text(response)
    if isinstance(text, Refusal):
        return text
    if not text:
        return Refusal("FMT_EMPTY")
    first, rest = _cut_truth(text)
    told = {"typed": visible(text), "options": "true, false"}
    if not first:
        return Refusal("FMT_UNKNOWN_CHOICE", told)
    if not reasons:
        return (first, "") if not rest else Refusal("FMT_UNKNOWN_CHOICE", told)
    if not rest:
        return Refusal("FMT_REASON_MISSING")
    reason = read_choice(rest, reasons)
    return reason if isinstance(reason, Refusal) else (first, reason.name)


def _cut_truth(text: str) -> Tuple[str, str]:
    word, _, rest = text.partition(" ")
    if re.match(r"[A-Za-z]+[,;:.]", text):
        word, rest = re.split(r"[,;:.]", text, maxsplit=1)
    truth = "true" if word.lower().strip(",;:.") in TRUE_WORDS else "false" if word.lower().strip(",;:.") in FALSE_WORDS else ""
    return truth, re.sub(r"^(?:[,;:. -]|because\b|since\b|as\b)+", "", rest, flags=re.IGNORECASE | re.ASCII).strip()


def read_ranking(response: str, items: Sequence[Option], sign: str) -> Union[Tuple[str, ...], Refusal]:
    """Read an order: ``K > Na > Cl``, ``Cl < Na < K``, or with commas in the order that is asked.

    >>> read_ranking("Cl < Na < K", [Option(name, (name,)) for name in ("K", "Na", "Cl")], ">")
    ('K', 'Na', 'Cl')
    """
    text = plain_text(response)
    if isinstance(text, Refusal):
        return text
    if not text:
        return Refusal("FMT_EMPTY")
    text = text.replace("->", ",")
    signs = set(re.findall("[<>]", text))
    pieces = [piece.strip() for piece in re.split("[<>]" if signs else "[,;]", text)]
    if len(pieces) == 1:
        pieces = text.split(" ")
    found = [_one_option(piece, items) for piece in pieces]
    names = tuple(one[0].name for one in found if len(one) == 1)
    if len(signs) > 1 or len(names) != len(pieces) or sorted(names) != sorted(item.name for item in items):
        example = f" {sign} ".join("ABCDEFGHIJKL"[: len(items)])
        told = {"typed": visible(text), "options": ", ".join(item.text for item in items), "example": example}
        return Refusal("FMT_RANKING", told)
    return names[::-1] if signs and signs != {sign} else names
