"""The worker process: cfn-lint behind a guard, asked and answering in lines of JSON.

It is started as `BOOT` in process.py says and knows nothing of a project but the template that it is sent.
"""

import json
import os
import signal
import sys
from typing import Any, cast

from slslint.engine.external.guard import Guard

FILE_RULES = frozenset(("E3043",))
"""Rules that open files which a template names."""
MOST_SECONDS = 150
"""Processor time of one answer, for a worker that nobody is there to end."""
MOST_BYTES = 4 << 30
"""Of memory."""


class Linter:
    """cfn-lint with its rules loaded."""

    def __init__(self) -> None:
        import cfnlint
        from cfnlint.config import ConfigMixIn
        from cfnlint.decode.mark import Mark
        from cfnlint.decode.node import dict_node, list_node, str_node
        from cfnlint.helpers import REGIONS
        from cfnlint.runner.cli import Runner

        self.home = os.path.dirname(cfnlint.__file__)
        self._config, self._runner, self._regions = ConfigMixIn, Runner, frozenset(REGIONS)
        self._mark, self._nodes = Mark, (dict_node, list_node, str_node)
        rules = Runner(ConfigMixIn([], regions=["us-east-1"])).rules
        self._rules = {code: rule for code, rule in rules.data.items() if code not in FILE_RULES}
        for _ in self._run({}, {"regions": ["us-east-1"]}):
            pass  # loads what is loaded late

    def answer(self, question: dict[str, Any]) -> dict[str, Any]:
        """The matches in a template, or what there is to know of a rule."""
        if "rule" in question:
            return {"rule": self._describe(question["rule"])}
        settings = {**question["settings"], "regions": [each for each in question["regions"] if each in self._regions]}
        settings["regions"] = settings["regions"] or ["us-east-1"]
        found = self._run(question["template"], settings)
        return {"matches": [row for row in map(self._row, found) if row is not None]}

    def _run(self, template: dict[str, Any], settings: dict[str, Any]) -> Any:
        config = self._config([], **settings)
        runner = self._runner.__new__(self._runner)
        runner.config, runner.rules = config, self._fresh()
        marked = self._marked(template)
        metadata: Any = marked.get("Metadata")
        if isinstance(metadata, dict):
            metadata.pop("cfn-lint", None)  # pyright: ignore[reportUnknownMemberType] # it could name rules and files
        elif metadata is not None:
            del marked["Metadata"]
        return runner.validate_template(marked)

    def _fresh(self) -> Any:
        from cfnlint.rules import Rules

        return Rules(self._rules)

    def _row(self, match: Any) -> list[Any] | None:
        rule = match.rule
        path = [each if isinstance(each, int) else str(each) for each in getattr(match, "path", ())]
        return [rule.id, rule.severity, rule.shortdesc, match.message, match.linenumber - 1, path]

    def _describe(self, code: str) -> dict[str, Any] | None:
        rule = self._rules.get(code)
        if rule is None:
            return None
        return {
            "code": rule.id,
            "severity": rule.severity,
            "summary": rule.shortdesc,
            "description": rule.description,
            "url": rule.source_url,
            "tags": list(rule.tags),
        }

    def _marked(self, template: Any) -> Any:
        """The template as cfn-lint's nodes; a mark's line is the node's number (see slslint.template.part)."""
        self._count = 0
        return self._node(template)

    def _next(self) -> Any:
        mark = self._mark(self._count, 0)
        self._count += 1
        return mark

    def _node(self, data: Any) -> Any:
        make_map, make_list, make_text = self._nodes
        mark = self._next()
        if isinstance(data, dict):
            node = make_map({}, mark, mark)
            for name, value in cast("dict[str, Any]", data).items():
                key = self._next()
                node[make_text(name, key, key)] = self._node(value)
            return node
        if isinstance(data, list):
            items = [self._node(item) for item in cast("list[Any]", data)]
            return make_list(items, mark, mark)
        return make_text(data, mark, mark) if isinstance(data, str) else data


def main() -> None:
    """Answer each line of standard input with one of standard output, until the input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = os.fdopen(os.dup(1), "w", encoding="ascii")
    sys.stdout = sys.stderr
    guard = Guard()
    linter = Linter()
    guard.close((linter.home, os.path.dirname(os.__file__), os.path.dirname(linter.home)))
    for line in sys.stdin.buffer:
        _limit()
        try:
            answer = linter.answer(json.loads(line))
        except Exception as error:
            answer = {"error": f"{type(error).__name__}: {error}"}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


def _limit() -> None:
    try:
        import resource
    except ImportError:
        return  # Windows
    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = int(used.ru_utime + used.ru_stime) + MOST_SECONDS
    for kind, most in ((resource.RLIMIT_CPU, seconds), (resource.RLIMIT_AS, MOST_BYTES)):
        hard = resource.getrlimit(kind)[1]
        try:
            resource.setrlimit(kind, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
        except (OSError, ValueError):
            continue  # not every system bounds everything
