"""`--fix` leaves services that are written as code alone, whatever is found in them."""

import os

from projects import ROOT, session
from slslint.engine.fix import fix

CODE = """\
const authorizer = 'AWS_IAM';
module.exports = {
  service: 'notes',
  provider: {name: 'aws', runtime: 'nodejs14.x', stage: 'dev', endpointType: 'REGIONAL'},
  custom: {Version: '2012-10-17', a: '${self:provider.stage}', b: '${Self:custom.a}'},
  functions: {
    list: {
      handler: 'x.y', url: {authorizer}, tiemout: 3,
      events: [{httpApi: 'get notes'}, {http: {path: '//x', method: 'GET'}}],
    },
  },
};
"""


def test_code_is_left_alone() -> None:
    for name in ("serverless.js", "serverless.ts"):
        fixed = fix(session({name: CODE}), [ROOT], unsafe=True)
        assert len(fixed.result.findings) > 5
        assert fixed.changed == ()
        assert fixed.result.services == [os.path.join(ROOT, name)]


def test_included_code_is_left_alone_and_yaml_is_not() -> None:
    yaml = "service: x\nprovider: {name: aws, timeout: 6}\nfunctions:\n  list: {image: x, url: {authorizer: AWS_IAM}}\n"
    code = "module.exports = {late: {image: 'x', url: {authorizer: 'AWS_IAM'}}}"
    files = {"serverless.yml": yaml + "  late: ${file(late.js):late}\n", "late.js": code}
    fixed = fix(session(files), [ROOT], unsafe=True)
    assert [os.path.basename(path) for path in fixed.changed] == ["serverless.yml"]
    assert "authorizer: aws_iam" in fixed.after[fixed.changed[0]].decode()
    assert [os.path.basename(each.at.file.path) for each in fixed.result.findings if each.code == "SLS306"] == [
        "late.js"
    ]
