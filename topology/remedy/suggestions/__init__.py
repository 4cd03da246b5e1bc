"""What could be done about the findings at hand, where a document does not say?

`making` asks each room for its kind of change: `paths`, `members`, `capacities`, `switches`,
`limits`, `apart`, `repairs`, `batteries`. All see the same `matter`: the document, what fails in it
and what that takes down; `overloads` plays what comes to whom, `needs` says where an entry stands.
"""

__all__ = ["making"]
