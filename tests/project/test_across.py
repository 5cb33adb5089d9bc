"""Findings that need several services: who may call whom across stacks, and silence where that is unknown."""

from textwrap import indent

import pytest
from projects import lint, places

API = """service: orders
frameworkVersion: '3'
provider: {{name: aws, runtime: nodejs22.x, region: eu-west-1, timeout: 10, logs: {{restApi: true}}{more}}}
functions:
  list:
    handler: src/a.list
    events:
      - http: {{path: orders, method: get, authorizer: aws_iam}}
  remove:
    handler: src/a.remove
    events:
      - http: {{path: 'orders/{{id}}', method: delete, authorizer: aws_iam}}
resources:
  Outputs:
    ApiId:
      Value: !Ref ApiGatewayRestApi
      Export: {{Name: 'orders-${{sls:stage}}-api'}}
"""

POOL = """service: auth
frameworkVersion: '3'
provider: {{name: aws, runtime: nodejs22.x, region: {region}}}
resources:
  Resources:
    Pool: {{Type: 'AWS::Cognito::IdentityPool'}}
    SignedIn:
      Type: AWS::IAM::Role
      Properties:
        RoleName: signed-in
        Policies:
          - PolicyName: api
            PolicyDocument:
              Version: '2012-10-17'
              Statement:
{statements}
    Attachment:
      Type: AWS::Cognito::IdentityPoolRoleAttachment
      Properties:
        IdentityPoolId: !Ref Pool
        Roles: {{authenticated: !GetAtt SignedIn.Arn}}
"""

HEAD = "arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:"
IMPORTED = "!ImportValue 'orders-${sls:stage}-api'"
OWNER, READER = "services/orders/serverless.yml", "services/auth/serverless.yml"


def allow(resource: str) -> str:
    return f"- {{Effect: Allow, Action: 'execute-api:Invoke', Resource: {resource}}}\n"


def join(api: str, rest: str) -> str:
    return f"!Join ['', [!Sub '{HEAD}', {api}, '{rest}']]"


def project(*statements: str, more: str = "", region: str = "eu-west-1") -> dict[str, str]:
    text = indent("".join(statements), " " * 16).rstrip()
    return {OWNER: API.format(more=more), READER: POOL.format(statements=text, region=region), **CODE}


CODE = {"services/orders/src/a.js": "exports.list = exports.remove = async () => ({statusCode: 200})\n"}
DELETE = f"{OWNER}:12"


def missing(files: dict[str, str], **options: object) -> list[str]:
    found = places(lint(files, **options))
    return [f"{file}:{line}" for file, line, name in found if name == "missing-invoke-grant"]


def test_a_route_that_the_pool_of_another_service_may_not_call() -> None:
    files = project(allow(join(IMPORTED, "/*/GET/orders")))
    assert missing(files) == [DELETE]
    (finding,) = [each for each in lint(files).findings if each.name == "missing-invoke-grant"]
    assert finding.related
    assert {related.at.file.path.rsplit("/", 2)[1] for related in finding.related} == {"auth"}
    assert "method" in finding.related[0].message


@pytest.mark.parametrize(
    "grant",
    [
        join(IMPORTED, "/*/*/orders*"),
        join(IMPORTED, "/dev/*"),
        "!Sub ['arn:aws:execute-api:eu-west-1:${AWS::AccountId}:${Id}/*', {Id: " + IMPORTED + "}]",
        join("!ImportValue 'orders-${self:provider.stage, \"dev\"}-api'", "/*"),
        f"!Sub '{HEAD}${{cf:orders-${{sls:stage}}.ApiId}}/*'",
        f"!Sub '{HEAD}${{cf(eu-west-1):orders-dev.ApiId}}/*'",
    ],
)
def test_both_routes_allowed(grant: str) -> None:
    assert missing(project(allow(grant))) == []


@pytest.mark.parametrize(
    "api",
    [
        "'${cf:orders-${sls:stage}.ApiId}'",
        "'${cf(eu-west-1):orders-${sls:stage}.ApiId}'",
    ],
)
def test_outputs_of_a_stack_name_the_api_too(api: str) -> None:
    assert missing(project(allow(join(api, "/*/GET/orders")))) == [DELETE]


