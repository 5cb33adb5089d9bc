"""Access to one service: its guarded routes, everybody who is known to call them, and what they may do."""

from functools import cached_property

from slslint.access.caller import FUNCTION, GUEST, NAMED, POOL, Caller, pool_callers, role_caller
from slslint.access.grant import grants
from slslint.access.matrix import Entry, iam_routes, judge
from slslint.access.named import NamedCaller, named_callers
from slslint.access.policies import roles_of
from slslint.access.reference import Reference, calls, kind_meant, meaning, path_of, references
from slslint.access.text import linked_reader
from slslint.memo import once
from slslint.project.link import Links, links_of
from slslint.service.identity_pool import IdentityPool
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
    def _links(self) -> Links | None:
        return links_of(self.service) if self.routes else None

    @property
    def others(self) -> tuple[Service, ...]:
        """The other services of the project, in the same stage."""
        return tuple(each for each in self._links.services if each is not self.service) if self._links else ()

    @property
    def _joined(self) -> tuple[Service, ...]:
        """Those of them that are known to share the account."""
        return self._links.joined(self.service) if self._links else ()

    @cached_property
    def pools(self) -> tuple[IdentityPool, ...]:
        """The identity pools whose roles may call the service: its own, and those that name its APIs in a grant."""
        foreign = (pool for other in self.others for pool in other.identity_pools)
        return (*self.service.identity_pools, *(pool for pool in foreign if any(map(self._names, pool_callers(pool)))))

    def _names(self, caller: Caller) -> bool:
        """Whether a policy of a caller names an API of the service."""
        named = (grant.api for document in caller.documents for grant in grants(document))
        return any(api is not None and kind_meant(self.service, api) is not None for api in named)

    @cached_property
    def pool_callers(self) -> tuple[Caller, ...]:
        """The roles of the identity pools."""
        return tuple(caller for pool in self.pools for caller in pool_callers(pool))

    @cached_property
    def needs(self) -> tuple[tuple[Reference, Caller, tuple[Route, ...]], ...]:
        """The functions that call guarded routes of the service: the reference, the caller, the routes it may mean."""
        found: list[tuple[Reference, Caller, tuple[Route, ...]]] = []
        foreign = (call for other in self.others for call in calls(other, linked_reader(other)))
        for reference in (*references(self.service), *foreign):
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

    @property
    def named(self) -> tuple[NamedCaller, ...]:
        """The callers that the configuration names, with the routes that they are to reach."""
        return named_callers(self.service)

    @property
    def has_caller(self) -> bool:
        """Whether somebody in the project may call guarded routes; pools in one account may, whatever they name."""
        return bool(self.pools or self.needs or self.named or any(other.identity_pools for other in self._joined))

    @cached_property
    def other_callers(self) -> tuple[Caller, ...]:
        """The roles of the template that no pool hands out, and those of other services that may be meant to call it.

        These are roles that name an API of the service, and, in the same account, roles of pools that name none.
        """
        attached = {id(caller.role) for caller in self.pool_callers}
        own = [role for role in self.service.roles if id(role) not in attached]
        pools = [pool for other in self._joined for pool in other.identity_pools if pool not in self.pools]
        handed = [caller for pool in pools for caller in pool_callers(pool)]
        attached |= {id(caller.role) for caller in handed}
        foreign = [role for other in self.others for role in roles_of(other) if id(role) not in attached]
        named = (caller for caller in map(_named, foreign) if self._names(caller))
        return (*map(_named, own), *handed, *named)

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
        others = (*self.other_callers, *(caller for caller, _ in self.named))
        return any(self.entry(route, caller).is_allowed for caller in others) or any(
            route in routes and not self.entry(route, caller).is_denied for _, caller, routes in self.needs
        )


def _named(role: Role) -> Caller:
    return role_caller(NAMED, role.name, role, role.at)


@once
def access_to(service: Service) -> Access:
    """The access to a service."""
    return Access(service)


__all__ = ["FUNCTION", "GUEST", "NAMED", "POOL", "Access", "access_to"]
