"""Where do the links lie, and what do they carry: a network as a map.

`projection` brings coordinates onto paper, `labels` finds room for names, `scale` has the colours
by which utilisation is told, `ground` draws sites and links. `network_map` is the map of the
traffic, `map_svg` the file, `main_map` the places of
the graph in a page. Nothing is asked of any map server: what is drawn is the network alone.
"""

__all__ = ["main_map", "map_svg", "network_map", "scale"]
