"""Sources: what each takes, what it answers, what is wrong with the rest."""

from typing import Any

import pytest
from slslint.values.value import Known, Unknown
from variables.services import configure, custom, kinds, problems, resolved, written

SUGGESTIONS = [
    ("${self:custom.tabel}", "custom.table"),
    ("${self:cutsom.table}", "custom.table"),
    ("${self:custom.map.keys}", "custom.map.key"),
    ("${self:custom.list.5}", ""),
    ("${self:custom.table.deep}", ""),
    ("${self:nothing.like.it}", ""),
]


@pytest.mark.parametrize(("variable", "near"), SUGGESTIONS)
def test_what_self_does_not_find(variable: str, near: str) -> None:
    configuration = custom(f"a: {variable}", "table: t", "map: {key: 1}", "list: [1]")
    (problem,) = problems(configuration)
    assert problem.kind == "variable-missing"
    assert written(problem) == variable
    assert problem.at.path == "custom.a"
    assert problem.data["source"] == "self"
    assert problem.data["suggestion"] == near
    assert ("did you mean" in problem.message) == bool(near)


def test_only_the_piece_of_a_text_is_wrong() -> None:
    (problem,) = problems(custom("a: 'x-${self:custom.b}-${self:custom.nope}'", "b: 1"))
    assert written(problem) == "${self:custom.nope}"


def test_all_problems_of_a_file_are_told_at_once() -> None:
    configuration = custom(
        "a: ${self:custom.x}", "b: ${param:y}", "c: '${foo:z}'", "d: '${self:custom.x'", "e: ${opt:o}"
    )
    assert sorted(kinds(configuration)) == [
        "variable-malformed",
        "variable-missing",
        "variable-missing",
        "variable-missing",
        "variable-unknown-source",
    ]


def test_what_depends_on_something_wrong_is_unknown_and_not_told_again() -> None:
    configuration = custom("a: ${self:custom.b}", "b: ${self:custom.nope}", "c: 'x-${self:custom.a}'")
    assert [problem.at.path for problem in problems(configuration)] == ["custom.b"]
    assert isinstance(resolved(configuration, "custom.a").know, Unknown)


@pytest.mark.parametrize(
    ("variable", "source"),
    [
        ("${self:custom.nope, self:custom.no}", "self"),
        ("${self:custom.nope, opt:foo}", "opt"),
        ("${opt:foo, self:custom.nope}", "opt"),
        ("${param:p, self:custom.nope}", "param"),
        ("${opt:foo, param:p}", "opt"),
        ("${file(nope.yml), self:custom.nope}", "self"),
        ("${env:X, self:custom.nope}", "env"),
        ("${self:custom.nope, env:X}", "env"),
    ],
)
def test_several_sources_without_a_value_are_one_problem(variable: str, source: str) -> None:
    (problem,) = problems(custom(f"a: {variable}"))
    assert problem.kind == "variable-missing"
    assert problem.data["source"] == source
    assert written(problem) == variable


@pytest.mark.parametrize("rest", ["", ", opt:region", ", self:custom.nope"])
def test_a_stage_is_given_in_most_deploys(rest: str) -> None:
    configuration = custom(f"a: '${{opt:stage{rest}}}'")
    found = [(problem.kind, problem.data["source"]) for problem in problems(configuration)]
    assert found == ([("variable-missing", "opt")] if "self" in rest else [])
    know = resolved(configuration, "custom.a").know
    assert isinstance(know, Unknown)
    assert know.hole is not None
    assert know.hole.cls == "stage"


def test_options() -> None:
    configuration = custom("a: ${opt:foo}", "b: \"${opt:bar, 'd'}\"", opts={"foo": "f"})
    assert resolved(configuration, "custom.a").know == Known("f")
    assert resolved(configuration, "custom.a").deps == {"opt:foo"}
    assert resolved(configuration, "custom.b").know == Known("d")
    assert resolved(configuration, "custom.b").deps == {"opt:bar"}
    assert isinstance(resolved(custom("a: '${opt:}'"), "custom.a").know, Unknown)


