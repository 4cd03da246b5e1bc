"""Data that travel with a page: JSON that no text can break out of, packed if it is large."""

from __future__ import annotations

import base64
import json
import zlib
from dataclasses import dataclass

from markupsafe import Markup

PACKED_FROM = 200_000
"""Characters from which data are packed; below it the page can be read by people too."""


@dataclass(frozen=True, slots=True)
class Data:
    """JSON that travels with the page, packed if it is large, and how the page knows."""

    text: Markup
    attribute: Markup

    @classmethod
    def of(cls, value: object) -> Data:
        """Any plain value."""
        text = _safe_json(value)
        if len(text) < PACKED_FROM:
            return cls(Markup(text), Markup(""))
        packed = base64.b64encode(zlib.compress(text.encode("ascii"), 9)).decode("ascii")
        return cls(Markup(packed), Markup(" data-packed"))


def _safe_json(value: object) -> str:
    """JSON that can stand inside a script element, whatever text is in it.

    Nothing but ASCII, and none of the characters that could end the element or open a comment.
    """
    text = json.dumps(value, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
