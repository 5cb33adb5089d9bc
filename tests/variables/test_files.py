"""Files: what is included, what is refused, what does not load, and who includes it."""

import os
from pathlib import Path

import pytest
from slslint.source.document import Documents
from slslint.values.value import Known, Map, Unknown
from slslint.variables import Configuration, Options
from slslint.variables.render import render
from slslint.workspace import Workspace
from variables.services import ROOT, configure, custom, kinds, problems, resolved, written


def test_a_path_starts_at_the_service() -> None:
    files = {"config/x.yml": "k: above\n", "one/config/x.yml": "k: beside\n"}
    configuration = custom("a: ${file(./config/x.yml):k}", "b: ${file(../config/x.yml):k}", files=files, folder="one")
    assert render(resolved(configuration, "custom")) == {"a": "beside", "b": "above"}


def test_variables_of_an_included_file_belong_to_the_service() -> None:
    files = {"lib/a.yml": "k: ${file(b.yml):k}\n", "b.yml": "k: ${self:custom.n}\n", "lib/b.yml": "k: wrong\n"}
    configuration = custom("a: ${file(lib/a.yml):k}", "n: 1", files=files)
    assert resolved(configuration, "custom.a").know == Known(1)


def test_who_includes_what() -> None:
    configuration = custom(
        "a: ${file(x.yml)}", "b: ${file(x.yml):k}", "c: ${file(none.yml), 'd'}", files={"x.yml": "k: 1\n"}
    )
    configuration.resolve("dev")
    files = {os.path.relpath(path, ROOT): [node.value for node in nodes] for path, nodes in configuration.files.items()}
    assert files == {"x.yml": ["${file(x.yml)}", "${file(x.yml):k}"]}


def test_a_file_is_parsed_once_for_all_stages() -> None:
    configuration = custom("a: ${file(x.yml):${sls:stage}, 'd'}", files={"x.yml": "dev: 1\n"}, extra_stages=("b", "c"))
    for stage in configuration.stages:
        configuration.resolve(stage)
    assert configuration.includes.documents.parsed == 2  # serverless.yml and x.yml


@pytest.mark.parametrize("name", ["/etc/passwd", "../../../x.yml", "../outside/secret.txt"])
def test_nothing_outside_the_root_is_read(name: str) -> None:
    configuration = custom(f"a: ${{file({name}), 'd'}}", "b: ${self:custom.a}")
    (problem,) = problems(configuration)
    assert (problem.kind, problem.data["reason"]) == ("file-refused", "outside")
    know = resolved(configuration, "custom.a").know
    assert isinstance(know, Unknown)
    assert know.otherwise is not None
    assert know.otherwise.know == Known("d")


def test_a_link_that_leads_outside_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret.yml").write_text("k: 1\n")
    root = tmp_path / "project"
    root.mkdir()
    (root / "link.yml").symlink_to(tmp_path / "secret.yml")
    (root / "folder").mkdir()
    (root / "serverless.yml").write_text("custom: {a: '${file(link.yml):k}', b: '${file(folder)}'}\n")
    documents = Documents(Workspace(str(root)))
    configuration = Configuration(documents, documents.load(str(root / "serverless.yml")), Options(), "3")
    assert {(problem.kind, problem.data["reason"]) for _, problem in configuration.problems} == {
        ("file-refused", "outside"),
        ("file-refused", "directory"),
    }


@pytest.mark.parametrize("name", ["a\\0b.yml", "\\ud800.yml", "x" * 5_000 + ".yml"])
def test_what_is_no_path(name: str) -> None:
    configuration = custom(f'a: "${{file({name})}}"')
    assert isinstance(resolved(configuration, "custom.a").know, Unknown)
    assert kinds(configuration)


def test_a_file_that_is_not_there() -> None:
    files = {"config/Limits.yml": "k: 1\n", ".gitignore": "secrets.yml\n"}
    configuration = custom(
        "a: ${file(config/limits.yml)}", "b: ${file(secrets.yml):k}", "c: ${file(gone.yml)}", files=files
    )
    found = {problem.at.path: problem for problem in problems(configuration)}
    assert {problem.kind for problem in found.values()} == {"variable-missing"}
    assert all(problem.data["source"] == "file" and not problem.data["exists"] for problem in found.values())
    assert found["custom.a"].data["suggestion"] == "config/Limits.yml"
    assert "did you mean `config/Limits.yml`" in found["custom.a"].message
    assert [found[f"custom.{key}"].data["ignored"] for key in "abc"] == [False, True, False]


