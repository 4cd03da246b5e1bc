"""Imports: each format by itself, and what holds for all of them."""