def test_the_stage_is_the_one_that_both_are_deployed_to() -> None:
    files = project(allow(join(IMPORTED, "/prod/*")))
    assert missing(files, stages=("prod",)) == []
    assert missing(files, stages=("dev",)) == [f"{OWNER}:8", DELETE]


def test_a_stage_that_only_one_of_them_names() -> None:
    files = project(allow(join(IMPORTED, "/dev/*")))
    files[OWNER] += "params:\n  prod: {a: 1}\n"
    findings = [each for each in lint(files).findings if each.name == "missing-invoke-grant"]
    assert [(each.at.line, each.stages) for each in findings] == [(8, ("prod",)), (12, ("prod",))]


@pytest.mark.parametrize(
    "statements",
    [
        (),
        (allow("'*'"),),
        (allow(f"!Sub '{HEAD}*/*/GET/orders'"),),
        (allow(f"!Sub '{HEAD}a1b2c3d4e5/*/GET/orders'"),),
        (allow(join("!ImportValue 'other-${sls:stage}-api'", "/*/GET/orders")),),
        (allow(join("'${cf:orders-prod.ApiId}'", "/*/GET/orders")),),
        (allow(join("'${cf:orders-dev.Other}'", "/*/GET/orders")),),
        (allow(join("'${cf(us-east-1):orders-dev.ApiId}'", "/*/GET/orders")),),
        (allow(join("'${cf:orders-dev.ApiId, \"*\"}'", "/*/GET/orders")),),
        (allow(join("'${cf:${ssm:/stack}.ApiId}'", "/*/GET/orders")),),
        (allow(join("!ImportValue '${ssm:/name}'", "/*/GET/orders")),),
        (allow(join(IMPORTED, "/*/GET/orders")), allow("'${ssm:/grant}'")),
        (allow(join(IMPORTED, "/*/GET/orders")), allow("!ImportValue 'unknown'")),
    ],
)
def test_silence(statements: tuple[str, ...]) -> None:
    assert missing(project(*statements)) == []


def test_silence_where_two_services_export_the_name() -> None:
    files = project(allow(join(IMPORTED, "/*/GET/orders")))
    files["services/copy/serverless.yml"] = files[OWNER].replace("service: orders", "service: copy")
    assert missing(files) == []


def test_silence_where_the_regions_differ() -> None:
    assert missing(project(allow(join(IMPORTED, "/*/GET/orders")), region="us-east-1")) == []


def test_silence_in_another_stage_than_the_export_is_for() -> None:
    files = project(allow(join("!ImportValue orders-prod-api", "/*/GET/orders")))
    assert missing(files) == []


@pytest.mark.parametrize("path", ["services/orders", "services/orders/serverless.yml", "."])
def test_one_service_alone_is_judged_by_the_whole_project(path: str) -> None:
    import os

    from projects import ROOT, session

    files = project(allow(join(IMPORTED, "/*/GET/orders")))
    result = session(files).lint([os.path.normpath(os.path.join(ROOT, path))])
    assert [each.at.line for each in result.findings if each.name == "missing-invoke-grant"] == [12]


OWN_POOL = POOL.partition("resources:\n")[2]


def with_own_pool(files: dict[str, str], *statements: str) -> dict[str, str]:
    """The API's service with a pool of its own."""
    text = indent("".join(statements), " " * 16).rstrip() or " " * 14 + "  []"
    outputs = files[OWNER].partition("resources:\n")[2]
    own = f"resources:\n{OWN_POOL.format(statements=text, region='')}{outputs}"
    return {**files, OWNER: files[OWNER].partition("resources:\n")[0] + own}


def test_a_route_of_the_own_pool_is_not_owed_if_a_role_elsewhere_may_call_it() -> None:
    own = allow(f"!Sub '{HEAD}${{ApiGatewayRestApi}}/*/GET/orders'")
    worker = allow(join(IMPORTED, "/*/DELETE/orders/*"))
    alone = with_own_pool({OWNER: API.format(more="")}, own)
    assert missing(alone) == [DELETE]
    files = with_own_pool(project(worker), own)
    assert missing(files) == []
    files[READER] = files[READER].replace("AWS::Cognito::IdentityPoolRoleAttachment", "AWS::SNS::Topic")
    assert missing(files) == []
    files[READER] = files[READER].replace("DELETE", "PUT")
    assert missing(files) == [DELETE]


