"""identity-pool-trust: an identity pool hands out a role that does not trust it, or to users whom it does not have.

## What it says

A Cognito identity pool assumes the roles that are attached to it, and each role says in its trust policy whom it
trusts: the principal `Federated: cognito-identity.amazonaws.com`, the action `sts:AssumeRoleWithWebIdentity`, the id of
the identity pool as `aud` (not that of the user pool), and as `amr` whether the users are signed in (`authenticated`)
or guests (`unauthenticated`). Looked at are the roles of the stack that its pools hand out, by attachment, group or
rule, and only what is certain: an id that may be the right one, a provider's name as `amr`, a role of another stack are
left alone.

A trust policy without `aud` lets the users of every identity pool of the world in. A guest role is of no use where the
pool lets no guests in; both are warnings.

## Why it matters

Signing in works, and the request for credentials fails with `NotAuthorizedException` or
`InvalidIdentityPoolConfigurationException: Invalid identity pool configuration. Check assigned IAM roles for this pool.`
No signed request is ever sent: the `aws_iam` routes of a REST API and of an HTTP API are out of reach.

## Bad

The user pool's id, and the guests' method, in the role of signed-in users:

```yaml
resources:
  Resources:
    Users: {Type: 'AWS::Cognito::UserPool'}
    Pool:
      Type: AWS::Cognito::IdentityPool
      Properties: {AllowUnauthenticatedIdentities: false}
    SignedIn:
      Type: AWS::IAM::Role
      Properties:
        AssumeRolePolicyDocument:
          Version: '2012-10-17'
          Statement:
            - Effect: Allow
              Principal: {Federated: cognito-identity.amazonaws.com}
              Action: sts:AssumeRoleWithWebIdentity
              Condition:
                StringEquals:
                  cognito-identity.amazonaws.com:aud: !Ref Users #! identity-pool-trust: error
                ForAnyValue:StringLike:
                  cognito-identity.amazonaws.com:amr: unauthenticated #! identity-pool-trust: error
    Attachment:
      Type: AWS::Cognito::IdentityPoolRoleAttachment
      Properties:
        IdentityPoolId: !Ref Pool
        Roles: {authenticated: !GetAtt SignedIn.Arn}
```

A role for functions, the wrong action, no limit at all, and guests that nobody lets in:

```yaml
resources:
  Resources:
    Users: {Type: 'AWS::Cognito::UserPool'}
    Pool:
      Type: AWS::Cognito::IdentityPool
      Properties: {AllowUnauthenticatedIdentities: false}
    SignedIn:
      Type: AWS::IAM::Role
      Properties:
        AssumeRolePolicyDocument:
          Version: '2012-10-17'
          Statement:
            - {Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: 'sts:AssumeRole'}
            - Effect: Allow
              Principal: {Federated: cognito-identity.amazonaws.com}
              Action: sts:AssumeRole #! identity-pool-trust: error
    Guest:
      Type: AWS::IAM::Role
      Properties:
        AssumeRolePolicyDocument:
          Version: '2012-10-17'
          Statement:
            - Effect: Allow #! identity-pool-trust: warning
              Principal: {Federated: cognito-identity.amazonaws.com}
              Action: sts:AssumeRoleWithWebIdentity
              Condition:
                ForAnyValue:StringLike: {'cognito-identity.amazonaws.com:amr': unauthenticated}
    Attachment:
      Type: AWS::Cognito::IdentityPoolRoleAttachment
      Properties:
        IdentityPoolId: !Ref Pool
        Roles:
          authenticated: !GetAtt SignedIn.Arn
          unauthenticated: !GetAtt Guest.Arn #! identity-pool-trust: warning
```

Roles by rule and by group, and a kind of role that there is not:

```yaml
resources:
  Resources:
    Users: {Type: 'AWS::Cognito::UserPool'}
    Pool:
      Type: AWS::Cognito::IdentityPool
      Properties: {AllowUnauthenticatedIdentities: true}
    Staff:
      Type: AWS::IAM::Role
      Properties:
        AssumeRolePolicyDocument: #! identity-pool-trust: error
          Version: '2012-10-17'
          Statement: {Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: 'sts:AssumeRole'}
    Admins:
      Type: AWS::IAM::Role
      Properties:
        AssumeRolePolicyDocument:
          Version: '2012-10-17'
          Statement:
            - Effect: Allow #! identity-pool-trust: error
              Principal: {Federated: cognito-identity.amazonaws.com}
              Action: sts:AssumeRoleWithWebIdentity
    StaffGroup:
      Type: AWS::Cognito::UserPoolGroup
      Properties: {GroupName: staff, UserPoolId: !Ref Users, RoleArn: !GetAtt Staff.Arn}
    Attachment:
      Type: AWS::Cognito::IdentityPoolRoleAttachment
      Properties:
        IdentityPoolId: !Ref Pool
        Roles:
          Authenticated: !ImportValue users-role #! identity-pool-trust: error
        RoleMappings:
          users: {IdentityProvider: users, Type: Token, AmbiguousRoleResolution: Deny}
          partners:
            IdentityProvider: partners
            Type: Rules
            RulesConfiguration:
              Rules: [{Claim: team, MatchType: Equals, Value: admins, RoleARN: !GetAtt Admins.Arn}]
```

## Good

Each role trusts the pool and its own users; a pattern will do, and so will the name of a provider:

```yaml
resources:
  Resources:
    Users: {Type: 'AWS::Cognito::UserPool'}
    Pool:
      Type: AWS::Cognito::IdentityPool
      Properties: {AllowUnauthenticatedIdentities: true}
    SignedIn:
      Type: AWS::IAM::Role
      Properties:
        AssumeRolePolicyDocument:
          Version: '2012-10-17'
          Statement:
            - Effect: Allow
              Principal: {Federated: cognito-identity.amazonaws.com}
              Action: [sts:AssumeRoleWithWebIdentity, sts:TagSession]
              Condition:
                StringEquals: {'cognito-identity.amazonaws.com:aud': !Ref Pool}
                ForAnyValue:StringLike: {'cognito-identity.amazonaws.com:amr': [auth*, graph.facebook.com]}
    Guest:
      Type: AWS::IAM::Role
      Properties:
        AssumeRolePolicyDocument:
          Version: '2012-10-17'
          Statement:
            - Effect: Allow
              Principal: {Federated: cognito-identity.amazonaws.com}
              Action: sts:AssumeRoleWithWebIdentity
              Condition:
                StringEquals: {'cognito-identity.amazonaws.com:aud': !Sub '${Pool}'}
                ForAnyValue:StringLike: {'cognito-identity.amazonaws.com:amr': unauthenticated}
    Attachment:
      Type: AWS::Cognito::IdentityPoolRoleAttachment
      Properties:
        IdentityPoolId: !Ref Pool
        Roles:
          authenticated: !GetAtt SignedIn.Arn
          unauthenticated: !GetAtt Guest.Arn
```

Not known here: the id of the pool, whether there are guests, a role:

```yaml
resources:
  Parameters:
    PoolId: {Type: String}
  Resources:
    Pool:
      Type: AWS::Cognito::IdentityPool
      Properties: {AllowUnauthenticatedIdentities: '${ssm:/platform/guests}'}
    SignedIn:
      Type: AWS::IAM::Role
      Properties:
        AssumeRolePolicyDocument:
          Version: '2012-10-17'
          Statement:
            - Effect: Allow
              Principal: {Federated: cognito-identity.amazonaws.com}
              Action: sts:AssumeRoleWithWebIdentity
              Condition:
                StringEquals: {'cognito-identity.amazonaws.com:aud': [!Ref PoolId, 'eu-west-1:4f4d2a3e']}
                ForAnyValue:StringLike: {'cognito-identity.amazonaws.com:amr': '${ssm:/platform/amr}'}
    Attachment:
      Type: AWS::Cognito::IdentityPoolRoleAttachment
      Properties:
        IdentityPoolId: !Ref Pool
        Roles:
          authenticated: !GetAtt SignedIn.Arn
          unauthenticated: !ImportValue guests-role
```

A role that no pool hands out trusts whom it likes:

```yaml
resources:
  Resources:
    Pool:
      Type: AWS::Cognito::IdentityPool
      Properties: {AllowUnauthenticatedIdentities: false}
    Worker:
      Type: AWS::IAM::Role
      Properties:
        AssumeRolePolicyDocument:
          Version: '2012-10-17'
          Statement: {Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: 'sts:AssumeRole'}
```

## References

- https://docs.aws.amazon.com/cognito/latest/developerguide/iam-roles.html
- https://docs.aws.amazon.com/cognito/latest/developerguide/identity-pools-security-best-practices.html
- https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/API_SetIdentityPoolRoles.html
"""

from collections.abc import Iterator

from slslint.api import ERROR, Finding, Rule, Service, trust_faults


class IdentityPoolTrust(Rule):
    code = "SLS308"
    name = "identity-pool-trust"
    severity = ERROR
    scope = Service
    needs = frozenset({"identity_pools"})

    def check(self, service: Service) -> Iterator[Finding]:
        for pool in service.identity_pools:
            for fault in trust_faults(pool):
                yield self.of(fault, severity=fault.data)
