"""Bounds: growth, depth, chains and crowds of variables end in an answer, soon and without a crash."""

import json
import time
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from slslint.values.value import Known, Map, Unknown
from slslint.variables.render import render
from variables.services import configure, custom, kinds, problems, resolved


def test_a_long_chain_is_followed_to_its_end() -> None:
    size = 10_000
    lines = [f"k{n}: ${{self:custom.k{n + 1}}}" for n in range(size)] + [f"k{size}: end"]
    assert resolved(custom(*lines), "custom.k0").know == Known("end")


def test_a_long_circle_is_found() -> None:
    size = 5_000
    lines = [f"k{n}: ${{self:custom.k{(n + 1) % size}}}" for n in range(size)]
    configuration = custom(*lines)
    assert kinds(configuration) == ["variable-cycle"]
    assert len(problems(configuration)[0].message) < 1_000


def test_a_long_chain_of_containers() -> None:
    size = 500
    lines = [f"k{n}: {{a: '${{self:custom.k{n + 1}}}'}}" for n in range(size)] + [f"k{size}: 1"]
    assert isinstance(resolved(custom(*lines), "custom.k0.a.a.a").know, Map)


@pytest.mark.parametrize(
    "line",
    ["k{n}: '${{self:custom.k{m}}}${{self:custom.k{m}}}'", "k{n}: ['${{self:custom.k{m}}}', '${{self:custom.k{m}}}']"],
)
def test_what_doubles_again_and_again_is_stopped(line: str) -> None:
    lines = [line.format(n=n, m=n + 1) for n in range(60)] + ["k60: xxxxxxxx"]
    started = time.perf_counter()
    configuration = custom(*lines)
    assert "bound" in kinds(configuration)
    json.dumps(render(configuration.resolve("dev")))
    assert time.perf_counter() - started < 20


def test_many_sources_in_one_variable() -> None:
    sources = ", ".join(f"env:X{n}" for n in range(5_000))
    configuration = custom(f"a: '${{{sources}}}'", "b: ${self:custom.a.k.j}")
    assert isinstance(resolved(configuration, "custom.b").know, Unknown)


def test_too_many_variables_are_not_looked_at() -> None:
    variables = "${ssm:/x}" * 1_000
    lines = [f"k{n}: '{variables}'" for n in range(60)]
    configuration = custom(*lines)
    assert kinds(configuration).count("bound") == 1


def test_deep_nests_in_the_file() -> None:
    text = "custom:\n  a: " + "{k: " * 60 + "'${self:custom.b}'" + "}" * 60 + "\n  b: 1\n"
    assert problems(configure(text)) == []


def test_aliases_of_aliases() -> None:
    lines = ["a0: &a0 ['${self:custom.n}']", "n: 1"]
    lines += [f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 12)]
    configuration = custom(*lines)
    assert problems(configuration) == []
    assert resolved(configuration, "custom.a11." + ".".join("0" * 12)).know == Known(1)


KEYS = ("a", "b", "c", "m", "l", "stage")
WORDS = st.sampled_from(
    [
        "self:custom.a",
        "self:custom.b",
        "self:custom.m.k",
        "self:custom.m",
        "self:custom.l.0",
        "self:custom",
        "self:",
        "self:provider.stage",
        "self:params.default.p",
        "opt:stage",
        "opt:x",
        "env:X",
        "env:SET",
        "sls:stage",
        "param:p",
        "param:q",
        "file(f.yml)",
        "file(f.yml):k",
        "file(t.txt)",
        "file(none.yml)",
        "file(../x.yml)",
        "ssm:/x",
        "aws:region",
        "aws:username",
        "foo:x",
        "strToBool(true)",
        "'text'",
        "5",
        "null",
        "word",
        "",
    ]
)


@st.composite
def strings(draw: st.DrawFn, depth: int = 2) -> str:
    parts: list[str] = []
    for _ in range(draw(st.integers(1, 2))):
        kind = draw(st.integers(0, 5))
        if kind == 0:
            parts.append(draw(st.sampled_from(["x", "-", "\\", "$", "${", "}", "${AWS::Region}", "${ self:x}", ""])))
            continue
        sources = draw(st.lists(WORDS, min_size=1, max_size=3))
        if depth and kind == 1:
            sources[0] = f"self:custom.{draw(strings(depth=depth - 1))}"
        parts.append("${" + ", ".join(sources) + "}")
    return "".join(parts)


VALUES = st.recursive(
    strings() | st.integers(0, 3) | st.booleans() | st.none(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["k", "j", "Fn::Sub"]), inner, max_size=3)
    ),
    max_leaves=6,
)
SERVICES = st.fixed_dictionaries(
    {
        "custom": st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=6) | strings(),
        "provider": st.fixed_dictionaries({"name": st.just("aws"), "stage": strings()}) | strings(),
    },
    optional={
        "params": st.fixed_dictionaries({"default": st.fixed_dictionaries({"p": VALUES}), "qa": VALUES}) | strings(),
        "plugins": st.lists(strings(), max_size=2) | strings(),
    },
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(SERVICES, VALUES, strings(), st.sampled_from(["3", "4", None]), st.booleans())
def test_resolving_never_raises_and_never_loops(
    service: dict[str, Any], included: Any, text: str, version: str | None, complete: bool
) -> None:
    files = {"f.yml": yaml.safe_dump({"k": included, "l": text}), "t.txt": text}
    configuration = configure(
        yaml.safe_dump(service), files, version=version, env={"SET": "${self:custom.a}"}, env_complete=complete
    )
    for stage in configuration.stages:
        value = configuration.resolve(stage)
        json.dumps(render(value, otherwise=True))
        assert configuration.resolve(stage) is value
    for stages, problem in configuration.problems:
        assert stages
        assert 0 <= problem.at.start <= problem.at.end <= len(problem.at.file.text)
        assert problem.message


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(SERVICES, strings())
def test_the_answer_does_not_depend_on_what_was_asked_before(service: dict[str, Any], text: str) -> None:
    files = {"f.yml": yaml.safe_dump({"k": text, "l": text}), "t.txt": text}
    one, two = (configure(yaml.safe_dump(service), files, extra_stages=("qa",)) for _ in range(2))
    stages = one.stages
    first = {stage: render(one.resolve(stage)) for stage in stages}
    assert two.stages == stages
    assert {stage: render(two.resolve(stage)) for stage in reversed(stages)} == first


def test_five_stages_cost_little_more_than_one() -> None:
    functions = "".join(
        f"  f{n}:\n    handler: h.f{n}\n    memorySize: ${{self:custom.memory}}\n"
        f"    environment: {{TABLE: '${{self:custom.tables.t{n}}}', LEVEL: '${{param:level}}'}}\n"
        for n in range(200)
    )
    tables = "".join(f"    t{n}: x-${{self:service}}-{n}\n" for n in range(200))
    stages = "".join(f"  s{n}: {{domain: d{n}}}\n" for n in range(5))
    text = (
        "service: x\nprovider: {name: aws, stage: s0}\nparams:\n  default: {level: info}\n"
        f"{stages}custom:\n  memory: 256\n  domain: ${{param:domain}}\n  tables:\n{tables}functions:\n{functions}"
    )
    configuration = configure(text)
    works: list[int] = []
    for stage in configuration.stages:
        configuration.resolve(stage)
        works.append(configuration.work(stage))
    assert len(works) == 5
    assert sum(works) < 1.2 * works[0]
