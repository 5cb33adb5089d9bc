"""Random policies and requests with holes, from a seed, and their fillings.

A hole is written `{{d:name@scope|class}}` or `{{r:name@scope|class}}`. Many policies name the holes of the request, and
some name a hole of the same name in another scope.
"""

import json
import random
import re

from slslint.iam.context import UNKNOWN, Context, entry_of
from slslint.iam.evaluate import Decision, Policies, decide
from slslint.iam.layer import Request
from slslint.iam.plain import value_of
from slslint.iam.policy import read_policy
from slslint.iam.requests import decided, holed
from slslint.source.file import SourceFile
from slslint.source.node import SCALAR, Node
from slslint.values.cursor import Cursor
from slslint.values.value import Hole, Text

NODE = Node(SCALAR, SourceFile("policy.json", "x"), 0, 1)
HOLE = re.compile(r"\{\{([dr]):([^|@]+)@([^|]*)\|(\w+)\}\}")

FILLS = {
    "region": ("us-east-1", "eu-west-1", "x"),
    "acct": ("111122223333", "999999999999"),
    "apiid": ("abc123", "zbc123", "k"),
    "stage": ("prod", "dev", "$default"),
    "seg": ("1", "42", "admin", "x:y"),
    "path": ("a", "a/b", "admin/x", "users/42"),
    "any": ("abc123", "", "a/b", "x:y", "us-east-1"),
    "method": ("GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH"),
}
WILD = {"any": ("*", "a*"), "seg": ("*",), "path": ("*", "?*")}
CONTEXT = {
    "aws:SourceIp": ("203.0.113.7", "198.51.100.1"),
    "aws:PrincipalTag/team": ("blue", "red", "42"),
    "cognito-identity.amazonaws.com:sub": ("us-east-1:1", "42"),
}


