"""The format of results for machines: plain values, in the published formats."""

from __future__ import annotations

from typing import Any

FORMAT = 1


Plain = dict[str, Any]
