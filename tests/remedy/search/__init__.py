"""The search for the cheapest choices."""
