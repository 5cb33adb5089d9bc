"""Decides every route for every role: 2,000 routes x 20 roles x 50 statements, from a seeded generator.

python bench/iam_matrix.py prints the processor time, and how it grows with the routes: for policies that name the
account as the stack's own, which decides everything, and for literal accounts, which leaves it open.
"""

import math
import random
import sys
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "linter"))

from slslint.iam.evaluate import Policies, decide
from slslint.iam.layer import Request
from slslint.iam.policy import PolicyDocument, read_policy
from slslint.source.file import SourceFile
from slslint.source.node import MAP, SCALAR, SEQ, Node
from slslint.values.cursor import Cursor
from slslint.values.value import Hole, Known, Map, Seq, Text, Value, text_of

ACCOUNT = Hole("AWS::AccountId", "acct", "stack")
API = Hole("ApiGatewayRestApi", "apiid", "stack")
HEAD = ("arn:aws:execute-api:us-east-1:", ACCOUNT, ":", API, "/prod/")
METHODS = ("GET", "POST", "PUT", "DELETE")
MATCHING = 0.3
ROUTES, ROLES, STATEMENTS = 2000, 20, 50


def routes(rng: random.Random, count: int) -> list[tuple[str, tuple[str | Hole, ...]]]:
    """Methods and paths, half of them with a path parameter."""
    found = []
    for index in range(count):
        words = f"team{index % 40}/things{index}"
        parameter = (f"{words}/", Hole("id", "seg", f"route{index}", True)) if rng.random() < 0.5 else (words,)
        found.append((rng.choice(METHODS), parameter))
    return found


def node(kind: str) -> Node:
    return Node(kind, FILE, 0, 1)


FILE = SourceFile("bench.yml", " ")


def value(data: object) -> Value:
    if isinstance(data, dict):
        return Value(Map({key: (node(SCALAR), value(each)) for key, each in data.items()}), node(MAP))
    if isinstance(data, list):
        return Value(Seq(tuple(map(value, data))), node(SEQ))
    return Value(data if isinstance(data, Text | Known) else Known(data), node(SCALAR))


def policy(
    rng: random.Random, all_routes: list[tuple[str, tuple[str | Hole, ...]]], count: int, account: str | Hole
) -> PolicyDocument:
    """Distinct patterns on one API and stage; together they allow about `MATCHING` of the routes."""
    head = [each if each is not ACCOUNT else account for each in HEAD]
    statements = []
    chosen = rng.sample(all_routes, min(count, len(all_routes)))
    for index in range(count):
        if index < MATCHING * 40:  # a team's routes, which are one in forty
            resource = text_of([*head, f"*/team{(index * 7 + rng.randrange(7)) % 40}/*"])
        else:
            method, path = chosen[index % len(chosen)] if chosen else ("GET", ("none",))
            resource = text_of([*head, f"{method}/", *(each if isinstance(each, str) else "*" for each in path)])
        effect = "Deny" if index % 10 == 9 else "Allow"
        statements.append({"Effect": effect, "Action": "execute-api:Invoke", "Resource": resource})
    document = value({"Version": "2012-10-17", "Statement": statements})
    return read_policy(Cursor(document, "", document.at))


def run(route_count: int, account: str | Hole) -> tuple[float, Counter[str]]:
    """Processor seconds to read all policies and decide all pairs, and the verdicts."""
    rng = random.Random(20)
    all_routes = routes(rng, route_count)
    started = time.process_time()
    roles = [Policies([policy(rng, all_routes, STATEMENTS, account)]) for _ in range(ROLES)]
    requests = [Request("execute-api:Invoke", (*HEAD, f"{method}/", *path)) for method, path in all_routes]
    verdicts = Counter(decide(request, role).verdict for role in roles for request in requests)
    return time.process_time() - started, verdicts


def main() -> None:
    for account in (ACCOUNT, "111122223333"):
        print(
            f"account {account if isinstance(account, str) else 'of the stack'}, {ROLES} roles, {STATEMENTS} statements"
        )
        times = {}
        for route_count in (0, ROUTES // 2, ROUTES):
            times[route_count], verdicts = run(route_count, account)
            print(f"  {route_count:5} routes: {times[route_count]:.2f} s", dict(verdicts))
        nothing, half, whole = times.values()
        print(f"  growth: {math.log2((whole - nothing) / (half - nothing)):.2f}")


if __name__ == "__main__":
    main()
