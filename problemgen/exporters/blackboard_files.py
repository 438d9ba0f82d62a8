"""The pictures of Blackboard's packages: files of its content collection, which texts know by the number of a file.

As in exports by Blackboard itself and packages that it imports (R/exams, exams2blackboard; BlackboardQuizMaker): a picture is
``csfiles/home_dir/NAME__xid-NUMBER_1.svg``, a description beside it says where it was, and no manifest lists it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from problemgen.exporters.item import ItemPicture
from problemgen.exporters.pictures import SVG, image
from problemgen.exporters.quiz import ExportFile, PictureFile

FOLDER = "csfiles/home_dir"
ADDRESS = "@X@EmbeddedFile.requestUrlStub@X@bbcswebdav/"
FIRST = 1_000_001  # of the numbers of files

_NAME = re.compile(rb"(bbcswebdav/)xid-name-([\w.-]+)\.svg")


def named(picture: ItemPicture) -> str:
    """Show a picture by the name of its file, for ``Numbers`` to put a number there."""
    return image(picture, f"{ADDRESS}xid-name-{picture.name}")


class Numbers:
    """Numbers pictures in the order in which they are written."""

    def __init__(self) -> None:
        self.of: dict[str, int] = {}

    def files(self, pictures: Iterable[PictureFile]) -> Iterator[ExportFile]:
        """Write pictures, each with its description."""
        for picture in pictures:
            number = self.of.setdefault(picture.name.removesuffix(SVG), FIRST + len(self.of))
            path = f"{FOLDER}/{picture.name.removesuffix(SVG)}__xid-{number}_1{SVG}"
            yield ExportFile(path, (picture.draw(),))
            yield ExportFile(f"{path}.xml", (_description(number, picture.name),))

    def put_into(self, question: bytes) -> bytes:
        """Put the numbers of its pictures into a question."""
        return _NAME.sub(lambda match: b"%bxid-%d_1" % (match[1], self.of[match[2].decode()]), question)


def _description(number: int, name: str) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<lom xmlns="http://www.imsglobal.org/xsd/imsmd_rootv1p2p1"><relation><resource>'
        f"<identifier>{number}_1#/courses/IMPORT/{name}</identifier></resource></relation></lom>\n"
    )
