"""Deal a pool of variants for a course system: different ones, spread over the whole space, the same ones every time."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import gcd

from problemgen.exporters.facts import Evaluator, gate_of
from problemgen.exporters.plate import Plate, Scene

PATIENCE = 100_000  # places refused in a row before no more variants are looked for
_GOLDEN = 0.6180339887498949  # steps of this share of a space stay far apart from one another (Knuth, TAOCP 3, 6.4)


def pool(plate: Plate, seed: str, count: int) -> list[int]:
    """Give the indices of up to ``count`` variants; the first ones stay the same however many are asked.

    A place of every scene in turn, then the next place of each; what the template's conditions refuse is passed over.
    """
    found: list[int] = []
    refused = 0
    for index in _good_or_none(plate, seed):
        if index is None:
            refused += 1
            if refused > PATIENCE:
                break
            continue
        refused = 0
        found.append(index)
        if len(found) == count:
            break
    return found


@dataclass
class _Walk:
    """Goes through the places of a scene, each once."""

    at: int  # the place of the scene among the plate's
    scene: Scene
    place: int
    stride: int
    left: int

    def next(self) -> int:
        here = self.place
        self.place = (here + self.stride) % self.scene.size
        self.left -= 1
        return here


def _walk(at: int, scene: Scene, seed: str) -> _Walk:
    start = int.from_bytes(hashlib.sha256(f"{seed}\x1f{scene.offset}".encode()).digest()[:8], "big")
    stride = max(1, int(scene.size * _GOLDEN))
    while gcd(stride, scene.size) != 1:
        stride += 1
    return _Walk(at, scene, start % scene.size, stride, scene.size)


def _good_or_none(plate: Plate, seed: str) -> Iterator[int | None]:
    accepts: Callable[[Sequence[float]], bool] = gate_of(plate)
    evaluator = Evaluator(plate)
    walks = [_walk(at, scene, seed) for at, scene in enumerate(plate.scenes)]
    walks.sort(key=lambda walk: (walk.place / walk.scene.size, walk.scene.offset))
    while walks:
        for walk in walks:
            place = walk.next()
            numbers = evaluator.drawn(walk.at, place)[1]
            yield walk.scene.offset + place if accepts((*walk.scene.numbers, *numbers)) else None
        walks = [walk for walk in walks if walk.left]
