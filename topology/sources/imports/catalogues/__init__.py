"""What do catalogues and bills of materials say of who needs whom?

They are written by the owners of what they describe: `backstage` reads the entities of a Backstage
catalogue, `cyclonedx` the services of a bill of materials. For `table`, which knows them by name.
"""

__all__ = ["backstage", "cyclonedx"]
