"""Values: where they stand, how they came about, what they depend on, what is shared between stages."""

import pytest
from slslint.source.node import key_text
from slslint.values.value import Hole, Known, Map, Seq, Text, Typed, Unknown, Value, constant
from slslint.variables.render import render
from variables.services import at, configure, custom, resolved

STAGED = """\
service: x
params:
  default: {all: 1}
  dev: {table: dev-table}
  prod: {table: prod-table}
provider:
  name: aws
  stage: ${opt:stage, 'dev'}
  region: ${opt:region, 'eu-west-1'}
custom:
  fixed: {a: 1, b: [x, '${AWS::Region}']}
  memory: 256
  copied: ${self:custom.fixed}
functions:
  same:
    memorySize: ${self:custom.memory}
    all: ${param:all}
    environment: {LEVEL: "${env:LEVEL, 'info'}", TOPIC: '${ssm:/topic}', REGION: '${self:provider.region}'}
  staged:
    memorySize: ${self:custom.memory}
    environment: {TABLE: '${param:table}', STAGE: '${sls:stage}'}
  plain:
    timeout: 5
"""


def test_what_holds_no_variable_is_the_constant_of_its_node() -> None:
    configuration = configure(STAGED)
    for stage in ("dev", "prod"):
        value = at(configuration.resolve(stage), "functions.plain")
        assert value is constant(value.at)
        fixed = at(configuration.resolve(stage), "custom.fixed")
        assert fixed is constant(fixed.at)  # `${AWS::Region}` is nobody's variable here


def test_what_does_not_depend_on_the_stage_is_one_object() -> None:
    configuration = configure(STAGED)
    dev, prod = (configuration.resolve(stage) for stage in ("dev", "prod"))
    assert at(dev, "functions.same") is at(prod, "functions.same")
    assert at(dev, "custom") is at(prod, "custom")
    assert at(dev, "functions.staged") is not at(prod, "functions.staged")
    assert at(dev, "functions.staged.memorySize") is at(prod, "functions.staged.memorySize")
    assert dev is not prod


def test_dependencies_are_deep() -> None:
    configuration = configure(STAGED)
    assert configuration.stages == ("dev", "prod")
    dev = configuration.resolve("dev")
    same = at(dev, "functions.same")
    assert same.deps == {"env:LEVEL", "remote:ssm", "param:all", "opt:region"}
    assert at(dev, "functions.staged").deps == {"stage", "opt:stage", "param:table"}
    assert at(dev, "provider.stage").deps == {"stage", "opt:stage"}
    assert at(dev, "functions.plain").deps == frozenset()
    assert dev.deps >= same.deps | {"stage"}


def test_stages_have_their_own_values() -> None:
    configuration = configure(STAGED)
    seen = {stage: render(at(configuration.resolve(stage), "functions.staged")) for stage in ("dev", "prod")}
    assert seen["dev"] == {"memorySize": 256, "environment": {"TABLE": "dev-table", "STAGE": "dev"}}
    assert seen["prod"] == {"memorySize": 256, "environment": {"TABLE": "prod-table", "STAGE": "prod"}}


def test_a_scalar_stands_at_its_use_and_tells_its_origin() -> None:
    configuration = custom("a: ${self:custom.b}", "b: ${self:custom.c}", "c: 5")
    value = resolved(configuration, "custom.a")
    assert value.know == Known(5)
    assert value.at.value == "${self:custom.b}"
    assert [(step.kind, step.text, step.node and step.node.text) for step in value.trail] == [
        ("self", "custom.b", "${self:custom.c}"),
        ("self", "custom.c", "5"),
    ]


def test_a_container_stands_where_it_is_written_and_tells_its_use() -> None:
    configuration = custom("a: ${self:custom.m}", "m: {k: {j: '${self:custom.n}'}}", "n: 1")
    value = resolved(configuration, "custom.a")
    assert isinstance(value.know, Map)
    assert value.at.text == "{k: {j: '${self:custom.n}'}}"
    assert [(step.kind, step.text, step.node and step.node.value) for step in value.trail] == [
        ("self", "custom.m", "${self:custom.m}")
    ]
    assert at(value, "k") is resolved(configuration, "custom.m.k")
    key, _ = value.know.entries["k"]
    assert key_text(key) == "k"


