"""What does NetBox say of devices, cables, circuits, power, racks, sites and virtual machines?

`records` reads a dump of its database or what its API gives out, `cabling` follows cables through
panels and circuits to the far end; `links`, `power`, `places` and `hosts` each write their part of
the draft. For `table`, which enters by `importer`.
"""

__all__ = ["importer"]
