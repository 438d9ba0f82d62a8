"""A QTI package: a file for each item, the test that draws among them, and the manifest that lists them all."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from problemgen.exporters.qti_item import METADATA
from problemgen.exporters.qti_names import Names
from problemgen.exporters.quiz import ExportFile, Group, Quiz
from problemgen.markup import escape

TEST = "test.xml"
PICTURES = "images"


@dataclass
class _Written:
    """What was written so far: the items of each group, and what the manifest says of each of them."""

    groups: list[list[str]] = field(default_factory=list)
    metadata: dict[str, str] = field(default_factory=dict)
    pictures: dict[str, list[str]] = field(default_factory=dict)  # paths, of the items that show some
    times: Counter[str] = field(default_factory=Counter)


def package_files(names: Names, quiz: Quiz) -> Iterator[ExportFile]:
    """Write the files of a package; test and manifest come last, when all items are known."""
    done = _Written()
    for group in quiz.groups:
        yield from _items(quiz, group, done)
    yield ExportFile(TEST, _test(names, quiz, done))
    yield ExportFile("imsmanifest.xml", _manifest(names, quiz, done))


def _items(quiz: Quiz, group: Group, done: _Written) -> Iterator[ExportFile]:
    """Write the items of a group; an item that is there already, perhaps for other points, gets a number after its id."""
    done.groups.append([])
    for question in group.questions:
        done.times[question.id] += 1
        again = done.times[question.id]
        id = question.id if again == 1 else f"{question.id}.{again}"
        data, _, metadata = question.data.rpartition(METADATA.encode())
        named = f' identifier="{id}" xml:lang="{escape.html(quiz.language)}"'
        done.groups[-1].append(id)
        done.metadata[id] = metadata.decode().removesuffix("?>\n")
        yield ExportFile(_path(id), (data.replace(f' identifier="{question.id}"'.encode(), named.encode(), 1),))
        if question.pictures:
            done.pictures[id] = [f"{PICTURES}/{each.name}" for each in question.pictures]
        if again == 1:
            yield from (ExportFile(f"{PICTURES}/{each.name}", (each.draw(),)) for each in question.pictures)


def _path(id: str) -> str:
    return f"items/{id}.xml"


def identifier(text: str) -> str:
    """Make a name that XML allows, and that is the same every time.

    >>> identifier("acid base-1.b"), identifier("1")
    ('acid_base-1.b', 'n1')
    """
    plain = re.sub(r"[^\w.-]", "_", text, flags=re.ASCII)
    return plain if re.match("[A-Za-z_]", plain) else f"n{plain}"


def _test(names: Names, quiz: Quiz, done: _Written) -> Iterator[str]:
    """Write the test: a section for each place, which draws among its items."""
    title = escape.html(quiz.title)
    whole = names.element("assessment-section", {"identifier": "quiz", "title": title, "visible": "true"}, "\n",
                          _instructions(names, quiz), _CUT)  # fmt: skip
    control = names.element("item-session-control", {"max-attempts": "1", "show-feedback": "true"}) + "\n"
    modes = {"identifier": "part", "navigation-mode": "nonlinear", "submission-mode": "individual"}
    text = names.root(
        "assessment-test", {"identifier": _test_id(quiz), "title": title}, "\n",
        *(_outcome(names, outcome) for outcome in _SUMS), names.element("test-part", modes, "\n", control, whole), "\n",
        names.element("outcome-processing", {}, *(_sum(names, outcome) for outcome in _SUMS)),
    )  # fmt: skip
    head, _, tail = text.partition(_CUT)
    yield head
    for group, ids in zip(quiz.groups, done.groups, strict=True):
        yield from _section(names, group, ids)
    yield tail


_SUMS = ("SCORE", "MAXSCORE")
_CUT = "<?sections?>"


def _outcome(names: Names, identifier: str) -> str:
    zero = names.element("default-value", {}, names.element("value", {}, "0"))
    attributes = {"identifier": identifier, "cardinality": "single", "base-type": "float"}
    return names.element("outcome-declaration", attributes, zero) + "\n"


def _sum(names: Names, outcome: str) -> str:
    of_items = names.element("test-variables", {"variable-identifier": outcome})
    return names.element("set-outcome-value", {"identifier": outcome}, names.element("sum", {}, of_items))


def _instructions(names: Names, quiz: Quiz) -> str:
    if not quiz.instructions:
        return ""
    use = {} if names.camel else {"use": "instructions"}
    return names.element("rubric-block", {"view": "candidate", **use}, names.body(quiz.instructions)) + "\n"


def _section(names: Names, group: Group, ids: list[str]) -> Iterator[str]:
    attributes = {"identifier": identifier(f"group-{group.id}"), "title": escape.html(group.title), "visible": "true"}
    draw = names.element("selection", {"select": str(group.pick)}) + names.element("ordering", {"shuffle": "true"})
    start = names.element("assessment-section", attributes, "\n", draw, "\n", _CUT)
    head, _, tail = start.partition(_CUT)
    yield head
    for id in ids:
        yield names.element("assessment-item-ref", {"identifier": id, "href": _path(id)}) + "\n"
    yield f"{tail}\n"


def _test_id(quiz: Quiz) -> str:
    return identifier(f"{quiz.bank}-{quiz.id}")


def _manifest(names: Names, quiz: Quiz, done: _Written) -> Iterator[str]:
    yield (f'<?xml version="1.0" encoding="UTF-8"?>\n<manifest xmlns="{names.package}" '
           f'identifier="manifest-{_test_id(quiz)}">\n<metadata><schema>{names.schema}</schema>'
           f"<schemaversion>{names.schema_version}</schemaversion></metadata>\n<organizations/>\n<resources>\n")  # fmt: skip
    yield f'<resource identifier="{_test_id(quiz)}" type="{names.test_type}" href="{TEST}">\n<file href="{TEST}"/>\n'
    for id in done.metadata:
        yield f'<dependency identifierref="{id}"/>\n'
    yield "</resource>\n"
    for id, metadata in done.metadata.items():
        yield (f'<resource identifier="{id}" type="{names.item_type}" href="{_path(id)}">\n'
               f'<metadata>{metadata}</metadata>\n<file href="{_path(id)}"/>\n')  # fmt: skip
        yield from (f'<file href="{path}"/>\n' for path in done.pictures.get(id, ()))
        yield "</resource>\n"
    yield "</resources>\n</manifest>\n"