def test_an_included_container_stands_in_its_file() -> None:
    configuration = custom("a: ${file(f.yml):m}", files={"f.yml": "m: {k: '${self:provider.stage}-x'}\n"})
    value = resolved(configuration, "custom.a")
    assert value.at.file.path.endswith("f.yml")
    (step,) = value.trail
    assert (step.kind, step.text) == ("file", "f.yml:m")
    assert step.node is not None
    assert step.node.file.path.endswith("serverless.yml")
    assert at(value, "k").know == Known("dev-x")
    assert at(value, "k").at.file.path.endswith("f.yml")


@pytest.mark.parametrize(
    ("line", "steps"),
    [
        ("${opt:x, 'y'}", [("fallback", "'y'")]),
        ("${opt:x, 5}", [("fallback", "5")]),
        ("${opt:x, self:custom.n}", [("fallback", "self"), ("self", "custom.n")]),
        ("${env:SET}", [("env", "SET")]),
        ("${sls:stage}", [("self", "provider.stage")]),
        ("${param:p}", [("param", "p")]),
        ("${file(t.txt)}", [("file", "t.txt")]),
        ("${file(f.yml):k}", [("file", "f.yml:k")]),
    ],
)
def test_the_steps_to_a_value(line: str, steps: list[tuple[str, str]]) -> None:
    files = {"t.txt": "text", "f.yml": "k: 1\n"}
    configuration = custom(f'a: "{line}"', "n: 1", files=files, env={"SET": "s"}, params={"p": "v"})
    value = resolved(configuration, "custom.a")
    assert [(step.kind, step.text) for step in value.trail] == steps


def unknown(value: Value) -> Unknown:
    assert isinstance(value.know, Unknown)
    return value.know


def test_the_environment_is_not_known() -> None:
    configuration = custom("a: ${env:X}", "b: \"${env:X, 'd'}\"", "c: \"${env:X, self:custom.n, 'd'}\"", "n: 1")
    plain = unknown(resolved(configuration, "custom.a"))
    assert plain.hole == Hole("env:X")
    assert plain.otherwise is None
    assert "env:X" in plain.why
    other = unknown(resolved(configuration, "custom.b"))
    assert other.otherwise is not None
    assert other.otherwise.know == Known("d")
    third = unknown(resolved(configuration, "custom.c"))
    assert third.otherwise is not None
    assert third.otherwise.know == Known(1)


def test_holes_are_equal_only_where_the_text_must_be() -> None:
    lines = [
        "a: ${ssm:/x}",
        "b: ${ssm:/x}",
        "c: ${ssm:/y}",
        "d: ${ssm(eu-west-1):/x}",
        "e: \"${ssm:/x, 'p'}\"",
        "f: \"${ssm:/x, 'p'}\"",
        "g: \"${ssm:/x, 'q'}\"",
        "h: ${ssm:/x, self:custom.m}",
        "i: ${ssm:/x, self:custom.n}",
        "m: {k: 1}",
        "n: {k: 2}",
    ]
    configuration = custom(*lines)
    holes = {key: unknown(resolved(configuration, f"custom.{key}")).hole for key in "abcdefghi"}
    assert holes["a"] == holes["b"]
    assert holes["e"] == holes["f"]
    assert len(set(holes.values())) == 7


def test_a_hole_belongs_to_the_service_unless_it_is_shared() -> None:
    one = custom("a: ${ssm:/x}", "b: ${env:X}", folder="one")
    two = custom("a: ${ssm:/x}", "b: ${env:X}", folder="two")
    assert unknown(resolved(one, "custom.a")).hole != unknown(resolved(two, "custom.a")).hole
    assert unknown(resolved(one, "custom.b")).hole == unknown(resolved(two, "custom.b")).hole


@pytest.mark.parametrize(
    ("source", "cls", "dep"),
    [
        ("aws:accountId", "acct", "remote:aws"),
        ("ssm:/x", "any", "remote:ssm"),
        ("cf:stack.Out", "any", "remote:cf"),
        ("s3:bucket/key", "any", "remote:s3"),
    ],
)
def test_what_lies_in_aws(source: str, cls: str, dep: str) -> None:
    value = resolved(custom(f"a: ${{{source}}}"), "custom.a")
    assert unknown(value).hole is not None
    assert unknown(value).hole.cls == cls  # type: ignore[union-attr]
    assert value.deps == {dep}


