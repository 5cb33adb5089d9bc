"""Which parts of a handler's code one request runs and another does not."""

from slslint.handlers.region import error_side
from slslint.source.script.module import Module
from slslint.source.script.syntax import Syntax, enclosing_function


def turns_on_request(test: Syntax, branch: Syntax, module: Module) -> bool:
    """Whether it may differ from request to request that a branch is run: the test looks at a parameter or local name.

    Not so for errors, and for what the branch itself sets up: `if (!connection) connection = await connect()`.
    """
    if error_side(test):
        return False
    found = False
    for node in test.walk():
        binding = module.find(node) if node.kind == "identifier" else None
        if binding is not None and enclosing_function(binding.node) is not None:
            if any(write.inside(branch) for write in binding.writes):
                return False
            found = True
    return found
