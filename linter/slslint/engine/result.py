"""What a lint found."""

from slslint.engine.finding import Finding
from slslint.source.pointer import Pointer


class Result:
    """What a lint found.

    `findings` are sorted by place, suppressed ones among them. `notes` are single lines for people about what was
    not read; `refused` the same about paths that were asked for by name. `rule_calls` counts the calls of `check`.
    `partial`: something that another lint may well do could not be done. `lint` is the work itself, which
    `Session.template_findings` goes on with.
    """

    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self.services: list[str] = []
        self.files: list[str] = []
        self.notes: list[str] = []
        self.refused: list[str] = []
        self.unknowns: list[tuple[Pointer, str]] = []
        self.crashed = False
        self.rule_calls = 0
        self.partial = False
        self.lint: object = None
