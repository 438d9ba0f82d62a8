"""The command line: what other programs rely on, help for newcomers, and one line for a user's mistake."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click import Command, Group
from click.testing import CliRunner

import problemgen
from problemgen.cli import group, main
from tests.banks import SMALL, TINY, copied, edit
from tests.tables import cases

ROOT = Path(__file__).parents[2]
COMMANDS = sorted(group.list_commands(None))  # type: ignore[arg-type]
PINS = ["conc=neuron_Cl", "T=37 degC", "c_out=110 mM", "c_in=5 mM", "V_m=-65 mV"]
SOLVE = ["solve", "nernst", "--for", "E", "c_out=110 mM", "c_in=5 mM", "z=-1", "T=37 degC"]


def run(capsys: pytest.CaptureFixture[str], *args: str) -> tuple[int, str, str]:
    """Run the command line in this process; give exit code, output and errors."""
    with pytest.raises(SystemExit) as caught:
        main(list(args))
    out, err = capsys.readouterr()
    return int(caught.value.code or 0), out, err


def result(capsys: pytest.CaptureFixture[str], *args: str) -> Any:
    code, out, err = run(capsys, *args, "--json")
    assert code == 0, err
    return json.loads(out)


@pytest.fixture
def key(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """An answer key that `show` wrote."""
    path = tmp_path / "key.json"
    pins = [word for pin in PINS for word in ("--set", pin)]
    assert run(capsys, "show", "nernst.forward", "--bank", str(SMALL), *pins, "--key", str(path))[0] == 0
    return path


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_that_says_what_it_does(name: str) -> None:
    command = group.get_command(None, name)  # type: ignore[arg-type]
    assert isinstance(command, Command)
    shown = CliRunner().invoke(group, [name, "--help"]).output
    assert shown.startswith("Usage: ")
    assert len(command.help or "") > 30
    for parameter in command.params:
        if parameter.param_type_name == "option" and parameter.name not in ("help",):
            assert getattr(parameter, "help", None), f"{name} {parameter.opts} has no help"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_documented(name: str) -> None:
    texts = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
    assert any(f"problemgen {name}" in path.read_text("utf-8") for path in texts if path.exists())


def test_the_first_help_names_every_command() -> None:
    shown = CliRunner().invoke(group, ["--help"]).output
    assert set(re.findall(r"^  (\w+)  ", shown, re.M)) >= set(COMMANDS)
    assert "problemgen build" in shown


def test_every_verb_is_a_python_function_too() -> None:
    verbs = {"list": "list_templates", "preview": "serve_preview", "responses": "read_responses"}
    for name in COMMANDS:
        command = group.get_command(None, name)  # type: ignore[arg-type]
        if not isinstance(command, Group):
            assert callable(getattr(problemgen, verbs.get(name, name)))


def test_the_version_is_the_packages() -> None:
    done = subprocess.run([sys.executable, "-m", "problemgen", "--version"], capture_output=True, text=True, check=True)
    assert done.stdout == f"problemgen {problemgen.__version__}\n"


def test_solve_prints_value_unit_and_steps(capsys: pytest.CaptureFixture[str]) -> None:
    found = result(capsys, *SOLVE)
    assert found["value"] == pytest.approx(-82.61323795461865, rel=1e-12)
    assert found["unit"] == "mV"
    assert found["steps"][0] == "Nernst equation:"
    assert found["steps"][-1].replace("\xa0", " ").endswith("≈ −82.6 mV")


@pytest.mark.parametrize(("symbol", "given", "value", "unit"), [
    ("c_in", ["E=-70 mV", "c_out=120 mM", "z=-1", "T=37 degC"], 8.744, "mM"),
    ("c_out", ["E=-95 mV", "c_in=140 mM", "z=1", "T=310.15 K"], 4.003, "mM"),
    ("T", ["E=-82.6 mV", "c_out=110 mM", "c_in=0.005 M", "z=-1"], 310.1, "K"),
    ("z", ["E=-82.6 mV", "c_out=110 mM", "c_in=5 mM", "T=37 degC"], -1.0, "1"),
])  # fmt: skip
def test_solve_asks_one_relation_for_any_symbol(
    symbol: str, given: list[str], value: float, unit: str, capsys: pytest.CaptureFixture[str]
) -> None:
    found = result(capsys, "solve", "nernst", "--for", symbol, *given, "--unit", unit)
    assert (found["unit"], found["value"]) == (unit, pytest.approx(value, rel=1e-3))


def test_solve_gives_the_result_in_the_unit_that_was_asked(capsys: pytest.CaptureFixture[str]) -> None:
    found = result(capsys, *SOLVE, "--unit", "V")
    assert (found["unit"], found["value"]) == ("V", pytest.approx(-0.0826132, rel=1e-6))


def test_show_prints_pinned_values_answers_and_key(capsys: pytest.CaptureFixture[str]) -> None:
    found = result(capsys, "show", "nernst.forward", "--bank", str(SMALL), *(word for pin in PINS for word in ("--set", pin)))
    assert found["values"]["c_out"] == {"number": "110", "unit": "mM"}
    assert [part.get("printed", part.get("answer")) for part in found["parts"]][:2] == ["-82.6", "17.6"]
    assert found["key"]["format"] == "problemgen-key/1"


def test_show_prints_the_same_variant_every_time_and_another_for_another_index(capsys: pytest.CaptureFixture[str]) -> None:
    first, again = (result(capsys, "show", "force.value", "--bank", str(TINY)) for _ in range(2))
    assert first == again
    one, other = (result(capsys, "show", "force.value", "--bank", str(TINY), "--index", n)["values"] for n in "05")
    assert one != other


def test_check_judges_against_the_key_that_show_wrote(key: Path, capsys: pytest.CaptureFixture[str]) -> None:
    right = result(capsys, "check", str(key), "a", "-82.6 mV")
    assert set(right) >= {"verdict", "code", "score", "message", "read_as"}
    assert (right["verdict"], right["score"]) == ("CORRECT", 1.0)
    wrong = result(capsys, "check", str(key), "a", "-35.88 mV")
    assert (wrong["verdict"], wrong["code"]) == ("INCORRECT", "MISTAKE:log10_for_ln")
    assert "ln" in wrong["message"]
    assert result(capsys, "check", str(key), "a", "no idea")["verdict"] == "INVALID"
    assert result(capsys, "check", str(key), "b", "-147.6 mV", "--given", "a=82.6 mV")["code"] == "ECF"


def test_an_answer_that_looks_like_an_option_is_an_answer(key: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert result(capsys, "check", str(key), "a", "-82.6")["verdict"] == "CORRECT"
    assert result(capsys, "check", str(key), "a", "--help me")["verdict"] == "INVALID"


def test_list_counts_variants(capsys: pytest.CaptureFixture[str]) -> None:
    (entry,) = result(capsys, "list", "--count", "--bank", str(TINY))
    assert (entry["id"], entry["variants"]["low"], entry["variants"]["high"]) == ("force.value", 12, 12)


@pytest.mark.parametrize("what", ["--assignments", "--relations", "--tables", "--banks", "--templates"])
def test_list_prints_text_and_json(what: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert result(capsys, "list", what, "--bank", str(SMALL))
    code, out, _ = run(capsys, "list", what, "--bank", str(SMALL))
    assert (code, bool(out.strip())) == (0, True)


def test_lint_exits_with_0_for_a_clean_bank_and_with_1_for_another(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "lint", str(TINY))[0] == 0
    bank = copied(TINY, tmp_path)
    edit(bank, "bank.yaml", "DF = V_m - E", "DF = V_m + c_in")
    code, out, _ = run(capsys, "lint", str(bank))
    assert (code, out) == (1, f"{bank}/bank.yaml:20:15: Cannot add mV to mM in V_m + c_in\n")
    code, out, _ = run(capsys, "lint", str(bank), "--json")
    (problem,) = json.loads(out)["problems"]
    assert (code, problem["line"], problem["column"]) == (1, 20, 15)


@pytest.mark.parametrize(("line", "exit_code", "message"), cases("command-errors.txt", 3))
def test_a_users_mistake_is_one_line(
    line: str, exit_code: str, message: str, key: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    Path("broken.json").write_text("{")
    Path("list.json").write_text("[1]")
    words = [{"BANK": str(SMALL), "TINY": str(TINY)}.get(word, word) for word in shlex.split(line)]
    code, out, err = run(capsys, *words)
    said = [each.removeprefix("Error: ") for each in (out + err).replace(str(SMALL), "BANK").splitlines()
            if each and not each.startswith(("Usage: ", "Try ", "Sheets", "Templates", "0 problem", "1 problem"))]  # fmt: skip
    assert code == int(exit_code)
    assert len(said) == 1
    assert message in said[0]
    assert not (tmp_path / "output").exists()


SLOW = ("sympy", "pint", "pydantic", "yaml", "jinja2", "markdown_it", "typst")
QUICK = ["--help", "--version", "build --help", "check --help", "check key.json a -82.6", "solve --help"]


@pytest.mark.parametrize("line", QUICK)
def test_quick_commands_do_not_load_slow_libraries(line: str, key: Path) -> None:
    code = ("import sys; from problemgen.cli import main\ntry: main(sys.argv[1:])\nexcept SystemExit: pass\n"
            f"print([name for name in {SLOW} if name in sys.modules])")
    words = [sys.executable, "-c", code, *shlex.split(line)]
    done = subprocess.run(words, cwd=key.parent, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_a_closed_pipe_is_no_traceback() -> None:
    done = subprocess.run(f"{shlex.quote(sys.executable)} -m problemgen list --relations --json | head -c 1", shell=True,
                          capture_output=True, text=True, check=False)  # fmt: skip
    assert "Traceback" not in done.stderr
