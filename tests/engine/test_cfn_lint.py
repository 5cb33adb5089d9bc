"""cfn-lint seen from a session: what is asked, what becomes of the answers, what is kept. The worker is a stand-in."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

import pytest
from projects import ROOT, places, session
from slslint.engine.external import cfn_lint
from slslint.engine.external.process import Job
from slslint.engine.options import LintOptions
from slslint.engine.session import Result, Session

Row = list[Any]
HEAD = "service: notes\nprovider: {name: aws, runtime: nodejs22.x, region: eu-west-1}\n"
BUCKET = (
    f"{HEAD}resources:\n  Resources:\n    Bucket:\n      Type: AWS::S3::Bucket\n      Properties:\n        Nam: x\n"
)


class StandIn:
    """Answers every question with what its class is given."""

    answer: Callable[[dict[str, Any]], dict[str, Any] | str] = staticmethod(lambda question: {"matches": []})
    questions: ClassVar[list[dict[str, Any]]] = []

    is_closed = False

    def ask(self, question: dict[str, Any]) -> Job:
        self.questions.append(question)
        job, answer = Job(question), StandIn.answer(question)
        job.settle(*(({}, answer) if isinstance(answer, str) else (answer,)))
        return job

    def close(self) -> None:
        pass


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The cache folder of each test."""
    monkeypatch.setenv("SLSLINT_CACHE_DIR", str(tmp_path))
    return tmp_path / "cfn-lint"


@pytest.fixture(autouse=True)
def worker(monkeypatch: pytest.MonkeyPatch) -> type[StandIn]:
    monkeypatch.setattr(cfn_lint, "Worker", StandIn)
    StandIn.questions = []
    StandIn.answer = staticmethod(lambda question: {"matches": rows(question)})
    return StandIn


def number(question: dict[str, Any], *path: str | int) -> int:
    """The number of the key (of a list: the item) that a path leads to."""
    count = 0

    def visit(data: Any, here: tuple[str | int, ...]) -> int | None:
        nonlocal count
        own, count = count, count + 1
        if here == path and (not path or isinstance(path[-1], int)):
            return own
        if isinstance(data, dict):
            for name, value in data.items():
                key, count = count, count + 1
                if (*here, name) == path:
                    return key
                if (found := visit(value, (*here, name))) is not None:
                    return found
        if isinstance(data, list):
            for index, value in enumerate(data):
                if (found := visit(value, (*here, index))) is not None:
                    return found
        return None

    found = visit(question["template"], ())
    assert found is not None, path
    return found


def row(question: dict[str, Any], code: str, *path: str | int, message: str = "is wrong") -> Row:
    kind = {"E": "error", "W": "warning", "I": "informational"}[code[0]]
    return [code, kind, "In general", message, number(question, *path), list(path)]


def rows(question: dict[str, Any]) -> list[Row]:
    """A finding on each property `Nam` of a resource `Bucket`."""
    resources = question["template"]["Resources"]
    if "Nam" not in resources.get("Bucket", {}).get("Properties", {}):
        return []
    return [row(question, "E3002", "Resources", "Bucket", "Properties", "Nam")]


def checks(files: dict[str, str], **options: Any) -> Session:
    return session(files, LintOptions(template=True, **options))


def lint(text: str, **options: Any) -> Result:
    return checks({"serverless.yml": text}, **options).lint([ROOT])


def test_a_finding_stands_where_it_was_written() -> None:
    (finding,) = lint(BUCKET).findings
    assert (finding.code, finding.severity, finding.message) == ("cfn-lint/E3002", "error", "is wrong")
    assert (finding.at.line, finding.at.text) == (8, "Nam")
    assert finding.at.path == "resources.Resources.Bucket.Properties.Nam"
    assert finding.url.endswith("/rules.md#E3002")
    assert finding.summary == "In general"
    assert finding.service == os.path.join(ROOT, "serverless.yml")


def test_what_is_asked(worker: type[StandIn]) -> None:
    lint(BUCKET)
    (question,) = worker.questions
    assert question["regions"] == ["eu-west-1"]
    assert question["settings"] == {}
    assert question["template"]["Resources"]["Bucket"]["Properties"] == {"Nam": "x"}


