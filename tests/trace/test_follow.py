"""Following requests: every hop passed, failed, not known or not on the way, with its place."""

import os

import pytest
from projects import ROOT, session
from slslint.access.request import read_request
from slslint.access.simulation import caller_of
from slslint.service.file import ServiceFile
from slslint.trace.follow import Trace, follow, view
from slslint.trace.hop import FAILED, NOT_APPLICABLE, PASSED, UNKNOWN

REST = """service: notes
frameworkVersion: '3'
provider:
  name: aws
  runtime: nodejs22.x
  region: eu-west-1
  timeout: 10
  logs: {restApi: true}
params: {default: {a: 1}, prod: {a: 2}}
functions:
  list:
    handler: src/notes.list
    events:
      - http: {path: notes, method: get, cors: true}
  get:
    handler: src/notes.get
    events:
      - http: {path: 'notes/{id}', method: get, authorizer: aws_iam}
resources:
  Resources:
    Pool: {Type: 'AWS::Cognito::IdentityPool'}
    SignedIn:
      Type: AWS::IAM::Role
      Properties:
        Policies:
          - PolicyName: api
            PolicyDocument:
              Version: '2012-10-17'
              Statement:
                - Effect: Allow
                  Action: execute-api:Invoke
                  Resource: !Sub arn:aws:execute-api:*:*:${ApiGatewayRestApi}/dev/GET/notes/a*
    Attachment:
      Type: AWS::Cognito::IdentityPoolRoleAttachment
      Properties:
        IdentityPoolId: !Ref Pool
        Roles: {authenticated: !GetAtt SignedIn.Arn}
"""
HTTP = """service: notes
provider: {name: aws, runtime: nodejs22.x, timeout: 40, httpApi: {cors: true}}
functions:
  list:
    handler: src/notes.list
    events:
      - httpApi: GET /notes
  all:
    handler: src/notes.list
    url: true
"""
CODE = "exports.list = exports.get = async () => ({statusCode: 200, body: ''})\n"
INVOKE = "https://a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com"


def trace(request: str, text: str = REST, *, role: str | None = None, code: str | None = CODE, **files: str) -> Trace:
    """The way of `METHOD ADDRESS` through a service."""
    method, address = request.split(" ", 1)
    every = {"serverless.yml": text, **files} | ({"src/notes.js": code} if code is not None else {})
    file = session(every).open(os.path.join(ROOT, "serverless.yml"))
    assert isinstance(file, ServiceFile)
    wanted = read_request(method, address)
    service = view(file, wanted)
    caller = caller_of(service, role) if role is not None else None
    return follow(service, wanted, caller)


def statuses(found: Trace) -> dict[str, str]:
    return {hop.name: hop.status for hop in found.hops}


def hop(found: Trace, name: str) -> tuple[str, str, int | None]:
    """(status, text, line) of a hop."""
    one = next(each for each in found.hops if each.name == name)
    return one.status, one.text, one.at.line if one.at is not None else None


NAMES = (
    "region",
    "API",
    "stage",
    "path and method",
    "authorization",
    "function",
    "timeout",
    "event loop",
    "logs",
)


def test_a_request_that_gets_through() -> None:
    found = trace(f"GET {INVOKE}/dev/notes?limit=1")
    assert statuses(found) == dict.fromkeys(NAMES, PASSED) | {"API": UNKNOWN}
    assert found.stop is None
    assert [each.at.line for each in found.hops if each.at is not None] == [6, 3, 14, 14, 12, 7, 8]


def test_a_bare_path_is_one_within_the_api() -> None:
    found = trace("GET /notes")
    assert statuses(found) == dict.fromkeys(NAMES, PASSED) | {"region": NOT_APPLICABLE}
    stopped = trace("GET /dev/notes").stop
    assert stopped is not None
    assert stopped.text == (
        "no route answers GET /dev/notes; did you mean `GET /notes`?"
        " (a path alone is one within the API, without the stage `dev`)"
    )


