"""Fixes, baselines and revisions on the command line, with real files and a real git."""

import json
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from slslint.cli.app import app

SERVICE = "service: notes\nprovider: {name: aws}\nfunctions:\n  list:\n    handler: src/a.list\n"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "serverless.yml").write_text(SERVICE)
    subprocess.run(["git", "init", "-q", "."], check=True)
    return tmp_path


def check(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["check", "--select", "timeout-unset", *arguments])


def test_fix_writes_the_file(project: Path) -> None:
    done = check("--fix")
    assert done.exit_code == 0
    assert "timeout: 6" in (project / "serverless.yml").read_text()


def test_fix_keeps_permissions_and_links(project: Path) -> None:
    real = project / "real.yml"
    (project / "serverless.yml").rename(real)
    real.chmod(0o640)
    (project / "serverless.yml").symlink_to("real.yml")
    check("--fix")
    assert (project / "serverless.yml").is_symlink()
    assert (real.stat().st_mode & 0o777, "timeout: 6" in real.read_text()) == (0o640, True)


def test_diff_changes_nothing(project: Path) -> None:
    done = check("--diff")
    assert done.exit_code == 1
    assert "+    timeout: 6\n" in done.stdout
    assert (project / "serverless.yml").read_text() == SERVICE
    assert check("--ignore", "timeout-unset", "--diff").exit_code == 0


def test_baseline(project: Path) -> None:
    assert check("--write-baseline", "known.json").exit_code == 0
    assert check("--baseline", "known.json").exit_code == 0
    (project / "serverless.yml").write_text("# moved\n" + SERVICE + "  get:\n    handler: src/a.get\n")
    done = check("--baseline", "known.json", "--format", "json")
    assert done.exit_code == 1
    assert [each["suppressed"] for each in json.loads(done.stdout)["findings"]] == ["baseline", None]
    (project / "serverless.yml").write_text(SERVICE.replace("handler", "timeout: 5\n    handler"))
    done = check("--baseline", "known.json")
    assert (done.exit_code, "no longer found" in done.stderr) == (0, True)


@pytest.mark.parametrize("of", ["option", "configuration", "revision"])
def test_what_is_accepted_is_not_fixed(project: Path, of: str) -> None:
    check("--write-baseline", "known.json")
    commit(project)
    (project / "serverless.yml").write_text(SERVICE + "  get:\n    handler: src/a.get\n")
    if of == "configuration":
        (project / "slslint.toml").write_text('baseline = "known.json"\n')
    options = {"option": ("--baseline", "known.json"), "revision": ("--since", "HEAD")}.get(of, ())
    done = check("--fix", *options)
    assert (done.exit_code, "no longer found" in done.stderr) == (0, False)
    assert (project / "serverless.yml").read_text() == SERVICE + "  get:\n    timeout: 6\n    handler: src/a.get\n"


def test_what_a_run_did_not_look_for_is_not_called_gone(project: Path) -> None:
    check("--write-baseline", "known.json")
    (project / "other").mkdir()
    (project / "other" / "serverless.yml").write_text(SERVICE.replace("handler", "timeout: 5\n    handler"))
    assert "no longer found" not in check("other", "--baseline", "known.json").stderr
    done = CliRunner().invoke(app, ["check", "--select", "api-logs-off", "--baseline", "known.json"])
    assert "no longer found" not in done.stderr


@pytest.mark.parametrize("text", ["no JSON", "{}"])
def test_a_broken_baseline_is_said(project: Path, text: str) -> None:
    (project / "known.json").write_text(text)
    done = check("--baseline", "known.json")
    assert (done.exit_code, "--write-baseline" in done.stderr) == (2, True)
    assert check("--baseline", "none.json").exit_code == 2


def commit(project: Path) -> None:
    for command in (["add", "."], ["-c", "user.name=t", "-c", "user.email=t@example.com", "commit", "-qm", "t"]):
        subprocess.run(["git", *command], check=True, cwd=project)


def test_since_a_revision(project: Path) -> None:
    commit(project)
    assert check("--since", "HEAD").exit_code == 0
    (project / "serverless.yml").write_text(SERVICE + "  get:\n    handler: src/a.get\n")
    done = check("--since", "HEAD", "--format", "concise")
    assert done.exit_code == 1
    assert "`get`" in done.stdout
    assert "`list`" not in done.stdout


def test_since_runs_no_hook_and_says_what_git_says(project: Path) -> None:
    commit(project)
    subprocess.run(["git", "config", "core.fsmonitor", "touch ran; false"], check=True, cwd=project)
    done = check("--since", "no-such-revision")
    assert (done.exit_code, "no-such-revision" in done.stderr) == (2, True)
    check("--since", "HEAD")
    assert not (project / "ran").exists()
    assert check("--since", "--output=x").exit_code == 2


def test_configuration_is_found_and_its_mistakes_are_said(project: Path) -> None:
    (project / "slslint.toml").write_text('select = ["timeouts"]\nignore = ["timeout-unset"]\n')
    assert CliRunner().invoke(app, ["check", "--fail-on", "warning"]).exit_code == 0
    (project / "slslint.toml").write_text('ignroe = ["timeout-unset"]\nconfidence = "low"\n')
    done = check()
    assert done.exit_code == 2
    assert "slslint.toml:1: there is no setting `ignroe`; did you mean `ignore`?" in done.stderr
    assert "slslint.toml:2: confidence" in done.stderr
    (project / "slslint.toml").write_text('\nselect = ["timeout-unst"]\n')
    done = check()
    assert done.exit_code == 2
    assert "slslint.toml:2: no rule is called 'timeout-unst'; did you mean `timeout-unset`?" in done.stderr


def test_settings_change_severity_and_silence_paths(project: Path) -> None:
    (project / "slslint.toml").write_text('[severity]\ntimeout-unset = "error"\n')
    assert json.loads(check("--format", "json").stdout)["findings"][0]["severity"] == "error"
    (project / "slslint.toml").write_text('[per-path-ignores]\n"serverless.*" = ["timeouts"]\n')
    assert json.loads(check("--format", "json").stdout)["findings"][0]["suppressed"] == "configuration"
    (project / "serverless.yml").write_text(SERVICE.replace("list:", "list: # slslint: ignore[SLS501]"))
    (project / "slslint.toml").write_text('non-ignorable = ["timeout-unset"]\n')
    assert check().exit_code == 1
