"""cfn-lint's codes beside our own: finding, selecting, explaining them."""

import pytest
from click.testing import CliRunner
from slslint.cli.app import app
from slslint.engine.external import page
from slslint.engine.external.process import Job
from slslint.engine.manifest import find_rule, is_chosen, is_selector, selects_external


@pytest.mark.parametrize(
    ("text", "severity"),
    [("cfn-lint/E3012", "error"), ("cfn-lint/w2001", "warning"), ("cfn-lint/I3042", "info")],
)
def test_a_code_is_a_rule(text: str, severity: str) -> None:
    entry = find_rule(text)
    assert entry is not None
    assert (entry.code, entry.name, entry.severity) == (f"cfn-lint/{text[9:].upper()}", entry.code, severity)
    assert (entry.family, entry.is_external, entry.default) == ("cfn-lint", True, True)


@pytest.mark.parametrize(
    "text", ["cfn-lint", "cfn-lint/", "cfn-lint/E301", "cfn-lint/E30122", "cfn-lint/X3012", "E3012"]
)
def test_what_is_no_code(text: str) -> None:
    assert find_rule(text) is None


@pytest.mark.parametrize("word", ["cfn-lint", "cfn-lint/E", "cfn-lint/E3", "cfn-lint/E3012", "cfn-lint/w"])
def test_what_selects(word: str) -> None:
    assert is_selector(word)
    assert selects_external((word,), ())


@pytest.mark.parametrize("word", ["cfn-lin", "cfn-lint/", "cfn-lint/F", "cfn-lint/E30123", "E3012", "cfn-lint/E3x"])
def test_what_selects_nothing(word: str) -> None:
    assert not is_selector(word)


def test_what_is_chosen() -> None:
    entry = find_rule("cfn-lint/E3012")
    assert entry is not None
    assert is_chosen(entry, (), ())
    assert is_chosen(entry, ("cfn-lint/e30",), ())
    assert not is_chosen(entry, ("timeouts",), ())
    assert not is_chosen(entry, (), ("cfn-lint",))
    assert not selects_external((), ("cfn-lint",))
    assert not selects_external(("timeouts",), ())


class StandIn:
    """A worker that knows one rule."""

    def ask(self, question: dict[str, str]) -> Job:
        job = Job(question)
        known = {"summary": "Check things", "description": "Checks all things.", "url": "https://example.com/things"}
        if question["rule"] == "E0001":
            job.settle({}, "it broke")
        else:
            job.settle({"rule": known if question["rule"] == "E3012" else None})
        return job

    def close(self) -> None:
        pass


def explain(code: str, monkeypatch: pytest.MonkeyPatch) -> tuple[int, str]:
    monkeypatch.setattr(page, "Worker", StandIn)
    result = CliRunner().invoke(app, ["explain", code])
    return result.exit_code, result.output


def test_explain(monkeypatch: pytest.MonkeyPatch) -> None:
    status, text = explain("cfn-lint/E3012", monkeypatch)
    assert status == 0
    assert text.startswith("cfn-lint/E3012  error, cfn-lint\n\nCheck things\n")
    for part in ("Checks all things.", "https://example.com/things", "ignore[cfn-lint/E3012]", "rules.md#E3012"):
        assert part in text


def test_explain_what_cfn_lint_does_not_have(monkeypatch: pytest.MonkeyPatch) -> None:
    status, text = explain("cfn-lint/E9999", monkeypatch)
    assert status == 2
    assert "has no rule E9999" in text
    assert "could not be asked: it broke" in explain("cfn-lint/E0001", monkeypatch)[1]
    monkeypatch.setattr(page.machine, "cfn_lint_version", lambda: "")
    assert "has no rule E3012" in explain("cfn-lint/E3012", monkeypatch)[1]


def test_why_is_about_our_own() -> None:
    result = CliRunner().invoke(app, ["why", "cfn-lint/E3012"])
    assert result.exit_code == 2
    assert "slslint explain cfn-lint/E3012" in result.output
