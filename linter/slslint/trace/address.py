"""The first hops of a request: the region, the API and the stage that its URL names."""

from slslint.access.request import Match, Wanted, match_route
from slslint.service.route import HTTP, HTTP_API, KIND_NAMES, URL, Route
from slslint.service.service import Service
from slslint.service.stack import API_IDS
from slslint.source.pointer import Pointer
from slslint.suggest import did_you_mean
from slslint.trace.hop import API, FAILED, REGION, ROUTE, STAGE, Hop, passed, seen, skipped, unknown
from slslint.values.cursor import Cursor
from slslint.values.value import Known

BARE = "a path alone names none"


def region_hop(service: Service, wanted: Wanted, kind: str) -> Hop:
    """Whether the URL's region is the one that the service is deployed to."""
    if not wanted.host:
        return skipped(REGION, BARE)
    if wanted.url is None:
        return unknown(REGION, f"`{wanted.host}` does not tell the region")
    asked, own = str(wanted.url.region[0]), service.region
    at = service.provider["region"].value_at
    if own is None or not isinstance(own.know, Known):
        return unknown(REGION, f"{asked}; which one the service is deployed to is not known here", at)
    if asked == own.know.value:
        return passed(REGION, asked, at)
    text = f"the URL says {asked}, and the service is deployed to {own.know.value}"
    return Hop(REGION, FAILED, text, at, (), seen(REGION, kind))


def api_hop(service: Service, wanted: Wanted, kind: str) -> Hop:
    """Whether the URL names the service's API."""
    name = KIND_NAMES[kind]
    if not wanted.host:
        return passed(API, f"the {name} of this service")
    if wanted.url is None:
        return unknown(API, f"`{wanted.host}` may be a custom domain: where it leads to is not known here")
    asked = str(wanted.url.api[0])
    if not (asked.isascii() and asked.isalnum() and asked == asked.lower()):
        text = f"`{asked}` is no id that AWS gives: it was never replaced"
        return Hop(API, FAILED, text, None, (), seen(API, kind))
    shared = _shared(service, kind)
    if shared is not None and shared.text is not None:
        if shared.text == asked:
            return passed(API, f"{asked}, the {name} that the service is part of", shared.value_at)
        text = f"the URL says `{asked}`, and the routes are part of `{shared.text}`"
        return Hop(API, FAILED, text, shared.value_at, (), seen(API, kind))
    if asked in service.file.settings.words("api-ids"):
        return passed(API, f"{asked}, which the configuration names")
    return unknown(API, f"`{asked}` may be the {name} of this service: its id is known after the deploy")


def _shared(service: Service, kind: str) -> Cursor | None:
    """The setting that names an API of another stack."""
    if kind not in API_IDS:
        return None
    cursor = (
        service.provider.at("httpApi", "id") if kind == HTTP_API else service.provider.at("apiGateway", "restApiId")
    )
    return cursor if cursor.present else None


def stage_hop(service: Service, wanted: Wanted, kind: str) -> tuple[Hop, str]:
    """Whether the URL names a stage of the API; and the path that is meant, as the API sees it."""
    if kind == URL:
        return skipped(STAGE, "a function URL has none"), wanted.path
    if kind == HTTP_API:
        return _default_stage(service, wanted)
    if not wanted.host:
        stage = service.stage
        return passed(STAGE, stage) if stage is not None else skipped(STAGE, BARE), wanted.path
    if wanted.url is None:
        text = "a custom domain leads to a stage by its base path, which is not known here"
        return unknown(STAGE, text), _behind_domain(service, wanted, kind)
    return _rest_stage(service, wanted)


