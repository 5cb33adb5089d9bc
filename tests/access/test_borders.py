"""Which rule speaks about access, where, and when none does: the borders between the rules."""

import json

import pytest
from projects import lint, places

HEAD = "arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}"
OWN = f"{HEAD}:${{ApiGatewayRestApi}}"
URL = "https://${ApiGatewayRestApi}.execute-api.${AWS::Region}.amazonaws.com/${sls:stage}"
CODE = "exports.main = async () => ({statusCode: 200, body: ''})\n"
LOGGED = "{Effect: Allow, Action: 'logs:*', Resource: '*'}"
FAMILIES = ("SLS102", "SLS104", "SLS107", "SLS112", "SLS2", "SLS3", "SLS602")


def service(
    *grants: str,
    routes: tuple[str, ...] = ("{path: /notes, method: get, authorizer: aws_iam}",),
    region: str = "eu-west-1",
    top: str = "",
    functions: str = "",
    roles: str = "{authenticated: !GetAtt SignedIn.Arn}",
    resources: str = "",
) -> str:
    """A service with a pool whose signed-in role has these statements, each on a line of its own."""
    events = "".join(f"      - http: {route}\n" for route in routes)
    statements = "".join(f"                - {grant}\n" for grant in grants)
    return f"""service: notes
frameworkVersion: '3'
provider: {{name: aws, runtime: nodejs22.x, timeout: 10, region: {region}, logs: {{restApi: true}}}}
{top}functions:
  notes:
    handler: a.main
    events:
{events}{functions}resources:
  Resources:
    Pool: {{Type: 'AWS::Cognito::IdentityPool'}}
    SignedIn:
      Type: AWS::IAM::Role
      Properties:
        Policies:
          - PolicyName: api
            PolicyDocument:
              Version: '2012-10-17'
              Statement:
{statements}    Attachment:
      Type: AWS::Cognito::IdentityPoolRoleAttachment
      Properties:
        IdentityPoolId: !Ref Pool
        Roles: {roles}
{resources}"""


def allow(resource: str, action: str = "execute-api:Invoke") -> str:
    return f"{{Effect: Allow, Action: '{action}', Resource: {resource}}}"


def found(text: str, **files: str) -> list[tuple[str, str]]:
    """(what stands on the line, rule) of the findings; lines of files by their last part."""
    every = {"serverless.yml": text, "a.js": CODE} | {name.replace("__", "/"): each for name, each in files.items()}
    result = lint({name.replace("_json", ".json"): each for name, each in every.items()}, select=FAMILIES)
    shown = [each for each in result.findings if each.suppressed is None]
    return [(each.at.file.line(each.at.line).strip(), each.name) for each in shown]


def rules(text: str, **files: str) -> list[str]:
    return [name for _, name in found(text, **files)]


MISSING = ("- http: {path: /notes, method: get, authorizer: aws_iam}", "missing-invoke-grant")


@pytest.mark.parametrize(
    ("resource", "rule"),
    [
        (f"!Sub '{OWN}/*/GET/note'", "undeclared-path"),
        (f"!Sub '{OWN}/prod/GET/notes'", "undeclared-stage"),
        ("!Sub 'arn:aws:execute-api:us-east-1:${AWS::AccountId}:${ApiGatewayRestApi}/*/GET/notes'", "wrong-region"),
        (f"!Sub '{OWN}/*/get/notes'", "ineffective-grant"),
        (f"!Sub '{OWN}/GET/notes'", "ineffective-grant"),
    ],
)
def test_a_dead_grant_and_the_route_that_it_leaves_without_one(resource: str, rule: str) -> None:
    grant = allow(resource)
    result = lint({"serverless.yml": service(grant), "a.js": CODE}, select=FAMILIES)
    assert sorted(name for _, _, name in places(result)) == sorted(["missing-invoke-grant", rule])
    missing = next(each for each in result.findings if each.name == "missing-invoke-grant")
    dead = next(each for each in result.findings if each.name == rule)
    assert dead.at.line in [related.at.line for related in missing.related]
    assert rules(service(grant, allow(f"!Sub '{OWN}/*/GET/notes'"))) == [rule]


