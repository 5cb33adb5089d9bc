"""Names against the framework's own: naming.tsv is what its naming.js makes of the same input (naming_golden.js)."""

import json
import os
import re
from collections.abc import Callable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from slslint.intrinsics import naming

GOLDEN = os.path.join(os.path.dirname(__file__), "naming.tsv")


def permission(source: str) -> Callable[..., str]:
    return lambda function, index="": naming.permission_id(function, f"{source}{index}")


def constant(name: str) -> Callable[[], str]:
    return lambda: name


OURS: dict[str, Callable[..., str]] = {
    "getNormalizedFunctionName": naming.resource,
    "getLambdaLogicalId": naming.function_id,
    "getLogGroupLogicalId": naming.log_group_id,
    "getLogGroupName": naming.log_group_name,
    "getLambdaFunctionUrlLogicalId": naming.url_id,
    "getLambdaEventConfigLogicalId": naming.event_config_id,
    "getLambdaVersionLogicalId": naming.version_id,
    "getLambdaVersionOutputLogicalId": naming.version_output,
    "getLambdaProvisionedConcurrencyAliasLogicalId": naming.provisioned_alias_id,
    "getLambdaSnapStartAliasLogicalId": naming.snap_start_alias_id,
    "getLambdaLayerLogicalId": naming.layer_id,
    "getLambdaLayerPermissionLogicalId": naming.layer_permission_id,
    "getLambdaWebsocketsPermissionLogicalId": permission("Websockets"),
    "getLambdaApiGatewayPermissionLogicalId": permission("ApiGateway"),
    "getLambdaHttpApiPermissionLogicalId": permission("HttpApi"),
    "getLambdaFnUrlPermissionLogicalId": permission("FnUrl"),
    "getLambdaAlbPermissionLogicalId": permission("Alb"),
    "getLambdaRegisterTargetPermissionLogicalId": permission("RegisterTarget"),
    "getLambdaCloudWatchLogPermissionLogicalId": permission("LogsSubscriptionFilterCloudWatchLog"),
    "getLambdaIotFleetProvisioningPermissionLogicalId": permission("IotProvisioningTemplate"),
    "getLambdaIotPermissionLogicalId": permission("IotTopicRule"),
    "getLambdaSchedulePermissionLogicalId": permission("EventsRuleSchedule"),
    "getLambdaCloudWatchEventPermissionLogicalId": permission("EventsRuleCloudWatchEvent"),
    "getLambdaAlexaSkillPermissionLogicalId": permission("AlexaSkill"),
    "getLambdaAlexaSmartHomePermissionLogicalId": permission("AlexaSmartHome"),
    "getLambdaS3PermissionLogicalId": naming.bucket_permission_id,
    "getLambdaSnsPermissionLogicalId": naming.topic_permission_id,
    "getLambdaCognitoUserPoolPermissionLogicalId": naming.user_pool_permission_id,
    "getEventBridgeLambdaPermissionLogicalId": naming.event_bridge_permission_id,
    "getLambdaAtEdgeInvokePermissionLogicalId": naming.edge_permission_id,
    "getLambdaAuthorizerHttpApiPermissionLogicalId": naming.http_authorizer_permission_id,
    "normalizePathPart": naming.path_part,
    "getResourceLogicalId": naming.rest_resource_id,
    "getMethodLogicalId": naming.rest_method_id,
    "getEndpointModelLogicalId": naming.rest_endpoint_model_id,
    "getModelLogicalId": naming.rest_model_id,
    "getAuthorizerLogicalId": naming.rest_authorizer_id,
    "getValidatorLogicalId": lambda service, stage: naming.rest_validator_id(service),
    "getApiKeyLogicalId": naming.api_key_id,
    "getUsagePlanLogicalId": naming.usage_plan_id,
    "getUsagePlanKeyLogicalId": naming.usage_plan_key_id,
    "generateApiGatewayDeploymentLogicalId": naming.rest_deployment_id,
    "getHttpApiRouteLogicalId": naming.http_route_id,
    "getHttpApiIntegrationLogicalId": naming.http_integration_id,
    "getHttpApiAuthorizerLogicalId": naming.http_authorizer_id,
    "getWebsocketsRouteLogicalId": naming.websocket_route_id,
    "getWebsocketsRouteResponseLogicalId": naming.websocket_route_response_id,
    "getWebsocketsDeploymentLogicalId": naming.websocket_deployment_id,
    "getWebsocketsIntegrationLogicalId": naming.websocket_integration_id,
    "getWebsocketsAuthorizerLogicalId": naming.websocket_authorizer_id,
    "getQueueLogicalId": naming.queue_mapping_id,
    "getStreamLogicalId": naming.stream_mapping_id,
    "getStreamConsumerName": naming.stream_consumer_name,
    "getStreamConsumerName:serviceSpecific": naming.stream_consumer_name,
    "getStreamConsumerLogicalId": naming.stream_consumer_id,
    "getMSKEventLogicalId": naming.msk_mapping_id,
    "getKafkaEventLogicalId": naming.kafka_mapping_id,
    "getActiveMQEventLogicalId": lambda function, queue: naming.broker_mapping_id(function, "ActiveMQ", queue),
    "getRabbitMQEventLogicalId": lambda function, queue: naming.broker_mapping_id(function, "RabbitMQ", queue),
    "getScheduleLogicalId": naming.schedule_rule_id,
    "getSchedulerScheduleLogicalId": naming.scheduler_id,
    "getCloudWatchEventLogicalId": naming.cloudwatch_rule_id,
    "getCloudWatchLogLogicalId": naming.log_subscription_id,
    "getEventBridgeEventBusLogicalId": naming.event_bus_id,
    "getEventBridgeRuleLogicalId": naming.event_rule_id,
    "getTopicLogicalId": naming.topic_id,
    "getTopicDLQPolicyLogicalId": naming.topic_dead_letter_policy_id,
    "getLambdaSnsSubscriptionLogicalId": naming.topic_subscription_id,
    "getBucketLogicalId": naming.bucket_id,
    "getCognitoUserPoolLogicalId": naming.user_pool_id,
    "getIotLogicalId": naming.iot_rule_id,
    "getIotFleetProvisioningLogicalId": naming.iot_provisioning_id,
    "getAlbTargetGroupLogicalId": naming.target_group_id,
    "getAlbListenerRuleLogicalId": naming.listener_rule_id,
    "getCloudFrontCachePolicyLogicalId": naming.cache_policy_id,
    "getCloudFrontCachePolicyName": naming.cache_policy_name,
    "getCustomResourceS3ResourceLogicalId": naming.existing_bucket_id,
    "getCustomResourceCognitoUserPoolResourceLogicalId": naming.existing_user_pool_id,
    "getCustomResourceEventBridgeResourceLogicalId": naming.event_bridge_custom_id,
    "getStackName": naming.stack_name,
    "getApiGatewayName": naming.rest_api_name,
    "getApiGatewayName:serviceFirst": lambda service, stage: naming.rest_api_name(service, stage, service_first=True),
    "getHttpApiName": naming.http_api_name,
    "getHttpApiName:serviceFirst": lambda service, stage: naming.http_api_name(service, stage, service_first=True),
    "getWebsocketsApiName": naming.websocket_api_name,
    "getHttpApiLogGroupName": lambda service, stage: naming.http_log_group_name(naming.stack_name(service, stage)),
    "getEcrRepositoryName": naming.repository_name,
    "getRoleName": lambda service, stage: naming.role_name(service, stage, "REGION"),
    "getPolicyName": naming.policy_name,
    "getRoleLogicalId": constant(naming.ROLE),
    "getDeploymentBucketLogicalId": constant(naming.DEPLOYMENT_BUCKET),
    "getDeploymentBucketPolicyLogicalId": constant(naming.DEPLOYMENT_BUCKET_POLICY),
    "getDeploymentBucketOutputLogicalId": constant(naming.DEPLOYMENT_BUCKET_OUTPUT),
    "getRestApiLogicalId": constant(naming.REST_API),
    "getStageLogicalId": constant(naming.REST_STAGE),
    "getApiGatewayLogGroupLogicalId": constant(naming.REST_LOG_GROUP),
    "getHttpApiLogicalId": constant(naming.HTTP_API),
    "getHttpApiStageLogicalId": constant(naming.HTTP_STAGE),
    "getHttpApiLogGroupLogicalId": constant(naming.HTTP_LOG_GROUP),
    "getWebsocketsApiLogicalId": constant(naming.WEBSOCKET_API),
    "getWebsocketsStageLogicalId": constant(naming.WEBSOCKET_STAGE),
    "getWebsocketsLogGroupLogicalId": constant(naming.WEBSOCKET_LOG_GROUP),
    "getCloudFrontDistributionLogicalId": constant(naming.CLOUDFRONT_DISTRIBUTION),
    "getCloudFrontDistributionDomainNameLogicalId": constant(naming.CLOUDFRONT_DOMAIN_OUTPUT),
    "getCodeDeployApplicationLogicalId": constant(naming.CODE_DEPLOY_APPLICATION),
    "getCodeDeployDeploymentGroupLogicalId": constant(naming.CODE_DEPLOY_GROUP),
    "getCodeDeployRoleLogicalId": constant(naming.CODE_DEPLOY_ROLE),
    "getCustomResourcesRoleLogicalId": constant(naming.CUSTOM_RESOURCES_ROLE),
    "getCustomResourceApiGatewayAccountCloudWatchRoleResourceLogicalId": constant(naming.API_ACCOUNT_ROLE),
    "getCustomResourceS3HandlerFunctionName": constant(naming.CUSTOM_RESOURCE_FUNCTIONS[0]),
    "getCustomResourceCognitoUserPoolHandlerFunctionName": constant(naming.CUSTOM_RESOURCE_FUNCTIONS[1]),
    "getCustomResourceEventBridgeHandlerFunctionName": constant(naming.CUSTOM_RESOURCE_FUNCTIONS[2]),
    "getCustomResourceApiGatewayAccountCloudWatchRoleHandlerFunctionName": constant(
        naming.CUSTOM_RESOURCE_FUNCTIONS[3]
    ),
}


