"""Dominators of a network: what every path from a node to the goal has to pass.

Elements are nodes and links alike. `d` dominates `x` when each path from x to the goal uses d; the
dominators of x form a chain, and the first of it is its *immediate dominator*.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Set

from topology.structure.network import Network


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


def spans_below(root: int, dominators: dict[int, int]) -> dict[int, tuple[int, int]]:
    """Of each element its place in a preorder of the dominator tree, and the last place below it.

    `a` dominates `b` when b's place lies in a's span. `dominators` puts a dominator before what it
    dominates, as `immediate_dominators` does. O(elements).
    """
    size = dict.fromkeys((root, *dominators), 1)
    for element in reversed(dominators):
        size[dominators[element]] += size[element]
    free = {root: 1}
    spans = {root: (0, size[root] - 1)}
    for element, dominator in dominators.items():
        place = free[dominator]
        free[dominator] = place + size[element]
        free[element] = place + 1
        spans[element] = (place, place + size[element] - 1)
    return spans


# -- two-way links: block-cut tree --------------------------------------------------------------


def _two_way(network: Network, down: Set[int]) -> dict[int, int]:
    nodes, before, edges = _search(network, down)
    block_of, top, size = _blocks(before, edges)
    dominators: dict[int, int] = {}
    for rank in range(1, len(nodes)):
        node, block = nodes[rank], block_of[rank]
        if size[block] == 1:
            parallel = _links_between(network, nodes[before[rank]], node, down)
            if len(parallel) == 1:
                dominators[parallel[0]] = nodes[before[rank]]
                dominators[node] = parallel[0]
                continue
        dominators[node] = nodes[top[block]]
    return dominators


def _links_between(network: Network, a: int, b: int, down: Set[int]) -> list[int]:
    return [link for node, link in network.mesh.arcs_in[b] if node == a and link not in down]


def _search(network: Network, down: Set[int]) -> tuple[list[int], list[int], list[tuple[int, int]]]:
    """Breadth-first from the goal: the nodes in order, the place in it of the node before each,
    and the edges as pairs of places; parallel links are several edges."""
    arcs_in = network.mesh.arcs_in
    rank = {network.goal: 0}
    nodes, before = [network.goal], [0]
    edges: list[tuple[int, int]] = []
    for place, node in enumerate(nodes):
        for start, link in arcs_in.get(node, ()):
            if start in down or link in down:
                continue
            found = rank.get(start)
            if found is None:
                found = rank[start] = len(nodes)
                nodes.append(start)
                before.append(place)
            if place < found:
                edges.append((place, found))
    return nodes, before, edges


def _blocks(
    before: list[int], edges: list[tuple[int, int]]
) -> tuple[list[int], dict[int, int], dict[int, int]]:
    """The block of the edge over which each node was found; of each block the node next to the
    goal, and how many edges it has, parallel ones counted once."""
    import rustworkx

    graph = rustworkx.PyGraph(multigraph=False)
    graph.add_nodes_from(before)
    graph.add_edges_from_no_data(edges)
    block_of = [0] * len(before)
    top: dict[int, int] = {}
    size: dict[int, int] = {}
    for (a, b), block in rustworkx.biconnected_components(graph).items():
        first, second = (a, b) if a < b else (b, a)
        if before[second] == first:
            block_of[second] = block
        if block not in size:
            size[block], top[block] = 1, first
        else:
            size[block] += 1
            top[block] = min(top[block], first)
    return block_of, top, size


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