def test_a_denial_that_holds_in_one_stage_says_so() -> None:
    stages = "params: {dev: {a: 1}, prod: {a: 2}}\n"
    result = lint({"serverless.yml": service(allow(f"!Sub '{OWN}/dev/GET/notes'"), top=stages)}, select=FAMILIES)
    assert [(each.name, each.stages) for each in result.findings] == [
        ("missing-invoke-grant", ("prod",)),
        ("hardcoded-stage", ("dev", "prod")),
    ]


def test_a_grant_of_several_lines_is_told_at_its_item() -> None:
    text = service("X").replace(
        "                - X\n",
        "                - Effect: Allow\n                  Action: execute-api:Invoke\n                  Resource:\n"
        f"                    - Fn::Join:\n                        - ''\n                        - - !Sub '{OWN}'\n"
        "                          - /*/GET/note\n",
    )
    assert ("- Fn::Join:", "undeclared-path") in found(text)


@pytest.mark.parametrize("action", ["apigateway:Invoke", "lambda:InvokeFunction", "execute-api:GET", "apigateway:*"])
def test_a_wrong_action_on_an_api_is_told_at_the_action_by_one_rule(action: str) -> None:
    statement = f"Effect: Allow\n                  Resource: !Sub '{OWN}/*/GET/notes'\n                  Action:"
    text = service(f"{statement}\n                    - execute-api:Invoke\n                    - {action}")
    assert found(text) == [(f"- {action}", "ineffective-grant")]


@pytest.mark.parametrize(
    ("stage", "top", "rule"),
    [
        ("prd", "", "undeclared-stage"),
        ("prd", "params: {dev: {a: 1}, prod: {a: 2}}\n", "undeclared-stage"),
        ("dev", "params: {dev: {a: 1}, prod: {a: 2}}\n", "hardcoded-stage"),
        ("default", "params: {default: {a: 1}, prod: {a: 2}}\n", "undeclared-stage"),
        ("dev", "", None),
        ("${sls:stage}", "params: {dev: {a: 1}, prod: {a: 2}}\n", None),
        ("*", "params: {dev: {a: 1}, prod: {a: 2}}\n", None),
    ],
)
def test_stages_of_a_rest_api(stage: str, top: str, rule: str | None) -> None:
    named = {"undeclared-stage", "hardcoded-stage", "ineffective-grant"}
    assert named & set(rules(service(allow(f"!Sub '{OWN}/{stage}/GET/notes'"), top=top))) == ({rule} - {None})


@pytest.mark.parametrize(
    ("provider", "stage", "rule"),
    [
        ("apiGateway: {stage: live}", "live", None),
        ("apiGateway: {stage: live}", "dev", "undeclared-stage"),
        ("stage: '${env:STAGE, ''dev''}'", "prod", None),
        ("stage: '${opt:stage, ''prod''}'", "prod", None),
    ],
)
def test_the_stage_that_is_deployed(provider: str, stage: str, rule: str | None) -> None:
    text = service(allow(f"!Sub '{OWN}/{stage}/GET/notes'")).replace("timeout: 10,", f"timeout: 10, {provider},")
    assert [name for name in rules(text) if name == "undeclared-stage"] == ([rule] if rule else [])


def test_stages_of_an_http_api_are_dead_in_a_grant_and_undeclared_in_a_url() -> None:
    url = "https://${HttpApi}.execute-api.${AWS::Region}.amazonaws.com/dev/tags"
    route = "{path: /tags, method: GET, authorizer: {type: aws_iam}}"
    functions = f"  tags: {{handler: a.main, events: [{{httpApi: {route}}}]}}\n"
    outputs = f"  Outputs:\n    Tags: {{Value: !Sub '{url}'}}\n"
    grants = (allow(f"!Sub '{HEAD}:${{HttpApi}}/dev/GET/tags'"), allow(f"!Sub '{HEAD}:${{HttpApi}}/$default/GET/tags'"))
    text = service(*grants, allow(f"!Sub '{OWN}/*/GET/notes'"), functions=functions, resources=outputs)
    assert sorted(rules(text)) == ["ineffective-grant", "undeclared-stage"]


@pytest.mark.parametrize(
    ("region", "told"),
    [("eu-west-1", True), ("'${opt:region, ''eu-west-1''}'", False), ("'${ssm:/region}'", False), ("null", False)],
)
def test_a_region_counts_only_where_it_is_known(region: str, told: bool) -> None:
    grant = allow("!Sub 'arn:aws:execute-api:us-east-2:${AWS::AccountId}:${ApiGatewayRestApi}/*/GET/notes'")
    assert ("wrong-region" in rules(service(grant, region=region))) is told


