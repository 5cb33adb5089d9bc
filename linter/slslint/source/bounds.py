"""How large, deep and entangled a file may be: what lies beyond is refused early, with a clear problem."""

MAX_CHARACTERS = 8 * 1024 * 1024
MAX_DEPTH = 100
"""Collections within collections; js-yaml has the same limit since 4.2."""
MAX_NODES = 200_000
"""Values of a file, also with its aliases and merge keys written out."""
