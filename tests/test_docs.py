"""The documentation says what is so: commands, options, examples, links, figures."""

from __future__ import annotations

import importlib.util
import json
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import click
import pytest
from click.testing import CliRunner
from pydantic import BaseModel

from problemgen.bank import figure_schema, schema
from problemgen.bank.bank import load_bank
from problemgen.bank.jsonschema import schemas
from problemgen.cli import group
from problemgen.course.assignment import load_assignment
from problemgen.course.build import Order, build
from problemgen.course.lint import lint

ROOT = Path(__file__).resolve().parent.parent
PAGES = [path for path in [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md"))] if path.is_file()]
README = (ROOT / "README.md").read_text(encoding="utf-8")
WRITE = (ROOT / "docs" / "write-a-problem.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(text: str, language: str) -> list[str]:
    """Give the fenced blocks of a language."""
    return [body for found, body in BLOCK.findall(text) if found == language]


def ids(path: Path) -> str:
    return path.name


def script(name: str) -> ModuleType:
    """Load a script of docs/."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "docs" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# --- commands


def words(text: str) -> list[str]:
    return text.split()  # click's line breaks differ from version to version


def test_the_page_of_commands_is_what_the_commands_say() -> None:
    """docs/commands.md holds the help of every command; `python docs/make_commands.py` brings it up to date."""
    page = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    assert words(page) == words(script("make_commands").commands_page())


def test_the_page_of_objectives_is_up_to_date() -> None:
    """docs/objectives.md names every problem of the shipped banks; `python docs/make_objectives.py` brings it up to date."""
    page = (ROOT / "docs" / "objectives.md").read_text(encoding="utf-8")
    assert page == script("make_objectives").objectives_page()


COMMANDS = list(script("make_commands").commands())


@pytest.mark.parametrize("context", COMMANDS, ids=lambda context: context.command_path)
def test_every_command_and_option_has_help(context: click.Context) -> None:
    """No command and no option is left to be guessed."""
    assert context.command.help
    for parameter in context.command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, parameter.opts


@pytest.mark.parametrize("name", group.list_commands(click.Context(group)))
def test_the_readme_speaks_of_every_command(name: str) -> None:
    """The README shows or names each command."""
    assert f"problemgen {name}" in README


def command_lines() -> Iterator[Any]:
    """Find every line of a shell block that calls problemgen, or one of a page's own files."""
    for page in PAGES:
        for block in blocks(page.read_text(encoding="utf-8"), "sh"):
            for line in block.splitlines():
                if line.startswith("problemgen "):
                    yield pytest.param(line, id=f"{page.name}: {line[:60]}")


@pytest.mark.parametrize("line", list(command_lines()))
def test_commands_in_the_documentation_can_be_read(line: str) -> None:
    """Every command line has a command, arguments and options that exist."""
    _, *arguments = ["1" if argument == "..." else argument for argument in shlex.split(line, comments=True)]
    context = click.Context(group)
    while isinstance(context.command, click.Group):
        name, *arguments = arguments
        command = context.command.get_command(context, name)
        assert command is not None, f"no command {name}"
        if not isinstance(command, click.Group):
            command.make_context(name, arguments, parent=context)
        context = click.Context(command, parent=context)


# --- README


def test_the_readme_has_one_line_for_the_first_result_and_one_for_the_tests() -> None:
    """Both lines make an environment and install; .ci/run takes the second one from here."""
    lines = [line for block in blocks(README, "sh") for line in block.splitlines() if "-m venv" in line]
    assert len(lines) == 2
    assert lines[0].endswith("problemgen build")
    assert lines[1].endswith("pytest")


def test_the_readmes_python_example_does_what_it_says(tmp_path: Path) -> None:
    """The example of the README runs, and prints what its comments promise."""
    (code,) = blocks(README, "python")
    promised = re.findall(r"^print\(.*\)\s+# (.*)$", code, re.MULTILINE)
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True, timeout=300)
    assert done.stdout.splitlines() == promised


@pytest.mark.parametrize("start", ["problemgen solve"])
def test_output_in_the_readme_is_the_commands_own(start: str) -> None:
    """What stands below a command in the README is what it prints."""
    found = re.search(rf"```sh\n({re.escape(start)}[^\n]*)\n```\n\n```\n(.*?)```", README, re.DOTALL)
    assert found is not None
    result = CliRunner().invoke(group, shlex.split(found[1])[1:])
    assert words(result.output) == words(found[2])


def test_the_readmes_check_example_is_the_checkers_own(tmp_path: Path) -> None:
    """The example answers of the README belong to the first sheet of the example class."""
    build(Order(out=tmp_path, formats=("check",)))
    key = tmp_path / "example" / "instructor" / "s001" / "key.json"
    right, wrong = re.findall(r'(?:check\.py|key\.json) 1 ("[^"]*")', README)
    shown = re.search(r"key\.json 1 [^\n]*\n```\n\n```\n(.*?)```", README, re.DOTALL)
    assert shown is not None
    result = CliRunner().invoke(group, ["check", str(key), "1", shlex.split(wrong)[0]])
    assert words(result.output) == words(shown[1])
    result = CliRunner().invoke(group, ["check", str(key), "1", shlex.split(right)[0], "--json"])
    assert json.loads(result.output)["verdict"] == "CORRECT"


def test_the_readmes_assignment_works(tmp_path: Path) -> None:
    """The assignment of the README, in a copy of the shipped bank, can be built."""
    (block,) = blocks(README, "yaml")
    head, _, body = block.partition("\n")
    shutil.copytree(ROOT / "banks" / "membrane", tmp_path / "mybank")
    (tmp_path / head.removeprefix("# ")).write_text(body, encoding="utf-8")
    assert len(load_assignment(load_bank(tmp_path / "mybank"), "week3").templates()) == 5


# --- pages


@pytest.mark.parametrize("page", PAGES, ids=ids)
def test_links_inside_the_project_lead_somewhere(page: Path) -> None:
    """Every link to a file or heading of the project resolves."""
    text = BLOCK.sub("", page.read_text(encoding="utf-8"))
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        linked = (page.parent / name).resolve() if name else page
        assert linked.exists(), target
        assert not anchor or anchor in anchors(linked), target


def anchors(page: Path) -> set[str]:
    heads = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).strip().replace(" ", "-") for head in heads}


