"""A service written as code: the same findings as in YAML, no fixes, and nothing is said of what is computed."""

from collections.abc import Iterator
from importlib import import_module

import pytest
from code_text import SPREAD, module, nodes
from projects import ROOT, completed, lint, places, session
from slslint.engine.manifest import RuleEntry, rules
from slslint.engine.pages import Example, read_page
from slslint.engine.session import Result
from slslint.source.load import load
from slslint.source.node import MAP, Node

# Of several mistakes that are one, such as two routes of one name, another is named once one of them is hidden; and
# who calls an API is judged by the callers that can be seen.
ELSEWHERE = ("name-collision", "caller-unknown", "missing-invoke-grant", "event-loop-flag-unset")
ENTRIES = [entry for entry in rules() if entry.scope != "Suppression"]


def by_rule() -> pytest.MarkDecorator:
    return pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)


def examples(entry: RuleEntry) -> Iterator[tuple[Example, dict[str, str], Node]]:
    """The examples of a rule's page with the trees of their services; dates are no JSON."""
    page = read_page(import_module(entry.module).__doc__ or "")
    for each in (*page.bad, *page.good):
        files = {file.name: completed(file.name, file.text) for file in each.files}
        text = files.pop("serverless.yml", "")
        root = load("serverless.yml", text.encode()).root
        if root is not None and root.kind == MAP and not any(node.tag == "!!timestamp" for node in nodes(root)):
            yield each, files | {"serverless.yml": text}, root


def found(files: dict[str, str], entry: RuleEntry) -> tuple[set[str], Result]:
    result = lint(files, select=(entry.name,))
    assert not result.crashed, [each.message for each in result.findings]
    return {each.at.path for each in result.findings if each.name == entry.name and each.at.path}, result


def as_code(files: dict[str, str], text: str) -> dict[str, str]:
    return {name: content for name, content in files.items() if name != "serverless.yml"} | {"serverless.js": text}


@by_rule()
def test_the_same_is_found_in_code_and_no_fix_touches_it(entry: RuleEntry) -> None:
    for example, files, root in examples(entry):
        expected, _ = found(files, entry)
        paths, result = found(as_code(files, module(root)), entry)
        assert paths == expected, example.caption
        edits = [edit for each in result.findings for fix in each.fixes for edit in fix.edits]
        assert not any(edit.file.path.endswith("serverless.js") for edit in edits)


@by_rule()
def test_an_unknown_spread_adds_no_finding(entry: RuleEntry) -> None:
    """Whatever is spread may be nothing: what is found beside it must be found without it too."""
    for example, files, root in examples(entry):
        expected, _ = found(files, entry)
        for number, node in enumerate(nodes(root)):
            if node.kind == MAP:
                paths, _ = found(as_code(files, module(root, number, SPREAD)), entry)
                if entry.name not in ELSEWHERE:
                    assert paths <= expected, (example.caption, node.text)


def test_places_suppressions_and_imports() -> None:
    service = """\
import type { AWS } from '@serverless/typescript';
import { hello } from './functions';

const config: AWS = {
  service: 'notes',
  provider: { name: 'aws', runtime: 'nodejs22.x' },
  functions: {
    hello,
    // slslint: ignore[timeout-unset] -- it is quick
    quick: { image: 'x' },
    slow: {
      image: 'x', // slslint: ignore[timeout-unset]
    },
    open: { image: 'x', ...process.env },
    late: {
      image: 'x',
      ['time' + 'out']: 40,
      events: [{ http: 'GET late' }],
    },
  },
};

module.exports = config;
"""
    functions = "export const hello = {\n  image: 'x',\n};\n"
    result = lint({"serverless.ts": service, "functions.ts": functions}, select=("timeouts", "meta"))
    assert places(result) == [
        ("serverless.ts", 8, "timeout-unset"),
        ("serverless.ts", 11, "timeout-unset"),
        ("serverless.ts", 12, "unused-ignore"),
        ("serverless.ts", 17, "timeout-exceeds-api-limit"),
    ]
    assert [each.reason for each in result.findings if each.suppressed] == ["it is quick"]
    assert sorted(path.rpartition("/")[2] for path in result.files) == ["functions.ts", "serverless.ts"]


