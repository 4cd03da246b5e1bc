"""Who does a long piece of work: this process, all processors of this machine, or a cluster?

A sweep is the same thing done to many items (`job`); it is cut into blocks, and `workers` has them
done here, by processes, or by a cluster, whichever is asked for and worth it. What comes back comes
in the order of the items and is the same whoever did it. Knows nothing of topologies.
"""

__all__ = ["cluster", "job", "known", "workers"]
