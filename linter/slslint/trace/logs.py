"""The last hop: whether a failure leaves a trace."""

from slslint.access.permits import lacks
from slslint.service.api import Api
from slslint.service.route import URL, Route
from slslint.trace.hop import FAILED, LOGS, Hop, passed, unknown

WRITE = "logs:PutLogEvents"


def logs_hop(route: Route) -> Hop:
    """Whether the API and the function write logs; a request gets through without them."""
    service, role = route.function.service, route.function.role
    if (
        role is not None
        and any(role is each for each in service.roles)
        and not service.plugins.unknown
        and lacks(role, WRITE)
    ):
        text = f"`{role.name}` does not allow {WRITE}: the function leaves no log"
        return Hop(LOGS, FAILED, text, role.at, (), "", False)
    if route.kind == URL:
        return passed(LOGS, "the function's own")
    api = Api(route.kind, (route,), service)
    if api.is_shared:
        return unknown(LOGS, f"the {api.name} belongs to another stack")
    at = api.logs.value_at if api.logs.exists else service.provider["logs"].key_at
    if api.logs_off:
        text = f"the logs of the {api.name} are off: what fails before the function leaves no trace"
        return Hop(LOGS, FAILED, text, at, (), "", False)
    if api.logs.unknown or service.provider["logs"].unknown:
        return unknown(LOGS, f"whether the logs of the {api.name} are on is not known here", at)
    return passed(LOGS, f"the {api.name} writes logs", at)
