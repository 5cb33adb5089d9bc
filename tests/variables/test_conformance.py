"""The services with known findings: what variables/ says of them, at the lines where it belongs, and nothing else."""

from pathlib import Path

import pytest
from conformance_sets import cases, expected
from slslint.source.document import Documents
from slslint.source.problem import Problem
from slslint.variables import Configuration, Options
from slslint.workspace import Workspace

# The names under which rules tell of problems.
NAMES = {
    "variable-missing": "unresolved-variable",
    "variable-malformed": "malformed-variable",
    "variable-unknown-source": "malformed-variable",
    "variable-cycle": "malformed-variable",
    "variable-inert": "inert-variable",
    "stage-blind": "stage-blind-variable",
    "policy-variable": "unescaped-policy-variable",
    "syntax": "syntax-error",
    "bound": "syntax-error",
    "file-refused": "syntax-error",
}


def is_told(problem: Problem) -> bool:
    """Whether the rules make more of a problem than advice: options, the environment, ignored files are advice."""
    if problem.kind != "variable-missing":
        return True
    data = problem.data
    if data["source"] == "param":
        return bool(data["elsewhere"])
    return data["source"] not in ("opt", "env") and not data.get("ignored")


def met(case: Path) -> set[tuple[str, str, int]]:
    """(rule, file, line) of the problems in the services of a case."""
    version = expected(case)["framework"]
    workspace = Workspace(str(case))
    documents = Documents(workspace)
    found: set[tuple[str, str, int]] = set()
    for service in sorted(case.rglob("serverless.yml")):
        configuration = Configuration(documents, documents.load(str(service)), Options(), version)
        for _, problem in configuration.problems:
            if is_told(problem):
                found.add((NAMES[problem.kind], workspace.relative(problem.at.file.path), problem.at.line))
    return found


@pytest.mark.parametrize("case", cases("services"))
def test_problems_of_a_service(case: Path) -> None:
    """Every expected finding that variables bring about is met at its place, and no other problem is."""
    wanted = [each for each in expected(case)["expected"] if each["name"] in NAMES.values()]
    places = [
        {(each["name"], each["file"], each["line"])}
        | {(each["name"], other["file"], other["line"]) for other in each["also_at"]}
        for each in wanted
    ]
    found = met(case)
    allowed = set().union(*places) if places else set()
    assert found <= allowed
    unmet = [place for place in places if not place & found]
    in_main = {("syntax-error", "serverless.yml")}
    assert all({(name, file) for name, file, _ in place} <= in_main for place in unmet), unmet


@pytest.mark.parametrize("case", cases("serverless"))
def test_small_services_never_surprise(case: Path) -> None:
    """A service that the framework takes has no problem; one that it refuses for its variables has one."""
    answer = expected(case)
    documents = Documents(Workspace(str(case)))
    document = documents.load(str(case / "serverless.yml"))
    configuration = Configuration(documents, document, Options(env_complete=True), "3")
    problems = [problem for _, problem in configuration.problems if problem.kind in NAMES]
    code = (answer["error"] or {}).get("code")
    hard = [problem for problem in problems if problem.kind not in ("variable-inert", "stage-blind")]
    if code is None:
        assert hard == []
    if code in ("VARIABLES_RESOLUTION_ERROR", "UNRECOGNIZED_VARIABLE_SOURCES", "DASHBOARD_VARIABLE_SOURCES_MISUSE"):
        asks_for_stage = 'Value not found at "opt" source' in answer["error"]["message"]
        assert hard or asks_for_stage
