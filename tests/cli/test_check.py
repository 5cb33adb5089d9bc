"""`slslint check`: options, what is read, exit statuses."""

import json
import os
from pathlib import Path

import pytest
from cli.conftest import Call
from cli.engine import Session


def service(folder: Path, *lines: str, name: str = "serverless.yml") -> Path:
    """A service file whose lines say what is found in it."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text("\n".join(["service: shop", *(f"# {line}" for line in lines)]) + "\n", encoding="utf-8")
    return path


def test_the_current_folder_is_the_default(call: Call, project: Path) -> None:
    service(project, "error no such property")
    result = call("check", "--format", "concise")
    assert result.stdout == "serverless.yml:2:1: SLS101 [E] no such property\n"
    assert result.exit_code == 1


def test_the_default_report_is_full(call: Call, project: Path) -> None:
    service(project, "error no such property")
    result = call("check")
    assert result.stdout.splitlines()[:2] == [
        "error[SLS101] unknown-property: no such property",
        "   ╭─ serverless.yml:2:1",
    ]
    assert result.stdout.splitlines()[-1] == "Found 1 error in 1 service (1 file)"


@pytest.mark.parametrize(
    ("lines", "options", "status"),
    [
        ((), (), 0),
        (("info x",), (), 0),
        (("warning x",), (), 1),
        (("error x",), (), 1),
        (("info x",), ("--fail-on", "info"), 1),
        (("warning x",), ("--fail-on", "error"), 0),
        (("error x",), ("--fail-on", "error"), 1),
        (("error x",), ("--fail-on", "never"), 0),
        (("silenced x",), ("--fail-on", "info"), 0),
        (("crash", "error x"), (), 2),
        (("crash",), ("--fail-on", "never"), 2),
    ],
)  # fmt: skip
def test_exit_status(call: Call, project: Path, lines: tuple[str, ...], options: tuple[str, ...], status: int) -> None:
    service(project, *lines)
    assert call("check", *options).exit_code == status


def test_options_reach_the_engine(call: Call, project: Path) -> None:
    service(project)
    call(
        "check", "--stage", "dev,prod", "--stage", "qa", "--select", "SLS5,unknown-property", "--select", "logging",
        "--ignore", "sls101", "--confidence", "high", "--env", "A=b=c", "--env", "B=", "--no-template",
    )  # fmt: skip
    options = Session.seen[-1]
    assert options.stages == ("dev", "prod", "qa")
    assert (options.select, options.ignore) == (("SLS5", "unknown-property", "logging"), ("sls101",))
    assert (options.confidence, options.env) == ("high", {"A": "b=c", "B": ""})


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--select", "timeot-unset"), "no rule is called 'timeot-unset'; did you mean `timeout-unset`?"),
        (("--ignore", "SLS999"), "no rule is called 'SLS999'"),
        (("--select", "meta,timeout"), "no rule is called 'timeout'"),
        (("--select", "zzz"), "no rule is called 'zzz'; `slslint rules` lists them"),
        (("--select", ""), "an empty name"),
        (("--stage", "dev,"), "an empty name"),
        (("--env", "NAME"), "write NAME=VALUE"),
        (("--env", "=x"), "write NAME=VALUE"),
        (("--format", "xml"), "'xml' is not one of 'full', 'concise', 'json'"),
        (("--fail-on", "none"), "'none' is not one of"),
        (("--fromat", "json"), "--format"),
        (("-",), "name it with --stdin-filename"),
        (("-", "serverless.yml", "--stdin-filename", "x.yml"), "give it alone"),
        (("--stdin-filename", "x.yml"), "goes with the path `-`"),
    ],
)  # fmt: skip
def test_usage_errors(call: Call, arguments: tuple[str, ...], said: str) -> None:
    result = call("check", *arguments)
    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stdout == ""


def test_a_path_that_does_not_exist(call: Call, project: Path) -> None:
    service(project)
    result = call("check", "serverless.yml", "no\x1bwhere.yml")
    assert result.exit_code == 2
    assert r"`no\x1bwhere.yml` does not exist: give a service file, a folder" in result.stderr


def test_no_service(call: Call, project: Path) -> None:
    result = call("check")
    assert result.exit_code == 2
    assert result.stderr == (
        "Error: no service found: slslint looks for serverless.yml, .yaml, .json, .ts, .js, .cjs, .mjs in a folder "
        "and below\n"
    )
    (project / "other.yml").write_text("a: 1\n", encoding="utf-8")
    assert call("check", "other.yml").stderr == "Error: other.yml: is no service\n"


def test_what_is_no_service_beside_one_that_is(call: Call, project: Path) -> None:
    service(project)
    (project / "other.yml").write_text("a: 1\n", encoding="utf-8")
    result = call("check", "serverless.yml", "other.yml")
    assert (result.exit_code, result.stderr) == (0, "other.yml: is no service\n")


def test_notes_stand_on_standard_error(call: Call, project: Path) -> None:
    service(project, "note serverless.ts: \x1b[31mnot read")
    result = call("check", "--format", "json")
    assert result.stderr == "serverless.ts: \\x1b[31mnot read\n"
    assert json.loads(result.stdout)["findings"] == []


def test_a_file_outside_the_root_is_refused(call: Call, project: Path) -> None:
    service(project)
    outside = service(project.parent / "elsewhere")
    os.symlink(outside, project / "link.yml")
    result = call("check", "link.yml")
    assert result.exit_code == 2
    assert "link.yml: lies outside the project root" in result.stderr
    beside = call("check", "serverless.yml", "link.yml")
    assert beside.exit_code == 2
    assert "No problems in 1 service" in beside.stdout


def test_paths_of_two_projects(call: Call, project: Path) -> None:
    service(project)
    (project.parent / "other" / ".git").mkdir(parents=True)
    service(project.parent / "other")
    result = call("check", ".", "../other")
    assert result.exit_code == 2
    assert "lies outside the project root" in result.stderr
    assert "check each project in a run of its own" in result.stderr


def test_paths_without_a_repository_share_the_current_folder(
    call: Call, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / ".git").rmdir()
    service(project / "a", "error in a")
    service(project / "b", "error in b")
    result = call("check", "--format", "json", "a", "b/serverless.yml")
    report = json.loads(result.stdout)
    assert report["root"] == str(project)
    assert [each["file"] for each in report["findings"]] == ["a/serverless.yml", "b/serverless.yml"]


def test_a_repository_inside_another(call: Call, project: Path) -> None:
    service(project)
    (project / "sub" / ".git").mkdir(parents=True)
    service(project / "sub")
    assert json.loads(call("check", "--format", "json", "sub", ".").stdout)["root"] == str(project)
    assert json.loads(call("check", "--format", "json", "sub").stdout)["root"] == str(project / "sub")


def test_a_linked_folder_is_seen_where_it_really_is(call: Call, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    service(project / "real", "error x")
    os.symlink(project / "real", project / "link")
    for path in ("link", "link/serverless.yml"):
        report = json.loads(call("check", "--format", "json", path).stdout)
        assert report["findings"][0]["file"] == "real/serverless.yml"


def test_paths_are_shown_relative_to_the_current_folder(
    call: Call, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    service(project / "a", "error x")
    (project / "b").mkdir()
    monkeypatch.chdir(project / "b")
    assert call("check", "--format", "concise", "../a").stdout.startswith("../a/serverless.yml:2:1: ")


TYPED = "service: x\n# error typed\n"


def test_standard_input(call: Call, project: Path) -> None:
    service(project, "error on the disk")
    result = call(
        "check", "-", "--stdin-filename", "serverless.yml", "--format", "concise", stdin="service: x\n# error typed\n"
    )
    assert result.stdout == "serverless.yml:2:1: SLS101 [E] typed\n"
    new = call(
        "check",
        "-",
        "--stdin-filename",
        "new/serverless.yml",
        "--format",
        "concise",
        stdin="service: x\n# error typed\n",
    )
    assert new.stdout == "new/serverless.yml:2:1: SLS101 [E] typed\n"


def test_standard_input_is_not_guessed_at(call: Call, project: Path) -> None:
    service(project)
    assert call("check", stdin=TYPED).exit_code == 0


def test_standard_input_is_bounded(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("slslint.cli.targets.MAX_FILE_BYTES", 10)
    result = call("check", "-", "--stdin-filename", "serverless.yml", stdin="service: longer\n")
    assert (result.exit_code, result.stderr) == (2, "Error: standard input has more than 10 bytes\n")


def test_output_goes_to_a_file(call: Call, project: Path) -> None:
    service(project, "error größe")
    result = call("check", "--format", "concise", "--output", "report.txt")
    assert (result.exit_code, result.stdout) == (1, "")
    assert (project / "report.txt").read_bytes() == "serverless.yml:2:1: SLS101 [E] größe\n".encode()
    assert call("check", "--output", "no/such/folder.txt").stderr == (
        "Error: cannot write `no/such/folder.txt`: No such file or directory\n"
    )


def test_an_output_file_has_colour_only_on_request(call: Call, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    service(project, "error x")
    monkeypatch.setenv("FORCE_COLOR", "1")
    call("check", "--output", "report.txt")
    assert b"\x1b" not in (project / "report.txt").read_bytes()
    call("check", "--output", "report.txt", "--color")
    assert b"\x1b" in (project / "report.txt").read_bytes()


def test_statistics(call: Call, project: Path) -> None:
    service(project, "error x", "error y", "warning z")
    assert call("check", "--statistics").stdout.splitlines() == [
        "2  SLS101  error    unknown-property",
        "1  SLS501  warning  timeout-unset",
        "",
        "Found 2 errors, 1 warning in 1 service (1 file)",
    ]


def test_unknowns_are_shown_on_request(call: Call, project: Path) -> None:
    service(project, "unknown `${ssm:/a}` is read at deploy time")
    assert "ssm" not in call("check").stdout
    assert "serverless.yml:2:1  `${ssm:/a}` is read at deploy time" in call("check", "--show-unknown").stdout


def test_variables_given_are_not_printed(call: Call, project: Path) -> None:
    service(project, "error x")
    assert "hunter2" not in call("check", "--env", "PASSWORD=hunter2").output
