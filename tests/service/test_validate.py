"""Validation: AJV's conversions, values that are not known, and the standard's own reading of the same schemas."""

import copy
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator
from slslint.service.schema import ROOT, Parts, parts
from slslint.service.validate import Miss, Validator, coerced, nearest
from slslint.source.file import SourceFile
from slslint.source.node import SCALAR, Node
from slslint.values.value import Hole, Known, Map, OneOf, Seq, Text, Typed, Unknown, Value

NODE = Node(SCALAR, SourceFile("serverless.yml", ""), 0, 0)
HOLES = (
    Unknown("not known here"),
    Text(("a", Hole("x"))),
    Typed("string"),
    OneOf((Value(Known(1), NODE), Value(Known("b"), NODE))),
)


class Hidden:
    """A place in plain data that holds a value which is not wholly known."""

    def __init__(self, know: Any) -> None:
        self.know = know


def value(data: Any) -> Value:
    if isinstance(data, Hidden):
        return Value(data.know, NODE)
    if isinstance(data, dict):
        return Value(Map({key: (NODE, value(each)) for key, each in data.items()}), NODE)
    if isinstance(data, list):
        return Value(Seq(tuple(map(value, data))), NODE)
    return Value(Known(data), NODE)


def misses(data: Any, schema: Any = None, version: str | None = "3") -> list[Miss]:
    known = parts(version)
    return list(Validator(known).misses(known.get(ROOT) if schema is None else schema, value(data)))


def service(**more: Any) -> dict[str, Any]:
    return {"service": "notes", "provider": {"name": "aws"}, **more}


def function(**more: Any) -> dict[str, Any]:
    return service(functions={"list": {"handler": "src/notes.list", **more}})


# One service that uses much of the schema, every value of which fits.
FULL = service(
    frameworkVersion="3",
    configValidationMode="error",
    plugins=["serverless-offline"],
    params={"dev": {"level": 1}},
    package={"individually": True, "patterns": ["!node_modules/**"]},
    provider={
        "name": "aws",
        "stage": "dev",
        "region": "eu-central-1",
        "runtime": "nodejs20.x",
        "timeout": 10,
        "memorySize": 512,
        "environment": {"TABLE": {"Ref": "Table"}, "LEVEL": "info"},
        "logs": {"restApi": {"level": "INFO"}, "httpApi": True},
        "tracing": {"lambda": "Active", "apiGateway": True},
        "vpc": {"securityGroupIds": ["sg-1"], "subnetIds": ["subnet-1", {"Ref": "Subnet"}]},
        "iam": {"role": {"statements": [{"Effect": "Allow", "Action": ["s3:*"], "Resource": ["arn:aws:s3:::a"]}]}},
        "apiGateway": {"apiKeys": ["a", {"name": "b"}, {"free": ["c"]}], "usagePlan": [{"free": {"quota": {}}}]},
        "httpApi": {
            "authorizers": {"users": {"identitySource": "$r.h.A", "issuerUrl": "https://a", "audience": ["b"]}}
        },
        "alb": {
            "authorizers": {
                "c": {"type": "cognito", "userPoolArn": "arn:a", "userPoolClientId": "b", "userPoolDomain": "c"}
            }
        },
    },
    functions={
        "list": {
            "handler": "src/notes.list",
            "layers": ["arn:aws:lambda:eu-central-1:123456789012:layer:a:1"],
            "reservedConcurrency": 2,
            "tags": {"team": "notes"},
            "url": {"authorizer": "aws_iam", "cors": True},
            "events": [
                {"http": "GET /notes"},
                {"http": {"method": "get", "path": "/notes/{id}", "authorizer": {"type": "aws_iam"}, "cors": True}},
                {"httpApi": {"method": "GET", "path": "/notes", "authorizer": {"name": "users"}}},
                {"websocket": {"route": "$connect", "authorizer": {"name": "list", "identitySource": ["a"]}}},
                {"schedule": {"rate": ["rate(2 hours)"], "enabled": False, "input": {"body": "x"}}},
                {"sqs": {"arn": {"Fn::GetAtt": ["Queue", "Arn"]}, "batchSize": 5}},
                {"stream": {"type": "dynamodb", "arn": {"Fn::GetAtt": ["Table", "StreamArn"]}}},
                {"sns": {"topicName": "notes", "filterPolicy": {"a": ["b"]}}},
                {"s3": {"bucket": "notes", "event": "s3:ObjectCreated:*", "rules": [{"prefix": "a/"}]}},
                {"eventBridge": {"pattern": {"source": ["a"]}, "inputPath": "$.detail"}},
                {"cloudwatchLog": {"logGroup": "/aws/a", "filter": "x"}},
                {"alb": {"listenerArn": {"Ref": "Listener"}, "priority": 1, "conditions": {"path": ["/a"]}}},
            ],
        },
        "image": {"image": {"uri": "123456789012.dkr.ecr.eu-central-1.amazonaws.com/a@sha256:" + "0" * 64}},
    },
    resources={
        "Resources": {"Table": {"Type": "AWS::DynamoDB::Table", "Properties": {}, "DependsOn": ["Queue"]}},
        "Outputs": {"A": {"Value": 1}},
        "extensions": {"ListLambdaFunction": {"Properties": {"A": 1}}},
    },
)


