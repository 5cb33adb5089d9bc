"""`output:`: the outputs of other services, by way of the Serverless Dashboard."""

from slslint.variables.call import Answer, Call


def ask(call: Call) -> Answer:
    """An unknown; version 3 refuses it without the dashboard."""
    if call.resolution.version == "3" and not call.resolution.configuration.dashboard:
        message = "`output` needs the Serverless Dashboard: `org` and `app` are not set"
        return call.fail("variable-unknown-source", message, reason="dashboard")
    if not call.address:
        return call.malformed("address", "the output is missing: `${output:service.name}`")
    return call.remote("outputs of other services are not known offline")