def test_the_environment_that_is_given() -> None:
    configuration = custom("a: ${env:X}", "b: ${env:Y}", env={"X": "x"})
    assert resolved(configuration, "custom.a").know == Known("x")
    assert resolved(configuration, "custom.a").deps == {"env:X"}
    (problem,) = problems(configuration)
    assert (problem.kind, problem.data["source"], problem.data["name"]) == ("variable-missing", "env", "Y")


@pytest.mark.parametrize(
    "variable",
    ["${env:X, 'd'}", "${env:X, self:custom.n}", "${ssm:/x}", "${ssm:/x, self:custom.nope}", "${cf:a.B, ''}"],
)
def test_what_may_have_a_value_is_no_problem(variable: str) -> None:
    assert problems(custom(f'a: "{variable}"', "n: 1")) == []


@pytest.mark.parametrize(
    ("variable", "reason"),
    [
        ("${env:}", "address"),
        ("${sls:}", "address"),
        ("${sls:stag}", "address"),
        ("${param:}", "address"),
        ("${aws:}", "address"),
        ("${aws:region1}", "address"),
        ("${cf:stack}", "address"),
        ("${cf:}", "address"),
        ("${ssm:}", "address"),
        ("${s3:}", "address"),
        ("${file():x}", "param"),
        ("${strToBool()}", "bool"),
        ("${strToBool(0)}", "bool"),
        ("${strToBool(yes)}", "bool"),
        ("${strToBool(${self:custom.m})}", "bool"),
        ("x-${self:custom.m}", "not-a-string"),
        ("x-${self:custom.n, null}", "not-a-string"),
        ("${self:${self:custom.five}}", "address"),
    ],
)
def test_what_a_source_cannot_take(variable: str, reason: str) -> None:
    (problem,) = problems(custom(f"a: '{variable}, d'", "m: {k: 1}", "five: 5"))
    assert (problem.kind, problem.data["reason"]) == ("variable-malformed", reason)
    fallback = custom(f"a: \"{variable[:-1]}, 'd'}}\"", "m: {k: 1}", "five: 5")
    if not variable.startswith("x") and "()" not in variable:
        assert kinds(fallback) == ["variable-malformed"]  # an error never falls back


@pytest.mark.parametrize("key", ["username", "userid", "PrincipalTag/team", "SourceIp", "sourceIdentity"])
def test_policy_variables_are_eaten(key: str) -> None:
    for version in ("3", "4", None):
        (problem,) = problems(custom(f"a: 'arn:x/${{aws:{key}}}/*'", version=version))
        assert problem.kind == "policy-variable"
        assert written(problem) == f"${{aws:{key}}}"


@pytest.mark.parametrize(
    "name", ["cognito-identity.amazonaws.com:sub", "www.amazon.com:user_id", "saml:sub", "iot:ClientId"]
)
def test_policy_variables_of_identity_providers(name: str) -> None:
    assert kinds(custom(f"a: 'x/${{{name}}}'")) == ["policy-variable"]
    assert kinds(custom(f"a: 'x/\\${{{name}}}'")) == []


def test_iot_variables_are_left_alone_by_version_4() -> None:
    assert problems(custom("a: 'x/${iot:ClientId}'", version="4")) == []
    assert problems(custom("a: 'x/${iot:ClientId}'", version=None)) == []


def test_a_policy_variable_with_a_fallback_is_none() -> None:
    assert kinds(custom("a: \"${aws:username, 'x'}\"")) == ["variable-malformed"]


def plugins(text: str, variable: str = "${foo:bar}", version: str | None = "3") -> list[str]:
    return kinds(
        configure(f"service: x\nprovider: {{name: aws}}\n{text}custom: {{a: '{variable}'}}\n", version=version)
    )


