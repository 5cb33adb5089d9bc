"""What CloudFormation answers for a resource: its Ref and attributes as patterns around its name.

Read from the "Return values" of each type in the CloudFormation resource reference. In a pattern `{name}` is the
physical name, `{id:CLASS}` the identifier that AWS makes up (what `Ref` returns), `{key:CLASS}` one that `Ref` does
not return, `{Path|/}` a property or its default, and the rest pseudo parameters.
"""

from typing import NamedTuple


class Shape(NamedTuple):
    """How a type answers: `name` is the property that holds the physical name; an empty `ref` is not known."""

    name: str = ""
    ref: str = "{name}"
    attributes: dict[str, str] = {}  # noqa: RUF012 - read only


def _arn(service: str, resource: str) -> str:
    return f"arn:{{partition}}:{service}:{{region}}:{{account}}:{resource}"


def _iam(resource: str) -> str:
    return f"arn:{{partition}}:iam::{{account}}:{resource}{{Path|/}}{{name}}"


_TOPIC = _arn("sns", "{name}")
_MACHINE = _arn("states", "stateMachine:{name}")
_QUEUE_URL = "https://sqs.{region}.{suffix}/{account}/{name}"
_PROVIDER = "cognito-idp.{region}.{suffix}/{id:seg}"

SHAPES = {
    "AWS::ApiGateway::DomainName": Shape("DomainName"),
    "AWS::ApiGateway::RestApi": Shape(ref="{id:apiid}", attributes={"RestApiId": "{id:apiid}"}),
    "AWS::ApiGateway::Stage": Shape("StageName"),
    "AWS::ApiGatewayV2::Api": Shape(
        ref="{id:apiid}",
        attributes={"ApiId": "{id:apiid}", "ApiEndpoint": "{scheme}://{id:apiid}.execute-api.{region}.{suffix}"},
    ),
    "AWS::ApiGatewayV2::DomainName": Shape("DomainName"),
    "AWS::ApiGatewayV2::Stage": Shape("StageName"),
    "AWS::Cognito::IdentityPool": Shape(ref="{id:seg}"),
    "AWS::Cognito::UserPool": Shape(
        ref="{id:seg}",
        attributes={
            "UserPoolId": "{id:seg}",
            "Arn": _arn("cognito-idp", "userpool/{id:seg}"),
            "ProviderName": _PROVIDER,
            "ProviderURL": f"https://{_PROVIDER}",
        },
    ),
    "AWS::Cognito::UserPoolClient": Shape(ref="{id:seg}", attributes={"ClientId": "{id:seg}"}),
    "AWS::Cognito::UserPoolGroup": Shape("GroupName"),
    "AWS::DynamoDB::Table": Shape("TableName", attributes={"Arn": _arn("dynamodb", "table/{name}")}),
    "AWS::Events::EventBus": Shape("Name", attributes={"Name": "{name}", "Arn": _arn("events", "event-bus/{name}")}),
    "AWS::IAM::Group": Shape("GroupName", attributes={"Arn": _iam("group")}),
    "AWS::IAM::ManagedPolicy": Shape("ManagedPolicyName", ref=_iam("policy"), attributes={"PolicyArn": _iam("policy")}),
    "AWS::IAM::Role": Shape("RoleName", attributes={"Arn": _iam("role")}),
    "AWS::IAM::User": Shape("UserName", attributes={"Arn": _iam("user")}),
    "AWS::KMS::Alias": Shape("AliasName"),
    "AWS::KMS::Key": Shape(ref="{id:seg}", attributes={"KeyId": "{id:seg}", "Arn": _arn("kms", "key/{id:seg}")}),
    "AWS::Kinesis::Stream": Shape("Name", attributes={"Arn": _arn("kinesis", "stream/{name}")}),
    "AWS::KinesisFirehose::DeliveryStream": Shape(
        "DeliveryStreamName", attributes={"Arn": _arn("firehose", "deliverystream/{name}")}
    ),
    "AWS::Lambda::Function": Shape("FunctionName", attributes={"Arn": _arn("lambda", "function:{name}")}),
    "AWS::Lambda::Url": Shape(ref="", attributes={"FunctionUrl": "https://{key:seg}.lambda-url.{region}.on.aws/"}),
    "AWS::Logs::LogGroup": Shape("LogGroupName", attributes={"Arn": _arn("logs", "log-group:{name}:*")}),
    "AWS::S3::Bucket": Shape(
        "BucketName",
        attributes={
            "Arn": "arn:{partition}:s3:::{name}",
            "DomainName": "{name}.s3.{suffix}",
            "RegionalDomainName": "{name}.s3.{region}.{suffix}",
        },
    ),
    "AWS::SNS::Topic": Shape("TopicName", ref=_TOPIC, attributes={"TopicArn": _TOPIC, "TopicName": "{name}"}),
    "AWS::SQS::Queue": Shape(
        "QueueName",
        ref=_QUEUE_URL,
        attributes={"Arn": _arn("sqs", "{name}"), "QueueName": "{name}", "QueueUrl": _QUEUE_URL},
    ),
    "AWS::SSM::Parameter": Shape("Name"),
    "AWS::StepFunctions::StateMachine": Shape(
        "StateMachineName", ref=_MACHINE, attributes={"Arn": _MACHINE, "Name": "{name}"}
    ),
}
