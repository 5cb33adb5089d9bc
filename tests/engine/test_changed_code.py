"""A service in code that goes on to change what it wrote: nothing is said of what may be different then."""

import pytest
from projects import lint

CONFIG = """\
const functions: any = { f: { image: 'x' } };
const config: any = { service: 'notes', provider: { name: 'aws', runtime: 'nodejs22.x' }, functions };
"""
CHANGES = [
    "for (const fn of Object.values(functions)) { fn.timeout = 10; }",
    "for (const key in config.functions) { config.functions[key].timeout = 10; }",
    "Object.values(config.functions).forEach((f: any) => { f.timeout = 10 })",
    "Object.entries(config.functions).forEach(([k, f]: any) => { f.timeout = 10 })",
    "(Object.values(config.functions).find(() => true) as any).timeout = 10",
    "const all = [...Object.values(config.functions)] as any[]; all[0].timeout = 10",
    "const { functions: g } = config; g.f.timeout = 10",
    "const { functions: { f } } = config; f.timeout = 10",
    "const { ...rest } = config; rest.functions.f.timeout = 10",
    "const [first] = [config]; first.functions.f.timeout = 10",
    "[config.functions.f].forEach(f => { f.timeout = 10 })",
    "const c = process.env.X ? config : {} as any; c.functions.f.timeout = 10",
    "(config.functions || {}).f.timeout = 10",
    "(0, config).functions.f.timeout = 10",
    "const o = { config }; o.config.functions.f.timeout = 10",
    "const o = { c: config.functions.f }; o.c.timeout = 10",
    "const copy = { ...config }; copy.functions.f.timeout = 10",
    "Object.assign({}, config).functions.f.timeout = 10",
    "const get = () => config; get().functions.f.timeout = 10",
    "function run(c = config) { c.functions.f.timeout = 10 } run()",
    "const m = new Map([['a', config]]); m.get('a').functions.f.timeout = 10",
    "class M { c = config; run() { this.c.functions.f.timeout = 10 } } new M().run()",
    "function* each() { yield config } each().next().value.functions.f.timeout = 10",
    "tag`${config}`",
    "const sealed = Object.seal(config.functions.f); sealed.timeout = 10",
    "[config.functions.f.timeout] = [10]",
    "({ t: config.functions.f.timeout } = { t: 10 })",
    "config.functions.f.timeout ??= 10",
    "let other; other = config; other.functions.f.timeout = 10",
]
READS = [
    "",
    "const copy = { ...config }; console.log(copy.functions.f.image)",
    "if (config.functions.f && typeof config === 'object') { console.log(`${config.service}`) }",
    "const { functions: g } = config; console.log(g)",
    "export { functions }",
]


def found(change: str) -> int:
    code = f"{CONFIG};{change}\nexport default config;"
    result = lint({"serverless.ts": code}, select=("timeout-unset",))
    assert not result.crashed
    return len(result.findings)


@pytest.mark.parametrize("change", CHANGES)
def test_what_may_be_changed_is_not_known(change: str) -> None:
    assert found(change) == 0


@pytest.mark.parametrize("read", READS)
def test_what_is_only_read_stays_known(read: str) -> None:
    assert found(read) == 1


def test_aliases_without_end() -> None:
    names = "".join(f"const a{n + 1} = a{n};\n" for n in range(2000))
    assert found(f"const a0 = config;\n{names}") == 0


@pytest.mark.parametrize(("patch", "count"), [("functions.f.timeout = 10", 0), ("console.log(functions)", 1)])
def test_a_file_imported_for_its_effect_may_change_another(patch: str, count: int) -> None:
    files = {
        "serverless.ts": "import { functions } from './functions';\nimport './patch';\n"
        "export default { service: 'notes', provider: { name: 'aws', runtime: 'nodejs22.x' }, functions };",
        "functions.ts": "export const functions: any = { f: { image: 'x' } };",
        "patch.ts": f"import {{ functions }} from './functions';\n{patch};",
    }
    assert len(lint(files, select=("timeout-unset",)).findings) == count