def test_policies_that_another_service_attaches_to_the_role() -> None:
    files = project(allow(join(IMPORTED, "/*/GET/orders")))
    files[READER] += "  Outputs:\n    Role:\n      Value: !Ref SignedIn\n      Export: {Name: 'role-${sls:stage}'}\n"
    policy = """    More:
      Type: AWS::IAM::Policy
      Properties:
        PolicyName: more
        Roles: [{role}]
        PolicyDocument:
          Version: '2012-10-17'
          Statement:
            - Effect: Allow
              Action: execute-api:Invoke
              Resource: !Sub arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${ApiGatewayRestApi}/*/{method}/*
"""
    for role, method, wanted in (
        ("!ImportValue 'role-${sls:stage}'", "DELETE", []),
        ("!ImportValue 'role-${sls:stage}'", "PUT", [DELETE]),
        ("!ImportValue 'unknown'", "DELETE", []),
        ("!ImportValue 'unknown'", "PUT", [DELETE]),
        ("signed-in", "DELETE", []),
        ("another", "DELETE", [DELETE]),
    ):
        text = policy.replace("{role}", role).replace("{method}", method)
        changed = {**files, OWNER: files[OWNER].replace("resources:\n", f"resources:\n  Resources:\n{text}")}
        assert missing(changed) == wanted, (role, method)


def test_a_managed_policy_of_another_service() -> None:
    files = project(allow(join(IMPORTED, "/*/GET/orders")))
    imported = "RoleName: signed-in\n        ManagedPolicyArns: [!ImportValue 'policy-${sls:stage}']"
    files[READER] = files[READER].replace("RoleName: signed-in", imported)
    assert missing(files) == []
    policy = """resources:
  Resources:
    Users:
      Type: AWS::IAM::ManagedPolicy
      Properties:
        PolicyDocument:
          Version: '2012-10-17'
          Statement:
            - Effect: Allow
              Action: execute-api:Invoke
              Resource: !Sub arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${ApiGatewayRestApi}/*/METHOD/*
"""
    export = "\n    Policy:\n      Value: !Ref Users\n      Export: {Name: 'policy-${sls:stage}'}\n"
    for method, wanted in (("DELETE", []), ("PUT", [DELETE])):
        owner = files[OWNER].replace("resources:\n", policy.replace("METHOD", method)) + export.lstrip("\n")
        assert missing({**files, OWNER: owner}) == wanted


WORKER = """service: worker
frameworkVersion: '3'
provider:
  name: aws
  runtime: nodejs22.x
  region: eu-west-1
  timeout: 5
  iam:
    role:
      statements: [{statements}]
functions:
  clean:
    handler: src/clean.main
    environment: {{URL: {url}}}
"""
CLEAN = {"services/worker/src/clean.js": "exports.main = async () => 1\n"}
URLS = [
    f"!Join ['', ['https://', {IMPORTED}, '.execute-api.eu-west-1.amazonaws.com/dev/orders']]",
    "'https://${cf:orders-dev.ApiId}.execute-api.eu-west-1.amazonaws.com/dev/orders'",
    "'${cf:orders-dev.ServiceEndpoint}/orders'",
    "!Join ['/', [!ImportValue sls-orders-dev-ServiceEndpoint, 'orders']]",
]


@pytest.mark.parametrize("url", URLS)
def test_a_function_of_another_service_calls_a_route_by_its_url(url: str) -> None:
    files = {OWNER: API.format(more=""), **CODE, **CLEAN}
    caller = "services/worker/serverless.yml"
    assert missing({**files, caller: WORKER.format(statements="", url=url)}) == [f"{OWNER}:8"]
    grant = "{Effect: Allow, Action: 'execute-api:Invoke', Resource: 'arn:aws:execute-api:*:*:*/*/GET/orders'}"
    assert missing({**files, caller: WORKER.format(statements=grant, url=url)}) == []
    unknown = "{Effect: Allow, Action: 'execute-api:Invoke', Resource: '${ssm:/arn}'}"
    assert missing({**files, caller: WORKER.format(statements=unknown, url=url)}) == []


def test_a_base_url_makes_no_caller() -> None:
    url = "'${cf:orders-dev.ServiceEndpoint}'"
    worker = {"services/worker/serverless.yml": WORKER.format(statements="", url=url)}
    assert missing({OWNER: API.format(more=""), **CODE, **CLEAN, **worker}) == []


