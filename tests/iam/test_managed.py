"""AWS managed policies by name."""

from iam.documents import HEAD, cursor, deny, request, verdict
from slslint.data import load
from slslint.iam.context import Context
from slslint.iam.grammar import check
from slslint.iam.layer import Request
from slslint.iam.managed import guest_scope, managed_policy, name_of

AT = cursor("{}").value.at


def managed(name):
    return managed_policy(name, AT)


def test_names():
    assert name_of("arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole") == "AWSLambdaBasicExecutionRole"
    assert name_of("arn:aws-cn:iam::aws:policy/AdministratorAccess") == "AdministratorAccess"
    assert name_of("arn:aws:iam::111122223333:policy/Mine") is None


def test_what_they_allow():
    assert verdict(request(), managed("AmazonAPIGatewayInvokeFullAccess")) == "Allowed"
    assert verdict(request(), managed("AdministratorAccess")) == "Allowed"
    assert verdict(request(), managed("PowerUserAccess")) == "Allowed"
    assert verdict(request(), managed("ReadOnlyAccess")) == "ImplicitlyDenied"
    assert verdict(request(), managed("AmazonAPIGatewayAdministrator")) == "ImplicitlyDenied"
    assert verdict(request(), managed("AWSLambdaBasicExecutionRole")) == "ImplicitlyDenied"
    assert verdict(request(), managed("AWSDenyAll")) == "ExplicitlyDenied"
    assert verdict(request(), managed("NobodyKnowsThis")) == "Unknown"


def test_what_is_known_only_for_some_services():
    logs = Request("logs:PutLogEvents", "arn:aws:logs:us-east-1:111122223333:log-group:x", Context(closed=True))
    tables = Request("dynamodb:GetItem", "arn:aws:dynamodb:us-east-1:111122223333:table/x", Context(closed=True))
    assert verdict(logs, managed("AWSLambdaBasicExecutionRole")) == "Allowed"
    assert verdict(logs, managed("ReadOnlyAccess")) == "Unknown"
    assert verdict(logs, managed("AmazonDynamoDBFullAccess")) == "ImplicitlyDenied"
    assert verdict(tables, managed("AmazonDynamoDBFullAccess")) == "Allowed"


def test_guests_may_call_apis_where_their_role_may():
    session = [guest_scope(AT)]
    assert verdict(request(), managed("AdministratorAccess"), session=session) == "Allowed"
    assert verdict(request(), deny(f"{HEAD}/*"), session=session) == "ExplicitlyDenied"
    secret = Request("secretsmanager:GetSecretValue", "arn:aws:secretsmanager:us-east-1:111122223333:secret:x")
    assert verdict(secret, managed("AdministratorAccess"), session=session) == "Unknown"


def test_the_table_is_right_by_our_own_grammar():
    table = load("managed_policies")
    assert table["as_of"]
    assert table["source"]
    for name in table["policies"]:
        assert not [each for each in check(managed(name)) if each.data["severity"] == "error"], name