def test_a_key_that_is_not_there() -> None:
    configuration = custom("a: ${file(f.yml):timeot}", files={"f.yml": "timeout: 1\n"})
    (problem,) = problems(configuration)
    assert (problem.data["exists"], problem.data["suggestion"]) == (True, "timeout")
    assert written(problem) == "${file(f.yml):timeot}"


def test_what_is_wrong_in_an_included_file_stands_there_once() -> None:
    files = {"f.yml": "k: ${self:custom.nope}\nj: ${self:custom.gone}\n"}
    configuration = custom("a: ${file(f.yml):k}", "b: ${file(f.yml):k}", "c: ${file(f.yml)}", files=files)
    found = [
        (problem.at.file.path.rpartition("/")[2], problem.at.line, problem.at.path)
        for problem in problems(configuration)
    ]
    assert found == [("f.yml", 1, "custom.a"), ("f.yml", 2, "custom.c.j")]


def test_only_what_is_used_of_a_file_is_resolved() -> None:
    configuration = custom("a: ${file(f.yml):k}", files={"f.yml": "k: 1\nj: ${self:custom.gone}\n"})
    assert problems(configuration) == []


def test_a_file_that_does_not_load() -> None:
    files = {"f.yml": "k: [\n", "g.json": "{,}"}
    lines = ("a: ${file(f.yml):k}", "b: ${self:custom.a.x}", "c: ${file(f.yml), 'd'}", "d: 'x-${file(g.json):k}'")
    configuration = custom(*lines, files=files)
    found = problems(configuration)
    assert [(problem.kind, problem.at.file.path.rpartition("/")[2]) for problem in found] == [
        ("syntax", "f.yml"),
        ("syntax", "g.json"),
    ]
    assert isinstance(resolved(configuration, "custom.b").know, Unknown)


def test_code_is_read_where_it_is_literal() -> None:
    files = {"x.js": "module.exports = {k: {j: '${self:custom.n}'}, f: () => 1, run: make()}", "y.ts": "const k = 1"}
    lines = ("a: ${file(x.js):k.j}", "b: ${file(x.js)}", "c: ${file(x.js):f}", "d: ${file(x.js):run.x}", "n: 7")
    for version in ("3", "4", None):
        configuration = custom(*lines, "e: ${file(no.js), 'e'}", files=files, version=version)
        assert isinstance(resolved(configuration, "custom.b").know, Map)
        assert all(isinstance(resolved(configuration, f"custom.{key}").know, Unknown) for key in "cd")
        assert resolved(configuration, "custom.e").know == Known("e")
        assert problems(configuration) == []
        if version == "3":
            assert resolved(configuration, "custom.a").know == Known(7)


def test_what_code_does_not_export() -> None:
    files = {"x.js": "module.exports = {limits: 1}", "y.js": "module.exports = {...make(), limits: 1}"}
    configuration = custom("a: ${file(x.js):limit}", "b: ${file(y.js):limit}", files=files)
    assert kinds(configuration) == ["variable-missing"]
    assert "did you mean `limits`?" in problems(configuration)[0].message


@pytest.mark.parametrize(
    "code", ["module.exports = async () => ({})", "module.exports = make()", "module.exports = {", "let x", "\0"]
)
def test_code_that_is_not_literal(code: str) -> None:
    for version in ("3", "4", None):
        configuration = custom("a: ${file(x.js):k}", "b: ${file(x.js)}", files={"x.js": code}, version=version)
        assert all(isinstance(resolved(configuration, f"custom.{key}").know, Unknown) for key in "ab")
        assert problems(configuration) == []


