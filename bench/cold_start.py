"""The cold start: CPU time of whole processes, as ratios to `python -c "import click"` measured in turn with them."""

import argparse
import os
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path


def main() -> None:
    """Print the median and least CPU time of each command, and its ratio to importing click."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("services", nargs="+", help="a service file to check")
    parser.add_argument("--rounds", type=int, default=21)
    parser.add_argument("--select", help="only these rules")
    given = parser.parse_args()
    chosen = ["--select", given.select] if given.select else []
    check = [sys.executable, "-m", "slslint", "check", "--no-template", *chosen]
    times: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        os.environ["SLSLINT_CACHE_DIR"] = str(Path(folder) / "cache")
        copies = {
            service: copy(Path(service), Path(folder) / str(number)) for number, service in enumerate(given.services)
        }
        for number in range(given.rounds + 1):
            took = {"import click": cpu([sys.executable, "-c", "import click"])}
            for name, service in copies.items():
                edit(service, number)
                took[f"{name}, after an edit"] = cpu([*check, str(service)])
                took[f"{name}, unchanged"] = cpu([*check, str(service)])
                took[f"{name}, anew"] = cpu([*check, "--no-cache", str(service)])
            for name, each in (
                took.items() if number else ()
            ):  # the first round writes the byte code and fills the cache
                times.setdefault(name, []).append(each)
    yardstick = times["import click"]
    for name, took in times.items():
        ratios = [each / one for each, one in zip(took, yardstick, strict=True)]
        median, least = statistics.median(took), min(took)
        print(f"{median:7.1f} ms  least {least:7.1f} ms  ratio {statistics.median(ratios):5.2f}", end="")
        print(f"  least {least / min(yardstick):5.2f}  {name}")


def copy(service: Path, folder: Path) -> Path:
    """A copy of the service's folder, in which the service file can be edited."""
    shutil.copytree(service.resolve().parent, folder, ignore=shutil.ignore_patterns(".git", "node_modules"))
    return folder / service.name


def edit(service: Path, number: int) -> None:
    """Change one line of the service file: the first timeout, or a comment at its end where there is none."""
    text = service.read_text(encoding="utf-8")
    edited, found = re.subn(r"(?m)^( +timeout: )\d+", rf"\g<1>{10 + number % 10}", text, count=1)
    service.write_text(edited if found else f"{text}\n# {number}", encoding="utf-8")


def cpu(command: list[str]) -> float:
    """User and system time of a process, in milliseconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) * 1000


if __name__ == "__main__":
    main()
