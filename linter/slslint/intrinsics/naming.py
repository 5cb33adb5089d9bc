"""The framework's logical ids and physical names, from strings, as Serverless 3.40 makes them.

Measured against its `lib/plugins/aws/lib/naming.js`; what only version 4 makes says so. An argument `function` is the
function's key in the configuration, not its deployed name.
"""

import re
from functools import lru_cache

ROLE = "IamRoleLambdaExecution"
DEPLOYMENT_BUCKET = "ServerlessDeploymentBucket"
DEPLOYMENT_BUCKET_POLICY = "ServerlessDeploymentBucketPolicy"
DEPLOYMENT_BUCKET_OUTPUT = "ServerlessDeploymentBucketName"
REST_API = "ApiGatewayRestApi"
REST_STAGE = "ApiGatewayStage"
REST_LOG_GROUP = "ApiGatewayLogGroup"
HTTP_API = "HttpApi"
HTTP_STAGE = "HttpApiStage"
HTTP_LOG_GROUP = "HttpApiLogGroup"
WEBSOCKET_API = "WebsocketsApi"
WEBSOCKET_STAGE = "WebsocketsDeploymentStage"
WEBSOCKET_LOG_GROUP = "WebsocketsLogGroup"
CLOUDFRONT_DISTRIBUTION = "CloudFrontDistribution"
CLOUDFRONT_DOMAIN_OUTPUT = "CloudFrontDistributionDomainName"
CODE_DEPLOY_APPLICATION = "CodeDeployApplication"
CODE_DEPLOY_GROUP = "CodeDeployDeploymentGroup"
CODE_DEPLOY_ROLE = "CodeDeployRole"
CUSTOM_RESOURCES_ROLE = "IamRoleCustomResourcesLambdaExecution"
API_ACCOUNT_ROLE = "CustomApiGatewayAccountCloudWatchRole"

# The functions that the framework adds to a template to manage what exists outside of it: the keys of their ids.
CUSTOM_RESOURCE_FUNCTIONS = (
    "custom-resource-existing-s3",
    "custom-resource-existing-cup",
    "custom-resource-event-bridge",
    "custom-resource-apigw-cw-role",
)


# Normalisation


def upper_first(text: str) -> str:
    """`text` with its first character in upper case, the rest as it is."""
    return text[:1].upper() + text[1:]


def alphanumeric(text: str) -> str:
    """Letters and digits of `text`, the first in upper case: how queue, topic and bucket names enter an id."""
    return upper_first(re.sub("[^0-9A-Za-z]", "", text))


def resource(name: str) -> str:
    """The part of an id that stands for a function, authorizer or event bus: `my-fn_a` is `MyDashfnUnderscorea`."""
    return upper_first(name.replace("-", "Dash").replace("_", "Underscore"))


@lru_cache(maxsize=4096)
def path_part(part: str) -> str:
    """One segment of a path inside an id: `{petId}` is `PetidVar`, `a_b` and `ab` are both `Ab`."""
    text = upper_first(part.lower()).replace("-", "Dash")
    if text.isalnum() and text.isascii():
        return text
    lines = [text] if text.isprintable() else re.split("[\n\r\u2028\u2029]", text)
    return alphanumeric("".join(map(_without_braces, lines)))


def _without_braces(line: str) -> str:
    """The outermost braces of a line taken away, and `Var` written for the closing one."""
    start, end = line.find("{"), line.rfind("}")
    return f"{line[:start]}{line[start + 1 : end]}Var{line[end + 1 :]}" if 0 <= start < end else line


def path(text: str) -> str:
    """A whole path inside an id: its segments, each normalised, without anything between them."""
    return "".join(path_part(part) for part in text.split("/"))


def words(text: str) -> list[str]:
    """The words of an ASCII text as lodash 4 tells them apart: `fooBar2-baz` is foo, Bar, 2, baz."""
    return re.findall(
        "[A-Z]?[a-z]+(?![a-z0-9])|[A-Z]+(?=[A-Z][a-z]|[^A-Za-z0-9]|$)|[A-Z]?[a-z]+|[A-Z]+"
        r"|[0-9]*(?:1ST|2ND|3RD|[04-9]TH)(?![A-Z0-9])|[0-9]*(?:1st|2nd|3rd|[04-9]th)(?![a-z0-9])|[0-9]+",
        text.replace("'", ""),
    )


