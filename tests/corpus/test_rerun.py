"""The re-run over real repositories: what it compares, and what it writes for people to judge."""

import shutil
from pathlib import Path

import pytest
from corpus import rerun
from corpus.rerun import Key

HERE = Path(__file__).resolve()
FIXTURES = HERE.parents[2] / "fixtures" / "notes-app"
HEADER = "\t".join(rerun.COLUMNS) + "\n"


def test_compare() -> None:
    listed = {
        Key("a/b@1", "serverless.yml", 1, "SLS501"): "true",
        Key("a/b@1", "serverless.yml", 2, "SLS501"): "true",
        Key("a/b@1", "serverless.yml", 3, "SLS501"): "false",
        Key("a/b@1", "serverless.yml", 4, "SLS501"): "false",
        Key("a/b@1", "serverless.yml", 5, "SLS501"): "?",
        Key("a/b@2", "serverless.yml", 1, "SLS501"): "true",
    }
    found = {Key("a/b@1", "serverless.yml", line, "SLS501"): "" for line in (1, 3, 5, 6)}
    differences = rerun.compare(found, listed, ["a/b@1"])
    assert {kind: [key.line for key in keys] for kind, keys in differences.items()} == {
        "unlisted": [6],
        "unjudged": [5],
        "false": [3],
        "gone": [2],
    }


def test_verdicts_that_are_kept_can_be_read() -> None:
    assert rerun.VERDICTS.read_text(encoding="utf-8").startswith(HEADER)
    rerun.read_verdicts(rerun.VERDICTS)


def test_a_word_that_is_no_verdict_is_refused(tmp_path: Path) -> None:
    verdicts = tmp_path / "verdicts.tsv"
    verdicts.write_text(f"{HEADER}a/b@1\tserverless.yml\t1\tSLS501\tyes\twhy not\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"verdicts\.tsv:2: 'yes' is no verdict"):
        rerun.read_verdicts(verdicts)


def test_a_round(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    corpus, verdicts = tmp_path / "corpus", tmp_path / "verdicts.tsv"
    shutil.copytree(FIXTURES / "duplicate-route", corpus / "o__notes")
    (corpus / "INDEX.tsv").write_text(
        "folder\trepo\tcommit\tservices\ttags\no__notes\to/notes\tabc\t1\t\no__gone\to/gone\tdef\t1\t\n"
    )
    verdicts.write_text(HEADER, encoding="utf-8")
    run = [str(corpus), "--verdicts", str(verdicts), "--jobs", "1"]

    assert rerun.main([*run, "--write-missing"]) == 1
    rows = verdicts.read_text(encoding="utf-8").splitlines()
    assert [row.split("\t")[:5] for row in rows[1:]] == [["o/notes@abc", "serverless.yml", "24", "SLS205", "?"]]
    assert "unlisted: o/notes@abc serverless.yml:24 SLS205 error: " in capsys.readouterr().out

    assert rerun.main(run) == 1  # nobody has judged it
    verdicts.write_text(verdicts.read_text(encoding="utf-8").replace("\t?\t", "\ttrue\t"), encoding="utf-8")
    assert rerun.main(run) == 0
