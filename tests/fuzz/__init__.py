"""Inputs and documents by the hundred thousand: `python -m tests.fuzz --help`.

`inputs` bends and breaks documents, fault trees and bare bytes, and gives them to every command and
output: whatever comes in, the answer is a result or one clear line. `documents` draws valid
documents and holds what is said of them against the oracles of the property tests. Both are
functions of a seed, which is printed, so that whatever is found can be found again.
"""
