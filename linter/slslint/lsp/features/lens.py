"""Code lenses: at each route under IAM, how many of the callers that are known may call it."""

from slslint.iam.evaluate import ALLOWED, DENIALS, PARTIAL
from slslint.lsp.features.about_routes import outcomes
from slslint.lsp.features.buffer import buffer_of
from slslint.lsp.features.results import Lens
from slslint.lsp.features.targets import place_of
from slslint.lsp.view import View
from slslint.report.text import count
from slslint.service.route import AWS_IAM, Route


def lenses(view: View) -> tuple[Lens, ...]:
    """A line for each route under IAM in the file, by the default stage; related are the callers that may."""
    buffer = buffer_of(view)
    service = buffer.service
    if service is None:
        return ()
    guarded = (route for route in service.routes if route.authorization == AWS_IAM)
    return tuple(sorted({_lens(route) for route in guarded if buffer.holds(route.at)}))


def _lens(route: Route) -> Lens:
    found = outcomes(route)
    allowed = [each for each in found if each.verdict == ALLOWED]
    related = tuple(place_of(each.caller.at) for each in allowed)
    return Lens(place_of(route.at), _title([each.verdict for each in found]), related)


def _title(verdicts: list[str]) -> str:
    """`allowed for 2 of 3 callers`; what is not known is neither allowed nor denied."""
    allowed, partly = verdicts.count(ALLOWED), verdicts.count(PARTIAL)
    unknown = sum(each != ALLOWED and each != PARTIAL and each not in DENIALS for each in verdicts)
    if not verdicts:
        return "aws_iam: no caller is known"
    doubts = [f", in part for {partly}"] if partly else []
    doubts += [f", not known for {unknown}"] if unknown else []
    return f"aws_iam: allowed for {allowed} of {count(len(verdicts), 'caller')}{''.join(doubts)}"
