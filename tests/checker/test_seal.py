"""Sealing: nothing in the clear, same bytes for the same salt, cheap."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from problemgen.checker import AnswerKey, AnswerKeyError, check, read_key
from problemgen.checker.seal import seal


def worksheet(problems: int = 10) -> dict[str, Any]:
    mistakes = [{"code": f"slip{n}", "value": -39.127 + 7 * n, "message": "This is what log10 gives."} for n in range(6)]
    part = {"kind": "quantity", "unit": "mV", "tolerance": {"relative": 0.01, "absolute": 0.5}, "mistakes": mistakes}
    names = [f"{problem}{letter}" for problem in range(1, problems + 1) for letter in "ab"]
    parts = {name: {**part, "value": -90.0941 - n} for n, name in enumerate(names)}
    return {"format": "problemgen-key/1", "title": "", "parts": parts}


def test_no_value_mistake_or_message_stands_in_the_clear(sealed_json: dict[str, Any]) -> None:
    text = json.dumps(sealed_json)
    for hidden in ("90.09", "39.12", "log10", "celsius", "kelvin", "RT/zF", "Chloride", "V_m", "depolar", "anion", "c_o"):
        assert hidden not in text


def test_the_same_salt_gives_the_same_bytes_and_another_salt_others(open_key: AnswerKey) -> None:
    assert json.dumps(seal(open_key, "one")) == json.dumps(seal(open_key, "one"))
    one, two = seal(open_key, "one")["parts"]["A"]["boxes"], seal(open_key, "two")["parts"]["A"]["boxes"]
    assert not set(one) & set(two)
    assert not set(one.values()) & set(two.values())


def test_boxes_look_alike_and_their_number_is_padded(sealed_json: dict[str, Any]) -> None:
    for part in sealed_json["parts"].values():
        assert len({len(box) for box in part["boxes"].values()}) <= 1
        assert len(part["boxes"]) % 4 == 0


def test_the_public_side_of_two_keys_with_one_tolerance_is_equal() -> None:
    shown = []
    for value in (-90.0941, 12.5):
        data = worksheet(1)
        data["parts"]["1a"]["value"] = value
        part = seal(read_key(data), "salt")["parts"]["1a"]
        part.pop("boxes")
        shown.append(part)
    assert shown[0] == shown[1]


def test_a_sealed_key_is_not_sealed_again(sealed_key: AnswerKey) -> None:
    with pytest.raises(TypeError, match="sealed already"):
        seal(sealed_key, "salt")


def test_a_tampered_box_counts_as_no_box(sealed_json: dict[str, Any]) -> None:
    data = json.loads(json.dumps(sealed_json))
    for tag in data["parts"]["A"]["boxes"]:
        data["parts"]["A"]["boxes"][tag] = "AAAA"
    assert check(read_key(data), "A", "-90.1").code == "GENERIC"


def test_sealing_and_checking_are_cheap() -> None:
    key = read_key(worksheet())
    start = time.process_time()
    sealed = seal(key, "salt")
    assert time.process_time() - start < 0.3  # 20 ms on a quiet machine
    reading = read_key(sealed)
    start = time.process_time()
    check(reading, "1a", "512")
    assert time.process_time() - start < 0.3  # 50 ms on a quiet machine


def test_ten_thousand_answers_take_a_second_or_so(open_key: AnswerKey) -> None:
    start = time.process_time()
    for _ in range(2000):
        check(open_key, "A", "-90.1 mV")
        check(open_key, "A", "512")
    assert time.process_time() - start < 4


def test_a_message_that_many_parts_share_is_covered_once() -> None:
    one, ten = (len(seal(read_key(worksheet(problems)), "salt")["texts"]) for problems in (1, 10))
    assert one == ten


def test_a_worksheet_of_twenty_parts_stays_below_thirty_kilobytes() -> None:
    assert len(json.dumps(seal(read_key(worksheet()), "salt"), separators=(",", ":"))) < 30_000


def test_texts_of_another_salt_are_refused_in_words(sealed_json: dict[str, Any]) -> None:
    for texts in ("AAAA", "", "%", sealed_json["texts"][4:]):
        with pytest.raises(AnswerKeyError, match="texts: "):
            read_key({**sealed_json, "texts": texts})