@pytest.mark.parametrize(
    ("address", "name", "line", "sees"),
    [
        ("https://a1b2c3d4e5.execute-api.us-east-1.amazonaws.com/dev/notes", "region", 6, "no such host"),
        ("https://YOUR-API.execute-api.eu-west-1.amazonaws.com/dev/notes", "API", None, "no such host"),
        (f"{INVOKE}/notes", "stage", None, "Forbidden"),
        (f"{INVOKE}", "stage", None, "Forbidden"),
        (f"{INVOKE}/dev/note", "path and method", 14, "Missing Authentication Token"),
    ],
)
def test_where_a_rest_request_stops(address: str, name: str, line: int | None, sees: str) -> None:
    found = trace(f"GET {address}")
    stop = found.stop
    assert stop is not None
    assert (stop.name, stop.at.line if stop.at is not None else None, sees in stop.sees) == (name, line, True)


def test_methods_that_a_path_answers_to() -> None:
    assert hop(trace("PUT /notes"), "path and method") == (FAILED, "PUT is not there: /notes answers to GET", 14)


def test_of_two_apis_the_one_that_has_nearly_such_a_route() -> None:
    both = REST.replace(
        "functions:\n", "functions:\n  all: {handler: src/notes.list, events: [{httpApi: GET /tags}]}\n"
    )
    assert hop(trace("PUT /tags", both), "path and method")[1] == "PUT is not there: /tags answers to GET"
    assert hop(trace("GET /tag", both), "path and method")[1] == "no route answers GET /tag; did you mean `GET /tags`?"
    assert hop(trace("GET /note", both), "path and method")[1].endswith("did you mean `GET /notes`?")


def test_stages() -> None:
    assert hop(trace(f"GET {INVOKE}/prod/notes"), "stage")[0] == PASSED
    assert trace(f"GET {INVOKE}/prod/notes").service.stage == "prod"
    status, text, _ = hop(trace(f"GET {INVOKE}/prd/notes"), "stage")
    assert (status, text) == (UNKNOWN, "the service names no stage `prd`, only dev, prod; did you mean `prod`?")
    closed = REST + "custom: {sizes: {dev: 1, prod: 2}, size: '${self:custom.sizes.${sls:stage}}'}\n"
    assert hop(trace(f"GET {INVOKE}/qa/notes", closed), "stage")[0] == FAILED
    own = REST.replace("  timeout: 10\n", "  timeout: 10\n  apiGateway: {stage: live}\n")
    assert hop(trace(f"GET {INVOKE}/live/notes", own), "stage") == (PASSED, "live", 8)
    assert hop(trace(f"GET {INVOKE}/dev/notes", own), "stage")[0] == FAILED


def test_the_stage_of_an_http_api_is_not_in_the_path() -> None:
    assert hop(trace(f"GET {INVOKE}/notes", HTTP), "stage")[0] == PASSED
    found = trace(f"GET {INVOKE}/dev/notes", HTTP)
    assert found.stop is not None
    assert (found.stop.name, found.stop.sees) == ("stage", '404 {"message":"Not Found"}')
    assert hop(found, "path and method")[0] == PASSED


def test_custom_domains_hide_region_api_and_stage() -> None:
    for path in ("/notes", "/v1/notes"):
        found = trace(f"GET https://api.example.com{path}")
        assert [each.status for each in found.hops[:4]] == [UNKNOWN, UNKNOWN, UNKNOWN, PASSED]
        assert found.route is not None


def test_ids_that_are_known() -> None:
    shared = REST.replace("  timeout: 10\n", "  timeout: 10\n  apiGateway: {restApiId: a1b2c3d4e5}\n")
    assert hop(trace(f"GET {INVOKE}/dev/notes", shared), "API")[0] == PASSED
    other = shared.replace("a1b2c3d4e5", "zzzzzzzzzz")
    assert hop(trace(f"GET {INVOKE}/dev/notes", other), "API") == (
        FAILED,
        "the URL says `a1b2c3d4e5`, and the routes are part of `zzzzzzzzzz`",
        8,
    )


