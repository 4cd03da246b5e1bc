"""Every single link failure of a network with traffic in plain Python: all anew for each failure.

Reads a document of this project: hops, equally over all next hops, each direction by itself.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict, deque


def main(path: str) -> None:
    with open(path) as file:
        document = json.load(file)
    links = [(p["id"], *p["connects"]) for p in document["components"] if "connects" in p]
    capacity = {p["id"]: p["capacity"] for p in document["components"] if "connects" in p}
    to: dict[str, dict[str, float]] = defaultdict(dict)
    for entry in document["traffic"]:
        to[entry["to"]][entry["from"]] = entry["demand"]
    worst = max(
        load / capacity[link]
        for failed, _, _ in links
        for (link, _), load in loads([one for one in links if one[0] != failed], to).items()
    )
    print(f"{len(links)} links, at worst {worst:.6f}")


def loads(
    links: list[tuple[str, str, str]], to: dict[str, dict[str, float]]
) -> dict[tuple[str, str], float]:
    out: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for link, a, b in links:
        out[a].append((link, b))
        out[b].append((link, a))
    found: dict[tuple[str, str], float] = defaultdict(float)
    for goal, demands in to.items():
        distance, queue = {goal: 0}, deque([goal])
        order = [goal]
        while queue:
            node = queue.popleft()
            for _, other in out[node]:
                if other not in distance:
                    distance[other] = distance[node] + 1
                    queue.append(other)
                    order.append(other)
        passing = defaultdict(float, demands)
        for node in reversed(order[1:]):
            on = [(link, b) for link, b in out[node] if distance[b] < distance[node]]
            part = passing[node] / len(on)
            for link, b in on:
                found[link, node] += part
                passing[b] += part
    return found


if __name__ == "__main__":
    main(sys.argv[1])
