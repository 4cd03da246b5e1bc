"""How are the loads of a moment found, level by level?

`level_plan` is one level as a sweep sees it, `acceleration` speeds sweeps up that are repeated,
`solved` keeps what they came to for when the same moment comes again, `nearby` finds them only
where something changed.
"""

__all__ = ["acceleration", "nearby", "solved"]
