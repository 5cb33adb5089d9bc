"""What `package` leaves out: the patterns as Serverless 3.40 applies them to files (measured)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from projects import lint, places
from slslint.service.packaging import left_out_by, matches

# (exclude, patterns, file, whether it is left out)
MEASURED = [
    ([], ["!src/jobs/**"], "src/jobs/x/b.js", True),
    ([], ["!src/jobs/**"], "src/jobs.js", False),
    ([], ["!**", "src/**"], "src/a.js", False),
    ([], ["!**", "src/*"], "src/jobs/a.js", True),
    ([], ["!**", "src/{a,b}.js"], "src/a.js", False),
    ([], ["!src/**", "src/jobs/**"], "src/jobs/a.js", False),
    ([], ["src/jobs/**", "!src/**"], "src/jobs/a.js", True),
    (["src/**"], [], "src/a.js", True),
    (["src/**", "!src/a.js"], [], "src/a.js", False),
    (["src/**"], ["src/a.js"], "src/a.js", False),
    ([], ["!src/jobs"], "src/jobs/a.js", True),
    (["src/jobs"], [], "src/jobs/a.js", False),
    ([], ["!lib", "lib/index.js"], "lib/index.js", False),
    ([], ["lib/**", "!lib"], "lib/index.js", False),
    ([], ["!src*"], "src/a.js", False),
    ([], ["!./src/**"], "src/a.js", True),
    ([], ["!*.js"], "a.js", True),
    ([], ["!*.js"], "src/a.js", False),
    ([], ["!**/*.test.js"], "src/a.test.js", True),
    ([], ["!**/*.test.js"], "src/a.js", False),
    ([], ["!**/[ab].js"], "src/a.js", True),
    ([], ["!**/[^a].ts"], "src/b.ts", True),
    ([], ["!**/?.js"], "a/b/c/d.js", True),
    ([], ["!/src/**"], "src/a.js", False),
    ([], ["!src/"], "src/a.js", False),
    ([], ["!**/.env"], "src/.env", True),
]
NOT_READ = [
    "!(src)/**",
    "src/@(a|b).js",
    "src/{a,{b,c}}.js",
    "{1..3}.js",
    "**.js",
    "[!a].js",
    "[a",
    "a\\*",
    "src/a.js/**",
]


def left_out(exclude: list[str], included: list[str], path: str) -> bool:
    text = "service: x\nprovider: {name: aws, runtime: nodejs22.x}\nfunctions:\n"
    text += f"  a: {{handler: {path.removesuffix('.js')}.main}}\n"
    text += f"package: {{exclude: {exclude!r}, patterns: {included!r}}}\n"
    files = {"serverless.yml": text, path: "exports.main = async () => {};\n"}
    return bool(places(lint(files, select=("excluded-handler",))))


@pytest.mark.parametrize(("exclude", "included", "path", "out"), MEASURED)
def test_files_that_are_left_out(exclude: list[str], included: list[str], path: str, out: bool) -> None:
    if path.endswith(".js") and "." not in path.removesuffix(".js"):
        assert left_out(exclude, included, path) == out
    else:
        assert matches(included[0].removeprefix("!"), path) == out


@pytest.mark.parametrize("glob", NOT_READ)
def test_forms_that_are_not_read_say_nothing(glob: str) -> None:
    assert matches(glob, "src/a.js") is None
    assert not left_out([], ["!**", glob], "src/a.js")


@given(st.text("ab*?/.[]{},!^-", max_size=12), st.text("ab/.", min_size=1, max_size=12))
def test_any_pattern_is_matched_or_not_read(glob: str, path: str) -> None:
    assert matches(glob, path) in (True, False, None)


def test_stars_take_no_more_time_than_their_number() -> None:
    assert matches("/".join(["**"] * 60 + ["b"]), "/".join(["a"] * 300)) is False
    assert matches("*a" * 400 + "b", "a" * 4000) is False


def test_no_pattern_leaves_nothing_out() -> None:
    assert left_out_by("src/a.js", ()) is None
