"""Stages: which there are, and what a stage makes of variables."""

import pytest
from slslint.values.value import Known, Text, Unknown
from slslint.variables import Configuration
from slslint.variables.stages import MOST
from variables.services import configure, kinds, resolved

HEAD = "service: x\n"


@pytest.mark.parametrize(
    ("provider", "stage"),
    [
        ("{name: aws}", "dev"),
        ("{name: aws, stage: qa}", "qa"),
        ("{name: aws, stage: null}", "dev"),
        ("{name: aws, stage: ''}", "dev"),
        ("{name: aws, stage: \"${opt:stage, 'qa'}\"}", "qa"),
        ("{name: aws, stage: '${opt:stage, self:custom.stage}'}", "own"),
        ("{name: aws, stage: \"${env:STAGE, 'qa'}\"}", None),
        ("{name: aws, stage: '${opt:stage}'}", None),
        ("{name: aws, stage: '${ssm:/stage}'}", None),
        ("{name: aws, stage: '${sls:stage}'}", None),
        ("{name: aws, stage: '${self:custom.nope}'}", None),
        ("{name: aws, stage: 'a-${env:X}'}", None),
        ("{name: aws, stage: {a: b}}", None),
        ("aws", "dev"),
    ],
)
def test_the_default_stage(provider: str, stage: str | None) -> None:
    configuration = configure(f"{HEAD}provider: {provider}\ncustom: {{stage: own}}\n")
    assert configuration.default_stage == stage
    assert configuration.stages[0] == stage


def test_a_stage_of_parameters_is_too_late_for_version_3() -> None:
    text = (
        f"{HEAD}provider: {{name: aws, stage: '${{param:stage}}'}}\nparams: {{default: {{stage: qa}}, qa: {{a: 1}}}}\n"
    )
    assert configure(text, version="4").default_stage == "qa"
    assert "variable-malformed" in kinds(configure(text), "qa")
    assert configure(text, version=None).problems == ()


MAPS = """\
service: x
provider: {name: aws, stage: "${opt:stage, 'dev'}"}
custom:
  stage: ${opt:stage, self:provider.stage}
  closed: {dev: {k: 1}, live: {k: 2}, default: {k: 3}, other: {j: 4}}
  open: {dev: 1, qa: 2}
  a: ${self:custom.closed.${self:custom.stage}.k}
  b: ${self:custom.open.${sls:stage}, 'none'}
  dev: {table: x}
  c: ${self:custom.${sls:stage}.table}
"""


def test_known_stages() -> None:
    params = "params: {default: {p: 1}, dev: {p: 2}, staging: {p: 3}}\n"
    assert configure(f"{HEAD}{params}provider: {{name: aws}}\n").stages == ("dev", "staging")
    stages = "stages: {default: {params: {p: 1}}, prod: {params: {p: 2}}}\n"
    assert configure(f"{HEAD}{stages}provider: {{name: aws, stage: qa}}\n", version="4").stages == ("qa", "prod")
    extra = configure(f"{HEAD}provider: {{name: aws}}\n", extra_stages=("prod", "dev"))
    assert extra.stages == ("dev", "prod")
    included = configure(f"{HEAD}params: ${{file(p.yml)}}\n", {"p.yml": "prod: {a: 1}\ndefault: {}\n"})
    assert included.stages == ("dev", "prod")


def test_stages_that_are_asked_for_stand_alone() -> None:
    text = f"{HEAD}params: {{dev: {{p: 1}}, qa: {{p: 2}}}}\nprovider: {{name: aws, stage: dev}}\n"
    assert configure(text, stages=("prod", "dev")).stages == ("prod", "dev")


def test_maps_by_stage_without_a_fallback_name_stages() -> None:
    one = MAPS.replace("  c: ${self:custom.${sls:stage}.table}\n", "")
    configuration = configure(one)
    assert configuration.stages == ("dev", "live")
    assert configuration.stages_closed
    assert kinds(configuration, "live") == []


def test_the_keys_that_all_maps_share_are_stages() -> None:
    # `custom.dev.table` exists for dev alone, so only dev can be deployed.
    assert configure(MAPS).stages == ("dev",)


def test_a_map_in_a_file() -> None:
    text = f"{HEAD}provider: {{name: aws}}\ncustom: {{a: '${{file(s.yml):${{sls:stage}}.k}}'}}\n"
    configuration = configure(text, {"s.yml": "dev: {k: 1}\nprod: {k: 2}\nbase: {}\n"})
    assert configuration.stages == ("dev", "prod")
    assert resolved(configuration, "custom.a", "prod").know == Known(2)