def steps(data: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path to every value in plain data."""
    found = [path] if path else []
    for key, each in data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ():
        found += steps(each, (*path, key))
    return found


PATHS = steps(FULL)


def changed(path: tuple[Any, ...], new: Any) -> Any:
    data = copy.deepcopy(FULL)
    owner = data
    for key in path[:-1]:
        owner = owner[key]
    owner[path[-1]] = new
    return data


@pytest.mark.parametrize("version", ["3", "4", None])
def test_a_service_that_fits(version: str | None) -> None:
    assert misses(FULL, version=version) == []


@given(st.sampled_from(PATHS), st.sampled_from(HOLES))
def test_what_is_not_known_fits_everywhere(path: tuple[Any, ...], hole: Any) -> None:
    assert misses(changed(path, Hidden(hole))) == []


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-5, 1000)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(["", "a", "20", "true", "GET /x", "/x", "*", "arn:a", "aws_iam", "Allow", "rate(1 hour)", "a b"]),
    lambda below: (
        st.lists(below, max_size=2)
        | st.dictionaries(st.sampled_from(["Ref", "Fn::Sub", "name", "type", "arn", "path", "a b"]), below, max_size=2)
    ),
    max_leaves=3,
)


@given(st.sampled_from(PATHS), JSON)
def test_without_a_version_only_what_both_refuse_is_a_miss(path: tuple[Any, ...], new: Any) -> None:
    data = changed(path, new)
    if misses(data, version=None):
        assert misses(data, version="3")
        assert misses(data, version="4")


@given(st.sampled_from(PATHS), JSON)
def test_places_lead_to_the_value(path: tuple[Any, ...], new: Any) -> None:
    root = value(changed(path, new))
    for miss in Validator(parts("3")).misses(parts("3").get(ROOT), root):
        found: Value | None = root
        for key in miss.path:
            found = found.get(key) if found is not None else None
        assert found is miss.value


@cache
def inlined(version: str) -> Draft7Validator:
    """The whole schema without references, as a library reads it."""
    known = Parts(version)

    def expand(node: Any) -> Any:
        if isinstance(node, list):
            return [expand(each) for each in node]
        if not isinstance(node, dict):
            return node
        node = known.resolve(node)
        return {key: expand(each) for key, each in node.items() if key not in ("v3", "$defs", "$comment")}

    return Draft7Validator(expand(known.get(ROOT)))


def pruned(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: pruned(each) for key, each in data.items() if each is not None}
    return [pruned(each) for each in data] if isinstance(data, list) else data


@given(st.sampled_from(PATHS), JSON)
def test_what_the_standard_accepts_fits(path: tuple[Any, ...], new: Any) -> None:
    """Conversions only ever accept more; the formats are ours, and unknown to the library."""
    data = changed(path, new)
    if inlined("3").is_valid(pruned(data)):
        assert [each for each in misses(data) if each.keyword not in ("format", "anyOf")] == []


@pytest.mark.parametrize(
    ("scalar", "expected", "result"),
    [
        ("20", "integer", 20),
        (" 20 ", "integer", 20),
        ("2.5", "integer", None),
        ("2.5", "number", 2.5),
        (2.0, "integer", 2.0),
        (2.5, "integer", None),
        ("", "integer", None),
        ("20s", "number", None),
        (True, "integer", 1),
        (None, "integer", 0),
        (float("inf"), "number", None),
        ("true", "boolean", True),
        ("True", "boolean", None),
        (1, "boolean", True),
        (0, "boolean", False),
        (2, "boolean", None),
        ("1", "boolean", None),
        (None, "boolean", False),
        (True, "boolean", True),
        (20, "string", "20"),
        (True, "string", "true"),
        (None, "string", ""),
        ("x", "object", None),
    ],
)
def test_conversions(scalar: Any, expected: str, result: Any) -> None:
    made = coerced(scalar, expected)
    assert (made, type(made)) == (result, type(result))


@pytest.mark.parametrize(
    "data",
    [
        function(timeout="20"),
        function(timeout=["20"]),
        function(layers="arn:a"),
        function(environment={"A": 1, "B": True, "C": None}),
        function(tags=None, events=None),
        function(events=[{"schedule": {"rate": "rate(1 hour)"}}]),
        service(functions={"none": None}),
        service(plugins="serverless-offline"),
    ],
)
def test_converted_as_the_framework_does(data: Any) -> None:
    assert misses(data) == []


@pytest.mark.parametrize(
    ("data", "keyword", "path", "word"),
    [
        (function(timeout=901), "maximum", "functions.list.timeout", ""),
        (function(timeout=0), "minimum", "functions.list.timeout", ""),
        (function(timeout=[20, 30]), "type", "functions.list.timeout", ""),
        (function(timeout={"a": 1}), "type", "functions.list.timeout", ""),
        (function(timeout=float("nan")), "type", "functions.list.timeout", ""),
        (function(handler=None), "anyOf", "functions.list", ""),
        (function(image="notes"), "oneOf", "functions.list", ""),
        (function(timout=1), "additionalProperties", "functions.list", "timout"),
        (function(events={"http": "GET /"}), "type", "functions.list.events", ""),
        (function(events=[None]), "type", "functions.list.events.0", ""),
        (function(events=[{"http": None}]), "minProperties", "functions.list.events.0", ""),
        (function(events=[{"http": "GET /", "sns": "a"}]), "maxProperties", "functions.list.events.0", ""),
        (function(events=[{"http": {"path": "/"}}]), "required", "functions.list.events.0.http", "method"),
        (function(vpc={"Fn::If": [1, 2, 3]}), "type", "functions.list.vpc", ""),
        (function(environment={"a-b": "c"}), "propertyNames", "functions.list.environment", "a-b"),
        (function(environment={"a": ["b", "c"]}), "anyOf", "functions.list.environment.a", ""),
        (function(environment={"a": {"b": "c"}}), "anyOf", "functions.list.environment.a", ""),
        (function(description="x" * 257), "maxLength", "functions.list.description", ""),
        (function(snapStart=True, provisionedConcurrency=1), "not", "functions.list", ""),
        (service(useDotenv=[]), "anyOf", "useDotenv", ""),
        (service(service="a_b"), "pattern", "service", ""),
        (service(service="notes\n"), "pattern", "service", ""),
        (service(functions={"a b": {"handler": "c"}}), "propertyNames", "functions", "a b"),
        (service(params={"a_b": {}}), "propertyNames", "params", "a_b"),
        (service(resources={"Resources": {"A": {"Typ": "B"}}}), "additionalProperties", "resources.Resources.A", "Typ"),
        (
            function(events=[{"alb": {"listenerArn": "arn:x", "priority": 1, "conditions": {}}}]),
            "pattern",
            "functions.list.events.0.alb.listenerArn",
            "",
        ),
        (
            function(
                events=[
                    {
                        "kafka": {
                            "accessConfigurations": {"vpcSubnet": ["subnet-1"]},
                            "bootstrapServers": ["a"],
                            "topic": "b",
                        }
                    }
                ]
            ),
            "required",
            "functions.list.events.0.kafka.accessConfigurations",
            "vpcSecurityGroup",
        ),
        (
            service(provider={"name": "aws", "httpApi": {"authorizers": {"a": {"type": "jwt", "name": "b"}}}}),
            "required",
            "provider.httpApi.authorizers.a",
            "identitySource",
        ),
        (
            service(provider={"name": "aws", "alb": {"authorizers": {"a": {"type": "oidc"}}}}),
            "required",
            "provider.alb.authorizers.a",
            "authorizationEndpoint",
        ),
        (
            service(
                provider={"name": "aws", "s3": {"a": {"replicationConfiguration": {"Role": "arn:a", "Rules": []}}}}
            ),
            "minItems",
            "provider.s3.a.replicationConfiguration.Rules",
            "",
        ),
        (
            function(vpc={"securityGroupIds": ["a"] * 6, "subnetIds": ["a"]}),
            "maxItems",
            "functions.list.vpc.securityGroupIds",
            "",
        ),
        (
            function(events=[{"cloudFront": {"behavior": {"AllowedMethods": ["GET", "GET"]}}}]),
            "uniqueItems",
            "functions.list.events.0.cloudFront.behavior.AllowedMethods.1",
            "",
        ),
    ],
)
def test_misses(data: Any, keyword: str, path: str, word: str) -> None:
    found = misses(data)
    assert (keyword, path, word) in [(each.keyword, ".".join(each.path), each.word) for each in found]
    assert len({(each.keyword, each.path) for each in found}) == 1


def test_a_condition_holds_only_where_it_is_certain() -> None:
    hidden = Hidden(Unknown(""))
    assert misses(function(image=hidden)) == []
    assert misses(function(snapStart=hidden, provisionedConcurrency=1)) == []
    rate = {"rate": "rate(1 hour)", "timezone": "Europe/Paris"}
    assert misses(function(events=[{"schedule": {**rate, "method": hidden}}])) == []
    assert [each.keyword for each in misses(function(events=[{"schedule": rate}]))] == ["then"]


def test_long_strings_are_not_matched() -> None:
    assert misses(service(service="_" * 20_000)) == []


def test_deep_values_are_not_entered() -> None:
    deep = Value(Known("x"), NODE)
    for _ in range(100_000):
        deep = Value(Map({"Fn::Sub": (NODE, deep)}), NODE)
    entries = {"handler": (NODE, Value(Known("a.b"), NODE)), "kmsKeyArn": (NODE, deep), "image": (NODE, deep)}
    known = parts("3")
    found = Validator(known).misses(known.get("function.json"), Value(Map(entries), NODE))
    assert {each.keyword for each in found} == {"anyOf", "oneOf"}


def test_the_form_that_was_meant() -> None:
    text, entry = value("a"), value({"a": 1})
    shape, other = Miss("type", {}, text), Miss("const", {}, text, ("type",))
    assert nearest([[shape], [Miss("pattern", {}, text)]]) == [Miss("pattern", {}, text)]
    assert nearest([[shape], [shape]]) is None
    assert nearest([[Miss("pattern", {}, text)], [Miss("enum", {}, text)]]) is None
    own = [Miss("required", {}, entry, (), "b"), Miss("required", {}, entry, (), "c")]
    assert nearest([[other], own]) == own
    assert nearest([own, [Miss("required", {}, entry, (), "d")]]) == [Miss("required", {}, entry, (), "d")]
