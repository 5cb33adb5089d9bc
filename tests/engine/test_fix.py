"""Fixing: rounds, overlaps, encodings, and what is taken back."""

import os

from projects import ROOT, session
from slslint.engine.fix import Fixed, fix
from slslint.engine.options import LintOptions

SERVICE = "service: notes\nprovider: {name: aws}\nfunctions:\n  list:\n    handler: src/a.list # the list\n"


def fixed(text: str | bytes, *, unsafe: bool = False, select: tuple[str, ...] = ("timeout-unset",)) -> Fixed:
    lints = session({}, LintOptions(select=select))
    data = text if isinstance(text, bytes) else text.encode()
    lints.workspace.overlays[os.path.join(ROOT, "serverless.yml")] = data
    return fix(lints, [ROOT], unsafe=unsafe)


def after(done: Fixed) -> bytes:
    return next(iter(done.after.values()), b"")


def test_a_safe_fix_is_made_and_nothing_else_changes() -> None:
    done = fixed(SERVICE)
    assert after(done) == SERVICE.replace("    handler", "    timeout: 6\n    handler").encode()
    assert (done.count, done.result.findings) == (1, [])


def test_a_second_run_changes_nothing() -> None:
    once = after(fixed(SERVICE))
    assert fixed(once).changed == ()


def test_line_ends_and_byte_order_mark_are_kept() -> None:
    data = b"\xef\xbb\xbf" + SERVICE.replace("\n", "\r\n").encode()
    done = after(fixed(data))
    assert done.startswith(b"\xef\xbb\xbf")
    assert done.count(b"\r\n") == done.count(b"\n") == data.count(b"\n") + 1


def test_two_fixes_of_one_round() -> None:
    done = fixed(SERVICE + "  get:\n    handler: src/a.get\n")
    assert after(done).count(b"timeout: 6") == 2


def test_an_unsafe_fix_waits_to_be_asked_for() -> None:
    text = SERVICE.replace("{name: aws}", "{name: aws, stage: dev}") + "custom:\n  a: ${self:provider.stage}\n"
    assert fixed(text, select=("stage-blind-variable",)).changed == ()
    assert b"${sls:stage}" in after(fixed(text, select=("stage-blind-variable",), unsafe=True))


def test_what_is_suppressed_is_left_alone() -> None:
    assert fixed(SERVICE.replace("  list:", "  list: # slslint: ignore[timeout-unset]")).changed == ()


def test_what_stands_twice_in_one_text_is_mended_twice() -> None:
    text = SERVICE.replace("{name: aws}", "{name: aws, stage: dev}")
    text += 'custom:\n  a: "x-${self:provider.stage}-${self:provider.stage}"\n'
    done = fixed(text, select=("stage-blind-variable",), unsafe=True)
    assert b'a: "x-${sls:stage}-${sls:stage}"' in after(done)
    assert (done.count, done.result.findings) == (2, [])
