"""Which parts of a handler's code one request runs and another does not."""

from collections.abc import Iterable

from slslint.source.script.module import Module
from slslint.source.script.syntax import Syntax, enclosing_function


def turns_on_request(names: Iterable[Syntax], branch: Syntax, module: Module) -> bool:
    """Whether it may differ from request to request that a branch is run: a test of `names` has a parameter or local.

    Not so for what the branch itself sets up: `if (!connection) connection = await connect()`.
    """
    found = False
    for node in names:
        binding = module.find(node)
        if binding is not None and enclosing_function(binding.node) is not None:
            if any(write.inside(branch) for write in binding.writes):
                return False
            found = True
    return found
