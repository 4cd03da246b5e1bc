"""Fault trees as their files have them, coherent or not: probabilities, and what fails them."""
