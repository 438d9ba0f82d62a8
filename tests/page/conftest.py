"""The two sheets that most tests of the page look at, built once."""

from __future__ import annotations

import pytest

from tests.page.sheets import Built, built, kinds_bank


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The first sheet of the example."""
    return built(tmp_path_factory.mktemp("example"), "example")


@pytest.fixture(scope="session")
def kinds(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A sheet with every kind of answer, hostile names and titles, and a template that stands on it twice."""
    folder = tmp_path_factory.mktemp("kinds")
    return built(folder, "kinds", kinds_bank(folder))
