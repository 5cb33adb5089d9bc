"""The cold start: CPU time of whole processes, as ratios to `python -c "import click"` measured in turn with them."""

import argparse
import resource
import statistics
import subprocess
import sys


def main() -> None:
    """Print the median and least CPU time of each command, and its ratio to importing click."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("services", nargs="+", help="a service file to check")
    parser.add_argument("--rounds", type=int, default=21)
    parser.add_argument("--select", help="only these rules")
    given = parser.parse_args()
    chosen = ["--select", given.select] if given.select else []
    commands = {"import click": [sys.executable, "-c", "import click"]}
    for service in given.services:
        check = [sys.executable, "-m", "slslint", "check", "--no-template", *chosen]
        commands[f"{service}, unchanged"] = [*check, service]
        commands[f"{service}, anew"] = [*check, "--no-cache", service]
    times: dict[str, list[float]] = {name: [] for name in commands}
    for number in range(given.rounds + 1):
        for name, command in commands.items():
            took = cpu(command)
            if number:  # the first round writes the byte code
                times[name].append(took)
    yardstick = times["import click"]
    for name, took in times.items():
        ratios = [each / one for each, one in zip(took, yardstick, strict=True)]
        median, least = statistics.median(took), min(took)
        print(f"{median:7.1f} ms  least {least:7.1f} ms  ratio {statistics.median(ratios):5.2f}", end="")
        print(f"  least {least / min(yardstick):5.2f}  {name}")


def cpu(command: list[str]) -> float:
    """User and system time of a process, in milliseconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) * 1000


if __name__ == "__main__":
    main()
