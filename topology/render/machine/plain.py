"""The format of results for machines: plain values, in the published formats."""

from __future__ import annotations

import json
from typing import Any

from topology.values.indented_json import indented_json

FORMAT = 1


Plain = dict[str, Any]


def ascii_json(value: object) -> str:
    """Plain values as the JSON text of a file that moves no cursor and reverses no line.

    >>> ascii_json({"é": "\\u202e"})
    '{\\n  "\\\\u00e9": "\\\\u202e"\\n}\\n'
    """
    text = indented_json(value, allow_nan=False)
    odd = (char for char in set(text) if char > "~")
    return text.translate({ord(char): json.dumps(char)[1:-1] for char in odd}) + "\n"