def _rest_stage(service: Service, wanted: Wanted) -> tuple[Hop, str]:
    """The first part of the path is the stage."""
    asked, rest = stage_of(wanted), stageless(wanted)
    setting, stages = (
        service.provider.at("apiGateway", "stage"),
        [each for each in service.file.stages if each is not None],
    )
    own = setting.text if setting.present else service.stage
    at = setting.value_at if setting.present else service.provider["stage"].value_at
    if asked == own and (setting.present or asked in stages):
        return passed(STAGE, asked, at), rest
    if not asked or (_takes(service, wanted, wanted.path) and not _takes(service, wanted, rest)):
        text = f"the URL names none: the stage stands before the path, `/{own or '…'}{wanted.path}`"
        return Hop(STAGE, FAILED, text, None, (), seen(STAGE, HTTP)), wanted.path
    if setting.present and own is not None and own != asked:
        text = f"the URL says `{asked}`, and the API's stage is `{own}`"
        return Hop(STAGE, FAILED, text, at, (), seen(STAGE, HTTP)), rest
    text = f"the service names no stage `{asked}`, only {', '.join(stages)}{did_you_mean(asked, stages)}"
    if service.file.stages_closed and None not in service.file.stages:
        return Hop(STAGE, FAILED, text, at, (), seen(STAGE, HTTP)), rest
    return unknown(STAGE, text, at), rest


def _takes(service: Service, wanted: Wanted, path: str, kind: str = HTTP) -> bool:
    return match_route(service, kind, wanted.method, path).route is not None


def _default_stage(service: Service, wanted: Wanted) -> tuple[Hop, str]:
    """An HTTP API has the one stage `$default`, which is not in the path."""
    stage, rest = stage_of(wanted), stageless(wanted)
    if not _takes(service, wanted, wanted.path, HTTP_API) and _takes(service, wanted, rest, HTTP_API):
        if wanted.host and wanted.url is None:
            return passed(STAGE, "$default, which is not in the path"), rest
        if stage in service.file.stages:
            text = f"`/{stage}` is too much: an HTTP API is deployed to `$default`, which is not in the path"
            return Hop(STAGE, FAILED, text, None, (), seen(STAGE, HTTP_API)), rest
    return passed(STAGE, "$default, which is not in the path"), wanted.path


def _behind_domain(service: Service, wanted: Wanted, kind: str) -> str:
    """The path behind a custom domain: without its first part if that may be the base path."""
    rest = stageless(wanted)
    return (
        rest if not _takes(service, wanted, wanted.path, kind) and _takes(service, wanted, rest, kind) else wanted.path
    )


def stage_of(wanted: Wanted) -> str:
    """The first part of the path; of an invoke URL of a REST API it is the stage."""
    return wanted.path.removeprefix("/").partition("/")[0]


def stageless(wanted: Wanted) -> str:
    """The path without its first part."""
    return wanted.path.removeprefix(f"/{stage_of(wanted)}") or "/"


def route_hop(service: Service, match: Match, wanted: Wanted, path: str, kind: str) -> Hop:
    """Whether a route takes the request."""
    if match.route is not None:
        text = match.route.label
        if match.preflight:
            text = f"OPTIONS on {match.route.path_text} is answered by the API itself (CORS)"
        return passed(ROUTE, text, _place(match.route), tuple(_lost(service, match.route)))
    if match.methods:
        text = f"{wanted.method} is not there: {path} answers to {', '.join(match.methods)}"
    else:
        text = f"no route answers {wanted.method} {path}{match.hint}"
        stage = stage_of(wanted)
        if not wanted.host and stage in service.file.stages:
            text += f" (a path alone is one within the API, without the stage `{stage}`)"
    at = _place(match.nearest) if match.nearest is not None else service.functions_at
    if match.open:
        return unknown(ROUTE, f"{text}; there may be routes that cannot be seen here", at)
    return Hop(ROUTE, FAILED, text, at, (), seen(ROUTE, kind))


def _place(route: Route) -> Pointer:
    return route.path_at


def _lost(service: Service, route: Route) -> list[tuple[Pointer, str]]:
    """The declarations that the route replaces."""
    from slslint.service.deployed import endpoints

    found = next((each for each in endpoints(service) if each.route.event is route.event), None)
    return (
        [(lost.at, f"{lost.label} of {lost.function.name} is replaced by it") for lost in found.lost] if found else []
    )
