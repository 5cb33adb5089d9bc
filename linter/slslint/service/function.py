"""Functions: one entry of `functions`, with what it inherits from the provider."""

from functools import cached_property
from typing import TYPE_CHECKING

from slslint.intrinsics import naming
from slslint.service.route import Route, route_of, url_of
from slslint.service.runtime import DEFAULTS, Lifecycle, lifecycle
from slslint.service.setting import Setting, numeric, string
from slslint.source.pointer import Pointer
from slslint.values.cursor import Cursor

if TYPE_CHECKING:
    from slslint.service.role import Role
    from slslint.service.service import Service

DEFAULT_TIMEOUT = 6


class Event:
    """An entry of a function's `events`: its kind (`http`, `sqs`, …; None where it cannot be known) and settings."""

    __slots__ = ("cursor", "kind")

    def __init__(self, kind: str | None, cursor: Cursor) -> None:
        self.kind = kind
        self.cursor = cursor


class Function:
    """A function of the service in one stage."""

    def __init__(self, name: str, cursor: Cursor, service: "Service") -> None:
        self.name = name
        self.cursor = cursor
        self.service = service

    @cached_property
    def key(self) -> tuple[object, ...]:
        """What the view is made of: two stages with equal keys have the same function."""
        return (self.name, id(self.cursor.value), *self.service.inherited)

    @property
    def at(self) -> Pointer:
        """The function's key: where something that it lacks is to be added."""
        return self.cursor.key_at

    @property
    def handler(self) -> Cursor:
        return self.cursor["handler"]

    @cached_property
    def timeout(self) -> Setting:
        """Seconds until Lambda stops the function; 6 where nobody says otherwise."""
        return numeric("timeout", self.cursor, self.service.provider, DEFAULT_TIMEOUT)

    @cached_property
    def runtime(self) -> Setting:
        """The runtime's identifier; the framework's own default is nodejs16.x (3.40) or nodejs20.x (4)."""
        default = DEFAULTS.get(self.service.version or "", (None,))[0]
        return string("runtime", self.cursor, self.service.provider, default)

    @cached_property
    def runtimes(self) -> tuple[str, ...]:
        """The runtimes that it may have: several where the default depends on the framework's version.

        None for a container image, and where the runtime is not known.
        """
        if self.is_image:
            return ()
        if self.runtime.is_default:
            return DEFAULTS.get(self.service.version or "", sum(DEFAULTS.values(), ()))
        return (self.runtime.value,) if isinstance(self.runtime.value, str) else ()

    @cached_property
    def lifecycles(self) -> tuple[Lifecycle, ...]:
        """How far Lambda supports the runtimes that it may have; none where one of them is not in the table."""
        found = [lifecycle(name) for name in self.runtimes]
        known = tuple(each for each in found if each is not None)
        return known if len(known) == len(found) else ()

    @cached_property
    def physical_name(self) -> str | None:
        """The function's name in AWS; None where a part of it is not known."""
        if self.cursor["name"].present:
            return self.cursor["name"].text
        service = self.service
        if service.name is None or service.stage is None:
            return None
        return naming.function_name(service.name, service.stage, self.name)

    @cached_property
    def own_role(self) -> "Role | None":
        """The role made of the function's own statements, if there is one."""
        from slslint.service.role import own_role

        return own_role(self)

    @cached_property
    def role(self) -> "Role | None":
        """The role that the function runs under; None for one of another stack, or one that cannot be seen."""
        from slslint.service.role import execution_role

        return execution_role(self)

    @property
    def role_named(self) -> Cursor:
        """Where its role is named, by itself or by the provider; absent where the framework makes it one."""
        from slslint.service.role import role_named

        return role_named(self)

    @cached_property
    def may_have_code(self) -> bool:
        """Whether a file that the handler may mean is in the checkout, by its name without the ending."""
        text = self.handler.text
        return bool(text) and (self.cursor["module"].present or self.service.file.may_have_code(text or ""))

    @property
    def is_image(self) -> bool:
        """Whether a container image is deployed: there is no handler to look for."""
        return self.cursor["image"].present

    @cached_property
    def events(self) -> tuple[Event, ...]:
        """The events in order; an entry of more than one key, or none, is no event that the framework knows."""
        events: list[Event] = []
        for item in self.cursor["events"].items():
            names = list(item.entries())
            if item.unknown:
                events.append(Event(None, item))
            elif len(names) == 1:
                events.append(Event(names[0][0], names[0][1]))
            elif item.text is not None:
                events.append(Event(item.text, item))
        return tuple(events)

    @property
    def events_unknown(self) -> bool:
        """Whether there may be events that cannot be seen."""
        return self.cursor["events"].unknown or any(event.kind is None for event in self.events)

    @cached_property
    def routes(self) -> tuple[Route, ...]:
        """The endpoints that reach this function, its own URL last."""
        routes = [route_of(self, event.kind, event.cursor) for event in self.events if event.kind]
        routes.append(url_of(self))
        return tuple(route for route in routes if route is not None)