# Functions


def function_id(function: str) -> str:
    """The AWS::Lambda::Function of a function."""
    return f"{resource(function)}LambdaFunction"


def function_name(service: str, stage: str, function: str) -> str:
    """The name under which a function is deployed, unless its `name` says another."""
    return f"{service}-{stage}-{function}"


def version_id(function: str, sha: str) -> str:
    """The AWS::Lambda::Version of a function; `sha` is the base64 digest of its code and configuration."""
    return f"{resource(function)}LambdaVersion{re.sub('[^0-9A-Za-z]', '', sha)}"


def version_output(function: str) -> str:
    """The output with the ARN of a function's newest version."""
    return f"{function_id(function)}QualifiedArn"


def url_id(function: str) -> str:
    """The AWS::Lambda::Url of a function, and the output that shows it."""
    return f"{resource(function)}LambdaFunctionUrl"


def event_config_id(function: str) -> str:
    """The AWS::Lambda::EventInvokeConfig of a function."""
    return f"{resource(function)}LambdaEvConf"


def provisioned_alias_id(function: str, alias: str = "provisioned") -> str:
    """The alias that carries provisioned concurrency; another `alias` than `provisioned` is version 4's."""
    return f"{resource(function)}ProvConc{'' if alias == 'provisioned' else resource(alias)}LambdaAlias"


def snap_start_alias_id(function: str) -> str:
    """The alias of a function with snapStart."""
    return f"{resource(function)}SnapStartLambdaAlias"


def durable_alias_id(function: str) -> str:
    """The alias of a durable function (version 4)."""
    return f"{resource(function)}DurableLambdaAlias"


def log_group_id(function: str, infrequent_access: bool = False) -> str:
    """The AWS::Logs::LogGroup of a function; the class INFREQUENT_ACCESS is version 4's."""
    return f"{resource(function)}LogGroup{'IA' if infrequent_access else ''}"


def log_group_name(deployed: str, infrequent_access: bool = False) -> str:
    """The log group of the function with the deployed name `deployed`."""
    return f"/aws/lambda/{deployed}{'-ia' if infrequent_access else ''}"


def layer_id(layer: str) -> str:
    """The AWS::Lambda::LayerVersion of a layer."""
    return f"{resource(layer)}LambdaLayer"


def layer_permission_id(layer: str, account: str) -> str:
    """The permission for `account` (or `*`) to use a layer."""
    return f"{resource(layer)}{account.replace('*', 'Wild', 1)}LambdaLayerPermission"


def permission_id(function: str, source: str) -> str:
    """The AWS::Lambda::Permission for what calls a function.

    `source` is ApiGateway, HttpApi, Websockets, FnUrl, FnUrlInvokeFunction (version 4), Alb, RegisterTarget,
    EventsRuleSchedule1, EventsRuleCloudWatchEvent1, IotTopicRule1, IotProvisioningTemplate, AlexaSkill0,
    AlexaSmartHome1 or LogsSubscriptionFilterCloudWatchLog, the number being that of the function's event.
    """
    return f"{resource(function)}LambdaPermission{source}"


def bucket_permission_id(function: str, bucket: str) -> str:
    """The permission for a bucket's notifications."""
    return permission_id(function, f"{alphanumeric(bucket)}S3")


def topic_permission_id(function: str, topic: str) -> str:
    """The permission for an SNS topic."""
    return permission_id(function, f"{alphanumeric(topic)}SNS")


def user_pool_permission_id(function: str, pool: str, trigger: str) -> str:
    """The permission for a Cognito user pool's trigger."""
    return permission_id(function, f"CognitoUserPool{alphanumeric(pool)}TriggerSource{alphanumeric(trigger)}")


