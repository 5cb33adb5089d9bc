"""What a rule is: one class in one file, its page in the file's docstring."""

from collections.abc import Iterable, Iterator
from typing import Any, ClassVar

from slslint.engine.finding import HIGH, MEDIUM, WARNING, Finding, Related
from slslint.source.patch import Fix
from slslint.source.pointer import Pointer
from slslint.source.problem import Problem

DOCS = "https://slslint.readthedocs.io/rules/"


class Rule:
    """The base of all rules.

    `code` and `name` never change once released. `scope` is the type of view that `check` is called with, once for
    each distinct one. `needs` names features of a service (`aws_iam`, `queues`, `node`, …) without which the rule
    is not even imported. `default` is False for rules that run only when selected; `explicit` tells a rule that it
    was selected by its own code or name. `tag` is that of its findings.

    A rule of the scope `Function` or `Route` reads nothing of the service's other functions: what it says of a view
    may be kept while these are edited.
    """

    code: ClassVar[str]
    name: ClassVar[str]
    severity: ClassVar[str]
    scope: ClassVar[type]
    confidence: ClassVar[str] = HIGH
    needs: ClassVar[frozenset[str]] = frozenset()
    default: ClassVar[bool] = True
    fixable: ClassVar[bool] = False
    tag: ClassVar[str] = ""
    explicit: bool = False

    def check(self, subject: Any, /) -> Iterator[Finding]:
        """The findings in one view."""
        raise NotImplementedError

    def at(
        self,
        place: Pointer,
        message: str,
        *,
        related: Iterable[Related | tuple[Pointer, str]] = (),
        fixes: Iterable[Fix] = (),
        severity: str = "",
        confidence: str = "",
        subject: str = "",
        fold: str = "",
        yields: bool = False,
    ) -> Finding:
        """A finding of this rule. Medium confidence never exceeds a warning."""
        severity, confidence = severity or self.severity, confidence or self.confidence
        if confidence == MEDIUM and severity == "error":
            severity = WARNING
        return Finding(
            code=self.code,
            name=self.name,
            severity=severity,
            message=message,
            at=place,
            confidence=confidence,
            related=tuple(Related(*pair) for pair in related),
            fixes=tuple(fixes),
            subject=subject,
            fold=fold,
            url=f"{DOCS}{self.name}/",
            yields=yields,
            tag=self.tag,
        )

    def of(
        self,
        problem: Problem,
        stages: tuple[str, ...] = (),
        everywhere: bool = True,
        *,
        severity: str = "",
        fixes: Iterable[Fix] = (),
    ) -> Finding:
        """The finding for a problem that a lower layer met, in these stages."""
        finding = self.at(problem.at, problem.message, related=problem.related, severity=severity, fixes=fixes)
        return finding._replace(stages=stages, everywhere=everywhere)