def test_the_framework_reads_the_first_of_several_files() -> None:
    text = "service: a\nprovider: {name: aws}\n"
    code = "module.exports = {service: 'a', provider: {name: 'aws'}}"
    for names, read in (
        (("serverless.yml", "serverless.ts"), "serverless.yml"),
        (("serverless.js", "serverless.ts"), "serverless.js"),
        (("serverless.cjs", "serverless.mjs"), "serverless.mjs"),
        (("serverless.json", "serverless.yaml", "serverless.js"), "serverless.yaml"),
    ):
        files = {name: text if name.endswith("ml") else "{}" if name.endswith("json") else code for name in names}
        services = [path.rpartition("/")[2] for path in lint(files).services]
        assert services == [read]


def test_what_is_imported_or_compiled_is_no_service_of_its_own() -> None:
    code = "export default {service: 'a', provider: {name: 'aws'}}"
    files = {"serverless.js": "module.exports = require('./src/serverless').default", "src/serverless.ts": code}
    assert [path.rpartition("project")[2] for path in lint(files).services] == ["/serverless.js"]
    compiled = {"serverless.ts": code, "lib/serverless.js": "exports.default = {service: 'a', provider: {name: 'aws'}}"}
    assert len(lint(compiled).services) == 2
    compiled["tsconfig.json"] = '{"compilerOptions": {\n"outDir": "lib"}}'
    assert [path.rpartition("project")[2] for path in lint(compiled).services] == ["/serverless.ts"]


def test_a_service_that_another_file_reads_from_is_one_all_the_same() -> None:
    code = "export const stage = 'x';\nexport default {service: 'a', provider: {name: 'aws'}, custom: part}"
    circular = {
        "serverless.ts": f"import {{ part }} from './part';\n{code}",
        "part.ts": "import { stage } from './serverless';\nexport const part = { stage };",
    }
    assert len(lint(circular).services) == 1
    other = "import { stage } from '../b/serverless';\n" + code.replace("stage = 'x'", "other = stage")
    assert len(lint({"a/serverless.ts": other, "b/serverless.ts": code}).services) == 2
    spread = "import base from './src/serverless';\nexport default {...base, custom: {}}"
    services = lint({"serverless.ts": spread, "src/serverless.ts": code}).services
    assert [path.rpartition("project")[2] for path in services] == ["/serverless.ts"]


def test_a_key_whose_value_may_be_undefined_may_not_be_there() -> None:
    code = "module.exports = {service: 'a', provider: {name: 'aws'}, vcp: x ? {} : undefined, cutsom: {}}"
    result = lint({"serverless.js": code}, select=("unknown-property",))
    assert [each.at.path for each in result.findings] == ["cutsom"]


def test_what_cannot_be_read_is_noted() -> None:
    result = lint({"serverless.ts": "export default async () => ({service: 'x'})"})
    assert result.services == []
    assert result.findings == []
    assert len(result.notes) == 1
    assert "serverless.ts: what it exports is not known: it is computed, and code is not run" in result.notes[0]
    assert lint({"serverless.js": "module.exports = {}"}).services == []


def test_copies_are_noted_and_passed_over() -> None:
    text = "service: notes\nprovider: {name: aws}\n"
    files = {"serverless.yml": text, "serverless.prod.bak.yml": text, "serverless.example.yml": text}
    result = lint(files | {"serverless.prod.yml": text, "serverless.template.yml": "Resources: {}\n"})
    assert [path.rpartition("/")[2] for path in result.services] == ["serverless.yml", "serverless.prod.yml"]
    assert [note.partition(": ")[2] for note in result.notes] == [
        "a copy by its name, which is linted only where it is given"
    ] * 2
    given = session(files).lint([f"{ROOT}/serverless.prod.bak.yml"])
    assert len(given.services) == 1


def test_a_syntax_of_its_own_before_version_3() -> None:
    """Version 3 passes over `provider.variableSyntax` (measured, 3.40); before, it said what a variable is."""
    service = (
        "service: notes\nprovider:\n  name: aws\n  variableSyntax: '\\${{(.+?)}}'\ncustom: {a: '${self:custom.no}'}\n"
    )
    for version, found in (("3", 1), ("^3.1", 1), ("4", 1), (">=1.0.0 <4", 0), ("2", 0)):
        files = {"serverless.yml": f"frameworkVersion: '{version}'\n{service}"}
        assert len(lint(files, select=("unresolved-variable",)).findings) == found, version
    assert lint({"serverless.yml": service}, select=("unresolved-variable",)).findings == []
