"""What do manifests and dumps of Kubernetes say of who needs whom?

Workloads, Services and routes become components; selectors and routes are needs that are known,
addresses in variables and configuration are guesses. `importer` is where a file comes in.
"""

__all__ = ["importer"]
