'use strict';

// Writes naming.tsv: what the framework's own naming.js makes of a table of names.
// In an empty folder: npm install serverless@3.40.0
// node naming_golden.js FOLDER/node_modules/serverless > naming.tsv

const path = require('path');
const naming = require(path.join(path.resolve(process.argv[2]), 'lib/plugins/aws/lib/naming.js'));

const names = [
  'hello', 'Hello', 'h', 'H', 'my-fn', 'my_fn', 'my-fn_two', '-a', '_a', 'a-', 'a__b', 'a--b', '1st', '9', 'createUser',
  'CREATE_USER', 'x'.repeat(70), 'a.b', 'a b', 'élan', 'ñandú', 'ßtraße',
];
const paths = [
  '', '/', 'users', '/users', 'users/', 'Users', 'USERS', 'users/{id}', 'users/{userId}', '{proxy+}', 'a/{proxy+}', 'a_b', 'ab',
  'a-b', 'a.b', 'a//b', 'users/{id}/posts/{post-id}', '{a}-{b}', '{a', 'a}', '}{', '{}', '{{a}}', 'x/{a}b', 'b{a}', '{a}{b}',
  'Reports/daily', 'reports', 'v1.0/items', '*', 'x?y=1', ':id', '{ID}', '{Id+}', 'é/à', '@connections', 'a b', '~home', '{a}\n{b}',
  '%20', '$default', '1/2/3', '-', '--', '_', 'well-known/jwks.json', '{user_id}', 'a'.repeat(300),
];
const routes = ['*', 'GET /', 'GET /users', 'GET /users/', 'POST /users/{id}', 'ANY /{proxy+}', 'get /x', 'DELETE /a_b', 'PATCH /A/B-c'];
const keys = ['$connect', '$disconnect', '$default', 'send', 'send-message', 'a/b', 'a_b', 'a.b', 'Foo', '$$', '-_/.', 'join room'];
const sources = ['MyQueue', 'my-queue', 'my_queue.fifo', 'q', 'Q', '1q', '', 'a/b:c', 'é', 'x'.repeat(200)];
const schemas = [
  'Pet', 'pet', 'pet-model', 'pet_model', 'PetModel', 'petModel2', 'HTTPRequest', 'v1Pet', 'post create', 'PET', 'a1b2', '1st-place',
  '2NDRoad', '11thHour', '24THx', 'XMLHttp', "pet's", 'x--y__z', '', 'fooBAR', 'ABc', 'aB', '42', 'TH', '3rd',
];
const types = ['application/json', 'application/vnd.api+json', 'text/xml; charset=utf-8', 'application/x-www-form-urlencoded', 'a1/b2', 'image/svg+xml'];
const methods = ['get', 'GET', 'any', 'Options', 'pOST'];
const services = ['shop', 'my-service', 'My_Service', 's1', 'a--b-', 'UPPER'];
const stages = ['dev', 'prod', 'feature-1', 'Stage_2', '-'];

const contextOf = (service, stage, provider) => {
  const self = Object.create(naming);
  const configuration = Object.assign({}, provider);
  self.provider = {
    getStage: () => stage,
    serverless: { service: { service, provider: configuration, getServiceName: () => service } },
  };
  return self;
};

const rows = [];
const call = (name, args, self) =>
  rows.push([name, JSON.stringify(args), String((self || contextOf('shop', 'dev', {}))[name](...args))]);

const each = (method, ...lists) => {
  const longest = Math.max(...lists.map((list) => list.length));
  for (let i = 0; i < longest; i++) call(method, lists.map((list) => list[i % list.length]));
};