@pytest.mark.parametrize(
    ("text", "variable", "wrong"),
    [
        ("", "${foo:bar}", True),
        ("plugins: []\n", "${foo:bar}", True),
        ("plugins: [serverless-offline, serverless-webpack]\n", "${foo:bar}", True),
        ("plugins: [serverless-offline, ./mine]\n", "${foo:bar}", False),
        ("plugins: ['@scope/own']\n", "${foo:bar}", False),
        ("plugins: [serverless-lift]\n", "${construct:jobs.queueUrl}", False),
        ("plugins: [serverless-lift]\n", "${foo:bar}", True),
        ("plugins: {localPath: x, modules: [serverless-lift]}\n", "${construct:jobs.queueUrl}", False),
        ("plugins: {localPath: x, modules: [serverless-offline]}\n", "${foo:bar}", True),
        ("plugins: ${file(plugins.yml)}\n", "${foo:bar}", False),
        ("plugins: ['${env:PLUGIN}']\n", "${foo:bar}", False),
        ("plugins: '${ssm:/plugins}'\n", "${foo:bar}", False),
    ],
)
def test_plugins_may_bring_sources(text: str, variable: str, wrong: bool) -> None:
    assert ("variable-unknown-source" in plugins(text, variable)) is wrong


def test_git_is_built_into_version_4() -> None:
    assert plugins("", "${git:sha1}") == ["variable-unknown-source"]
    assert plugins("plugins: [serverless-plugin-git-variables]\n", "${git:sha1}") == []
    assert plugins("", "${git:sha1}", "4") == []
    assert plugins("", "${git:sha1}", None) == []
    assert plugins("", "${git:sha9}", "4") == ["variable-malformed"]


def test_resolvers_of_version_4() -> None:
    resolvers = "stages: {default: {resolvers: {vaulted: {type: vault}}}}\n"
    assert plugins(resolvers, "${vaulted:secret/x}", "4") == []
    assert plugins(resolvers, "${vaulted:secret/x}", None) == []
    assert plugins(resolvers, "${other:secret/x}", "4") == ["variable-unknown-source"]
    assert plugins("stages: {prod: {resolvers: '${file(r.yml)}'}}\n", "${foo:x}", "4") == []
    assert plugins("", "${terraform:outputs:x}", "4") == []


def test_outputs_of_the_dashboard() -> None:
    assert plugins("", "${output:svc.key}") == ["variable-unknown-source"]
    assert plugins("org: o\napp: a\n", "${output:svc.key}") == []
    assert plugins("", "${output:svc.key}", None) == []


@pytest.mark.parametrize(("name", "near"), [("sefl", "self"), ("opts", "opt"), ("Param", ""), ("quux", "")])
def test_a_source_that_there_is_not(name: str, near: str) -> None:
    found = problems(custom(f"a: '${{self:custom.n, {name}:x}}'" if name[0].isupper() else f"a: '${{{name}:x}}'"))
    if name[0].isupper():
        assert [problem.kind for problem in found] == ["variable-malformed"]
    else:
        assert [(problem.kind, problem.data["suggestion"]) for problem in found] == [("variable-unknown-source", near)]


def test_a_source_in_capitals_is_left_alone_and_told() -> None:
    (problem,) = problems(custom("a: ${Self:custom.b}", "b: 1"))
    assert problem.kind == "variable-inert"
    assert written(problem) == "${Self:custom.b}"
    assert problem.data["right"] == "${self:custom.b}"


def test_text_of_other_languages_is_left_alone() -> None:
    text = """\
    service: x
    resources:
      a: !Sub 'arn:${AWS::Region}:${ self:x}'
      b: {Fn::Sub: ['${ self:y}', {Z: '${Zed}'}]}
      c: 'echo ${HOME} ${name} ${f%.txt} ${VAR:-x} $input.path("$.x")'
    """
    configuration = configure("\n".join(line[4:] for line in text.splitlines()))
    assert problems(configuration) == []


