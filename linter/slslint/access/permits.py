"""What the roles of a stack let their functions do besides calling APIs."""

from slslint.access.caller import NAMED, role_caller
from slslint.access.target import stack_arn
from slslint.iam.evaluate import DENIED, IMPLICIT, decide
from slslint.iam.layer import Request
from slslint.project.link import linked
from slslint.service.role import Role
from slslint.values.value import Hole


def lacks(role: Role, action: str) -> bool:
    """Whether no policy of a role, as far as the project shows them, allows an action on anything of its stack.

    An explicit denial is no lack: somebody wants it.
    """
    product = action.partition(":")[0]
    anything = (*linked(role.service, stack_arn(role.service, product)), Hole(f"a resource of {product}", "any"))
    caller = role_caller(NAMED, role.name, role, role.at)
    return decide(Request(action, anything, caller.context), caller.policies).verdict in (IMPLICIT, DENIED)
