"""What to change first?

Of all that could be done (`document.options`, or `suggestions` made up for what was found) the
cheapest with which every objective holds. `judging` says what still fails with some of it done;
`search` finds the cheapest by implicit hitting sets, and proves it where it can; `cuts` does so
for networks of links alone, by their structure; `alone` says what each does by itself; `remedies`
puts the `answer` together.
"""

__all__ = ["answer", "bounded", "given", "remedies"]
