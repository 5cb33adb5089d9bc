"""What a rule may import, and nothing else."""

from slslint.engine.finding import ERROR, HIGH, INFO, MEDIUM, WARNING, Finding, Related
from slslint.engine.rule import Rule
from slslint.engine.run import Crash
from slslint.engine.suppress import Suppression
from slslint.intrinsics import naming
from slslint.service.api import Api
from slslint.service.file import ServiceFile
from slslint.service.function import Function
from slslint.service.queue import Queue
from slslint.service.route import AWS_IAM, HTTP, HTTP_API, NONE, URL, WEBSOCKET, Route
from slslint.service.service import Service
from slslint.service.setting import Setting
from slslint.source.patch import Edit, Fix, insert_entry, replace
from slslint.source.pointer import Pointer
from slslint.source.problem import Problem
from slslint.source.rewrite import rewrite
from slslint.suggest import closest, did_you_mean
from slslint.values.cursor import Cursor

__all__ = [
    "AWS_IAM",
    "ERROR",
    "HIGH",
    "HTTP",
    "HTTP_API",
    "INFO",
    "MEDIUM",
    "NONE",
    "URL",
    "WARNING",
    "WEBSOCKET",
    "Api",
    "Crash",
    "Cursor",
    "Edit",
    "Finding",
    "Fix",
    "Function",
    "Pointer",
    "Problem",
    "Queue",
    "Related",
    "Route",
    "Rule",
    "Service",
    "ServiceFile",
    "Setting",
    "Suppression",
    "closest",
    "did_you_mean",
    "insert_entry",
    "naming",
    "replace",
    "rewrite",
]
