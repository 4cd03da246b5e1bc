"""Which single failures take which node down, for all nodes at once?

From a graph the order-one cut sets of every node, near linear in the graph (`order_one`), and what
becomes of them where standbys do not start (`starts`). The rest
are its parts: generators and their sums, dominators of networks, fixed points of cycles.
"""

__all__ = ["order_one", "single_cuts", "starts"]