for (const method of [
  'getNormalizedFunctionName', 'getLambdaLogicalId', 'getLogGroupLogicalId', 'getLambdaFunctionUrlLogicalId', 'getHttpApiAuthorizerLogicalId',
  'getAuthorizerLogicalId', 'getWebsocketsIntegrationLogicalId',
]) each(method, names);
const some = names.slice(0, 8);
for (const method of [
  'getLogGroupName', 'getLambdaEventConfigLogicalId', 'getLambdaLayerLogicalId', 'getLambdaProvisionedConcurrencyAliasLogicalId',
  'getLambdaSnapStartAliasLogicalId', 'getLambdaVersionOutputLogicalId', 'getLambdaWebsocketsPermissionLogicalId',
  'getLambdaApiGatewayPermissionLogicalId', 'getLambdaHttpApiPermissionLogicalId', 'getLambdaFnUrlPermissionLogicalId',
  'getLambdaAlbPermissionLogicalId', 'getLambdaRegisterTargetPermissionLogicalId', 'getLambdaCloudWatchLogPermissionLogicalId',
  'getLambdaIotFleetProvisioningPermissionLogicalId', 'getIotFleetProvisioningLogicalId', 'getLambdaAtEdgeInvokePermissionLogicalId',
  'getHttpApiIntegrationLogicalId', 'getLambdaAuthorizerHttpApiPermissionLogicalId', 'getWebsocketsAuthorizerLogicalId',
  'getCloudFrontCachePolicyLogicalId', 'getCustomResourceS3ResourceLogicalId', 'getCustomResourceCognitoUserPoolResourceLogicalId',
  'getEventBridgeEventBusLogicalId', 'getStreamConsumerLogicalId',
]) each(method, some);
for (const method of [
  'getScheduleLogicalId', 'getSchedulerScheduleLogicalId', 'getCloudWatchEventLogicalId', 'getCloudWatchLogLogicalId', 'getIotLogicalId',
  'getLambdaIotPermissionLogicalId', 'getLambdaSchedulePermissionLogicalId', 'getLambdaCloudWatchEventPermissionLogicalId',
  'getLambdaAlexaSkillPermissionLogicalId', 'getLambdaAlexaSmartHomePermissionLogicalId', 'getEventBridgeLambdaPermissionLogicalId',
  'getCustomResourceEventBridgeResourceLogicalId', 'getAlbListenerRuleLogicalId',
]) each(method, ['hello', 'my-fn', 'a_b'], [1, 2, 10]);
each('getLambdaVersionLogicalId', ['hello', 'my-fn'], ['aB+/9=', 'xyz']);
each('getLambdaLayerPermissionLogicalId', ['lib', 'my-lib'], ['*', '123456789012', '**']);
each('normalizePathPart', paths);
each('getResourceLogicalId', paths);
// A method's id is made from the normalised path; the table gives the path as a user writes it.
paths.forEach((text, i) => {
  const method = methods[i % methods.length];
  const type = types[i % types.length];
  const resource = naming.normalizePath(text);
  rows.push(['getMethodLogicalId', JSON.stringify([text, method]), naming.getMethodLogicalId(resource, method)]);
  if (i < 12) rows.push(['getEndpointModelLogicalId', JSON.stringify([text, method, type]), naming.getEndpointModelLogicalId(resource, method, type)]);
});
each('getModelLogicalId', schemas);
each('getApiKeyLogicalId', [1, 2], ['', 'free', 'Paid']);
each('getUsagePlanLogicalId', ['', 'free', 'Paid']);
each('getUsagePlanKeyLogicalId', [1, 2], ['', 'free', 'Paid']);
each('generateApiGatewayDeploymentLogicalId', ['1580000000000']);
each('getHttpApiRouteLogicalId', routes);
each('getWebsocketsRouteLogicalId', keys);
each('getWebsocketsRouteResponseLogicalId', keys.slice(0, 4));
each('getWebsocketsDeploymentLogicalId', ['aB+/9=']);
each('getQueueLogicalId', some, sources);
each('getStreamLogicalId', some, ['dynamodb', 'kinesis'], sources);
each('getStreamConsumerName', some, sources.slice(0, 3));
each('getMSKEventLogicalId', some, sources, ['topic', 't'.repeat(100)]);
each('getKafkaEventLogicalId', some, sources);
each('getActiveMQEventLogicalId', some, sources);
each('getRabbitMQEventLogicalId', some, sources);
each('getTopicLogicalId', sources);
each('getBucketLogicalId', sources);
each('getCognitoUserPoolLogicalId', sources);
each('getEventBridgeRuleLogicalId', sources);
each('getTopicDLQPolicyLogicalId', some, sources.slice(0, 4));
each('getLambdaSnsSubscriptionLogicalId', some, sources.slice(0, 4));
each('getLambdaS3PermissionLogicalId', some, sources.slice(0, 4));
each('getLambdaSnsPermissionLogicalId', some, sources.slice(0, 4));
each('getLambdaCognitoUserPoolPermissionLogicalId', some, sources.slice(0, 4), ['PreSignUp', 'Custom_Message']);
each('getAlbTargetGroupLogicalId', some, ['50dc6c495c0c9188'], [true, false]);

