"""An author's session in real Chromium: edit, break, mend, look around. One run, many facts (session.mjs)."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from problemgen.preview.server import preview
from tests.banks import SMALL, copied
from tests.players.players import need_packages
from tests.programs import need

HERE = Path(__file__).parent
TABS = ("Key", "Self-check", "Variants", "Distributions", "Mistakes", "Worksheet")


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Run the session once."""
    command = [need("node"), str(HERE / "session.mjs"), need("chromium")]
    need_packages()
    bank = copied(SMALL, tmp_path_factory.mktemp("session"))
    with preview(bank) as running:
        done = subprocess.run([*command, running.url, str(bank)], capture_output=True, timeout=300, check=False, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_a_page_shows_the_printed_key(facts: Any) -> None:
    """The pictures of the printed pages are there."""
    assert facts["first"] == {"heading": "Equilibrium potential of one ion", "pages": [True]}


def test_a_save_shows_up_and_leaves_everything_in_its_place(facts: Any) -> None:
    """The page is not loaded anew: place, tab, variant and search stay, and the change is announced."""
    saved = facts["saved"]
    assert (saved["tab"], saved["index"], saved["scroll"], saved["search"]) == ("Key", "5", 300, "nernst")
    assert saved["kept"] == "yes"
    assert saved["pages"] == [True]
    assert saved["news"].startswith("Updated at ")
    assert saved["documentTitle"].startswith("Equilibrium voltage of one ion")


def test_a_save_does_not_disturb_who_is_typing(facts: Any) -> None:
    """A number in the box, and the focus, outlive a save; Enter then shows that variant."""
    assert facts["typing"] == {"value": "7", "focus": "index"}
    assert facts["entered"] == {"tab": "key", "index": "7"}


def test_an_error_stands_above_what_was_there_with_its_place(facts: Any) -> None:
    """File, line and column, the marked word, the old page below in grey, a sign in the list, the same variant."""
    broken = facts["broken"]
    assert broken["place"] == "small/problems/nernst/forward.yaml:4:3"
    assert broken["marked"] == "conc:"
    assert broken["pages"] == [True]
    assert broken["old"] == 1
    assert broken["state"].endswith("errors")
    assert broken["index"] == "5"
    assert "error" in facts["brokenNews"]


def test_half_a_file_is_an_error_too(facts: Any) -> None:
    """A save in the middle of writing is told, and nothing stops."""
    assert "error" in facts["half"]


def test_a_finding_of_lint_is_told_with_its_place(facts: Any) -> None:
    """A worked case that is not reproduced; the problem itself is current."""
    assert facts["finding"]["place"].startswith("small/problems/nernst/forward.yaml:")
    assert facts["finding"]["old"] == 0


def test_a_mended_file_is_as_before(facts: Any) -> None:
    """The errors go, the page and the list are as they were; a broken bank.yaml keeps the page as well."""
    assert facts["mended"] == {"pages": [True], "state": 0}
    assert facts["bank"] == {"pages": [True]}


def test_problems_come_and_go_in_the_list(facts: Any) -> None:
    """A new file can be chosen, which moves the focus to it; a deleted one says that it is gone."""
    assert facts["fresh"] == {"path": "/problem/fresh.new", "focus": "problem"}
    assert facts["gone"] == {"listed": 0}


@pytest.mark.parametrize("tab", TABS)
def test_a_tab_keeps_the_variant_and_the_focus(facts: Any, tab: str) -> None:
    """Going from tab to tab is about the same variant."""
    found = facts[f"tab {tab}"]
    assert found["index"] == "5"
    assert found["focus"] == tab


def test_each_tab_has_what_it_is_called_for(facts: Any) -> None:
    """Eight variants, histograms, a number line a numeric part, and the self-check page in its frame."""
    assert facts["tab Variants"]["columns"] == 8
    assert facts["tab Distributions"]["drawings"] >= 3
    assert facts["tab Mistakes"]["drawings"] == 2
    assert "What is drawn" in facts["tab Distributions"]["text"]
    assert "Key:" in facts["tab Mistakes"]["text"]
    assert "Equilibrium potential of one ion" in facts["frame"]


def test_another_variant_and_back(facts: Any) -> None:
    """The button gives another index, in the box as in the address; the browser's back button returns."""
    another = facts["another"]
    assert another["index"] == another["box"] != "5"
    assert another["focus"] == "New variant"
    assert facts["back"]["index"] == "5"
    assert facts["column"] is True


def test_the_list_can_be_searched(facts: Any) -> None:
    """What matches stays, and nothing at all is told."""
    assert len(facts["search"]) == 1
    assert "nernst.inside" in facts["search"][0]
    assert facts["none"] is True


def test_without_scripts_every_link_still_works(facts: Any) -> None:
    """Tabs are links, and pages come whole."""
    assert facts["plain"]["tab"] == "Key"
    assert facts["plain"]["images"] >= 1


def test_axe_finds_nothing(facts: Any) -> None:
    """On every tab, broken or whole, light and dark, on a desk and on a phone."""
    assert {where: found for where, found in facts["axe"].items() if found} == {}
    assert len(facts["axe"]) == 3 * len(TABS) + 1


def test_nothing_scrolls_sideways(facts: Any) -> None:
    """Down to 320 pixels; what is wide scrolls in its own box."""
    assert {where: over for where, over in facts["sideways"].items() if over > 0} == {}


def test_nothing_is_fetched_from_elsewhere_and_nothing_complains(facts: Any) -> None:
    """No request leaves the preview, no script fails, no policy is broken (a page that is gone answers 404, and should)."""
    assert facts["foreign"] == []
    assert [each for each in facts["complaints"] if "404" not in each] == []
