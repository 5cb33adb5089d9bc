"""What no report shows."""

import pytest
from slslint.source.secret import is_secret_file, mask


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("DB_PASSWORD: hunter2", "DB_PASSWORD: *******"),
        ("  dbPassword:   correct horse # note", "  dbPassword:   ************* # note"),
        ('"clientSecret": "it, has } all",', '"clientSecret": "*************",'),
        ("{ token: abc, timeout: 40 }", "{ token: ***, timeout: 40 }"),
        ("API_KEY=abc", "API_KEY=***"),
        ("key: AKIAIOSFODNN7EXAMPLE", "key: ********************"),
        ("password: ${ssm:/password}", "password: ${ssm:/password}"),
        ("password: !Ref Password", "password: !Ref Password"),
        ("apiKeyRequired: true", "apiKeyRequired: true"),
        ("apiKeys:", "apiKeys:"),
        ("- secretsmanager:GetSecretValue", "- secretsmanager:GetSecretValue"),
        ("- arn:aws:secretsmanager:us-east-1:*:secret:db", "- arn:aws:secretsmanager:us-east-1:*:secret:db"),
        ("timeout: 6", "timeout: 6"),
    ],
)  # fmt: skip
def test_mask(line: str, shown: str) -> None:
    assert mask(line, [], code=False) == shown
    assert len(shown) == len(line)


def test_in_code_only_literals_are_masked() -> None:
    assert mask("const token = event.headers.token", [], code=True) == "const token = event.headers.token"
    assert mask("const token = 'abc'", [], code=True) == "const token = '***'"


def test_what_a_finding_points_at_is_shown() -> None:
    line = "PASSWORD: hunter2"
    assert mask(line, [(10, 17)], code=False) == line
    assert mask(line, [(0, 8)], code=False) == "PASSWORD: *******"


@pytest.mark.parametrize(
    ("path", "secret"),
    [
        ("/p/.env", True),
        ("/p/.env.prod", True),
        ("/p/prod.env", True),
        ("/p/config/Secrets.yml", True),
        ("C:\\p\\credentials.json", True),
        ("/p/secret/serverless.yml", False),
        ("/p/environment.yml", False),
    ],
)
def test_is_secret_file(path: str, secret: bool) -> None:
    assert is_secret_file(path) is secret
