"""Suppression comments: what they cover, and what is said of them."""

from projects import lint, places
from slslint.config import Settings

HEAD = "service: notes\nprovider: {name: aws}\nfunctions:\n"
RULES = ("timeout-unset", "unused-ignore", "invalid-ignore")


def found(functions: str) -> list[tuple[int, str]]:
    result = lint({"serverless.yml": HEAD + functions}, select=RULES)
    return [(line, name) for _, line, name in places(result)]


def test_on_the_line() -> None:
    assert found("  list: # slslint: ignore[timeout-unset]\n    handler: a.b\n") == []


def test_above_a_key_for_its_block() -> None:
    text = HEAD.replace("functions:", "# slslint: ignore[timeout-unset] -- all of them\nfunctions:")
    result = lint({"serverless.yml": text + "  list:\n    handler: a.b\n  get:\n    handler: a.c\n"}, select=RULES)
    assert places(result) == []
    assert {each.suppressed for each in result.findings} == {"comment"}
    assert {each.reason for each in result.findings} == {"all of them"}


def test_above_covers_no_more_than_the_block() -> None:
    text = "  # slslint: ignore[timeout-unset]\n\n  # and a word more\n  list:\n    handler: a.b\n"
    text += "  get:\n    handler: a.c\n"
    assert found(text) == [(9, "timeout-unset")]


def test_whole_file() -> None:
    assert found("  list:\n    handler: a.b\n# slslint: ignore-file[SLS501] -- later\n") == []


def test_unused_and_misspelled() -> None:
    text = "  list: # slslint: ignore[timeout-unset]\n    timeout: 5\n"
    text += "  get: # slslint: ignore[timeout-unst]\n    timeout: 5\n"
    assert found(text) == [(4, "unused-ignore"), (6, "invalid-ignore")]


def test_did_you_mean() -> None:
    result = lint({"serverless.yml": HEAD + "  a: {timeout: 5} # slslint: ignore[timeout-unst]\n"}, select=RULES)
    assert [each.message for each in result.findings] == [
        "there is no rule `timeout-unst`; did you mean `timeout-unset`?"
    ]


def test_a_reason_may_be_asked_for() -> None:
    settings = Settings("/x/slslint.toml", "", {"require-reason": True})
    text = "  a: {} # slslint: ignore[timeout-unset]\n  b: {} # slslint: ignore[timeout-unset] -- known\n"
    result = lint({"serverless.yml": HEAD + text}, select=RULES, settings=settings)
    assert places(result) == [("serverless.yml", 4, "invalid-ignore")]


def test_unused_is_not_judged_for_a_rule_or_stage_that_did_not_run() -> None:
    text = {"serverless.yml": HEAD + "  a: {timeout: 5} # slslint: ignore[timeout-unset]\n"}
    assert places(lint(text, select=("unused-ignore",))) == []
    assert places(lint(text, select=RULES, stages=("prod",))) == []


def test_unused_in_a_shared_file_is_judged_only_with_all_its_services() -> None:
    service = "service: notes\nprovider: {name: aws, timeout: TIMEOUT}\nfunctions: ${file(../functions.yml)}\n"
    files = {
        "a/serverless.yml": service.replace("TIMEOUT", "5"),
        "b/serverless.yml": service.replace(", timeout: TIMEOUT", ""),
        "functions.yml": "list: # slslint: ignore[timeout-unset]\n  handler: a.b\n",
    }
    from projects import ROOT, session
    from slslint.engine.options import LintOptions

    lints = session(files, LintOptions(select=RULES))
    assert places(lints.lint([f"{ROOT}/a"])) == []
    assert places(lints.lint([ROOT])) == []
    files["b/serverless.yml"] = files["a/serverless.yml"]
    assert places(session(files, LintOptions(select=RULES)).lint([ROOT])) == [("functions.yml", 1, "unused-ignore")]
