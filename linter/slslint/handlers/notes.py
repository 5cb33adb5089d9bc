"""What a walk through a handler's code notes down."""

from typing import NamedTuple

from slslint.handlers.region import Region
from slslint.handlers.thing import Env, Thing
from slslint.source.script.module import Module
from slslint.source.script.syntax import Syntax


class Here(NamedTuple):
    """Where a walk stands: in a file, with the values of the calls under way, in a region."""

    module: Module
    env: Env
    region: Region

    def to(self, region: Region) -> "Here":
        """The same place in another region."""
        return self if region is self.region else Here(self.module, self.env, region)


class Answer(NamedTuple):
    """A success that is reported through the callback at `node`, or may be (`certain` False); `payload` is sent."""

    node: Syntax
    here: Here
    certain: bool
    payload: Syntax | None = None


class Flag(NamedTuple):
    """An assignment to a property of the context (at `key`); `effective` says whether something false is assigned.

    None where the value is not known, or it is not known whether the object is the context.
    """

    name: str
    node: Syntax
    key: Syntax
    here: Here
    effective: bool | None


class Outside(NamedTuple):
    """A call, or a construction (`new`), of something from outside the project."""

    node: Syntax
    here: Here
    callee: Thing
    new: bool


class Spot(NamedTuple):
    """A node and where the walk met it: an expression that is given back, a parse that nothing guards."""

    node: Syntax
    here: Here