// What belongs to the service: the arguments are the service and the stage.
const service = (method, provider, label, pairs) => {
  for (const [name, stage] of pairs) rows.push([label || method, JSON.stringify([name, stage]), String(contextOf(name, stage, provider)[method]())]);
};
const pairs = services.map((name, i) => [name, stages[i % stages.length]]);
service('getStackName', {}, null, pairs);
service('getApiGatewayName', {}, null, pairs);
service('getApiGatewayName', { apiGateway: { shouldStartNameWithService: true } }, 'getApiGatewayName:serviceFirst', pairs);
service('getHttpApiName', {}, null, pairs);
service('getHttpApiName', { httpApi: { shouldStartNameWithService: true } }, 'getHttpApiName:serviceFirst', pairs);
service('getWebsocketsApiName', {}, null, pairs);
service('getEcrRepositoryName', {}, null, pairs);
service('getHttpApiLogGroupName', {}, null, pairs);
service('getValidatorLogicalId', {}, null, pairs);
for (const [name, stage] of pairs) {
  const self = contextOf(name, stage, {});
  rows.push(['getRoleName', JSON.stringify([name, stage]), JSON.stringify(self.getRoleName()['Fn::Join'])]);
  rows.push(['getPolicyName', JSON.stringify([name, stage]), JSON.stringify(self.getPolicyName()['Fn::Join'])]);
  rows.push(['getCloudFrontCachePolicyName', JSON.stringify([name, stage, 'p']), self.getCloudFrontCachePolicyName('p')]);
}
rows.push(['getStreamConsumerName:serviceSpecific', JSON.stringify(['hello', 'MyStream', 'shop', 'dev']),
  contextOf('shop', 'dev', { kinesis: { consumerNamingMode: 'serviceSpecific' } }).getStreamConsumerName('hello', 'MyStream')]);
for (const method of [
  'getRoleLogicalId', 'getDeploymentBucketLogicalId', 'getDeploymentBucketPolicyLogicalId', 'getDeploymentBucketOutputLogicalId',
  'getRestApiLogicalId', 'getStageLogicalId', 'getApiGatewayLogGroupLogicalId', 'getHttpApiLogicalId', 'getHttpApiStageLogicalId',
  'getHttpApiLogGroupLogicalId', 'getWebsocketsApiLogicalId', 'getWebsocketsStageLogicalId', 'getWebsocketsLogGroupLogicalId',
  'getCloudFrontDistributionLogicalId', 'getCloudFrontDistributionDomainNameLogicalId', 'getCodeDeployApplicationLogicalId',
  'getCodeDeployDeploymentGroupLogicalId', 'getCodeDeployRoleLogicalId', 'getCustomResourcesRoleLogicalId',
  'getCustomResourceApiGatewayAccountCloudWatchRoleResourceLogicalId',
  'getCustomResourceS3HandlerFunctionName', 'getCustomResourceCognitoUserPoolHandlerFunctionName',
  'getCustomResourceEventBridgeHandlerFunctionName', 'getCustomResourceApiGatewayAccountCloudWatchRoleHandlerFunctionName',
]) call(method, []);

process.stdout.write(rows.map((row) => row.join('\t')).join('\n') + '\n');
