"""Ctrl-C is a word and exit code 130, wherever it comes up."""

from __future__ import annotations

import pytest
from pydantic_core import SchemaError

from problemgen.cli import group, main


@pytest.mark.parametrize("error", [KeyboardInterrupt(), SchemaError("Error building \"model\" validator: KeyboardInterrupt: ")])
def test_ctrl_c_is_a_word_even_where_a_library_has_made_an_error_of_its_own_of_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], error: BaseException
) -> None:
    def stopped(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(group, "main", stopped)
    with pytest.raises(SystemExit) as caught:
        main(["list"])
    assert caught.value.code == 130
    assert capsys.readouterr().err == "\nStopped. Run the same command again: nothing is left half-written.\n"


def test_other_errors_are_not_taken_for_one(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("a bug")

    monkeypatch.setattr(group, "main", broken)
    with pytest.raises(ZeroDivisionError):
        main(["list"])
