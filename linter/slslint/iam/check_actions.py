"""Rules 12 to 16: the actions that a policy names, against the prefixes and actions that AWS lists."""

from collections.abc import Iterator
from functools import cache

from slslint.data import load
from slslint.iam.policy import Item, PolicyDocument, Statement
from slslint.iam.report import ERROR, INFO, WARNING, problem
from slslint.source.problem import Problem
from slslint.suggest import closest, did_you_mean
from slslint.values.glob import Pattern, Subject, must

# How AWS writes the actions of the service that this project is about.
EXECUTE_API = {"invoke": "Invoke", "invalidatecache": "InvalidateCache", "manageconnections": "ManageConnections"}


@cache
def services() -> frozenset[str]:
    """The service prefixes that AWS listed when the table was made."""
    return frozenset(load("iam_actions")["services"].split())


def actions_of(service: str) -> list[str] | None:
    """The actions of a service in lower case; None for one whose actions the table does not hold."""
    names = load("iam_actions")["actions"].get(service)
    return None if names is None else names.split()


def is_refused(text: str) -> bool:
    """Whether IAM refuses a policy for this action: it is not `*`, `*:*` or `service:Name`, the service in full."""
    prefix = text.partition(":")[0]
    return text not in ("*", "*:*") and (text.count(":") != 1 or not prefix or "*" in prefix or "?" in prefix)


def refused_actions(statement: Statement) -> Iterator[Problem]:
    """Rule 12, as far as IAM refuses the policy for it."""
    for item in statement.actions.items if statement.actions else ():
        if isinstance(item.cursor.scalar, str) and item.text is not None and is_refused(item.text):
            message = f"an action is `service:Name` or `*`, not `{item.text}`{_whole_name(item.text)}"
            yield problem(12, ERROR, message, item.cursor.value_at, True)


def check_actions(document: PolicyDocument, statement: Statement) -> Iterator[Problem]:
    """What is wrong with the actions of a statement."""
    yield from refused_actions(statement)
    if statement.actions is None:
        return
    for item in statement.actions.items:
        if isinstance(item.cursor.scalar, str) and item.text is not None:
            yield from _action(item, item.text, statement)


def _action(item: Item, text: str, statement: Statement) -> Iterator[Problem]:
    at = item.cursor.value_at
    prefix, _, name = text.partition(":")
    if text == "*" or is_refused(text):
        return
    if any(char.isspace() for char in text):
        yield problem(12, ERROR, f"there is a blank in the action `{text}`", at)
        return
    service = prefix.lower()
    if service not in services():
        near = _near_service(service)
        hint = f"; did you mean `{near}:{name}`?" if near else ""
        severity = ERROR if near else INFO
        yield problem(13, severity, f"there is no service `{prefix}` that IAM knows{hint}", at)
        return
    yield from _name(item, service, prefix, name, statement)


def _whole_name(text: str) -> str:
    """`; did you mean …?` for an action whose service was left out or set off by something else than a colon."""
    for mark in "/.- ":
        service, _, name = text.rpartition(mark)
        if service.lower() in services() and name:
            return f"; did you mean `{service}:{name}`?"
    name = EXECUTE_API.get(text.lower())
    return f"; did you mean `execute-api:{name}`?" if name else ""


def _near_service(service: str) -> str | None:
    """The prefix that is meant: the same letters but for `-` and `_`, or a slip of the pen in a long one."""
    bare = service.replace("-", "").replace("_", "")
    same = next((known for known in sorted(services()) if known.replace("-", "") == bare), None)
    return same or (closest(service, sorted(services())) if len(service) > 5 else None)


def _name(item: Item, service: str, prefix: str, name: str, statement: Statement) -> Iterator[Problem]:
    at = item.cursor.value_at
    known = actions_of(service)
    if known is None:
        return
    pattern = Pattern((name.lower(),))
    if not any(must(pattern, Subject((action,))) for action in known):
        yield _unknown_name(item, service, prefix, name, known)
    elif service == "execute-api":
        canonical = EXECUTE_API.get(name.lower())
        if canonical is not None and (canonical != name or prefix != service):
            yield problem(15, INFO, f"AWS writes this action `{service}:{canonical}`", at)
        elif (
            canonical is None and statement.effect == "Allow" and not (statement.actions and statement.actions.negated)
        ):
            message = f"`{prefix}:{name}` allows more than calling the API: `execute-api:Invoke` is enough for that"
            yield problem(16, INFO, message, at)


def _unknown_name(item: Item, service: str, prefix: str, name: str, known: list[str]) -> Problem:
    """An action that AWS did not list: certain for execute-api and for what is its name, else as near as the hint."""
    at = item.cursor.value_at
    message = f"`{prefix}:{name}` is no action of {service}"
    if service == "execute-api":
        return problem(
            14, ERROR, message + (did_you_mean(name, EXECUTE_API.values()) or "; to call an API: `Invoke`"), at
        )
    other = EXECUTE_API.get(name.lower())
    if other is not None and service in ("apigateway", "lambda"):
        return problem(14, ERROR, f"{message}; did you mean `execute-api:{other}`?", at)
    near = closest(name, known)
    if near is None or near == name.lower():
        return problem(14, INFO, message, at)
    return problem(14, WARNING, f"{message}; did you mean `{service}:{near}`?", at)