def test_modules_of_version_4() -> None:
    """Version 4 looks for an address among a module's names, then in its default export; to 3 the rest is text."""
    files = {
        "x.ts": "export const k = 1",
        "y.mjs": "export default {k: 2}",
        "z.ts": "export const k = 3; export default 4",
    }
    lines = ("a: ${file(x.ts):k}", "b: ${file(y.mjs):k}", "c: ${file(z.ts):k}", "d: ${file(x.ts)}")
    fourth = custom(*lines, files=files, version="4")
    assert [resolved(fourth, f"custom.{key}").know for key in "ab"] == [Known(1), Known(2)]
    assert all(isinstance(resolved(fourth, f"custom.{key}").know, Unknown) for key in "cd")
    assert resolved(custom("d: ${file(x.ts)}", files=files), "custom.d").know == Known(files["x.ts"])
    either = custom(*lines, files=files, version=None)
    assert all(isinstance(resolved(either, f"custom.{key}").know, Unknown) for key in "abcd")
    assert set(map(os.path.basename, either.files)) == {"x.ts", "y.mjs", "z.ts"}


def test_what_code_imports_is_included_too() -> None:
    files = {
        "x.js": "const base = require('./base');\nmodule.exports = {...base, k: base.n + '-x'}",
        "base.js": "exports.n = 'n'",
    }
    configuration = custom("a: ${file(x.js):k}", "b: ${file(x.js):n}", files=files)
    assert [resolved(configuration, f"custom.{key}").know for key in "ab"] == [Known("n-x"), Known("n")]
    assert set(map(os.path.basename, configuration.files)) == {"x.js", "base.js"}


def test_files_inside_each_other() -> None:
    files = {f"f{n}.yml": f"k: ${{file(f{n + 1}.yml)}}\n" for n in range(20)} | {"f20.yml": "1\n"}
    assert kinds(custom("a: ${file(f15.yml)}", files=files)) == []
    assert kinds(custom("a: ${file(f0.yml)}", files=files)) == ["variable-malformed"]


@pytest.mark.parametrize(
    "files",
    [
        {"f.yml": "k: ${file(f.yml)}\n"},
        {"f.yml": "k: ${file(f.yml):k}\n"},
        {"f.yml": "k: ${file(g.yml)}\n", "g.yml": "j: ${file(f.yml)}\n"},
        {"f.yml": "${file(f.yml)}\n"},
    ],
)
def test_a_file_in_itself(files: dict[str, str]) -> None:
    configuration = custom("a: ${file(f.yml)}", files=files)
    assert kinds(configuration) == ["variable-cycle"]


def test_a_text_that_holds_itself() -> None:
    configuration = custom("a: ${file(t.txt)}", files={"t.txt": "${file(t.txt)}"})
    assert kinds(configuration) == ["variable-malformed"]


def test_texts() -> None:
    files = {"q.sql": "select '${self:custom.n}'\n", "e.env": "", "b.json": '{"k": "${self:custom.n}"}'}
    configuration = custom("a: ${file(q.sql)}", "b: ${file(b.json):k}", "c: 'x${file(e.env)}'", "n: 1", files=files)
    assert resolved(configuration, "custom.a").know == Known("select '1'\n")
    assert resolved(configuration, "custom.b").know == Known(1)
    assert resolved(configuration, "custom.c").know == Known("x")


def test_duplicate_keys_in_json_are_told_and_the_file_is_used() -> None:
    configuration = custom("a: ${file(g.json):k}", files={"g.json": '{"k": 1, "k": 2}'})
    assert resolved(configuration, "custom.a").know == Known(2)
    assert len(problems(configuration)) == 1


def test_the_whole_service_may_be_made_of_files() -> None:
    files = {
        "provider.yml": "name: aws\nstage: ${opt:stage, 'qa'}\n",
        "custom.yml": "table: t-${sls:stage}\nagain: ${self:custom.table}\n",
        "fn.yml": "a: {handler: a.h, environment: {TABLE: '${self:custom.again}'}}\n",
    }
    text = "service: x\nprovider: ${file(provider.yml)}\ncustom: ${file(custom.yml)}\nfunctions: ${file(fn.yml)}\n"
    configuration = configure(text, files, extra_stages=("prod",))
    assert resolved(configuration, "functions.a.environment.TABLE", "qa").know == Known("t-qa")
    assert resolved(configuration, "functions.a.environment.TABLE", "prod").know == Known("t-prod")