@pytest.mark.parametrize(
    ("text", "options"),
    [
        pytest.param(f"{HEAD}functions: {{}}\n", {}, id="no resources"),
        pytest.param(BUCKET, {"ignore": ("cfn-lint",)}, id="ignored"),
        pytest.param(BUCKET, {"select": ("timeouts",)}, id="not selected"),
        pytest.param(f"{BUCKET}a: b\na: c\n", {}, id="does not load"),
        pytest.param(f"{HEAD}resources: ${{ssm:/a}}\n", {}, id="unknown"),
    ],
)
def test_nothing_is_asked(worker: type[StandIn], text: str, options: dict[str, Any]) -> None:
    assert not [each for each in lint(text, **options).findings if each.code.startswith("cfn-lint")]
    assert not worker.questions


def test_nothing_is_asked_unless_it_is_wanted(worker: type[StandIn]) -> None:
    assert not session({"serverless.yml": BUCKET}).lint([ROOT]).findings
    off = {"slslint.toml": "template = false\n", "serverless.yml": BUCKET}
    from slslint.config import find_settings

    lints = session(off)
    settings = find_settings(lints.workspace, ROOT)
    lints.options = LintOptions(template=True, settings=settings)
    assert not lints.lint([ROOT]).findings
    assert not worker.questions


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"select": ("cfn-lint",)}, ["cfn-lint/E3002"]),
        ({"select": ("cfn-lint/E3",)}, ["cfn-lint/E3002"]),
        ({"select": ("cfn-lint/E3002",)}, ["cfn-lint/E3002"]),
        ({"select": ("cfn-lint/W",)}, []),
        ({"ignore": ("cfn-lint/E3002",)}, []),
        ({"ignore": ("cfn-lint/E3001",)}, ["cfn-lint/E3002"]),
    ],
)
def test_selection_by_code_and_family(options: dict[str, Any], expected: list[str]) -> None:
    assert [each.code for each in lint(BUCKET, **options).findings] == expected


def test_advice_runs_when_it_is_selected(worker: type[StandIn]) -> None:
    lint(BUCKET, select=("cfn-lint/I3042",))
    assert worker.questions[0]["settings"] == {"include_checks": ["I3042"]}


def test_a_comment_silences_and_is_judged() -> None:
    silenced = BUCKET.replace("Nam: x", "Nam: x # slslint: ignore[cfn-lint/E3002] -- meant so")
    (finding,) = lint(silenced).findings
    assert (finding.suppressed, finding.reason) == ("comment", "meant so")
    unused = BUCKET.replace("Nam: x", "Name: x # slslint: ignore[cfn-lint/E3002] -- meant so")
    assert [each.name for each in lint(unused).findings] == ["unused-ignore"]
    assert not session({"serverless.yml": unused}).lint([ROOT]).findings
    wrong = BUCKET.replace("Nam: x", "Name: x # slslint: ignore[cfn-lint/3002] -- meant so")
    assert [each.name for each in lint(wrong).findings] == ["invalid-ignore"]


def test_a_comment_is_not_judged_where_cfn_lint_failed(worker: type[StandIn]) -> None:
    worker.answer = staticmethod(lambda question: "it broke")
    unused = BUCKET.replace("Nam: x", "Name: x # slslint: ignore[cfn-lint/E3002] -- meant so")
    result = lint(unused)
    assert not result.findings
    assert result.notes == ["cfn-lint could not check `resources`: it broke"]


def test_the_configured_severity_counts() -> None:
    from slslint.config import Settings

    (finding,) = lint(BUCKET, settings=Settings("", "", {"severity": {"cfn-lint/E3002": "info"}})).findings
    assert finding.severity == "info"
    assert not lint(BUCKET, settings=Settings("", "", {"severity": {"cfn-lint/E3002": "off"}})).findings


def test_stages_are_asked_apart_and_merged(worker: type[StandIn]) -> None:
    staged = (
        f"{HEAD}params: {{dev: {{name: a}}, prod: {{name: b}}, test: {{name: b}}}}\n"
        "resources:\n  Resources:\n    Bucket:\n      Type: AWS::S3::Bucket\n      Properties:\n"
        "        Nam: ${param:name}\n"
    )
    worker.answer = staticmethod(
        lambda question: {
            "matches": rows(question) if question["template"]["Resources"]["Bucket"]["Properties"]["Nam"] == "b" else []
        }
    )
    (finding,) = lint(staged).findings
    assert len(worker.questions) == 2
    assert (sorted(finding.stages), finding.everywhere) == (["prod", "test"], False)