def test_pictures_are_small() -> None:
    """A picture that everybody clones stays below 200 kB."""
    pictures = list((ROOT / "docs" / "images").glob("*.png"))
    assert pictures
    assert all(picture.stat().st_size < 200_000 for picture in pictures)


def test_every_page_of_the_documentation_is_linked_from_the_readme() -> None:
    """Nobody has to guess what docs/ holds."""
    for page in (ROOT / "docs").glob("*.md"):
        assert f"(docs/{page.name})" in README


def test_the_architecture_page_names_every_room() -> None:
    """docs/architecture.md has a row for each room of the package."""
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    rooms = [path.parent.name for path in (ROOT / "problemgen").glob("*/__init__.py")]
    assert [room for room in rooms if f"`{room}/" not in page] == []


# --- write a problem


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the files of docs/write-a-problem.md to a folder, as a reader would."""
    folder = tmp_path_factory.mktemp("page") / "clearance"
    for language in ("yaml", "csv"):
        for block in blocks(WRITE, language):
            head, _, body = block.partition("\n")
            path = folder / head.removeprefix("# ")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(body, encoding="utf-8")
    return folder


def test_the_bank_of_the_page_is_without_problems(written: Path) -> None:
    """The YAML of docs/write-a-problem.md is a bank, and lint finds nothing."""
    found = lint(written, 20)
    assert [str(problem) for problem in found.problems] == []
    assert len(found.templates) == 4


def test_the_assignment_of_the_page_builds(written: Path, tmp_path: Path) -> None:
    """The assignment and the class list of docs/write-a-problem.md make sheets."""
    built = build(Order("week1", str(written), out=tmp_path, formats=("md", "check")))
    assert built.sheets == 2


def test_the_schemas_for_editors_are_up_to_date() -> None:
    """docs/schemas is what `python -m problemgen.bank.jsonschema docs/schemas` writes."""
    for name, data in schemas().items():
        assert json.loads((ROOT / "docs" / "schemas" / f"{name}.schema.json").read_text(encoding="utf-8")) == data


MODELS = [
    model for model in [*vars(schema).values(), *vars(figure_schema).values()]
    if isinstance(model, type) and issubclass(model, BaseModel) and model is not BaseModel and not model.__name__.startswith("_")
]  # fmt: skip


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_field_is_explained_and_used(model: type[BaseModel]) -> None:
    """docs/write-a-problem.md names every field of the schema in its tables."""
    tables = "\n".join(line for line in BLOCK.sub("", WRITE).splitlines() if line.startswith("|"))
    named = set(re.findall(r"[\w]+", " ".join(re.findall(r"`([^`]*)`", tables))))
    fields = {field.alias or name for name, field in model.model_fields.items()}
    assert fields - named == set()