def expected(output: str) -> str:
    """The framework leaves two names to a join that CloudFormation makes."""
    if not output.startswith('["-",'):
        return output
    return "-".join(part if isinstance(part, str) else "REGION" for part in json.loads(output)[1])


def golden() -> dict[str, list[tuple[list[object], str]]]:
    table: dict[str, list[tuple[list[object], str]]] = {}
    with open(GOLDEN, encoding="utf-8", newline="\n") as lines:
        for line in lines:
            method, arguments, output = line.rstrip("\n").split("\t")
            table.setdefault(method, []).append((json.loads(arguments), expected(output)))
    return table


@pytest.mark.parametrize(("method", "rows"), golden().items())
def test_as_the_framework_names_it(method: str, rows: list[tuple[list[object], str]]) -> None:
    assert [OURS[method](*arguments) for arguments, _ in rows] == [output for _, output in rows]


def test_the_table_leaves_no_name_out() -> None:
    assert set(OURS) == set(golden())


def test_version_4_only() -> None:
    assert naming.log_group_id("a", infrequent_access=True) == "ALogGroupIA"
    assert naming.log_group_name("s-dev-a", infrequent_access=True) == "/aws/lambda/s-dev-a-ia"
    assert naming.provisioned_alias_id("a", "blue-1") == "AProvConcBlueDash1LambdaAlias"
    assert naming.durable_alias_id("a") == "ADurableLambdaAlias"


def test_names_that_collide() -> None:
    assert naming.rest_resource_id("/a_b") == naming.rest_resource_id("/ab")
    assert naming.rest_resource_id("/Reports") == naming.rest_resource_id("/reports")
    assert naming.http_route_id("GET /x") == naming.http_route_id("GET /x/")
    assert naming.function_id("hello") == naming.function_id("Hello")
    assert naming.rest_resource_id("/a-b") != naming.rest_resource_id("/ab")


@given(st.text())
@example("{" * 5000)
@example("}" * 5000 + "{" * 5000)
@example("-" * 10000)
def test_every_text_has_an_id(text: str) -> None:
    for make in (naming.path_part, naming.path, naming.rest_model_id, naming.http_route_id, naming.alphanumeric):
        assert re.fullmatch("[0-9A-Za-z]*", make(text))
    assert naming.words(text) == [word for word in naming.words(text) if word]
    naming.function_id(text)
    naming.websocket_route_id(text)
    naming.repository_name(text, text)


@given(st.text(alphabet="abcXYZ019-_/{}.", max_size=40))
def test_ids_do_not_depend_on_letter_case_of_paths(text: str) -> None:
    assert naming.path(text) == naming.path(text.upper())
