"""Python handlers: whether the function exists, and whether the body is parsed unguarded."""

from pathlib import Path

import pytest
from handlers.code import facts_of
from hypothesis import given, settings
from hypothesis import strategies as st
from slslint.handlers.function import FOUND, MISSING, UNSEEN
from slslint.handlers.python import inspect

PRESENT = [
    "def run(event, context): pass",
    "async def run(event, context): pass",
    "run = lambda event, context: 1",
    "run = make()",
    "run: object = make()",
    "a = run = make()",
    "(a, run) = make()",
    "from other import run",
    "from other import go as run",
    "import run",
    "import other as run",
    "class run: pass",
    "@wrap\ndef run(event, context): pass",
    "if x:\n    def run(event, context): pass\nelse:\n    run = None",
    "try:\n    from fast import run\nexcept ImportError:\n    from slow import run",
    "for run in make(): pass",
    "with make() as run: pass",
    "if (run := make()): pass",
    "def make():\n    global run\n    run = 1\nmake()",
]
ABSENT = [
    "",
    "def Run(event, context): pass",
    "class A:\n    def run(self): pass",
    "def outer():\n    def run(): pass",
    "import run.sub as other",
    "x.run = 1",
    "# def run(): pass",
    "print('def run')",
]
HIDDEN = [
    "from other import *",
    "globals()['run'] = 1",
    "exec('def run(): pass')",
    "setattr(module, 'run', 1)",
    "def __getattr__(name): return 1",
    "def broken(:",
]


@pytest.mark.parametrize("text", PRESENT)
def test_present(text: str) -> None:
    assert inspect("a.py", text.encode(), "run").status == FOUND


@pytest.mark.parametrize("text", ABSENT)
def test_absent(text: str) -> None:
    assert inspect("a.py", text.encode(), "run").status == MISSING


@pytest.mark.parametrize("text", HIDDEN)
def test_hidden(text: str) -> None:
    facts = inspect("a.py", text.encode(), "run")
    assert facts.status == UNSEEN
    assert facts.why


UNGUARDED = [
    'body = json.loads(event["body"])',
    "body = json.loads(event['body'] or '{}')",
    "body = json.loads(event.get('body'))",
    "body = json.loads(event.get('body', '{}'))",
    "raw = event['body']\n    body = json.loads(raw)",
    "if event['body']:\n        body = json.loads(event['body'])",
    "try:\n        pass\n    except ValueError:\n        pass\n    return json.loads(event['body'])",
    "try:\n        return json.loads(event['body'])\n    finally:\n        print()",
    "with open('f') as f:\n        return json.loads(event['body'])",
]
GUARDED = [
    "try:\n        body = json.loads(event['body'])\n    except ValueError:\n        return 400",
    "try:\n        if x:\n            body = json.loads(event['body'])\n    except Exception:\n        return 400",
    "with suppress(ValueError):\n        body = json.loads(event['body'])",
    "body = json.loads(event['Records'][0]['body'])",
    "body = json.loads(os.environ['X'])",
    "body = event['body']",
    "raw = event['body']\n    raw = '{}'\n    body = json.loads(raw)",
    "read = lambda: json.loads(event['body'])",
    "body = yaml.loads(event['body'])",
]


@pytest.mark.parametrize("body", UNGUARDED)
def test_unguarded(body: str) -> None:
    text = f"import json\n\ndef run(event, context):\n    {body}\n"
    facts = inspect("a.py", text.encode(), "run")
    assert [text[each.start :].startswith("json.loads(") for each in facts.parses] == [True]


@pytest.mark.parametrize("body", GUARDED)
def test_guarded(body: str) -> None:
    text = f"import json\n\ndef run(event, context):\n    {body}\n"
    assert inspect("a.py", text.encode(), "run").parses == ()


def test_spellings_of_loads() -> None:
    for head, call in (
        ("import json as j", "j.loads"),
        ("from json import loads", "loads"),
        ("from json import loads as l", "l"),
    ):
        text = f"{head}\ndef run(event, context):\n    return {call}(event['body'])\n"
        assert len(inspect("a.py", text.encode(), "run").parses) == 1


def test_a_decorator_may_catch() -> None:
    text = "import json\n@errors\ndef run(event, context):\n    return json.loads(event['body'])\n"
    facts = inspect("a.py", text.encode(), "run")
    assert facts.status == FOUND
    assert facts.parses == ()


def test_places_count_characters() -> None:
    text = "\ufeffimport json\r\ndef run(event, context):\r\n    x = 'é𝄞'; return json.loads(event['body'])\r\n"
    (place,) = inspect("a.py", text.encode(), "run").parses
    assert place.file.position(place.start) == (3, 22)
    assert place.file.text[place.start : place.end] == "json.loads(event['body'])"


@pytest.mark.parametrize(
    "data",
    [
        b"\xff\xfe\x00",
        b"\x00",
        b"x = " + b"(" * 100_000,
        b"x = " + b"-" * 100_000 + b"1",
        b"x = a" + b".b" * 100_000,
        b"x = 1" + b"+1" * 100_000,
        b"if a: pass\n" + b"elif b: pass\n" * 20_000,
        b"#" * 600_000,
    ],
)
def test_hostile_files_are_unknown(data: bytes) -> None:
    assert inspect("a.py", data, "run").status in (UNSEEN, MISSING)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_survived(text: str) -> None:
    inspect("a.py", text.encode("utf-8", "surrogatepass"), "run")


def test_through_the_door(tmp_path: Path) -> None:
    facts = facts_of(tmp_path, {"app/t.py": "def run(event, context): pass"}, "app.t.run", "python3.12")
    assert facts.status == FOUND
    assert facts_of(tmp_path, {}, "app/t.go", "python3.12").status == MISSING