def test_the_api_itself_answers_a_preflight() -> None:
    for found in (trace("OPTIONS /notes"), trace("OPTIONS /notes", HTTP)):
        assert [each.status for each in found.hops[4:]] == [NOT_APPLICABLE] * 5
        assert found.stop is None
    assert trace("OPTIONS /notes/1").stop is not None


def test_who_may_call() -> None:
    assert hop(trace("GET /notes/a1"), "authorization") == (PASSED, "IAM decides: `SignedIn` may", 30)
    assert hop(trace("GET /notes/a1", role="SignedIn"), "authorization")[0] == PASSED
    found = trace("GET /notes/b1")
    assert found.stop is not None
    assert (found.stop.name, found.stop.at and found.stop.at.line) == ("authorization", 32)
    assert "its path is `notes/a*`, the request's `notes/b1`" in found.stop.text
    assert "not authorized to perform: execute-api:Invoke" in found.stop.sees
    assert hop(trace("GET /notes/a1", role="list"), "authorization")[0] == FAILED


def test_a_deny_is_the_place() -> None:
    deny = "                - {Effect: Deny, Action: '*', Resource: '*'}\n"
    found = trace("GET /notes/a1", REST.replace("    Attachment:\n", f"{deny}    Attachment:\n"), role="SignedIn")
    status, text, line = hop(found, "authorization")
    assert (status, line) == (FAILED, 33)
    assert text == "`SignedIn` may not, with an explicit deny in an identity-based policy"


def test_who_may_call_where_nobody_or_not_all_is_known() -> None:
    nobody = REST.partition("resources:")[0]
    assert hop(trace("GET /notes/1", nobody), "authorization")[0] == UNKNOWN
    hidden = REST.replace("        Policies:", "        ManagedPolicyArns: ['${ssm:/x}']\n        Policies:")
    assert hop(trace("GET /notes/b1", hidden), "authorization")[0] == UNKNOWN


@pytest.mark.parametrize(
    ("authorizer", "status", "word"),
    [
        ("myAuthorizer", UNKNOWN, "Lambda authorizer"),
        ("{type: COGNITO_USER_POOLS, authorizerId: x}", UNKNOWN, "user pool"),
        ("'${ssm:/x}'", UNKNOWN, "not known"),
        ("null", PASSED, "none"),
    ],
)
def test_other_authorizers(authorizer: str, status: str, word: str) -> None:
    found = trace("GET /notes/1", REST.replace("authorizer: aws_iam", f"authorizer: {authorizer}"))
    assert hop(found, "authorization")[0] == status
    assert word in hop(found, "authorization")[1]


def test_keys() -> None:
    found = trace("GET /notes", REST.replace("cors: true", "private: true"))
    assert hop(found, "authorization") == (UNKNOWN, "a usage plan's key is asked for in the header `x-api-key`", 14)


@pytest.mark.parametrize(
    ("code", "status", "word"),
    [
        (None, UNKNOWN, "src/notes.list"),
        ("exports.lst = async () => 1\n", FAILED, "did you mean `list`"),
        ("const x = require('./x'); exports.list = async () => ({statusCode: 200})\n", FAILED, "there is no such file"),
        ("exports.list = require('elsewhere').main\n", UNKNOWN, "src/notes.list"),
    ],
)
def test_the_function(code: str | None, status: str, word: str) -> None:
    found = trace("GET /notes", code=code)
    assert hop(found, "function")[0] == status
    if status == FAILED:
        assert found.stop is not None
        assert found.stop.sees == '502 {"message": "Internal server error"}'


def test_a_file_that_is_not_there() -> None:
    found = trace("GET /notes", code=None, **{"src/other.js": CODE})
    assert hop(found, "function") == (FAILED, "list: src/notes.list: there is no file `src/notes.js`", 12)


IMPORTING = "const x = require('./x'); exports.list = async () => ({statusCode: 200})\n"