def event_bridge_permission_id(function: str, index: int) -> str:
    """The permission for the function's EventBridge event number `index`, from 1."""
    return f"{resource(function)}EventBridgeLambdaPermission{index}"


def edge_permission_id(function: str) -> str:
    """The permission for CloudFront to invoke a function at the edge."""
    return f"{function_id(function)}InvokePermission"


# REST API


def rest_api_name(service: str, stage: str, service_first: bool = False) -> str:
    """The REST API's name without `provider.apiName`; `service_first` is apiGateway.shouldStartNameWithService."""
    return f"{service}-{stage}" if service_first else f"{stage}-{service}"


def rest_resource_id(url_path: str) -> str:
    """The AWS::ApiGateway::Resource of a path: the path's own segment under its parents'."""
    return f"ApiGatewayResource{path(url_path)}"


def rest_method_id(url_path: str, method: str) -> str:
    """The AWS::ApiGateway::Method of a path and method; `method` in any letter case."""
    return f"ApiGatewayMethod{path(url_path)}{upper_first(method.lower())}"


def rest_deployment_id(instance: str) -> str:
    """The AWS::ApiGateway::Deployment; `instance` is new at every packaging."""
    return f"ApiGatewayDeployment{instance}"


def rest_authorizer_id(authorizer: str) -> str:
    """The AWS::ApiGateway::Authorizer of that name, which is the function's key unless `name` is given."""
    return f"{resource(authorizer)}ApiGatewayAuthorizer"


def rest_validator_id(service: str) -> str:
    """The AWS::ApiGateway::RequestValidator of the service's API."""
    return f"ApiGateway{alphanumeric(service)}RequestValidator"


def rest_model_id(schema: str) -> str:
    """The AWS::ApiGateway::Model of a schema of `apiGateway.request.schemas`."""
    return f"ApiGateway{''.join(upper_first(word.lower()) for word in words(schema))}Model"


def rest_endpoint_model_id(url_path: str, method: str, content_type: str) -> str:
    """The AWS::ApiGateway::Model of a schema written at one endpoint."""
    return f"{rest_method_id(url_path, method)}{''.join(upper_first(word) for word in words(content_type))}Model"


def api_key_id(number: int, plan: str = "") -> str:
    """The AWS::ApiGateway::ApiKey number `number`, from 1, of a usage plan."""
    return f"ApiGatewayApiKey{upper_first(plan)}{number}"


def usage_plan_id(plan: str = "") -> str:
    """The AWS::ApiGateway::UsagePlan of that name."""
    return f"ApiGatewayUsagePlan{upper_first(plan)}"


def usage_plan_key_id(number: int, plan: str = "") -> str:
    """The AWS::ApiGateway::UsagePlanKey of an API key."""
    return f"ApiGatewayUsagePlanKey{upper_first(plan)}{number}"


def rest_log_group_name(service: str, stage: str) -> str:
    """The log group of the REST API's stage."""
    return f"/aws/api-gateway/{service}-{stage}"


# HTTP API and WebSocket API


def http_api_name(service: str, stage: str, service_first: bool = False) -> str:
    """The HTTP API's name without `provider.httpApi.name`; `service_first` is httpApi.shouldStartNameWithService."""
    return rest_api_name(service, stage, service_first)


def http_route_id(route: str) -> str:
    """The AWS::ApiGatewayV2::Route of `METHOD /path`, or of `*`, the catch-all."""
    return "HttpApiRouteDefault" if route == "*" else f"HttpApiRoute{path(route)}"


def http_integration_id(function: str) -> str:
    """The AWS::ApiGatewayV2::Integration of a function in the HTTP API."""
    return f"HttpApiIntegration{resource(function)}"


def http_authorizer_id(authorizer: str) -> str:
    """The AWS::ApiGatewayV2::Authorizer of a name under `provider.httpApi.authorizers`."""
    return f"HttpApiAuthorizer{resource(authorizer)}"


def http_authorizer_permission_id(authorizer: str) -> str:
    """The permission for the HTTP API to invoke a Lambda authorizer."""
    return f"{resource(authorizer)}LambdaAuthorizerPermissionHttpApi"


