"""Access to one service: its guarded routes, everybody who is known to call them, and what they may do."""

from functools import cached_property

from slslint.access.caller import FUNCTION, GUEST, NAMED, POOL, Caller, pool_callers, role_caller
from slslint.access.matrix import Entry, iam_routes, judge
from slslint.access.reference import Reference, kind_meant, meaning, path_of, references
from slslint.service.identity_pool import IdentityPool
from slslint.service.memo import once
from slslint.service.role import Role
from slslint.service.route import Route
from slslint.service.service import Service


class Access:
    """The matrix of a service in one stage, worked out as far as it is asked for."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self._entries: dict[tuple[int, int], Entry] = {}

    @cached_property
    def routes(self) -> tuple[Route, ...]:
        """The routes that IAM guards."""
        return iam_routes(self.service.routes)

    @cached_property
    def references(self) -> tuple[Reference, ...]:
        """The URLs by which the service names APIs."""
        return tuple(references(self.service))

    @cached_property
    def pools(self) -> tuple[IdentityPool, ...]:
        """The identity pools whose roles may call the service."""
        return self.service.identity_pools

    @cached_property
    def pool_callers(self) -> tuple[Caller, ...]:
        """The roles of the identity pools."""
        return tuple(caller for pool in self.pools for caller in pool_callers(pool))

    @cached_property
    def needs(self) -> tuple[tuple[Reference, Caller, tuple[Route, ...]], ...]:
        """The functions that call guarded routes of the service: the reference, the caller, the routes it may mean."""
        found: list[tuple[Reference, Caller, tuple[Route, ...]]] = []
        for reference in self.references:
            function = reference.function
            role = function.role if function is not None else None
            routes = self._meant(reference)
            if function is not None and role is not None and routes:
                related = ((reference.at, f"`{function.name}` calls it by this URL"),)
                found.append((reference, role_caller(FUNCTION, function.name, role, function.at, related), routes))
        return tuple(found)

    def _meant(self, reference: Reference) -> tuple[Route, ...]:
        kind = kind_meant(self.service, reference.url.api)
        path = path_of(self.service, reference.url, kind) if kind is not None else None
        if not path or path == ("/",):
            return ()
        return meaning(path, tuple(route for route in self.service.routes if route.kind == kind)).routes

    @cached_property
    def other_callers(self) -> tuple[Caller, ...]:
        """The roles of the template that no pool hands out."""
        attached = {caller.role.name for caller in self.pool_callers if caller.role is not None}
        roles: dict[str, Role] = {role.name: role for role in self.service.roles if role.name not in attached}
        return tuple(role_caller(NAMED, role.name, role, role.at) for role in roles.values())

    def entry(self, route: Route, caller: Caller) -> Entry:
        """What a caller may do on a route."""
        key = (id(route), id(caller))
        if key not in self._entries:
            self._entries[key] = judge(route, caller)
        return self._entries[key]

    def of_pools(self, route: Route) -> tuple[Entry, ...]:
        """What the pools' roles may do on a route, guests among them."""
        return tuple(self.entry(route, caller) for caller in self.pool_callers)

    def owing(self, route: Route) -> tuple[Entry, ...]:
        """The same for the roles that are to be allowed the route, one of them at least: all but guests."""
        return tuple(entry for entry in self.of_pools(route) if entry.caller.kind == POOL)

    @property
    def pools_seen(self) -> bool:
        """Whether all roles that the pools hand out can be seen."""
        return all(pool.is_complete for pool in self.pools)

    def denied_to_all(self, route: Route) -> bool:
        """Whether every role of the pools is proved to be denied, and nobody else is allowed."""
        return all(entry.is_denied for entry in self.of_pools(route)) and not self.granted_elsewhere(route)

    def granted_elsewhere(self, route: Route) -> bool:
        """Whether a caller that is no role of a pool is allowed: the route is not meant for the pool's users."""
        by_roles = any(self.entry(route, caller).is_allowed for caller in self.other_callers)
        return by_roles or any(
            route in routes and not self.entry(route, caller).is_denied for _, caller, routes in self.needs
        )


@once
def access_to(service: Service) -> Access:
    """The access to a service."""
    return Access(service)


__all__ = ["FUNCTION", "GUEST", "NAMED", "POOL", "Access", "access_to"]
