"""Answers that students type, right and wrong and unreadable, made from an open key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tests.page.sheets import LETTERS, right_response


def typed_answers(key: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Give answers to all parts, in turns, so that later parts meet many earlier answers."""
    queues = {name: list(responses_for(entry)) for name, entry in key["parts"].items()}
    turns = range(max(map(len, queues.values())))
    return [(name, queue[turn]) for turn in turns for name, queue in queues.items() if turn < len(queue)]


def responses_for(entry: Mapping[str, Any]) -> Iterator[str]:
    """Give answers to a part of any kind, as the page takes them."""
    kind = entry["kind"]
    if kind in ("choice", "direction"):
        yield from LETTERS[: len(entry["options"])]
    elif kind == "several":
        yield from ("a", "a, b", "none", ", ".join(LETTERS[: len(entry["options"])]), right_response(entry))
    elif kind == "ranking":
        order, sign = entry["order"], entry["sign"]
        yield from (f" {sign} ".join(each) for each in (order, order[::-1], [*order[1:], order[0]], order[:-1]))
        yield from (", ".join(order), "", "?", " ".join(order))
    elif kind == "formula":
        yield from (entry["formula"], f"2*({entry['formula']})", "R T/(z F)", "log(2)", "1/0", "((", "", "x", "z·F/R/T")
        yield from (each["formula"] for each in entry["mistakes"])
    else:
        yield from numbers_for(entry)


def numbers_for(entry: Mapping[str, Any]) -> Iterator[str]:
    """Write numbers as students do: right and wrong, in other units, with other signs, and what cannot be read."""
    unit = "" if entry["unit"] == "1" else f" {entry['unit']}"
    value = entry["value"] if "value" in entry else sum(entry["interval"]) / 2
    powers = f"{value:.4e}{unit}".replace("e", "×10^").replace("-", "−")
    yield from (f"{value:.5g}{unit}", f"{value:.5g}", f"{-value:.5g}", f"{value * 1.02:.4g}{unit}", f"{value * 1000:.5g}{unit}")
    yield from (f"{value:.3f}".replace(".", ","), powers, f"{value:.1g}")
    yield from ("", "abc", "1,234", "5 6", "12 mA", "2 + 3", "NaN", "𝟓 mV", f"x = {value:.4g}{unit}")
    yield from (f"{each['value']:.5g}{unit}" for each in entry["mistakes"][:4])
    if entry["unit"] == "mV":
        yield from (f"{value / 1000:.5g} V", f"{value * 1000:.5g} uV", f"{value * 1000:.5g} µV")
