"""Every line of the tables gives its verdict and code, from an open and from a sealed key."""

from __future__ import annotations

from typing import Any

from problemgen.checker import AnswerKey, check


def test_case_gives_its_verdict_and_code(case: Any, open_key: AnswerKey) -> None:
    verdict = check(open_key, case.part, case.response, dict(case.given))
    assert (verdict.verdict, verdict.code) == (case.verdict, case.code), verdict.message


def test_sealed_key_says_the_same_in_the_same_words(case: Any, open_key: AnswerKey, sealed_key: AnswerKey) -> None:
    given = dict(case.given)
    assert check(sealed_key, case.part, case.response, given) == check(open_key, case.part, case.response, given)


def test_invalid_says_so_and_scores_nothing(case: Any, open_key: AnswerKey) -> None:
    verdict = check(open_key, case.part, case.response, dict(case.given))
    assert (verdict.verdict == "INVALID") == verdict.message.startswith("Not graded yet, no attempt used: ")
    assert 0 <= verdict.score <= 1
    assert (verdict.score == 1) == (verdict.verdict == "CORRECT")
    assert (0 < verdict.score < 1) == (verdict.verdict == "PARTIAL")


def test_no_wrong_or_unread_answer_is_told_the_key(case: Any, open_key: AnswerKey) -> None:
    message = check(open_key, case.part, case.response, dict(case.given)).message
    typed = "".join(character for character in case.response if character.isdigit())
    if case.verdict != "CORRECT" and "901" not in typed:
        assert "90.1" not in message
        assert "90.09" not in message
