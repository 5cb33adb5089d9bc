"""Findings: what a rule says, where, and how to mend it."""

from typing import NamedTuple

from slslint.source.patch import Fix
from slslint.source.pointer import Pointer

ERROR, WARNING, INFO = "error", "warning", "info"
HIGH, MEDIUM = "high", "medium"
SEVERITIES = (ERROR, WARNING, INFO)
DEPRECATED, UNNECESSARY = "deprecated", "unnecessary"


class Related(NamedTuple):
    """Another end of the story: a place, and what stands there."""

    at: Pointer
    message: str


class Finding(NamedTuple):
    """One thing that is wrong.

    `service` is the service file that it was found in, `stages` the known stages for which it holds and `everywhere`
    whether these are all. `suppressed` is None, or how it was silenced (`comment`, `configuration`, `baseline`).
    `fold` lets reports gather equal findings: those with one code and one fold text are one paragraph.
    `summary` is what the rule says in general, where that is not one of ours.
    `yields` says that it gives way to what another rule says of the same place: that is about what is meant there.
    `tag` says what becomes of the place in an editor: `deprecated` (struck through), `unnecessary` (faded), or nothing.
    """

    code: str
    name: str
    severity: str
    message: str
    at: Pointer
    confidence: str = HIGH
    related: tuple[Related, ...] = ()
    fixes: tuple[Fix, ...] = ()
    service: str = ""
    stages: tuple[str, ...] = ()
    everywhere: bool = True
    subject: str = ""
    fold: str = ""
    url: str = ""
    suppressed: str | None = None
    reason: str = ""
    yields: bool = False
    tag: str = ""
    summary: str = ""

    @property
    def title(self) -> str:
        """Code and name; once where they are the same."""
        return self.code if self.code == self.name else f"{self.code} {self.name}"

    @property
    def key(self) -> tuple[object, ...]:
        """What makes two findings one: seen from several stages, aliases or services they are reported once."""
        return (self.code, self.message, self.at.file.path, self.at.start, self.at.end)

    @property
    def sentence(self) -> str:
        """The message, with the stages where it holds in some of them only."""
        if self.stages and not self.everywhere:
            return f"{self.message} (in stage {', '.join(self.stages)})"
        return self.message

    def fingerprint(self, file: str) -> str:
        """Sixteen hex digits that survive moved lines; `file` is the file's name relative to the project root.

        Made of the code, the file, the configuration path and the text under the finding.
        """
        from hashlib import sha256  # loads OpenSSL, some 10 ms

        snippet = " ".join(self.at.file.text[self.at.start : self.at.end].split())
        return sha256("\0".join((self.code, file, self.at.path, snippet)).encode("utf-8", "replace")).hexdigest()[:16]
