"""The lines of a sweep as a table in a Parquet file, made when all of them are there."""

from __future__ import annotations

import json
import os
import tempfile
from itertools import islice
from pathlib import Path
from typing import IO, Any

from topology.errors import UsageError, printable
from topology.render.machine.contingencies.sweep import END, line
from topology.render.machine.plain import Plain

MISSING = "a .parquet file needs more than is installed: pip install 'topology-resilience[parquet]'"
ROWS = 1 << 16
"""Rows of a group, so that a table of any length takes little room while it is written."""
HEAD, LAST = b"topology.sweep", b"topology.sweep.ended"
"""Under what names the first and the last line of the sweep are kept with the table."""


def need_parquet() -> None:
    """Raises `UsageError` where the library is missing that writes such files."""
    from importlib.util import find_spec

    if find_spec("pyarrow") is None:
        raise UsageError(MISSING)


def write_table(journal: str, output: str) -> None:
    """Writes the table of a complete journal, whole or not at all, and takes the journal away.

    Columns: `failed`, ids; `falls`, a target and its class each; `load_not_judged`, why, or null.
    """
    handle, temporary = tempfile.mkstemp(dir=Path(output).absolute().parent, prefix=".topology-")
    os.close(handle)
    try:
        with Path(journal).open(encoding="ascii") as file:
            _write(file, temporary)
        Path(temporary).chmod(Path(journal).stat().st_mode & 0o777)
        Path(temporary).replace(output)
    except OSError as error:
        raise UsageError(f"{printable(output)} cannot be written: {error.strerror}") from None
    finally:
        Path(temporary).unlink(missing_ok=True)
    Path(journal).unlink()


def _write(file: IO[str], temporary: str) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    schema = pa.schema(
        [
            ("failed", pa.list_(pa.string())),
            ("falls", pa.map_(pa.string(), pa.string())),
            ("load_not_judged", pa.string()),
        ]
    )
    kept = {HEAD: next(file)}
    with parquet.ParquetWriter(temporary, schema) as writer:
        while texts := list(islice(file, ROWS)):
            rows: list[dict[str, Any]] = list(map(json.loads, texts))
            if END in rows[-1]:
                kept[LAST] = texts[-1]
                rows.pop()
            for row in rows:
                row["falls"] = list(row["falls"].items())
            if rows:
                writer.write_table(pa.Table.from_pylist(rows, schema))
        writer.add_key_value_metadata(kept)


def last_of(path: str, head: Plain) -> Plain | None:
    """What the sweep with this first line came to, if it is what wrote the table there.

    None where nothing is there. Raises `UsageError` for anything else.
    """
    if not os.path.isfile(path) or not os.path.getsize(path):  # noqa: PTH113, PTH202
        return None
    from pyarrow import ArrowException, parquet

    try:
        kept: dict[bytes, bytes] = parquet.read_metadata(path).metadata or {}
    except (ArrowException, OSError):
        kept = {}
    if kept.get(HEAD) != line(head).encode() or LAST not in kept:
        raise UsageError(f"{printable(path)} is of another sweep: write to another file")
    found: Plain = json.loads(kept[LAST])
    return found