def test_a_rule_of_ours_wins_at_the_same_place(worker: type[StandIn]) -> None:
    text = (
        f"{HEAD}resources:\n  Resources:\n    P:\n      Type: AWS::IAM::ManagedPolicy\n      Properties:\n"
        "        PolicyDocument:\n          Version: '2012-10-17'\n          Statement:\n"
        "            - {Effect: allow, Action: 's3:*', Resource: '*'}\n"
    )
    way = ("Resources", "P", "Properties", "PolicyDocument", "Statement")
    worker.answer = staticmethod(
        lambda question: {
            "matches": [
                row(question, "E3510", *way, 0, "Effect"),
                row(question, "E3510", *way),
                row(question, "E3002", *way),
            ]
        }
    )
    assert [each.code for each in lint(text).findings] == ["cfn-lint/E3002", "SLS304"]


@pytest.mark.parametrize(
    ("code", "path", "message"),
    [
        pytest.param("E0002", ("Resources", "Bucket"), "crashed", id="cfn-lint's own failure"),
        pytest.param("E3001", ("Resources", "Bucket"), "Exception \"'x' object\" raised", id="its crash in a rule"),
        pytest.param("E3002", ("Resources", "ServerlessDeploymentBucket", "Type"), "x", id="nobody wrote it"),
        pytest.param(
            "E3002", ("Resources", "Bucket"), "{'Fn::Transform': {'Name': 'slslint-unknown-1'}}", id="unknown"
        ),
        pytest.param("W2001", ("Parameters", "Used"), "not used", id="used"),
        pytest.param("W8003", ("Conditions", "Staged"), "always", id="a variable brought it"),
    ],
)
def test_what_cannot_be_said(worker: type[StandIn], code: str, path: tuple[str, ...], message: str) -> None:
    text = (
        f"{BUCKET}  Parameters: {{Used: {{Type: String}}, Idle: {{Type: String}}}}\n"
        "  Conditions: {Staged: !Equals ['${sls:stage}', dev], Written: !Equals [a, b]}\n"
        "  Outputs: {Out: {Value: !Ref Used}}\n"
    )
    worker.answer = staticmethod(lambda question: {"matches": [row(question, code, *path, message=message)]})
    assert not lint(text).findings
    other = {"W2001": ("Parameters", "Idle"), "W8003": ("Conditions", "Written")}.get(code)
    if other is not None:
        worker.answer = staticmethod(lambda question: {"matches": [row(question, code, *other)]})
        assert [each.name for each in lint(text).findings] == [f"cfn-lint/{code}"]


def test_what_lacks_may_be_what_the_framework_adds(worker: type[StandIn]) -> None:
    text = (
        f"{HEAD}functions: {{a: {{handler: src/a.b, timeout: 5, events: [{{s3: photos}}]}}}}\n"
        "resources: {Resources: {S3BucketPhotos: {Type: AWS::S3::Bucket}, Own: {Type: AWS::S3::Bucket}}}\n"
    )
    worker.answer = staticmethod(
        lambda question: {"matches": [row(question, "E3003", "Resources", name) for name in ("S3BucketPhotos", "Own")]}
    )
    assert [each.at.text for each in lint(text, select=("cfn-lint",)).findings] == ["Own"]


def test_a_failure_is_of_one_lint(worker: type[StandIn]) -> None:
    lints = checks({"serverless.yml": BUCKET})
    worker.answer = staticmethod(lambda question: "it broke")
    assert lints.lint([ROOT]).partial
    worker.answer = staticmethod(lambda question: {"matches": rows(question)})
    result = lints.lint([ROOT])
    assert (result.partial, result.notes, len(result.findings)) == (False, [], 1)


def test_without_cfn_lint_there_is_a_note(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cfn_lint.machine, "cfn_lint_version", lambda: "")
    assert lint(BUCKET).notes == ["cfn-lint is not installed, so `resources` is not checked"]