@pytest.mark.parametrize(
    ("stage", "variable", "found"),
    [
        ("stage: dev", "${self:provider.stage}", ["stage-blind"]),
        ("stage: '${self:custom.s}'", "${self:provider.stage}", ["stage-blind"]),
        ("stage: dev", "${opt:stage, self:provider.stage}", []),
        ("stage: dev", "${sls:stage}", []),
        ("stage: \"${opt:stage, 'dev'}\"", "${self:provider.stage}", []),
        ("stage: '${env:STAGE}'", "${self:provider.stage}", []),
        ("region: x", "${self:provider.stage}", ["variable-missing"]),
        ("region: x", "${self:provider.stage, 'dev'}", ["stage-blind"]),
        ("region: x", "${opt:stage, self:provider.stage, 'dev'}", []),
        ("stage: dev", "${opt:other, self:provider.stage}", ["stage-blind"]),
        ("stage: dev", "${opt:other, opt:stage, self:provider.stage}", []),
        ("stage: dev", "${opt:${self:custom.s}, self:provider.stage}", []),
        ("stage: dev", "${param:stage, self:provider.stage}", []),
    ],
)
def test_the_stage_of_the_provider_is_blind(stage: str, variable: str, found: list[str]) -> None:
    text = f'service: x\nprovider:\n  name: aws\n  {stage}\ncustom:\n  s: dev\n  a: "x-{variable}"\n'
    configuration = configure(text)
    here = [problem for _, problem in configuration.problems if problem.at.path == "custom.a"]
    assert [problem.kind for problem in here] == found
    if found:
        assert "${sls:stage}" in here[0].message
        assert written(here[0]) in (variable, "self:provider.stage")


PARAMS = """\
service: x
%s
params:
  default: {level: info}
  dev: {domain: dev.x, nothing: null}
  prod: {domain: x, only: 1}
provider: {name: aws}
custom: {a: '${param:%s}'}
"""


def param(name: str, head: str = "", stage: str = "dev", **options: Any) -> object:
    know = resolved(configure(PARAMS % (head, name), **options), "custom.a", stage).know
    return know.value if isinstance(know, Known) else know


def test_parameters() -> None:
    assert param("domain") == "dev.x"
    assert param("domain", stage="prod") == "x"
    assert param("level") == "info"
    assert param("level", params={"level": "given"}) == "given"


def test_parameters_depend_on_the_stage_only_where_a_stage_has_its_own() -> None:
    assert resolved(configure(PARAMS % ("", "level")), "custom.a").deps == {"param:level"}
    assert resolved(configure(PARAMS % ("", "domain")), "custom.a").deps == {"param:domain", "stage"}


def test_a_parameter_that_only_another_stage_has() -> None:
    configuration = configure(PARAMS % ("", "only"))
    ((stages, problem),) = configuration.problems
    assert stages == ("dev",)
    assert problem.data["elsewhere"] == ("prod",)
    ((_, nowhere),) = list(configure(PARAMS % ("", "nope")).problems)
    assert nowhere.data["elsewhere"] == ()


def test_the_dashboard_may_have_parameters() -> None:
    assert param("domain", "org: o\napp: a") == "dev.x"
    for name in ("level", "nope"):
        know = param(name, "org: o\napp: a")
        assert isinstance(know, Unknown)
        assert "dashboard" in know.why
    assert configure(PARAMS % ("org: o\napp: a", "nope")).problems == ()
    assert param("level", "org: o\napp: a", version="4") == "info"
    assert isinstance(param("nope", "org: o\napp: a", version="4"), Unknown)


COMPOSE = "services:\n  one: {path: one, params: {mail: x, domain: '${two.Out}'}}\n  two: {path: two}\n"


@pytest.mark.parametrize("version", ["3", "4", None])
def test_compose_passes_parameters(version: str | None) -> None:
    files = {"serverless-compose.yml": COMPOSE}
    passed = configure(PARAMS % ("", "mail"), files, folder="one", version=version)
    know = resolved(passed, "custom.a").know
    assert isinstance(know, Unknown)
    assert "serverless-compose.yml" in know.why
    assert passed.problems == ()
    other = configure(PARAMS % ("", "mail"), files, folder="two", version=version)
    assert [problem.kind for _, problem in other.problems] == ["variable-missing"]


