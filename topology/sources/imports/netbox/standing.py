"""Which of the records stand: what is planned, offline or gone is none, and is counted."""

from __future__ import annotations

from collections import Counter

from topology.sources.imports.draft import Draft
from topology.sources.imports.netbox.names import WORDS
from topology.sources.imports.netbox.records import Key, Record, Records

DOWN = frozenset(
    {"offline", "failed", "paused", "planned", "staged", "provisioning", "inventory", "reserved",
     "deprecated", "deprovisioning", "decommissioning", "decommissioned", "retired"}
)  # fmt: skip
"""Statuses of what does not work now."""
JUDGED = ("dcim.device", "dcim.cable", "dcim.powerfeed", "circuits.circuit",
          "virtualization.cluster", "virtualization.virtualmachine")  # fmt: skip


class Standing:
    """The records that work now, as far as their status says."""

    def __init__(self, records: Records, draft: Draft) -> None:
        self.records = records
        self.down: set[Key] = set()
        counts: Counter[tuple[str, str]] = Counter()
        for model in JUDGED:
            for record in records.of(model):
                status = record.word("status").lower()
                if status in DOWN:
                    self.down.add(record.key)
                    counts[WORDS[model], status] += 1
        for (what, status), count in sorted(counts.items()):
            draft.leave_out(f"{count:,} of the kind {what}", f"its status is {status}")

    def of(self, model: str) -> list[Record]:
        """The records of a model that stand, by key."""
        return [record for record in self.records.of(model) if record.key not in self.down]

    def get(self, model: str, pk: int | None) -> Record | None:
        """A record that is there and stands."""
        record = self.records.get(model, pk)
        return None if record is None or record.key in self.down else record
