"""Where do the links lie, and what do they carry: a network as a map.

`projection` brings coordinates onto paper, `labels` finds room for names, `scale` has the colours
by which utilisation is told, `ground` draws sites and links. `network_map` is the map of the
traffic, `map_svg` the file. Nothing is asked of any map server: what is drawn is the network alone.
"""

__all__ = ["map_svg", "network_map", "scale"]