COMPOSE = """services:
  orders: {path: services/orders}
  worker:
    path: services/worker
    params: {base: '${orders.ServiceEndpoint}', whole: '${orders.ServiceEndpoint}/orders', other: '${queue.Url}/orders'}
"""


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        ("'${param:base}/orders'", [f"{OWNER}:8"]),
        ("'${param:whole}'", [f"{OWNER}:8"]),
        ("'${param:base}'", []),
        ("'${param:other}'", []),
        ("'${param:missing}/orders'", []),
    ],
)
def test_compose_passes_the_url(url: str, wanted: list[str]) -> None:
    worker = {"services/worker/serverless.yml": WORKER.format(statements="", url=url)}
    files = {OWNER: API.format(more=""), **CODE, **CLEAN, **worker, "serverless-compose.yml": COMPOSE}
    assert missing(files) == wanted


def test_own_parameters_make_what_compose_passes_doubtful() -> None:
    own = WORKER.format(statements="", url="'${param:whole}'") + "params:\n  default: {whole: 'https://example.com'}\n"
    files = {OWNER: API.format(more=""), **CODE, **CLEAN, "serverless-compose.yml": COMPOSE}
    assert missing({**files, "services/worker/serverless.yml": own}) == [f"{OWNER}:8"]
    either = own.replace("frameworkVersion: '3'\n", "")
    assert missing({**files, "services/worker/serverless.yml": either}) == []


SHARED = """service: payments
frameworkVersion: '3'
provider: {name: aws, runtime: nodejs22.x, region: eu-west-1, timeout: 9, apiGateway: {restApiId: REST}}
functions:
  pay:
    handler: src/pay.main
    events:
      - http: {path: pay, method: post, authorizer: aws_iam}
"""


@pytest.mark.parametrize("rest", ["!ImportValue 'orders-${sls:stage}-api'", "'${cf:orders-${sls:stage}.ApiId}'"])
def test_an_api_that_several_services_share(rest: str) -> None:
    shared = {"services/payments/serverless.yml": SHARED.replace("REST", rest)}
    shared["services/payments/src/pay.js"] = "exports.main = async () => ({statusCode: 200})\n"
    assert missing({**project(allow(join(IMPORTED, "/*"))), **shared}) == []
    some = missing({**project(allow(join(IMPORTED, "/*/*/orders*"))), **shared})
    assert some == ["services/payments/serverless.yml:8"]


def test_a_chain_of_exports() -> None:
    files = project(allow(join("!ImportValue 'again-${sls:stage}'", "/*/GET/orders")))
    files["services/between/serverless.yml"] = """service: between
frameworkVersion: '3'
provider: {name: aws, region: eu-west-1}
resources:
  Outputs:
    Again: {Value: !ImportValue 'orders-${sls:stage}-api', Export: {Name: 'again-${sls:stage}'}}
"""
    assert missing(files) == [DELETE]


def test_exports_in_a_circle_end() -> None:
    service = """service: {name}
frameworkVersion: '3'
provider: {{name: aws, region: eu-west-1}}
functions:
  one:
    handler: a.b
    events: [{{http: {{path: x, method: get, authorizer: aws_iam}}}}]
resources:
  Outputs:
    A: {{Value: !ImportValue {there}, Export: {{Name: {here}}}}}
"""
    files = {
        "a/serverless.yml": service.format(name="a", here="one", there="two"),
        "b/serverless.yml": service.format(name="b", here="two", there="one"),
    }
    assert missing(files) == []


def test_the_role_of_another_service_that_a_pool_hands_out() -> None:
    files = project(allow(join(IMPORTED, "/*/GET/orders")))
    exported = "    Arn: {Value: !GetAtt SignedIn.Arn, Export: {Name: 'role-arn-${sls:stage}'}}\n"
    files[READER] = files[READER].partition("    Attachment:")[0].replace("    Pool: {Type", "    Nothing: {Type")
    files[READER] = files[READER].replace("AWS::Cognito::IdentityPool", "AWS::SNS::Topic") + f"  Outputs:\n{exported}"
    pool = """resources:
  Resources:
    Pool: {Type: 'AWS::Cognito::IdentityPool'}
    Attachment:
      Type: AWS::Cognito::IdentityPoolRoleAttachment
      Properties:
        IdentityPoolId: !Ref Pool
        Roles: {authenticated: !ImportValue 'role-arn-${sls:stage}'}
"""
    files[OWNER] = files[OWNER].replace("resources:\n", pool)
    assert missing(files) == [DELETE]
    files[READER] = files[READER].replace("GET/orders", "*")
    assert missing(files) == []
    files[OWNER] = files[OWNER].replace("role-arn", "other-role")
    assert missing(files) == []