def test_what_to_write_for_a_region_depends_on_the_file() -> None:
    url = "https://a1b2c3d4e5.execute-api.us-east-1.amazonaws.com/dev/notes"
    grant = allow("!Sub 'arn:aws:execute-api:us-east-1:${AWS::AccountId}:${ApiGatewayRestApi}/*/GET/notes'")
    files = {"slslint.toml": '[[clients]]\nfiles = ["web.js"]\n', "web.js": f"const url = '{url}'\n"}
    findings = lint({"serverless.yml": service(grant), "a.js": CODE} | files, select=("wrong-region",)).findings
    said = "this API is deployed to eu-west-1, not to `us-east-1`"
    assert [each.message for each in findings] == [f"{said}: write `${{AWS::Region}}`", said]


OTHER = """    {name}:
      Type: AWS::IAM::Role
      Properties:
        Policies:
          - PolicyName: api
            PolicyDocument: {{Version: '2012-10-17', Statement: [{statement}]}}
"""


def test_who_owes_a_route_that_pools_hand_out_roles_for() -> None:
    nothing, grant = allow("'*'", "s3:GetObject"), allow(f"!Sub '{OWN}/*/GET/notes'")
    assert found(service(nothing)) == [MISSING]
    worker = OTHER.format(name="Worker", statement=grant)
    assert found(service(nothing, resources=worker)) == []
    guests = "{authenticated: !GetAtt SignedIn.Arn, unauthenticated: !GetAtt Worker.Arn}"
    assert found(service(nothing, resources=worker, roles=guests)) == []
    hidden = "    Worker: {Type: 'AWS::IAM::Role', Properties: {ManagedPolicyArns: [!ImportValue theirs]}}\n"
    assert found(service(nothing, resources=hidden, roles=guests)) == []
    neither = OTHER.format(name="Worker", statement=nothing)
    assert found(service(nothing, resources=neither, roles=guests)) == [MISSING]
    assert found(service(nothing, roles="{unauthenticated: !GetAtt SignedIn.Arn}")) == []


def test_a_deny_is_called_one() -> None:
    forbidden = "{Effect: Deny, Action: '*', Resource: '*'}"
    text = service(allow(f"!Sub '{OWN}/*/GET/notes'"), forbidden)
    (finding,) = lint({"serverless.yml": text, "a.js": CODE}, select=("missing-invoke-grant",)).findings
    assert finding.message.endswith("a Deny forbids execute-api:Invoke on it")
    assert finding.related[0].at.text == forbidden


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/jobs/cleanup", True),
        ("/jobs", True),
        ("/jobs/cleanup?soon=1", True),
        ("/jobs/cleanup/", True),
        ("", False),
        ("/", False),
        ("/status", False),
    ],
)
def test_a_function_calls_what_its_own_environment_names(path: str, told: bool) -> None:
    routes = ("{path: '/jobs/{job}', method: post, authorizer: aws_iam}", "{path: /status, method: get}")
    worker = f"  worker:\n    handler: a.main\n    environment: {{U: !Sub '{URL}{path}'}}\n"
    text = service("X", routes=routes, functions=worker).partition("resources:\n")[0]
    assert ("missing-invoke-grant" in rules(text)) is told
    shared = service("X", routes=routes).partition("resources:\n")[0]
    shared = shared.replace("timeout: 10,", f"timeout: 10, environment: {{U: !Sub '{URL}{path}'}},")
    assert "missing-invoke-grant" not in rules(shared)


@pytest.mark.parametrize(
    ("route", "grant", "told"),
    [
        ("{path: '/notes/{id}', method: get, authorizer: aws_iam}", "GET/notes/me", True),
        ("{path: '/notes/{id}', method: any, authorizer: aws_iam}", "GET/notes/*", False),
        ("{path: '/notes/{proxy+}', method: get, authorizer: aws_iam}", "GET/notes/me", False),
        ("{path: '/notes/{id}', method: get, authorizer: aws_iam}", "GET/notes/*", False),
    ],
)
def test_a_grant_in_part_is_told_at_the_route(route: str, grant: str, told: bool) -> None:
    name = "partial-invoke-grant"
    text = service(allow(f"!Sub '{OWN}/*/{grant}'"), routes=(route,))
    assert [each for each in found(text) if each[1] == name] == ([(f"- http: {route}", name)] if told else [])


