"""The resolved configuration: what is unknown, and what comes out of a file of secrets, stays as it is written."""

import json
import os
from typing import Any

import pytest
from projects import ROOT, session
from slslint.report.resolved import render, resolved
from slslint.service.file import ServiceFile

HEAD = "service: notes\nframeworkVersion: '3'\nprovider: {name: aws}\ncustom:\n"
SECRETS = {".env": "PASSWORD=hunter2\n", "secrets.yml": "password: hunter2\nport: 1\n", "plain.yml": "port: 80\n"}


def custom(text: str, files: dict[str, str] | None = None) -> Any:
    service = session({"serverless.yml": HEAD + text} | (files or {})).open(os.path.join(ROOT, "serverless.yml"))
    assert isinstance(service, ServiceFile)
    return resolved(service.services[0])["custom"]


@pytest.mark.parametrize(
    "written",
    [
        "${ssm:/port}",
        "${env:PORT}",
        "${env:PORT, '80'}",
        "a-${self:service}-${cf:stack.Out}",
        "${file(./code.js):port}",
        "${opt:stage}",
        "${AWS::Region}",
    ],
)
def test_what_is_not_known_stays(written: str) -> None:
    files = {"code.js": "module.exports = require('./other')\n"}
    assert custom(f'  a: "{written}"\n', files) == {"a": written}


def test_what_is_known_is_filled_in() -> None:
    text = (
        "  a: ${self:service}-${sls:stage}\n  b: ${file(plain.yml)}\n  c: ${self:custom.b.port}\n  d: ${opt:x, null}\n"
    )
    assert custom(text, SECRETS) == {"a": "notes-dev", "b": {"port": 80}, "c": 80, "d": None}


@pytest.mark.parametrize(
    "written",
    [
        "${file(.env)}",
        "${file(secrets.yml)}",
        "${file(secrets.yml):password}",
        "mysql://root:${file(./secrets.yml):password}@db",
        "${strToBool(${file(secrets.yml):port})}",
    ],
)
def test_secrets_are_not_shown(written: str) -> None:
    found = custom(f'  a: "{written}"\n  b: ${{self:custom.a}}\n  c: x-${{self:custom.a, "y"}}\n', SECRETS)
    assert found["a"] == written
    assert "hunter2" not in json.dumps(found)
    assert found["b"] == "${self:custom.a}"


def test_parts_of_a_file_of_secrets_are_not_shown_either() -> None:
    found = custom("  a: ${file(secrets.yml)}\n  b: ${self:custom.a.password}\n", SECRETS)
    assert found == {"a": "${file(secrets.yml)}", "b": "${self:custom.a.password}"}


def test_a_service_file_may_be_called_what_it_likes() -> None:
    path = os.path.join(ROOT, "serverless.secret.yml")
    service = session({"serverless.secret.yml": HEAD + "  a: ${self:service}\n"}).open(path)
    assert isinstance(service, ServiceFile)
    assert resolved(service.services[0])["custom"] == {"a": "notes"}


def test_json_is_ascii() -> None:
    assert render({"ü": "…"}, "json").isascii()
    assert json.loads(render({"ü": "…"}, "json")) == {"ü": "…"}
