"""How large, deep and entangled a file may be: what lies beyond is refused early, with a clear problem."""

MAX_CHARACTERS = 8 * 1024 * 1024
MAX_DEPTH = 200
MAX_NODES = 500_000
MAX_EXPANDED = 1_000_000
"""Nodes of a tree with its aliases written out; the same number bounds the entries that merge keys copy."""
