"""Dominators of a network: what every path from a node to the goal has to pass.

Elements are nodes and links alike. `d` dominates `x` when each path from x to the goal uses d; the
dominators of x form a chain, and the first of it is its *immediate dominator*.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Set

from topology.graph import Network


def immediate_dominators(network: Network, down: Set[int]) -> dict[int, int]:
    """For each working element that reaches the goal its immediate dominator, itself an element.

    `down` does not work, whatever fails. The answer's order puts a dominator before what it
    dominates; the goal has none. Where all links are two-way, dominators are the cut vertices and
    bridges of the block-cut tree (Hopcroft and Tarjan 1973), O(nodes + links), compiled; else they
    come from Semi-NCA (Georgiadis and Tarjan 2005; O(n log n) but for adversarial inputs).
    """
    if network.goal in down:
        return {}
    return _directed(network, down) if network.mesh.one_way else _two_way(network, down)


# -- two-way links: block-cut tree --------------------------------------------------------------


def _two_way(network: Network, down: Set[int]) -> dict[int, int]:
    order, entered, links = _search(network, down)
    block_of, top, edges_in = _blocks(order, links)
    dominators: dict[int, int] = {}
    for node, before in entered.items():
        edge = _edge(before, node)
        block = block_of[edge]
        parallel = links[edge]
        if edges_in[block] == 1 and len(parallel) == 1:
            dominators[parallel[0]] = before
            dominators[node] = parallel[0]
        else:
            dominators[node] = top[block]
    return dominators


def _edge(a: int, b: int) -> tuple[int, int]:
    return (a, b) if a < b else (b, a)


def _search(
    network: Network, down: Set[int]
) -> tuple[dict[int, int], dict[int, int], dict[tuple[int, int], list[int]]]:
    """Breadth-first from the goal: each node's rank, the node before it, and links by their ends."""
    arcs_in = network.mesh.arcs_in
    rank = {network.goal: 0}
    before: dict[int, int] = {}
    links: dict[tuple[int, int], list[int]] = {}
    queue = [network.goal]
    for node in queue:
        for start, link in arcs_in.get(node, ()):
            if start in down or link in down:
                continue
            if start not in rank:
                rank[start] = len(rank)
                before[start] = node
                queue.append(start)
            if node < start:
                links.setdefault((node, start), []).append(link)
    return rank, before, links


def _blocks(
    rank: dict[int, int], links: Iterable[tuple[int, int]]
) -> tuple[dict[tuple[int, int], int], dict[int, int], dict[int, int]]:
    """The block of each pair of ends, and of each block its node next to the goal and its size."""
    import rustworkx

    nodes = list(rank)
    graph = rustworkx.PyGraph(multigraph=False)
    graph.add_nodes_from(nodes)
    graph.add_edges_from_no_data([(rank[a], rank[b]) for a, b in links])
    block_of: dict[tuple[int, int], int] = {}
    top: dict[int, int] = {}
    size: dict[int, int] = {}
    for (i, j), block in rustworkx.biconnected_components(graph).items():
        block_of[_edge(nodes[i], nodes[j])] = block
        size[block] = size.get(block, 0) + 1
        first = min(i, j)
        if first < top.get(block, len(nodes)):
            top[block] = first
    return block_of, {block: nodes[first] for block, first in top.items()}, size


# -- one-way links: Semi-NCA --------------------------------------------------------------------


def _directed(network: Network, down: Set[int]) -> dict[int, int]:
    arcs_in, links = network.mesh.arcs_in, network.mesh.links
    starts: dict[int, list[int]] = {}
    over: dict[int, list[int]] = {}
    for end, arcs in arcs_in.items():
        for start, link in arcs:
            if end not in down and start not in down and link not in down:
                starts.setdefault(link, []).append(start)
                over.setdefault(end, []).append(link)

    def before(element: int) -> list[int]:
        return starts.get(element, []) if element in links else over.get(element, [])

    return semi_nca(network.goal, before)


def semi_nca(root: int, successors: Callable[[int], Iterable[int]]) -> dict[int, int]:
    """Immediate dominators in a flow graph, in depth-first preorder; the root has none."""
    vertices, parent, predecessors = _depth_first(root, successors)
    count = len(vertices)
    semi = list(range(count))
    label = list(range(count))
    ancestor = parent[:]
    for w in range(count - 1, 0, -1):
        least = parent[w]
        for v in predecessors[w]:
            least = min(least, semi[_evaluate(v, w + 1, ancestor, label, semi)])
        semi[w] = least
    dominator = parent[:]
    for w in range(1, count):
        d = dominator[w]
        while d > semi[w]:
            d = dominator[d]
        dominator[w] = d
    return {vertices[w]: vertices[dominator[w]] for w in range(1, count)}


def _depth_first(
    root: int, successors: Callable[[int], Iterable[int]]
) -> tuple[list[int], list[int], list[list[int]]]:
    """Vertices in preorder, each one's tree parent and its predecessors, by preorder number."""
    number = {root: 0}
    vertices, parent = [root], [0]
    predecessors: list[list[int]] = [[]]
    stack = [(0, iter(successors(root)))]
    while stack:
        v, following = stack[-1]
        for vertex in following:
            w = number.get(vertex)
            if w is None:
                w = number[vertex] = len(vertices)
                vertices.append(vertex)
                parent.append(v)
                predecessors.append([v])
                stack.append((w, iter(successors(vertex))))
                break
            predecessors[w].append(v)
        else:
            stack.pop()
    return vertices, parent, predecessors


def _evaluate(v: int, linked: int, ancestor: list[int], label: list[int], semi: list[int]) -> int:
    """The vertex of least semidominator on v's path among those numbered `linked` and above.

    Compresses the path as it goes, so that a later evaluation is short.
    """
    if ancestor[v] < linked:
        return label[v]
    path = []
    while ancestor[v] >= linked:
        path.append(v)
        v = ancestor[v]
    top = v
    for w in reversed(path):
        ancestor[w] = ancestor[top]
        if semi[label[top]] < semi[label[w]]:
            label[w] = label[top]
        top = w
    return label[top]