def test_a_crash_of_ours_is_a_note(monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(service: object) -> None:
        raise ValueError("oh")

    monkeypatch.setattr(cfn_lint, "template_of", crash)
    text = f"{BUCKET}functions: {{list: {{handler: src/a.list}}}}\n"
    result = lint(text)
    assert result.notes == ["cfn-lint was not asked: the template could not be made (ValueError: oh)"]
    assert [each.name for each in result.findings] == ["timeout-unset"]


@pytest.mark.parametrize("answer", [{}, {"matches": [1]}, {"matches": [["E3002", "error", "a", "b", "c", []]]}])
def test_an_answer_that_makes_no_sense_is_one_note(worker: type[StandIn], answer: dict[str, Any]) -> None:
    worker.answer = staticmethod(lambda question: answer)
    files = {"a/serverless.yml": BUCKET, "b/serverless.yml": BUCKET.replace("Nam", "Name")}
    result = checks(files).lint([ROOT])
    assert len(result.notes) == 1
    assert len(result.services) == 2


def test_findings_of_ours_come_first_and_the_rest_later(worker: type[StandIn]) -> None:
    text = f"{BUCKET}functions:\n  list:\n    handler: src/a.list\n"
    lints = checks({"serverless.yml": text + "# slslint: ignore[cfn-lint/E3003] -- not there\n"})
    first = lints.lint([ROOT], template=False)
    assert not worker.questions
    assert [each.name for each in first.findings] == ["timeout-unset"]
    lints.ask_template(first).wait()
    second = lints.template_findings(first)
    assert [each[1:] for each in places(second)] == [
        (8, "cfn-lint/E3002"),
        (10, "timeout-unset"),
        (12, "unused-ignore"),
    ]
    assert [each.name for each in first.findings] == ["timeout-unset"]
    assert second.findings == lints.lint([ROOT]).findings
    assert lints.template_findings(first).findings == second.findings
    lints.close()


def test_a_session_asks_about_one_template_once(worker: type[StandIn]) -> None:
    lints = checks({"serverless.yml": BUCKET})
    lints.lint([ROOT])
    lints.workspace.overlays[os.path.join(ROOT, "serverless.yml")] = f"# moved\n{BUCKET}".encode()
    assert [each.at.line for each in lints.lint([ROOT]).findings] == [9]
    assert len(worker.questions) == 1


def test_answers_are_kept_between_runs(worker: type[StandIn]) -> None:
    for _ in range(2):
        (finding,) = lint(BUCKET, cache=True).findings
        assert finding.at.line == 8
    assert len(worker.questions) == 1
    lint(BUCKET)
    lint(BUCKET.replace("eu-west-1", "us-east-1"), cache=True)
    assert len(worker.questions) == 3


@pytest.mark.parametrize("content", ["", "{", "[]", '{"matches": [[1]]}', '{"matches": 1}', "\xff", "null"])
def test_what_is_no_answer_is_ignored(worker: type[StandIn], cache: Path, content: str) -> None:
    lint(BUCKET, cache=True)
    (kept,) = cache.iterdir()
    kept.write_text(content, encoding="latin-1")
    assert len(lint(BUCKET, cache=True).findings) == 1
    assert len(worker.questions) == 2


def test_a_failure_is_not_kept(worker: type[StandIn], cache: Path) -> None:
    worker.answer = staticmethod(lambda question: "it broke")
    result = lint(BUCKET, cache=True)
    assert result.partial
    assert not cache.exists()


def test_only_what_chooses_rules_is_taken_of_the_project(worker: type[StandIn]) -> None:
    rc = (
        "append_rules: [./evil]\ncustom_rules: x\nregistry_schemas: [x]\noverride_spec: x\nregions: [eu-west-1]\n"
        "ignore_checks: [W3005, {a: b}]\ninclude_checks: [I]\nmandatory_checks: [E3012]\n"
        "configure_rules: {E3012: {strict: true}, E3002: 1}\n"
    )
    metadata = "  Metadata: {cfn-lint: {config: {append_rules: [x], ignore_checks: [W1020], regions: [ap-south-1]}}}\n"
    checks({"serverless.yml": BUCKET + metadata, ".cfnlintrc": rc, "sub/.cfnlintrc": "ignore_checks: [E]"}).lint([ROOT])
    (question,) = worker.questions
    assert question["regions"] == ["eu-west-1"]
    assert question["settings"] == {
        "ignore_checks": ["W3005", "W1020"],
        "include_checks": ["I"],
        "mandatory_checks": ["E3012"],
        "configure_rules": {"E3012": {"strict": True}},
    }


@pytest.mark.parametrize("text", ["", "[", "a", "ignore_checks: W\nconfigure_rules: []\n", "- 1"])
def test_a_configuration_that_is_none_is_nothing(worker: type[StandIn], text: str) -> None:
    checks({"serverless.yml": BUCKET, ".cfnlintrc": text}).lint([ROOT])
    assert worker.questions[0]["settings"] == {}