def test_compose_comes_first_in_version_3_and_last_in_version_4() -> None:
    files = {"serverless-compose.yml": COMPOSE}
    third = resolved(configure(PARAMS % ("", "domain"), files, folder="one"), "custom.a").know
    assert isinstance(third, Unknown)
    assert third.otherwise is not None
    assert third.otherwise.know == Known("dev.x")
    fourth = configure(PARAMS % ("", "domain"), files, folder="one", version="4")
    assert resolved(fourth, "custom.a").know == Known("dev.x")


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("serverless-compose.ts", "export default {}", []),
        ("serverless-compose.yml", "a: [\n", []),
        ("serverless-compose.yml", "services: {one: {path: one, params: '${file(p.yml)}'}}\n", []),
        ("serverless-compose.yml", "stages: {prod: {params: {mail: x}}}\nservices: {one: {path: one}}\n", []),
        ("serverless-compose.yml", "services: {one: {path: elsewhere, params: {mail: x}}}\n", ["variable-missing"]),
        ("serverless-compose.yml", "services: {one: {path: one}}\n", ["variable-missing"]),
        ("serverless-compose.json", '{"services": {"one": {"path": "./one", "params": {"mail": 1}}}}', []),
        ("serverless-composed.yml", "services: {one: {path: one, params: {mail: x}}}\n", ["variable-missing"]),
    ],
)
def test_compose_files(name: str, text: str, found: list[str]) -> None:
    configuration = configure(PARAMS % ("", "mail"), {name: text}, folder="one")
    assert [problem.kind for _, problem in configuration.problems] == found


@pytest.mark.parametrize(
    ("path", "variable", "wrong"),
    [
        ("service", "${param:p}", True),
        ("service", "${ssm:/x, 'y'}", True),
        ("service", "${self:custom.n}", False),
        ("service", "${self:custom.late}", True),
        ("service", "${env:X, 'y'}", False),
        ("provider.stage", "${ssm:/x}", True),
        ("provider.region", "${ssm:/x}", True),
        ("provider.region", "${param:p}", False),
        ("provider.profile", "${cf:a.B}", True),
        ("provider.timeout", "${ssm:/x}", False),
        ("package.path", "${s3:a/b}", True),
        ("plugins", "${file(p.yml)}", False),
    ],
)
def test_what_version_3_needs_early(path: str, variable: str, wrong: bool) -> None:
    room, _, key = path.partition(".")
    parts = {"service": "x", "provider": {"name": "aws"}, "custom": {"n": "s", "late": "${ssm:/s}"}}
    if key:
        parts.setdefault(room, {})[key] = variable  # type: ignore[index]
    else:
        parts[room] = variable
    text = "".join(
        f"{name}: {value!r}\n" if isinstance(value, str) else f"{name}: {flow(value)}\n"
        for name, value in parts.items()
    )
    text += "params: {default: {p: v}}\n"
    configuration = configure(text, {"p.yml": "[]\n"})
    found = [problem for _, problem in configuration.problems if problem.data.get("reason") == "too-early"]
    assert [problem.at.path for problem in found] == ([path] if wrong else [])
    others = configure(text, {"p.yml": "[]\n"}, version="4")
    assert all(problem.data.get("reason") != "too-early" for _, problem in others.problems)


def flow(value: dict[str, str]) -> str:
    return "{" + ", ".join(f'{key}: "{text}"' for key, text in value.items()) + "}"


@pytest.mark.parametrize(
    ("line", "version", "right"),
    [
        ("a: 'x/${aws:username}'", "3", "\\${aws:username}"),
        ('a: "x/${aws:username}"', "3", "\\\\${aws:username}"),
        ("a: !Sub 'x/${aws:username}'", "3", "${!aws:username}"),
        ("a: {Fn::Sub: ['x/${aws:username}', {}]}", "3", "${!aws:username}"),
        ("a: 'x/${aws:username}'", "4", "${!aws:username}"),
        ("a: 'x/${aws:username}'", None, "\\${aws:username}"),
    ],
)
def test_the_right_form_of_a_policy_variable(line: str, version: str | None, right: str) -> None:
    (problem,) = problems(custom(line, version=version))
    assert problem.data["right"] == right
    assert f"`{right}`" in problem.message
    assert problems(custom(line.replace("${aws:username}", right), version=version if right[0] == "$" else "3")) == []


def test_version_4_refuses_params_beside_stages() -> None:
    text = "service: x\nparams: {dev: {a: 1}}\nstages: {dev: {params: {b: 1}}}\n"
    ((stages, problem),) = configure(text, version="4").problems
    assert (stages, problem.data["reason"], written(problem)) == (("dev",), "params-and-stages", "params")
    assert configure(text, version=None).problems == ()