def test_users_of_another_pool_may_call_any_api_of_the_account() -> None:
    own = allow(f"!Sub '{HEAD}${{ApiGatewayRestApi}}/*/GET/orders'")
    files = with_own_pool(project(allow("'*'")), own)
    assert missing(files) == [DELETE]
    files[READER] += "  Outputs:\n    Api: {Value: !ImportValue 'orders-${sls:stage}-api'}\n"
    assert missing(files) == []
    files[READER] = files[READER].replace("execute-api:Invoke", "s3:GetObject")
    assert missing(files) == [DELETE]


def test_services_that_have_nothing_to_do_with_each_other() -> None:
    own = allow(f"!Sub '{HEAD}${{ApiGatewayRestApi}}/*/GET/orders'")
    policy = """resources:
  Resources:
    Anything:
      Type: AWS::IAM::Policy
      Properties:
        Roles: [!ImportValue somebody]
        PolicyDocument:
          Version: '2012-10-17'
          Statement: {Effect: Allow, Action: '*', Resource: '*'}
"""
    other = f"service: other\nprovider: {{name: aws}}\n{policy}"
    assert missing({**with_own_pool(project(), own), "other/serverless.yml": other}) == [DELETE]


def test_a_pool_of_another_service_is_a_caller_in_sight_if_the_account_is_one() -> None:
    def unknown(files: dict[str, str]) -> bool:
        return "caller-unknown" in [each.name for each in lint(files).findings]

    files = project(allow("'*'"))
    assert unknown(files)
    files[READER] += "  Outputs:\n    Api: {Value: !ImportValue 'orders-${sls:stage}-api'}\n"
    assert not unknown(files)


def test_repositories_in_one_call_are_judged_as_each_alone() -> None:
    both = project(allow(join(IMPORTED, "/*/GET/orders")))
    alone = lint(both)
    clones = {f"{name}/{path}": text for name in ("one", "two") for path, text in both.items()}
    heads = {f"{name}/.git/HEAD": "ref: refs/heads/main" for name in ("one", "two")}
    wanted = [(f"{name}/{file}", line, rule) for name in ("one", "two") for file, line, rule in places(alone)]
    assert places(lint(clones | heads)) == wanted
    assert places(lint(clones)) != wanted


def test_repositories_do_not_meet_by_equal_names() -> None:
    apart = {"one/.git/HEAD": "x", "two/.git/HEAD": "x"}
    found = project(allow(join(IMPORTED, "/*/GET/orders")))
    text = {
        "one/serverless.yml": found[OWNER],
        "two/serverless.yml": found[READER],
        "one/src/a.js": "".join(CODE.values()),
    }
    assert "missing-invoke-grant" in [name for _, _, name in places(lint(text))]
    assert "missing-invoke-grant" not in [name for _, _, name in places(lint(text | apart))]


OTHER = """service: other
provider: {name: aws}
resources:
  Resources:
    Unknown:
      Type: AWS::IAM::Policy
      Properties:
        Roles: ['${ssm:/role}']
        PolicyDocument: {Version: '2012-10-17', Statement: [{Effect: Allow, Action: '*', Resource: '*'}]}
"""


def test_a_policy_of_another_repository_adds_nothing_to_a_role() -> None:
    statement = indent(allow("'*'").replace("execute-api:Invoke", "s3:GetObject"), " " * 16).rstrip()
    tail = POOL.format(statements=statement, region="eu-west-1").partition("resources:\n")[2]
    both = API.format(more="").partition("resources:\n")[0] + "resources:\n" + tail
    files = {"one/serverless.yml": both, "two/serverless.yml": OTHER}
    assert places(lint(files, select=("missing-invoke-grant",))) == []
    apart = lint({**files, "one/.git/HEAD": "x", "two/.git/HEAD": "x"}, select=("missing-invoke-grant",))
    assert [line for _, line, _ in places(apart)] == [8, 12]