def policy(*paths: str, api: str = "a1b2c3d4e5") -> str:
    resources = [f"arn:aws:execute-api:eu-west-1:123456789012:{api}/{path}" for path in paths]
    statement = {"Effect": "Allow", "Action": "execute-api:Invoke", "Resource": resources}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]}, indent=1)


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (policy("dev/GET/rates"), []),
        (policy("prod/GET/notes"), []),
        (policy("dev/GET/notes", "dev/GET/rates"), ["undeclared-path"]),
        (policy("dev/GET/notes", "prod/GET/notes"), ["undeclared-stage"]),
        (policy("dev/GET/notes", "dev/GET/notes"), []),
        (policy("*/POST/notes", api="*"), ["undeclared-path"]),
        (policy("*/GET/note", api="*"), ["undeclared-path"]),
        (policy("*/GET/rates", api="*"), []),
        (policy("dev/GET/rates/{id}", "dev/ANY/rates", "dev/get/rates"), ["ineffective-grant"] * 3),
        (policy("dev/GET/rates", api="YOUR_API_ID"), ["ineffective-grant"]),
        (policy("dev/GET/rates").replace("123456789012", ""), ["ineffective-grant"]),
    ],
)
def test_a_policy_file_needs_evidence_that_it_is_about_this_api(document: str, expected: list[str]) -> None:
    text = service(allow(f"!Sub '{OWN}/*/GET/notes'"))
    result = lint({"serverless.yml": text, "a.js": CODE, "policies/users.json": document}, select=FAMILIES)
    assert [each.name for each in result.findings] == expected
    severities = {each.severity for each in result.findings if each.name.startswith("undeclared")}
    assert severities <= {"warning"}


def test_what_a_statement_lacks_is_told_on_its_first_line() -> None:
    text = service(
        "Sid: One\n                  Effect: Allow\n                  Action: execute-api:Invoke",
        allow(f"!Sub '{OWN}/*/GET/notes'"),
    )
    assert found(text) == [("- Sid: One", "invalid-policy")]
    doubtful = "{Effect: !If [Some, Allow, Deny], Action: 's3:*', Resource: '${ssm:/x}'}"
    assert found(service(doubtful, allow(f"!Sub '{OWN}/*/GET/notes'"))) == []


def test_a_trust_that_lacks_the_pool_is_told_on_the_first_line_of_its_statement() -> None:
    trust = (
        "        AssumeRolePolicyDocument:\n          Version: '2012-10-17'\n          Statement:\n"
        "            - Effect: Allow\n              Principal: {Federated: cognito-identity.amazonaws.com}\n"
        "              Action: sts:AssumeRoleWithWebIdentity\n"
    )
    text = service(allow(f"!Sub '{OWN}/*/GET/notes'")).replace("        Policies:", f"{trust}        Policies:", 1)
    assert found(text) == [("- Effect: Allow", "identity-pool-trust")]
    amr = "'ForAnyValue:StringLike': {'cognito-identity.amazonaws.com:amr': [auth*, other]}"
    aud = "StringEquals: {'cognito-identity.amazonaws.com:aud': !Ref Pool}"
    fitting = trust + f"              Condition: {{{aud}, {amr}}}\n"
    assert found(text.replace(trust, fitting)) == []


def test_a_role_that_cannot_write_logs_is_told_once_at_the_role() -> None:
    functions = "".join(f"  {name}: {{handler: a.main, role: Runner}}\n" for name in ("one", "two"))
    grant = allow(f"!Sub '{OWN}/*/GET/notes'")
    runner = OTHER.format(name="Runner", statement=allow("'*'", "s3:GetObject"))
    assert found(service(grant, functions=functions, resources=runner)) == [("Runner:", "logs-not-writable")]
    logged = OTHER.format(name="Runner", statement=LOGGED)
    assert found(service(grant, functions=functions, resources=logged)) == []
    managed = "    Runner: {Type: 'AWS::IAM::Role', Properties: {ManagedPolicyArns: ['arn:aws:iam::aws:policy/New']}}\n"
    assert found(service(grant, functions=functions, resources=managed)) == []
    elsewhere = functions.replace("Runner", "'arn:aws:iam::123456789012:role/x'")
    assert found(service(grant, functions=elsewhere)) == []