def http_log_group_name(stack: str) -> str:
    """The access log group of the HTTP API."""
    return f"/aws/http-api/{stack}"


def websocket_api_name(service: str, stage: str) -> str:
    """The WebSocket API's name without `provider.websocketsApiName`."""
    return f"{stage}-{service}-websockets"


def websocket_route(key: str) -> str:
    """A route key inside an id: `$connect` is `Sconnect`."""
    for char, word in (("$", "S"), ("/", "Slash"), ("-", "Dash"), ("_", "Underscore"), (".", "Period")):
        key = key.replace(char, word)
    return key


def websocket_route_id(key: str) -> str:
    """The AWS::ApiGatewayV2::Route of a WebSocket route key."""
    return f"{websocket_route(key)}WebsocketsRoute"


def websocket_route_response_id(key: str) -> str:
    """The AWS::ApiGatewayV2::RouteResponse of a route key."""
    return f"{websocket_route_id(key)}Response"


def websocket_integration_id(function: str) -> str:
    """The AWS::ApiGatewayV2::Integration of a function in the WebSocket API."""
    return f"{resource(function)}WebsocketsIntegration"


def websocket_authorizer_id(authorizer: str) -> str:
    """The AWS::ApiGatewayV2::Authorizer of the WebSocket API."""
    return f"{resource(authorizer)}WebsocketsAuthorizer"


def websocket_deployment_id(sha: str) -> str:
    """The AWS::ApiGatewayV2::Deployment of the WebSocket API."""
    return f"WebsocketsDeployment{re.sub('[^0-9A-Za-z]', '', sha)}"


def websocket_log_group_name(service: str, stage: str) -> str:
    """The log group of the WebSocket API's stage."""
    return f"/aws/websocket/{service}-{stage}"


# Other events


def queue_mapping_id(function: str, queue: str) -> str:
    """The AWS::Lambda::EventSourceMapping of an SQS queue."""
    return f"{resource(function)}EventSourceMappingSQS{alphanumeric(queue)}"


def stream_mapping_id(function: str, kind: str, stream: str) -> str:
    """The AWS::Lambda::EventSourceMapping of a stream; `kind` is dynamodb or kinesis."""
    return f"{resource(function)}EventSourceMapping{upper_first(kind)}{alphanumeric(stream)}"


def stream_consumer_name(function: str, stream: str, service: str = "", stage: str = "") -> str:
    """The Kinesis consumer; service and stage only in `kinesis.consumerNamingMode: serviceSpecific`."""
    return f"{function}{stream}{service}{stage}Consumer"


def stream_consumer_id(consumer: str) -> str:
    """The AWS::Kinesis::StreamConsumer of that name."""
    return f"{resource(consumer)}StreamConsumer"


def msk_mapping_id(function: str, cluster: str, topic: str) -> str:
    """The AWS::Lambda::EventSourceMapping of an MSK topic."""
    return f"{resource(function)}EventSourceMappingMSK{alphanumeric(cluster)[:79]}{alphanumeric(topic)[:79]}"


def kafka_mapping_id(function: str, topic: str) -> str:
    """The AWS::Lambda::EventSourceMapping of a self-managed Kafka topic."""
    return f"{resource(function)}EventSourceMappingKafka{alphanumeric(topic)[:158]}"


def broker_mapping_id(function: str, kind: str, queue: str) -> str:
    """The AWS::Lambda::EventSourceMapping of a broker's queue; `kind` is ActiveMQ or RabbitMQ."""
    return f"{resource(function)}EventSourceMapping{kind}{alphanumeric(queue)[:150]}"


def schedule_rule_id(function: str, index: int) -> str:
    """The AWS::Events::Rule of the schedule number `index`, from 1."""
    return f"{resource(function)}EventsRuleSchedule{index}"


def scheduler_id(function: str, index: int) -> str:
    """The AWS::Scheduler::Schedule of the schedule number `index`, from 1."""
    return f"{resource(function)}SchedulerSchedule{index}"


