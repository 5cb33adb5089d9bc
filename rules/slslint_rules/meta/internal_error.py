"""internal-error: a rule of slslint crashed.

## What it says

A rule met something that it was not written for. The other rules have run, and their findings stand; the exit status
is 2, so that a pipeline does not take the silence of the crashed rule for a clean bill.

## Why it matters

This is a bug of slslint, not of the service. Until it is mended, ignore the rule that is named
(`--ignore rule-name`), and please report the message together with the piece of configuration that it points at.

## References

- https://github.com/slslint/slslint/issues
"""

from collections.abc import Iterator

from slslint.api import ERROR, Crash, Finding, Rule


class InternalError(Rule):
    code = "SLS002"
    name = "internal-error"
    severity = ERROR
    scope = Crash

    def check(self, crash: Crash) -> Iterator[Finding]:
        what = f"{type(crash.error).__name__}: {crash.error}"
        yield self.at(crash.at, f"the rule {crash.rule} crashed ({what}); this is a bug of slslint, please report it")
