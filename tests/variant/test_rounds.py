"""A class larger than a template's space: dealing is quick, and gives what walking from every student's place would."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from problemgen.errors import ProblemgenError
from problemgen.variant.deal import PATIENCE, Dealer
from tests.banks import TINY, programs_of


@dataclass
class Picky(Dealer):
    """A dealer whose template refuses some variants."""

    refused: frozenset[int] = frozenset()

    def accepts(self, index: int) -> bool:
        return index not in self.refused and super().accepts(index)


def walked(dealer: Dealer, student: str) -> int:
    """Walk from the student's place to the first variant that is out least often: the meaning of ``deal``, word for word."""
    refused = 0
    least: tuple[int, int] | None = None
    for index in dealer.places(student, 0):
        used = dealer.uses[index]
        if index in dealer.barred or (least is not None and used >= least[0]):
            continue
        if not dealer.accepts(index):
            refused += 1
            if refused >= PATIENCE and least is None:
                break
            continue
        least = (used, index)
        if not used:
            break
    if least is None:
        raise ProblemgenError("too strict")
    dealer.uses[least[1]] += 1
    return least[1]


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_everybody_gets_what_walking_would_give(data: st.DataObject) -> None:
    """Whatever was out before, whatever is barred or refused, and however often everything is out already."""
    program = programs_of(TINY)["force.value"]
    places = st.integers(0, program.space.size - 1)
    barred, refused = data.draw(st.frozensets(places, max_size=4)), data.draw(st.frozensets(places, max_size=4))
    before = data.draw(st.dictionaries(places, st.integers(1, 3)))
    quick, slow = (Picky(program, "salt", Counter(before), barred, refused=refused) for _ in range(2))
    students = [f"s{n}" for n in range(data.draw(st.integers(1, 60)))]
    assert [quick.deal(student) for student in students] == [walked(slow, student) for student in students]
    assert quick.uses == slow.uses


def test_a_class_ten_times_the_space_shares_evenly() -> None:
    program = programs_of(TINY)["force.value"]
    dealer = Dealer(program, "salt", Counter())
    for n in range(10 * program.space.size):
        dealer.deal(f"s{n}")
    assert set(dealer.uses.values()) == {10}