def cloudwatch_rule_id(function: str, index: int) -> str:
    """The AWS::Events::Rule of the cloudwatchEvent number `index`, from 1."""
    return f"{resource(function)}EventsRuleCloudWatchEvent{index}"


def log_subscription_id(function: str, index: int) -> str:
    """The AWS::Logs::SubscriptionFilter of the cloudwatchLog event number `index`, from 1."""
    return f"{resource(function)}LogsSubscriptionFilterCloudWatchLog{index}"


def event_bus_id(bus: str) -> str:
    """The AWS::Events::EventBus of that name."""
    return f"{resource(bus)}EventBridgeEventBus"


def event_rule_id(rule: str) -> str:
    """The AWS::Events::Rule of an EventBridge rule's name."""
    return f"{alphanumeric(rule)}EventBridgeRule"


def topic_id(topic: str) -> str:
    """The AWS::SNS::Topic that an sns event makes."""
    return f"SNSTopic{alphanumeric(topic)}"


def topic_subscription_id(function: str, topic: str) -> str:
    """The AWS::SNS::Subscription of a function."""
    return f"{resource(function)}SnsSubscription{alphanumeric(topic)}"


def topic_dead_letter_policy_id(function: str, topic: str) -> str:
    """The AWS::SQS::QueuePolicy of a subscription's dead-letter queue."""
    return f"{alphanumeric(topic)}To{resource(function)}DLQPolicy"


def bucket_id(bucket: str) -> str:
    """The AWS::S3::Bucket that an s3 event makes."""
    return f"S3Bucket{alphanumeric(bucket)}"


def user_pool_id(pool: str) -> str:
    """The AWS::Cognito::UserPool that a cognitoUserPool event makes."""
    return f"CognitoUserPool{alphanumeric(pool)}"


def iot_rule_id(function: str, index: int) -> str:
    """The AWS::IoT::TopicRule number `index`, from 1."""
    return f"{resource(function)}IotTopicRule{index}"


def iot_provisioning_id(function: str) -> str:
    """The AWS::IoT::ProvisioningTemplate of a function."""
    return f"{resource(function)}IotProvisioningTemplate"


def target_group_id(function: str, balancer: str, multi_value: bool = False) -> str:
    """The target group of a function behind an Application Load Balancer."""
    return f"{resource(function)}Alb{'MultiValue' if multi_value else ''}TargetGroup{balancer}"


def listener_rule_id(function: str, index: int) -> str:
    """The listener rule of the alb event number `index`, from 1."""
    return f"{resource(function)}AlbListenerRule{index}"


def cache_policy_id(policy: str) -> str:
    """The AWS::CloudFront::CachePolicy of that name."""
    return f"CloudFrontCachePolicy{resource(policy)}"


def cache_policy_name(service: str, stage: str, policy: str) -> str:
    """The name under which a cache policy is deployed."""
    return f"{service}-{stage}-{policy}"


def existing_bucket_id(function: str) -> str:
    """The custom resource for `existing: true` of s3 events."""
    return f"{resource(function)}CustomS31"


def existing_user_pool_id(function: str) -> str:
    """The custom resource for `existing: true` of cognitoUserPool events."""
    return f"{resource(function)}CustomCognitoUserPool1"


def event_bridge_custom_id(function: str, index: int) -> str:
    """The custom resource of an EventBridge event made without CloudFormation."""
    return f"{resource(function)}CustomEventBridge{index}"


# The service


def stack_name(service: str, stage: str) -> str:
    """The stack, unless `provider.stackName` says another."""
    return f"{service}-{stage}"


def role_name(service: str, stage: str, region: str) -> str:
    """The role that functions share, unless `provider.iam.role.name` says another."""
    return f"{service}-{stage}-{region}-lambdaRole"


def policy_name(service: str, stage: str) -> str:
    """The inline policy of that role."""
    return f"{service}-{stage}-lambda"


def repository_name(service: str, stage: str) -> str:
    """The ECR repository of the service's images."""
    return re.sub("-+", "-", f"serverless-{service}-{stage}".lower()).removesuffix("-")
