"""The cheapest links with which no single failure parts a network."""