def test_the_region() -> None:
    fixed = configure("service: x\nprovider: {name: aws, region: eu-west-1}\ncustom: {a: '${aws:region}'}\n")
    assert resolved(fixed, "custom.a").know == Known("eu-west-1")
    assert "opt:region" in resolved(fixed, "custom.a").deps
    unset = configure("service: x\nprovider: {name: aws}\ncustom: {a: '${aws:region}', b: '${opt:region}'}\n")
    for key in "ab":
        hole = unknown(resolved(unset, f"custom.{key}")).hole
        assert hole is not None
        assert hole.cls == "region"
    given = configure("service: x\ncustom: {a: '${aws:region}', b: '${opt:region}'}\n", region="us-east-1")
    assert [resolved(given, f"custom.{key}").know for key in "ab"] == [Known("us-east-1")] * 2


def test_texts_with_holes() -> None:
    configuration = custom(
        "a: x-${env:X}-${self:custom.n}-y",
        "b: z/${self:custom.a}",
        "n: 1",
        'c: "t-${self:custom.m}"',
        "m: ${env:M, 'q'}",
    )
    hole = Hole("env:X")
    assert resolved(configuration, "custom.a").know == Text(("x-", hole, "-1-y"))
    assert resolved(configuration, "custom.b").know == Text(("z/x-", hole, "-1-y"))
    text = resolved(configuration, "custom.c").know
    assert isinstance(text, Text)
    assert text.atoms[0] == "t-"
    assert text.atoms[1] == unknown(resolved(configuration, "custom.m")).hole


def test_str_to_bool_of_something_unknown_is_a_truth_value() -> None:
    assert resolved(custom("a: ${strToBool(${env:X})}"), "custom.a").know == Typed("boolean")


def test_below_something_unknown_everything_is() -> None:
    configuration = custom(
        "m: ${file(./${env:NAME, 'f'}.yml)}",
        "a: ${self:custom.m.k}",
        "b: ${self:custom.m.k.j}",
        files={"f.yml": "k: {j: 1}\n"},
    )
    a, b = (unknown(resolved(configuration, f"custom.{key}")) for key in "ab")
    assert a.hole is not None
    assert b.hole is not None
    assert a.hole != b.hole
    assert configuration.problems == ()


def test_rendered_what_is_unknown_is_as_written() -> None:
    configuration = custom(
        "a: ${env:X, 'd'}", "b: x-${ssm:/x}", "c: [1, '${self:custom.a}', null]", "d: ${self:custom.c}"
    )
    value = resolved(configuration, "custom")
    written = [1, "${self:custom.a}", None]
    assert render(value) == {"a": "${env:X, 'd'}", "b": "x-${ssm:/x}", "c": written, "d": written}
    assert render(value, otherwise=True)["a"] == "d"
    assert render(value, otherwise=True)["d"] == [1, "d", None]


def test_an_environment_that_is_complete() -> None:
    configuration = custom("a: ${env:X, 'd'}", "b: x-${env:Y}", env={"Y": "y"}, env_complete=True)
    assert render(resolved(configuration, "custom")) == {"a": "d", "b": "x-y"}


def test_an_alias_is_one_value() -> None:
    configuration = custom("n: 1", "a: &a {k: '${self:custom.n}'}", "b: *a")
    assert resolved(configuration, "custom.a") is resolved(configuration, "custom.b")


def test_lists() -> None:
    configuration = custom("l: ['${self:custom.n}', '${ssm:/x}', y]", "n: 1", "a: ${self:custom.l}")
    value = resolved(configuration, "custom.a")
    assert isinstance(value.know, Seq)
    assert at(value, "0").know == Known(1)
    assert at(value, "2") is constant(at(value, "2").at)


def test_keys_are_never_resolved() -> None:
    configuration = custom("n: 1", "m: {'${self:custom.n}': 2}")
    assert render(resolved(configuration, "custom.m")) == {"${self:custom.n}": 2}


def test_a_file_that_does_not_load_has_an_unknown_value() -> None:
    configuration = configure("a: [\n")
    assert isinstance(configuration.resolve("dev").know, Unknown)
    assert configuration.problems == ()


def test_an_empty_file() -> None:
    configuration = configure("")
    assert configuration.resolve("dev").know == Known(None)
    assert configuration.stages == ("dev",)
