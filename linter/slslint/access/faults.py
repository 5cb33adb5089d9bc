"""What is wrong with a policy as a policy, less what is said of grants of API calls and of dates."""

from collections.abc import Iterator

from slslint.access.dead import dead_grants
from slslint.access.grant import grants
from slslint.iam.grammar import check
from slslint.iam.policy import PolicyDocument
from slslint.iam.report import ERROR
from slslint.service.service import Service
from slslint.source.problem import Problem

_VERSION, _OTHER_SERVICE = 4, 18


def policy_faults(service: Service, document: PolicyDocument) -> Iterator[Problem]:
    """The errors in a policy: IAM refuses it, or a part of it can never do anything."""
    if document.cursor.text is not None:  # a document may also be given as JSON in a text
        return
    problems = [each for each in check(document, False) if each.data["severity"] == ERROR]
    if not problems:
        return
    dead = {each.at.place for each in dead_grants(service, document)}
    called = {grant.item.cursor.value_at.place for grant in grants(document)}
    for each in problems:
        rule, place = each.data["rule"], each.at.place
        if place in dead or (rule == _OTHER_SERVICE and place in called):
            continue
        if rule != _VERSION or document.cursor["Version"].timestamp is None:
            yield each
