"""The words of QTI 3.0 and of QTI 2.1: one vocabulary, written ``qti-response-if`` in one and ``responseIf`` in the other.

Items and tests are put together with the words of 3.0 without their prefix; ``Names`` writes them for its version.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Names:
    """One version: how its elements are called, and what its packages are."""

    camel: bool
    namespace: str
    package: str  # the namespace of its manifest
    schema: str
    schema_version: str
    item_type: str
    test_type: str

    def element(self, name: str, attributes: Mapping[str, str], *content: str) -> str:
        """Write an element of QTI; attributes are escaped already.

        >>> QTI3.element("map-entry", {"map-key": "out", "mapped-value": "1"})
        '<qti-map-entry map-key="out" mapped-value="1"/>'
        >>> QTI21.element("map-entry", {"map-key": "out", "mapped-value": "1"})
        '<mapEntry mapKey="out" mappedValue="1"/>'
        """
        called = self._camel(name) if self.camel else f"qti-{name}"
        given = "".join(f' {self._camel(key) if self.camel else key}="{value}"' for key, value in attributes.items())
        inside = "".join(content)
        return f"<{called}{given}>{inside}</{called}>" if inside else f"<{called}{given}/>"

    def root(self, name: str, attributes: Mapping[str, str], *content: str) -> str:
        """Write the element that a whole file is."""
        whole = self.element(name, {"xmlns": self.namespace, **attributes}, *content)
        return f'<?xml version="1.0" encoding="UTF-8"?>\n{whole}\n'

    def body(self, text: str) -> str:
        """Write what stands in a block of feedback or of instructions: 3.0 wraps it once more."""
        return text if self.camel else self.element("content-body", {}, text)

    @staticmethod
    def _camel(name: str) -> str:
        return re.sub("-([a-z])", lambda match: match[1].upper(), name)


QTI3 = Names(
    camel=False, namespace="http://www.imsglobal.org/xsd/imsqtiasi_v3p0",
    package="http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1", schema="QTI Package", schema_version="3.0.0",
    item_type="imsqti_item_xmlv3p0", test_type="imsqti_test_xmlv3p0",
)  # fmt: skip

QTI21 = Names(
    camel=True, namespace="http://www.imsglobal.org/xsd/imsqti_v2p1",
    package="http://www.imsglobal.org/xsd/imscp_v1p1", schema="QTIv2.1 Package", schema_version="1.0.0",
    item_type="imsqti_item_xmlv2p1", test_type="imsqti_test_xmlv2p1",
)  # fmt: skip
