"""Which are the cheapest links with which a network withstands several failures at once?"""

from topology.remedy.cuts.several.parting import Kept, Several

__all__ = ["Kept", "Several"]
