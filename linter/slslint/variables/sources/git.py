"""`git:`: the state of the repository; built into version 4, brought by a plugin before."""

from slslint.suggest import did_you_mean
from slslint.variables.call import Answer, Call, Task

# fmt: off
_NAMES = (
    "branch", "commit", "describe", "describeLight", "email", "isDirty", "message", "messageBody", "messageSubject",
    "repository", "sha1", "tags", "user",
)
# fmt: on


def ask(call: Call) -> Answer | Task[Answer]:
    """An unknown: a lint says the same whatever is checked out."""
    if call.resolution.version == "3":
        from slslint.variables.sources.foreign import ask as ask_plugins

        return ask_plugins(call)
    if call.resolution.version == "4" and call.is_known and call.address not in _NAMES:
        near = did_you_mean(call.address, _NAMES)
        return call.malformed("address", f"`git` has no `{call.address}`{near}", address=call.address)
    return call.remote("the state of the repository is not looked at")