@pytest.mark.parametrize(
    "bundler",
    [
        "plugins: [serverless-webpack]\n",
        "plugins: [serverless-plugin-optimize]\n",
        "build: {esbuild: {bundle: true}}\n",
    ],
)
def test_an_import_is_the_business_of_a_bundler(bundler: str) -> None:
    assert hop(trace("GET /notes", REST.replace("frameworkVersion: '3'\n", bundler), code=IMPORTING), "function")[
        0
    ] in (
        PASSED,
        UNKNOWN,
    )


def test_a_package_for_development_alone() -> None:
    code = "const d = require('dayjs'); exports.list = async () => ({statusCode: 200})\n"
    found = trace("GET /notes", code=code, **{"package.json": '{"devDependencies": {"dayjs": "^1.11.0"}}'})
    assert hop(found, "function")[:2] == (
        FAILED,
        "`dayjs` is a devDependency only, and is not packaged: move it to `dependencies`",
    )


def test_a_file_that_is_left_out() -> None:
    found = trace("GET /notes", REST + "package: {patterns: ['!src/**']}\n")
    assert hop(found, "function") == (
        FAILED,
        "list: src/notes.list: the pattern `!src/**` keeps its file out of the package",
        12,
    )


def test_times() -> None:
    assert hop(trace("GET /notes"), "timeout") == (PASSED, "10 s, the REST API waits 29 s", 7)
    status, text, line = hop(trace("GET /notes", HTTP), "timeout")
    assert (status, line) == (UNKNOWN, 2)
    assert "the HTTP API gives up after 30 s" in text
    unset = REST.replace("  timeout: 10\n", "")
    assert hop(trace("GET /notes", unset), "timeout")[:2] == (
        UNKNOWN,
        "Lambda stops the function after 6 s, as nobody sets a timeout, the REST API waits 29 s",
    )
    hidden = REST.replace("timeout: 10", "timeout: '${ssm:/x}'")
    assert hop(trace("GET /notes", hidden), "timeout")[0] == UNKNOWN


WAITING = """const {Pool} = require('pg')
const pool = new Pool()
exports.list = (event, context, callback) => {
  pool.query('select 1', () => callback(null, {statusCode: 200, body: ''}))
}
"""


def test_the_event_loop() -> None:
    found = trace("GET /notes", code=WAITING)
    status, _, _ = hop(found, "event loop")
    assert status == FAILED
    assert found.stop is not None
    assert found.stop.name == "event loop"
    flagged = WAITING.replace("=> {\n", "=> {\n  context.callbackWaitsForEmptyEventLoop = false\n", 1)
    assert trace("GET /notes", code=flagged).stop is None
    python = REST.replace("nodejs22.x", "python3.13")
    assert hop(trace("GET /notes", python), "event loop")[0] == NOT_APPLICABLE


def test_logs_stop_nothing() -> None:
    found = trace("GET /notes", REST.replace("  logs: {restApi: true}\n", ""))
    status, text, line = hop(found, "logs")
    assert (status, line, found.stop) == (FAILED, 3, None)
    assert "leaves no trace" in text


def test_function_urls() -> None:
    found = trace("GET https://abcdefghij.lambda-url.eu-west-1.on.aws/x", HTTP)
    assert (found.kind, found.route and found.route.label) == ("url", "the URL of all")
    assert statuses(found)["stage"] == NOT_APPLICABLE
    without = trace("GET https://abcdefghij.lambda-url.eu-west-1.on.aws/x")
    assert without.stop is not None


def test_routes_that_cannot_be_seen() -> None:
    found = trace("GET /other", REST.replace("frameworkVersion: '3'", "plugins: [our-own]"))
    assert hop(found, "path and method")[0] == UNKNOWN
    assert found.stop is None
    assert [each.status for each in found.hops[4:]] == [NOT_APPLICABLE] * 5


def test_a_service_of_which_little_is_known() -> None:
    found = trace("GET /notes", "service: s\nprovider: '${ssm:/provider}'\nfunctions: '${ssm:/functions}'\n")
    assert found.stop is None
    assert set(statuses(found).values()) <= {UNKNOWN, NOT_APPLICABLE, PASSED}
