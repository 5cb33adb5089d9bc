"""Services whose reading by Serverless 3.40.0 is known: slslint resolves, routes, accepts and refuses as it does."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conformance_sets import cases, expected, folder
from slslint.engine.finding import INFO
from slslint.engine.session import Session
from slslint.intrinsics import naming
from slslint.report.resolved import resolved
from slslint.service.deployed import endpoints
from slslint.service.file import ServiceFile
from slslint.service.route import URL, Route
from slslint.source.document import Documents
from slslint.variables import Options
from slslint.workspace import Workspace

PACKAGE = b'{"devDependencies": {"serverless": "3.40.0"}}'

# What the framework fills in before it hands the configuration on, where the service leaves it out.
FILLED = ("region", "stage", "versionFunctions")

# The generated answer to a browser's preflight is no endpoint of the user's.
GENERATED = "http-cors"

# Refused by the framework, and not by slslint.
ACCEPTED = {
    "fv4": "it asks for version 4 and was given to 3.40; slslint reads it as the version that it asks for",
    "v_opt_stage": "`${opt:stage}` has a value in every deploy that names its stage",
}
# The same, until the rule is written that finds it: taken off as soon as it does.
LATER = {
    "res_override": "undefined-reference",
}

# Warned of by the framework's schema, and not by slslint.
FITTING = {"runtime_bad": "a runtime of Lambda that is younger than the framework, which deploys it"}

# What is wrong with all cases alike, refused or not: no timeout, no code beside them, a runtime of yesterday.
EVERYWHERE = {"timeout-unset", "handler-not-found", "deprecated-runtime"}

# What the framework itself judges. Other rules speak of what it deploys without a word and what fails afterwards.
JUDGED = {
    "syntax-error",
    "unknown-property",
    "invalid-value",
    "unresolved-variable",
    "malformed-variable",
    "unescaped-policy-variable",
}


def workspace(case: Path) -> Workspace:
    """A case with the version of the framework beside it, which its files do not name."""
    return Workspace(str(case), {str(case / "package.json"): PACKAGE})


def service_file(case: Path) -> ServiceFile:
    """The service as the framework met it: in an environment that has none of the variables it asks for."""
    documents = Documents(workspace(case))
    document = documents.load(str(case / "serverless.yml"))
    return ServiceFile(documents, document, Options(env_complete=True))


def without_filled(data: Any, written: Any) -> Any:
    """The framework's resolved configuration without the keys that it added to those written."""
    kept = {key: value for key, value in data["provider"].items() if key in written["provider"] or key not in FILLED}
    return data | {"provider": kept}


def row(route: Route) -> tuple[object, ...]:
    """A route as the framework's template has it: a URL and a catch-all have no method, a URL has no path."""
    bare = route.kind == URL
    method = None if bare or route.path == "$default" else route.method
    path = None if bare else route.path
    return (route.kind, method, path, route.authorization, route.api_key, naming.function_id(route.function.name))


def deployed(wanted: dict[str, Any], root: str) -> set[tuple[object, ...]]:
    """The routes of the framework's template; those of a shared API hang below its root, which we do not see."""
    return {
        (
            each["kind"],
            each["method"],
            each["path"] and each["path"].removeprefix(root),
            each["auth"],
            each.get("apiKey", False),
            each["function"],
        )
        for each in wanted["routes"]
        if each["kind"] != GENERATED
    }


def findings(case: Path) -> set[str]:
    """The names of the rules that report an error or a warning, but for those that have one in every case."""
    result = Session(workspace(case)).lint([str(case)])
    assert not result.crashed
    return {each.name for each in result.findings if each.severity != INFO} - EVERYWHERE


def those(test: Callable[[Any], bool]) -> list[Any]:
    """The cases whose answer passes a test."""
    return [each for each in cases("serverless") if each.values[0] is None or test(expected(each.values[0]))]


def is_silent(wanted: dict[str, Any]) -> bool:
    """Whether the framework deploys the service and has nothing to say about it."""
    return wanted["ok"] and not wanted["schemaMessages"] and not wanted["warnings"]


@pytest.mark.parametrize("case", those(lambda wanted: wanted["resolved"] is not None))
def test_print(case: Path) -> None:
    wanted = expected(case)["resolved"]
    found = resolved(service_file(case).services[0])
    assert found == without_filled(wanted, found)


@pytest.mark.parametrize("case", those(lambda wanted: wanted["ok"]))
def test_routes(case: Path) -> None:
    service = service_file(case).services[0]
    shared = service.provider.at("apiGateway", "restApiRootResourceId").text
    found = [row(endpoint.route) for endpoint in endpoints(service)]
    assert len(found) == len(set(found))
    assert set(found) == deployed(expected(case), f"<{shared}>" if shared else "")


@pytest.mark.parametrize("case", those(lambda wanted: not wanted["ok"]))
def test_what_the_framework_refuses_is_reported(case: Path) -> None:
    found = findings(case)
    if case.name in LATER:
        assert not found, f"{case.name} is found by now: take it off the list of those to come"
    else:
        assert bool(found) == (case.name not in ACCEPTED)


@pytest.mark.parametrize("case", those(lambda wanted: wanted["ok"] and wanted["schemaMessages"]))
def test_what_does_not_fit_the_schema_is_reported(case: Path) -> None:
    assert bool(findings(case)) == (case.name not in FITTING)


@pytest.mark.parametrize("case", those(is_silent))
def test_what_the_framework_takes_without_a_word_is_well_formed(case: Path) -> None:
    assert not findings(case) & JUDGED


def test_what_is_listed_is_there() -> None:
    refused = {case.name for case in folder("serverless").iterdir() if not expected(case)["ok"]}
    assert refused >= {*ACCEPTED, *LATER}


def test_what_the_environment_may_hold_is_left_as_it_is_written() -> None:
    case = folder("serverless") / "v_env_pend"
    opened = Session(workspace(case)).open(str(case / "serverless.yml"))
    assert isinstance(opened, ServiceFile)
    assert resolved(opened.services[0])["custom"] == {"a": "${env:NOPE_X, 'd'}"}
