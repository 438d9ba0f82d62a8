"""What is published works by itself: sdist -> wheel -> a bare environment that never sees the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def run(*command: str | Path, cwd: Path, env: Mapping[str, str] | None = None) -> str:
    """Run a command that must succeed, away from the checkout, and give what it printed."""
    done = subprocess.run([*map(str, command)], cwd=cwd, env=env, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr + done.stdout
    return done.stdout


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("wheel")


@pytest.fixture(scope="module")
def sdist(folder: Path) -> Path:
    """Build the source archive."""
    return built(folder, "sdist", ROOT)


@pytest.fixture(scope="module")
def wheel(folder: Path, sdist: Path) -> Path:
    """Build the wheel from the unpacked source archive, so that the archive is known to be whole."""
    with tarfile.open(sdist) as archive:
        archive.extractall(folder, filter="data")
    return built(folder, "wheel", folder / sdist.name.removesuffix(".tar.gz"))


def built(folder: Path, kind: str, source: Path) -> Path:
    run(sys.executable, "-m", "build", f"--{kind}", "--no-isolation", "--outdir", folder, source, cwd=folder)
    (made,) = folder.glob({"sdist": "*.tar.gz", "wheel": "*.whl"}[kind])
    return made


@pytest.fixture(scope="module")
def bare(folder: Path, wheel: Path) -> Path:
    """Make an environment with the wheel and the outer environment's dependencies, but without the checkout.

    The dependencies are linked one by one and problemgen is left out, so nothing is downloaded, and an editable install
    outside can't reach in.
    """
    home = folder / "bare"
    venv.create(home, with_pip=False, symlinks=os.name != "nt")
    scheme = "nt" if os.name == "nt" else "posix_prefix"
    inside = Path(sysconfig.get_path("purelib", scheme, {"base": str(home), "platbase": str(home)}))
    pip = (sys.executable, "-m", "pip", "--python", home, "--disable-pip-version-check")
    run(*pip, "install", "--quiet", "--no-deps", "--no-index", wheel, cwd=folder)
    for outer in dict.fromkeys((sysconfig.get_path("purelib"), sysconfig.get_path("platlib"))):
        for path in Path(outer).iterdir():
            if "problemgen" not in path.name and path.suffix != ".pth" and not (inside / path.name).exists():
                (inside / path.name).symlink_to(path)
    return home / ("Scripts" if os.name == "nt" else "bin")


@pytest.fixture
def clean(tmp_path: Path) -> dict[str, str]:
    """Give an environment without Python's own variables, and with a cache of its own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return {**kept, "PROBLEMGEN_CACHE": str(tmp_path / "cache")}


def test_the_wheel_holds_package_templates_and_banks_and_nothing_else(wheel: Path) -> None:
    """Tests, output and docs stay out of the wheel; every template and bank file of the checkout is in it."""
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {name.split("/")[0].partition("-")[0] for name in names} == {"problemgen"}
    for data in ("templates", "banks"):
        there = {path.relative_to(ROOT).as_posix() for path in (ROOT / data).rglob("*") if path.is_file()}
        assert {f"problemgen/_data/{name}" for name in there} <= names
    assert "problemgen/py.typed" in names
    assert any(name.endswith("licenses/LICENSE") for name in names)


def test_the_source_archive_can_run_its_own_tests(sdist: Path) -> None:
    """The sdist holds tests, docs and data, and neither output nor caches."""
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    wanted = {"README.md", "CHANGELOG.md", "LICENSE", "tests/test_wheel.py", "docs/commands.md", "banks/membrane/bank.yaml"}
    assert wanted <= names
    assert not [name for name in names if name.startswith("output/") or "__pycache__" in name or "_cache/" in name]


def test_an_installed_problemgen_is_the_wheels(bare: Path, folder: Path, clean: dict[str, str]) -> None:
    """Package, templates and banks are those in the bare environment, not the checkout's."""
    code = (
        "import problemgen, sys; from problemgen.files import shipped; "
        "print(problemgen.__file__, shipped('banks'), shipped('templates'), *sys.path, sep='\\n')"
    )
    lines = run(bare / "python", "-c", code, cwd=folder, env=clean).splitlines()
    assert all(Path(line).is_relative_to(bare.parent) for line in lines[:3])
    assert not [line for line in lines if line and Path(line).resolve().is_relative_to(ROOT / "problemgen")]
    assert str(ROOT) not in lines


def test_version_and_list_work_from_the_wheel(bare: Path, folder: Path, clean: dict[str, str]) -> None:
    """`problemgen --version` and `list` need nothing but the wheel and its dependencies."""
    assert run(bare / "problemgen", "--version", cwd=folder, env=clean).startswith("problemgen ")
    assert "nernst.forward" in run(bare / "problemgen", "list", cwd=folder, env=clean)


def test_a_class_of_two_is_built_from_the_wheel(bare: Path, tmp_path: Path, clean: dict[str, str]) -> None:
    """`problemgen build` makes worksheets, keys and checkers, and a checker runs by itself."""
    (tmp_path / "class.csv").write_text("id,name\ns001,Student 01\ns002,Student 02\n")
    run(bare / "problemgen", "build", "--roster", "class.csv", "--formats", "md,check", cwd=tmp_path, env=clean)
    sheets = tmp_path / "output" / "example"
    found = sorted(path.relative_to(sheets).as_posix() for path in sheets.glob("*/s00*/*") if path.is_file())
    assert found == [
        f"{side}/{student}/{name}"
        for side, names in (("instructor", ("key.json", "key.md")), ("students", ("check.py", "worksheet.md")))
        for student in ("s001", "s002")
        for name in names
    ]
    for student in ("s001", "s002"):
        usage = run(bare / "python", "-I", "-S", sheets / "students" / student / "check.py", "--help", cwd=tmp_path, env=clean)
        assert "check.py PART ANSWER" in usage


@pytest.mark.parametrize("module", ["sympy", "pint", "typst", "pydantic"])
def test_help_and_check_load_nothing_heavy(bare: Path, folder: Path, clean: dict[str, str], module: str) -> None:
    """Neither the command line's help nor the checker imports a heavy dependency."""
    code = (
        "import sys; import problemgen.cli.check; from problemgen.cli import group; from problemgen.checker import check; "
        f"print({module!r} in sys.modules)"
    )
    assert run(bare / "python", "-c", code, cwd=folder, env=clean).strip() == "False"
