"""Compares our reading of YAML with js-yaml's: by hand, since it needs node and a folder with js-yaml 4 installed.

    python tests/source/compare_js_yaml.py FOLDER [--mutants N] [--seed N] [PATH…]

FOLDER holds node_modules/js-yaml. Compared are the tables of the tests, every YAML file below the PATHs, and N mutants
of these. Prints each difference; the exit status is 1 if there is one. The differences that are known and left:
a timestamp as a key (js-yaml's depends on the time zone), a number or boolean on the line below its tag (js-yaml
resolves it first), a tag of nothing below another tag (js-yaml refuses it), an alias to an anchor of nothing at all.
"""

import argparse
import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "linter"), str(ROOT / "tests")]

from slslint.source.document import Document
from slslint.source.load import load
from source.mutate import mutant
from source.test_scalars import STRINGS, VALUES
from source.trees import plain
from source.yaml_cases import MEANS, REFUSED

SERVER = """
const yaml = require('js-yaml')
const names = ['And','Base64','Cidr','Condition','Equals','FindInMap','GetAtt','GetAZs','If','ImportValue','Join','Not',
  'Or','Ref','Select','Split','Sub']
const type = (name, kind) => new yaml.Type('!' + name, { kind, construct: (data) => {
  if (name === 'GetAtt' && typeof data === 'string') {
    const [first, ...tail] = data.split('.')
    data = [first, tail.join('.')]
  }
  return { [['Ref', 'Condition'].includes(name) ? name : 'Fn::' + name]: data }
} })
const schema = yaml.DEFAULT_SCHEMA.extend(
  names.flatMap((name) => ['mapping', 'scalar', 'sequence'].map((kind) => type(name, kind))))
require('readline').createInterface({ input: process.stdin }).on('line', (line) => {
  let answer
  try {
    const text = JSON.stringify(yaml.load(JSON.parse(line), { schema }))
    answer = { means: text === undefined ? null : JSON.parse(text) }
  } catch (error) {
    answer = { refused: String(error.reason || error.message) }
  }
  console.log(JSON.stringify(answer))
})
"""


class JsYaml:
    def __init__(self, folder: str) -> None:
        self.process = subprocess.Popen(
            ["node", "-e", SERVER], cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def read(self, text: str) -> dict[str, Any]:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(text) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())


def ours(document: Document) -> dict[str, Any]:
    if document.problems:
        return {"refused": document.problems[0].message}
    return {"means": plain(document.root)}


def same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return ("refused" in one) == ("refused" in other) and _normal(one.get("means")) == _normal(other.get("means"))


def _normal(value: Any) -> Any:
    """Types told apart, half surrogate pairs replaced, numbers as JavaScript has them."""
    if isinstance(value, dict):
        return {_normal(key): _normal(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_normal(item) for item in value]
    if isinstance(value, bool) or value is None:
        return ("word", value)
    if isinstance(value, int | float):
        return float(value)
    return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("paths", nargs="*", type=Path)
    parser.add_argument("--mutants", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_intermixed_args()
    texts = [text for text, _ in MEANS.values()]
    texts += [text.replace("«", "").replace("»", "") for text, _ in REFUSED.values()]
    texts += [f"- {text}\n" for text in (*STRINGS, *VALUES)]
    files = [file for path in options.paths for file in sorted(path.rglob("*.y*ml")) if file.is_file()]
    texts += [file.read_bytes().decode("utf-8-sig", "replace") for file in files]
    rnd = random.Random(options.seed)
    texts += [mutant(rnd, texts) for _ in range(options.mutants)]
    js_yaml, differences, accepted = JsYaml(options.folder), 0, 0
    for text in texts:
        theirs, mine = js_yaml.read(text), ours(load("file.yml", text.encode("utf-8", "surrogatepass")))
        accepted += "means" in theirs
        if not same(theirs, mine):
            differences += 1
            print(f"{text[:500]!r}\n  js-yaml {str(theirs)[:300]}\n  ours    {str(mine)[:300]}")
    print(f"{len(texts)} texts ({len(files)} files), {accepted} accepted by js-yaml, {differences} differences")
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