def test_a_map_by_a_stage_that_is_unknown() -> None:
    text = MAPS.replace("${opt:stage, 'dev'}", "${opt:stage, env:STAGE, 'dev'}").replace("  c:", "  d: 1\n  #")
    configuration = configure(text)
    assert configuration.stages == (None, "dev", "live")
    assert resolved(configuration, "custom.a", "live").know == Known(2)
    assert isinstance(resolved(configuration, "custom.a", None).know, Unknown)


def test_not_too_many_stages() -> None:
    params = "".join(f"  s{n}: {{p: {n}}}\n" for n in range(500))
    assert len(configure(f"{HEAD}params:\n{params}").stages) == MOST


STAGE = """\
service: x
provider: {name: aws, stage: %s}
custom:
  sls: ${sls:stage}
  opt: "${opt:stage, 'none'}"
  bare: ${opt:stage}
  own: ${self:provider.stage, 'none'}
  both: ${opt:stage, self:provider.stage}
  text: orders-${sls:stage}
"""


def knows(configuration: Configuration, stage: str | None) -> list[object]:
    keys = ("sls", "opt", "own", "both", "text")
    return [getattr(resolved(configuration, f"custom.{key}", stage).know, "value", None) for key in keys]


def test_the_default_run_has_no_option() -> None:
    configuration = configure(STAGE % "qa")
    assert knows(configuration, "qa") == ["qa", "none", "qa", "qa", "orders-qa"]
    bare = resolved(configuration, "custom.bare", "qa")
    assert isinstance(bare.know, Unknown)
    assert bare.know.hole is not None
    assert bare.know.hole.cls == "stage"
    assert "variable-missing" not in kinds(configuration, "qa")


def test_another_stage_is_an_option() -> None:
    configuration = configure(STAGE % "qa", extra_stages=("prod",))
    assert knows(configuration, "prod") == ["prod", "prod", "qa", "prod", "orders-prod"]
    assert resolved(configuration, "custom.bare", "prod").know == Known("prod")


def test_the_default_stage_asked_for_by_name_is_an_option_too() -> None:
    configuration = configure(STAGE % "qa", stages=("qa",))
    assert knows(configuration, "qa") == ["qa", "qa", "qa", "qa", "orders-qa"]
    assert resolved(configuration, "custom.bare", "qa").know == Known("qa")


def test_a_stage_that_is_not_known() -> None:
    configuration = configure(STAGE % "\"${opt:stage, env:STAGE, 'dev'}\"")
    stage = resolved(configuration, "custom.sls", None)
    assert isinstance(stage.know, Unknown)
    assert stage.know.hole is not None
    assert stage.know.hole.cls == "stage"
    assert stage.know.otherwise is not None
    assert stage.know.otherwise.know == Known("dev")
    text = resolved(configuration, "custom.text", None).know
    assert text == Text(("orders-", stage.know.hole))


def test_version_4_does_not_see_a_stage_in_an_included_provider() -> None:
    text = f"{HEAD}provider: ${{file(p.yml)}}\ncustom: {{a: '${{sls:stage}}'}}\n"
    files = {"p.yml": "name: aws\nstage: qa\n"}
    assert configure(text, files, version="3").default_stage == "qa"
    assert configure(text, files, version="4").default_stage == "dev"
    assert configure(text, files, version=None).default_stage is None


def test_problems_name_their_stages_once() -> None:
    params = "params: {dev: {p: 1}, prod: {q: 1}}\n"
    text = f"{HEAD}provider: {{name: aws}}\n{params}custom: {{a: '${{param:p}}', b: '${{self:custom.c}}'}}\n"
    found = {problem.at.path: stages for stages, problem in configure(text).problems}
    assert found == {"custom.a": ("prod",), "custom.b": ("dev", "prod")}


def test_version_4_leaves_the_settings_of_other_stages_alone() -> None:
    text = f"{HEAD}provider: {{name: aws}}\nparams: {{dev: {{}}, prod: {{p: '${{self:custom.nope}}'}}}}\n"
    assert {stages for stages, _ in configure(text, version="3").problems} == {("dev", "prod")}
    assert {stages for stages, _ in configure(text, version="4").problems} == {("prod",)}
    assert {stages for stages, _ in configure(text, version=None).problems} == {("prod",)}


def test_a_circle_in_one_stage_is_none_in_another() -> None:
    provider = "provider: {name: aws, stage: '${opt:stage, self:custom.s}'}\n"
    configuration = configure(f"{HEAD}{provider}custom: {{s: '${{self:provider.stage}}'}}\n", extra_stages=("prod",))
    assert configuration.stages == (None, "prod")
    assert [
        (stages, problem.kind) for stages, problem in configuration.problems if problem.kind == "variable-cycle"
    ] == [((None,), "variable-cycle")]
    assert resolved(configuration, "custom.s", "prod").know == Known("prod")
