"""What a rule may import, and nothing else.

What only some rules need (access, handlers, names) is imported when the first of them asks for it.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from slslint.engine.finding import DEPRECATED, ERROR, HIGH, INFO, MEDIUM, UNNECESSARY, WARNING, Finding, Related
from slslint.engine.rule import Rule
from slslint.engine.run import Crash
from slslint.engine.suppress import Suppression
from slslint.service.api import Api
from slslint.service.file import ServiceFile
from slslint.service.function import Function
from slslint.service.queue import Queue
from slslint.service.role import Role, names_role
from slslint.service.route import AWS_IAM, HTTP, HTTP_API, NONE, URL, WEBSOCKET, Route
from slslint.service.runtime import Lifecycle
from slslint.service.service import Service
from slslint.service.setting import Setting
from slslint.source.patch import Edit, Fix, insert_entry, replace
from slslint.source.pointer import Pointer
from slslint.source.problem import Problem
from slslint.source.rewrite import addition, insertion, merger, rewrite
from slslint.suggest import closest, did_you_mean
from slslint.values.cursor import Cursor

if TYPE_CHECKING:
    from slslint.access.access import Access, access_to
    from slslint.access.dead import dead_grants
    from slslint.access.declared import is_closed
    from slslint.access.faults import policy_faults
    from slslint.access.grant import broad_grants
    from slslint.access.matrix import Entry
    from slslint.access.permits import lacks
    from slslint.access.policies import policies_of
    from slslint.access.stray import strays
    from slslint.access.trust import trust_faults
    from slslint.handlers import verdicts
    from slslint.handlers.handler import handler_of
    from slslint.iam.nearest import nearest
    from slslint.intrinsics import naming
    from slslint.service.faults import Fault
    from slslint.template.ids import ids_of, is_closed_template
    from slslint.template.references import references_of

_LATER = {
    "Access": "slslint.access.access",
    "Entry": "slslint.access.matrix",
    "Fault": "slslint.service.faults",
    "access_to": "slslint.access.access",
    "broad_grants": "slslint.access.grant",
    "dead_grants": "slslint.access.dead",
    "ids_of": "slslint.template.ids",
    "is_closed_template": "slslint.template.ids",
    "references_of": "slslint.template.references",
    "handler_of": "slslint.handlers.handler",
    "strays": "slslint.access.stray",
    "trust_faults": "slslint.access.trust",
    "is_closed": "slslint.access.declared",
    "lacks": "slslint.access.permits",
    "policies_of": "slslint.access.policies",
    "policy_faults": "slslint.access.faults",
    "nearest": "slslint.iam.nearest",
}


_MODULES = {"naming": "slslint.intrinsics.naming", "verdicts": "slslint.handlers.verdicts"}


def __getattr__(name: str) -> Any:
    if name in _MODULES:
        return import_module(_MODULES[name])
    if name in _LATER:
        return getattr(import_module(_LATER[name]), name)
    raise AttributeError(f"slslint.api has no {name}")


__all__ = [
    "AWS_IAM",
    "DEPRECATED",
    "ERROR",
    "HIGH",
    "HTTP",
    "HTTP_API",
    "INFO",
    "MEDIUM",
    "NONE",
    "UNNECESSARY",
    "URL",
    "WARNING",
    "WEBSOCKET",
    "Access",
    "Api",
    "Crash",
    "Cursor",
    "Edit",
    "Entry",
    "Fault",
    "Finding",
    "Fix",
    "Function",
    "Lifecycle",
    "Pointer",
    "Problem",
    "Queue",
    "Related",
    "Role",
    "Route",
    "Rule",
    "Service",
    "ServiceFile",
    "Setting",
    "Suppression",
    "access_to",
    "addition",
    "broad_grants",
    "closest",
    "dead_grants",
    "did_you_mean",
    "handler_of",
    "ids_of",
    "insert_entry",
    "insertion",
    "is_closed",
    "is_closed_template",
    "lacks",
    "merger",
    "names_role",
    "naming",
    "nearest",
    "policies_of",
    "policy_faults",
    "references_of",
    "replace",
    "rewrite",
    "strays",
    "trust_faults",
    "verdicts",
]
