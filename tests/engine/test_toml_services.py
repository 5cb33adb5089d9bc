"""serverless.toml, which version 4 reads: linted like YAML, and never rewritten."""

from projects import lint, places

SERVICE = """\
service = "notes"

[provider]
name = "aws"
runtime = "python3.13"

[functions.list]
handler = "notes.main"

[[functions.list.events]]
httpApi = "GET /notes"
"""
HANDLER = {"notes.py": "def main(event, context):\n    return {'statusCode': 200}\n"}


def test_findings_stand_where_they_are_written() -> None:
    result = lint({"serverless.toml": SERVICE, **HANDLER}, ignore=("logging",))
    assert places(result) == [("serverless.toml", 7, "timeout-unset")]
    assert result.findings[0].at.text == "list"
    assert result.findings[0].fixes == ()


def test_yaml_comes_first() -> None:
    yaml = "service: notes\nprovider: {name: aws}\n"
    result = lint({"serverless.toml": SERVICE, "serverless.yml": yaml})
    assert [path.rpartition("/")[2] for path in result.services] == ["serverless.yml"]


def test_a_comment_silences() -> None:
    text = SERVICE.replace("[functions.list]\n", "[functions.list] # slslint: ignore[timeout-unset] -- short\n", 1)
    assert places(lint({"serverless.toml": text, **HANDLER}, ignore=("logging",))) == []


def test_what_is_no_toml_is_a_syntax_error() -> None:
    result = lint({"serverless.toml": "service = notes\n"})
    assert places(result) == [("serverless.toml", 1, "syntax-error")]