class Case:
    """A case as JSON text with holes, the keys of its context that are not known, and what was put into it."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.correlated = False
        self.two_scopes = rng.random() < 0.2
        self.unknown_keys = [key for key in CONTEXT if rng.random() < 0.4]
        self.parts = {
            "region": self.pick("us-east-1", "{{d:region@one|region}}", "{{d:region@one|any}}"),
            "acct": self.pick("111122223333", "{{d:acct@one|acct}}"),
            "api": self.pick("abc123", "{{d:api@one|apiid}}", "{{d:api@one|any}}"),
            "stage": self.pick("prod", "{{d:stage@one|stage}}", "$default"),
            "method": self.pick("GET", "POST", "{{r:method@one|method}}"),
            "path": self.pick(
                "",
                "users",
                "users/42",
                "users/{{r:id@one|seg}}",
                "users/{{r:id@one|seg}}/posts",
                "{{r:proxy@one|path}}",
            ),
        }
        head = "arn:aws:execute-api:{region}:{acct}:{api}/{stage}/{method}/{path}"
        sender = f"arn:aws:sts::{self.parts['acct']}:assumed-role/Role/Session"
        if rng.random() < 0.15:
            sender = "arn:aws:sts::999999999999:assumed-role/Role/Session"
        self.case = {
            "id": 0,
            "identityPolicies": [self.policy() for _ in range(rng.randrange(0, 3))],
            "request": {
                "principal": sender,
                "action": "execute-api:Invoke",
                "resource": head.format(**self.parts),
                "context": {key: rng.choice(CONTEXT[key]) for key in CONTEXT if rng.random() < 0.5},
            },
        }
        if rng.random() < 0.2:
            self.case["boundary"] = self.policy()
        if rng.random() < 0.1:
            self.case["sessionPolicy"] = self.policy()
        if rng.random() < 0.1:
            self.case["scp"] = [self.policy()]
        if rng.random() < 0.25:
            self.case["resourcePolicy"] = self.policy(of_resource=True)
        self.text = json.dumps(self.case)
        named = {match.group(0) for match in HOLE.finditer(json.dumps(self.case["request"]))}
        self.options: dict[str, tuple[str, ...]] = {}
        for match in HOLE.finditer(self.text):
            hole, cls = match.group(0), match.group(4)
            if hole in named and cls == "any":  # a region or an API's id
                self.options[hole] = FILLS["region"] + FILLS["apiid"]
            elif hole in named or match.group(1) == "r":  # what a request brings holds no wildcard
                self.options[hole] = FILLS[cls]
            else:
                self.options[hole] = FILLS[cls] + WILD.get(cls, ())

    def pick(self, *options: str) -> str:
        return self.rng.choice(options)

    def policy(self, of_resource: bool = False) -> dict[str, object]:
        statements = [self.statement(of_resource) for _ in range(self.rng.randrange(1, 4))]
        return {"Version": "2012-10-17", "Statement": statements}

    def statement(self, of_resource: bool) -> dict[str, object]:
        rng = self.rng
        action = self.pick("execute-api:Invoke", "execute-api:*", "*", "s3:*", "execute-api:in?oke")
        resource = self.resource() if rng.random() < 0.7 else [self.resource(), self.resource()]
        statement: dict[str, object] = {
            "Effect": "Allow" if rng.random() < 0.7 else "Deny",
            "NotAction" if rng.random() < 0.1 else "Action": action,
            "NotResource" if rng.random() < 0.12 else "Resource": resource,
        }
        if of_resource:
            acct = self.parts["acct"]
            statement["Principal"] = rng.choice(
                ["*", {"AWS": f"arn:aws:iam::{acct}:role/Role"}, {"AWS": acct}, {"AWS": f"arn:aws:iam::{acct}:root"}]
            )
        if rng.random() < 0.2:
            statement["Condition"] = self.condition()
        return statement

    def condition(self) -> dict[str, object]:
        key = self.rng.choice(list(CONTEXT))
        if key == "aws:SourceIp":
            operator = self.pick("IpAddress", "NotIpAddress", "IpAddressIfExists")
            return {operator: {key: "203.0.113.0/24"}}
        operator = self.pick("StringEquals", "StringNotEquals", "StringLike", "StringEqualsIfExists", "Null")
        if operator == "Null":
            return {"Null": {key: self.pick("true", "false")}}
        return {operator: {key: self.pick("blue", "42", "us-east-1:1", "b*")}}

    def resource(self) -> str:
        roll = self.rng.random()
        if roll < 0.06:
            return "*"
        if roll < 0.09:
            return self.pick(
                "{{d:import@one|any}}", "arn:aws:execute-api:{{d:import@one|any}}/x", "arn:aws:execute-api"
            )
        same = {name: self.alike(name, text) for name, text in self.parts.items()}
        form = self.pick(
            "arn:aws:execute-api:{region}:{acct}:{api}/{stage}/{method}/{path}",
            "arn:aws:execute-api:{region}:{acct}:{api}/*",
            "arn:aws:execute-api:{region}:{acct}:{api}/{stage}/{method}/*",
            "arn:aws:execute-api:*:*:{api}/{stage}/*/{path}",
        )
        return form.format(**same)

    def alike(self, name: str, text: str) -> str:
        """A part of a policy's ARN that may be the request's: its text or hole, a wildcard, another text or hole."""
        roll = self.rng.random()
        if roll < 0.5:
            self.correlated = self.correlated or "{{" in text
            return text
        if roll < 0.62:
            return "*"
        if self.two_scopes and "@one|" in text and roll < 0.8:
            return text.replace("@one|", "@two|")
        return {
            "region": self.pick("us-*", "eu-west-1", "{{d:import@one|any}}"),
            "acct": self.pick("111122223333", "1*", "????????????"),
            "api": self.pick("abc*", "?bc123", "{{d:other@one|apiid}}", "{{d:import@one|any}}", "zbc123"),
            "stage": self.pick("dev", "p*", "$*", "{{d:param@one|stage}}"),
            "method": self.pick("P*", "GET", "?ET"),
            "path": self.pick(
                "users/*", "?sers/42", "users/?*", "{{r:id@one|seg}}/*", "*/posts", "${aws:PrincipalTag/team}"
            ),
        }[name]

    def decide(self) -> Decision:
        """The decision while the holes are open."""
        request = self.case["request"]
        known = {key: entry_of(text) for key, text in request["context"].items() if key not in self.unknown_keys}
        context = Context({**known, **dict.fromkeys(self.unknown_keys, UNKNOWN), "aws:username": UNKNOWN}, True)
        policies = {
            key: [read_policy(cursor, kind) for cursor in map(cursor_of, each if isinstance(each, list) else [each])]
            for key, kind in (
                ("identityPolicies", "identity"),
                ("boundary", "identity"),
                ("sessionPolicy", "session"),
                ("scp", "identity"),
                ("resourcePolicy", "resource"),
            )
            if (each := self.case.get(key)) is not None
        }
        return decide(
            Request(request["action"], scoped(request["resource"]), context, scoped(request["principal"])),
            Policies(
                policies["identityPolicies"],
                next(iter(policies.get("boundary", ())), None),
                policies.get("sessionPolicy", ()),
                [policies["scp"]] if "scp" in policies else [],
                next(iter(policies.get("resourcePolicy", ())), None),
            ),
        )

    def filling(self) -> dict[str, str]:
        """A text for every hole."""
        return {hole: self.rng.choice(options) for hole, options in self.options.items()}

    def concrete(self, filling: dict[str, str]) -> str:
        """The decision once the holes are filled and the context is known."""
        text = self.text
        for hole, filled in filling.items():
            text = text.replace(hole, filled)
        case = json.loads(text)
        context = case["request"]["context"]
        for key in self.unknown_keys:
            context.pop(key, None)
            if self.rng.random() < 0.6:
                context[key] = self.rng.choice(CONTEXT[key])
        return decided(case, NODE).verdict


def scoped(text: str) -> Text | tuple[str, ...]:
    """A text with its holes, the scope taken out of the name."""
    know = holed(text)
    if not isinstance(know, Text):
        return (text,)
    return Text(
        tuple(
            Hole(atom.name.partition("@")[0], atom.cls, atom.name.partition("@")[2], atom.per_request)
            if isinstance(atom, Hole)
            else atom
            for atom in know.atoms
        )
    )


def cursor_of(policy: object) -> Cursor:
    value = value_of(policy, NODE, lambda text: know if isinstance(know := scoped(text), Text) else holed(text))
    return Cursor(value, "", NODE)


def marker(hole: Hole) -> str:
    """How a hole is written."""
    return f"{{{{{'r' if hole.per_request else 'd'}:{hole.name}@{hole.scope}|{hole.cls}}}}}"
