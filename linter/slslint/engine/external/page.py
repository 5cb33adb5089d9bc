"""The page of one of cfn-lint's rules, from what it says of itself."""

from slslint.engine.external import machine
from slslint.engine.external.process import Failed, Worker
from slslint.engine.manifest import RuleEntry
from slslint.engine.pages import Page

_ORIGIN = (
    "cfn-lint says it of the CloudFormation template that the service compiles to; slslint reports it where the part "
    "is written, unless something unknown plays a part in it or a rule of its own speaks of the same place."
)


def page_about(entry: RuleEntry) -> tuple[RuleEntry, Page]:
    """The entry with its summary, and the page; raises LookupError where there is none.

    cfn-lint is asked in its own process, which takes a second.
    """
    code = entry.code.partition("/")[2]
    about = None
    if machine.cfn_lint_version():
        worker = Worker()
        try:
            about = worker.ask({"rule": code}).wait().get("rule")
        except Failed as failure:
            raise LookupError(f"cfn-lint could not be asked: {failure}") from None
        finally:
            worker.close()
    if not isinstance(about, dict):
        raise LookupError(f"the cfn-lint that is installed has no rule {code}")
    summary, text, source = (str(about.get(name, "")) for name in ("summary", "description", "url"))  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType]
    sections = {"What it says": f"{text}\n\n{_ORIGIN}", "References": f"- {source}"}
    return entry._replace(summary=summary), Page(summary, sections, (), ())
