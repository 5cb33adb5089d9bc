"""What the layers below the rules find wrong: data, which rules turn into findings."""

from typing import Any, NamedTuple

from slslint.source.pointer import Pointer


class Problem(NamedTuple):
    """Something wrong at a place.

    `kind` is what rules select by: `syntax` and `bound` from the loaders, `variable-missing`, `variable-malformed`,
    `variable-cycle`, `variable-inert`, … from variables/. `message` says what is wrong and what to do; `data` holds
    what a rule needs to decide on severity; `related` are (pointer, message) pairs.
    """

    kind: str
    message: str
    at: Pointer
    related: tuple[tuple[Pointer, str], ...] = ()
    data: Any = None
