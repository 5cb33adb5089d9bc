"""A made-up result with every shape that a report has to show."""

from types import SimpleNamespace

from slslint.engine.finding import ERROR, INFO, MEDIUM, WARNING, Finding, Related
from slslint.report.context import Context
from slslint.source.file import SourceFile
from slslint.source.patch import Edit, Fix
from slslint.source.pointer import Pointer

ROOT = "/project"
DOCS = "https://slslint.readthedocs.io/rules/"

SERVICE = """\
service: shop
provider:
  name: aws
  runtime: nodejs22.x
  environment:
    TABLE: orders
    DB_PASSWORD: correct horse
functions:
  list:
    handler: src/list.main
    events:
      - http:
          path: /orders
          method: get
          authorizer: aws_iam
  get:
    handler: src/get.main
  export:
    handler: src/export.main
\ttimeout: 40
  größe:
    description: "注文を数える 🧮 e\u0301" # ↵ \u202e
    timeuot: 5
resources:
  Resources:
    Queue: { Type: AWS::SQS::Queue }
    Role:
      Type: AWS::IAM::Role
      Properties:
        Policies:
          - PolicyName: logs
            PolicyDocument:
              Version: "2012-10-17"
              Statement:
                - Effect: Allow
                  Action: logs:*
                  Resource: "*"
"""
POLICY = (
    '{"Version":"2012-10-17","Statement":['
    + ",".join(
        f'{{"Effect":"Allow","Action":"execute-api:Invoke","Resource":"arn:aws:execute-api:eu-west-1:*:abc{n}/dev/GET/{n}"}}'
        for n in range(40)
    )
    + "]}"
)
HANDLER = """\
exports.main = (event, context, callback) => {
  const apiKey = 'abcdef0123456789';
  context.callbackwaitsforemptyeventloop = false;
  callback(null, { statusCode: 200 });
};
"""


def project_file(name: str, text: str) -> SourceFile:
    """A file of the project."""
    return SourceFile(f"{ROOT}/{name}", text)


def at(file: SourceFile, text: str, path: str = "", until: str = "") -> Pointer:
    """The place where `text` first stands in `file`; with `until`, up to the end of that."""
    start = file.text.index(text)
    end = file.text.index(until, start) + len(until) if until else start + len(text)
    return Pointer(file, start, end, path)


def result() -> SimpleNamespace:
    """The result."""
    service = project_file("services/shop/serverless.yml", SERVICE)
    policy = project_file("policies/app.json", POLICY)
    handler = project_file("services/shop/src/get.js", HANDLER)
    env = project_file(".env", "TOKEN=abcdef\n")
    made = SimpleNamespace(services=[service.path], files=[service.path, policy.path, handler.path])
    common = {"service": service.path}

    def unset(function: str) -> Finding:
        return Finding(
            "SLS501",
            "timeout-unset",
            WARNING,
            f"`{function}` has no timeout: Lambda stops it after 6 s",
            at(service, function, f"functions.{function}"),
            subject=function,
            fold="set `provider.timeout` once",
            url=f"{DOCS}timeout-unset/",
            **common,
        )

    made.findings = [
        unset("list"),
        Finding(
            "SLS301",
            "missing-invoke-grant",
            ERROR,
            "`GET /orders` is denied to `AppRole` by the policies in this project: no statement allows "
            "`execute-api:Invoke` on `arn:aws:execute-api:eu-west-1:*:*/dev/GET/orders`",
            at(service, "aws_iam", "functions.list.events.0.http.authorizer"),
            related=(
                Related(at(policy, "abc17/dev/GET/17"), "the nearest grant names another path"),
                Related(at(service, "method: get"), "this route"),
                Related(at(env, "TOKEN"), "set here"),
            ),
            stages=("dev", "prod"),
            everywhere=False,
            url=f"{DOCS}missing-invoke-grant/",
            **common,
        ),
        unset("get"),
        Finding(
            "SLS505",
            "event-loop-misspelled",
            ERROR,
            "`callbackwaitsforemptyeventloop` does nothing: it is spelled `callbackWaitsForEmptyEventLoop`",
            at(handler, "callbackwaitsforemptyeventloop"),
            url=f"{DOCS}event-loop-misspelled/",
            fixes=(
                Fix(
                    "spell it `callbackWaitsForEmptyEventLoop`",
                    (
                        Edit(
                            handler,
                            HANDLER.index("callbackw"),
                            HANDLER.index("callbackw") + 30,
                            "callbackWaitsForEmptyEventLoop",
                        ),
                    ),
                    True,
                ),
            ),
            **common,
        ),
        Finding(
            "SLS202",
            "undeclared-stage",
            WARNING,
            "no stage `beta` is deployed",
            at(service, "40", "functions.export.timeout"),
            confidence=MEDIUM,
            stages=("dev",),
            everywhere=False,
            **common,
        ),
        Finding(
            "SLS101",
            "unknown-property",
            ERROR,
            "unknown property `timeuot`; did you mean `timeout`?",
            at(service, "timeuot"),
            fixes=(
                Fix(
                    "rename it to `timeout`",
                    (Edit(service, SERVICE.index("timeuot"), SERVICE.index("timeuot") + 7, "timeout"),),
                    False,
                ),
            ),
            **common,
        ),
        Finding(
            "SLS102",
            "invalid-value",
            ERROR,
            "no such sign: \x1b[31mred\x1b[0m\nnext \u202eline",
            at(service, "🧮 e\u0301", "functions.größe.description"),
            **common,
        ),
        Finding(
            "SLS602",
            "logs-not-writable",
            WARNING,
            "the role `Role` cannot write logs",
            at(service, "Role:\n", until='"*"\n'),
            related=(Related(at(service, "Statement:", until='"*"'), "these are all of its statements"),),
            **common,
        ),
        Finding("SLS601", "api-logs-off", INFO, "the logs of the REST API are off", at(service, "provider"), **common),
        Finding(
            "SLS110",
            "deprecated-runtime",
            ERROR,
            "silenced",
            at(service, "nodejs22.x"),
            suppressed="comment",
            reason="moved next month",
            **common,
        ),
        Finding(
            "SLS305", "broad-invoke-grant", INFO, "at the end", Pointer(service, len(SERVICE), len(SERVICE)), **common
        ),
    ]
    made.unknowns = [(at(service, "orders"), "`${ssm:/table}` is read at deploy time")]
    return made


def context(**changes: object) -> Context:
    """A reader who stands in `services` of the project."""
    return Context(cwd=f"{ROOT}/services", root=ROOT)._replace(**changes)
