"""The comment that silences a finding: where it goes, and that the finding is silent then."""

import pytest
from projects import ROOT, lint
from slslint.engine.silence import silencer
from slslint.source.patch import apply_edits

HEAD = "service: notes\nframeworkVersion: '4'\nprovider: {name: aws, runtime: nodejs22.x}\n"


def silenced(files: dict[str, str], rule: str) -> dict[str, str] | None:
    """The files with the first finding of a rule silenced; None where no comment can do it."""
    finding = next(each for each in lint(files).findings if each.name == rule)
    edit = silencer(finding, "we know")
    if edit is None:
        return None
    name = edit.file.path.removeprefix(f"{ROOT}/")
    after = files | {name: apply_edits(files[name], [edit])}
    result = lint(after)
    assert [each.reason for each in result.findings if each.suppressed and each.name == rule] == ["we know"]
    assert not any(each.name in ("unused-ignore", "invalid-ignore", "syntax-error") for each in result.findings)
    return after


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_above_the_key_in_its_column(newline: str) -> None:
    text = f"{HEAD}functions:\n  list:\n    handler: src/a.b\n".replace("\n", newline)
    after = silenced({"serverless.yml": text}, "timeout-unset")
    assert after is not None
    assert (
        f"functions:{newline}  # slslint: ignore[timeout-unset] -- we know{newline}  list:" in after["serverless.yml"]
    )


def test_above_another_comment() -> None:
    text = f"{HEAD}functions:\n  # slslint: ignore[handler-not-found] -- built\n  list:\n    handler: src/a.b\n"
    assert silenced({"serverless.yml": text, "src/x.js": ""}, "timeout-unset") is not None


def test_at_an_item_of_a_list() -> None:
    text = (
        f"{HEAD}functions:\n  list:\n    handler: src/a.b\n    timeout: 10\n    events:\n"
        "      - http: GET /a\n      - http: GET /a\n"
    )
    after = silenced({"serverless.yml": text}, "duplicate-route")
    assert after is not None
    assert "      # slslint: ignore[duplicate-route] -- we know\n      - http" in after["serverless.yml"]


@pytest.mark.parametrize(
    "value", ["|-\n      ${self:gone}\n", ">-\n      a\n      ${self:gone}\n", '"a\n      ${self:gone}"\n']
)
def test_never_inside_a_text(value: str) -> None:
    text = f"{HEAD}functions:\n  list:\n    handler: src/a.b\n    timeout: 10\n    description: {value}"
    after = silenced({"serverless.yml": text}, "unresolved-variable")
    assert after is not None
    assert "    # slslint: ignore[unresolved-variable] -- we know\n    description:" in after["serverless.yml"]


def test_in_code() -> None:
    text = f"{HEAD}functions:\n  list:\n    handler: a.main\n    timeout: 10\n    events: [{{http: GET /a}}]\n"
    code = "exports.main = async () => {\n  return { statusCode: 200, body: { a: 1 } };\n};\n"
    after = silenced({"serverless.yml": text, "a.js": code}, "malformed-response")
    assert after is not None
    assert "  // slslint: ignore[malformed-response] -- we know\n" in after["a.js"]


def test_json_has_no_comments() -> None:
    text = '{"service": "notes", "provider": {"name": "aws"}, "functions": {"a": {"handler": "a.b"}}}'
    assert silenced({"serverless.json": text}, "timeout-unset") is None
