"""name-too-long: a name that the framework builds is longer than AWS allows.

## What it says

- A function is deployed as `SERVICE-STAGE-KEY` unless it has a `name`: 64 characters.
- The role that functions share is `SERVICE-STAGE-REGION-lambdaRole` unless `provider.iam.role.name` says another: 64.
- The stack is `SERVICE-STAGE` unless `provider.stackName` says another: 128.

A name is judged in every known stage. Where a part is not known, the known parts alone have to be too long.

## Why it matters

The framework does not count. CloudFormation does, in the middle of the deploy: `Value '…' at 'functionName' failed to
satisfy constraint: Member must have length less than or equal to 64`. It strikes the stage with the longest name first,
which is often production.

## Bad

Only in the stage with the long name:

```yaml
service: subscription-billing
params:
  dev: {level: debug}
  production: {level: info}
functions:
  remind:
    handler: src/billing.remind
  recalculateOutstandingBalancesNow: #! name-too-long
    handler: src/billing.recalculate
```

A name of its own, whatever the unknown part is:

```yaml
service: billing
functions:
  recalculate:
    name: billing-${ssm:/team}-recalculate-all-the-outstanding-balances-of-every-customer #! name-too-long
    handler: src/billing.recalculate
```

The shared role, in a region that is known and in one that is not:

```yaml
service: subscription-billing-and-invoicing-for-customers #! name-too-long
provider:
  name: aws
  region: eu-central-1
functions:
  list:
    handler: src/a.b
```
```yaml other/serverless.yml
service: subscription-billing-and-invoicing-for-customers-abroad #! name-too-long
provider:
  name: aws
functions:
  list:
    handler: src/a.b
```

Names that are given:

```yaml
service: billing
custom:
  team: the-team-for-invoices-dunning-letters-and-payment-reminders-abroad
provider:
  name: aws
  stackName: ${self:custom.team}-and-${self:custom.team} #! name-too-long
  iam:
    role:
      name: the-role-of-all-the-functions-of-the-service-for-subscription-billing #! name-too-long
functions:
  list:
    handler: src/a.b
```

## Good

A name of exactly 64 characters, and a long key with a short name:

```yaml
service: subscription-billing
functions:
  recalculateOutstandingBalancesOfAllYear:
    handler: src/billing.recalculate
  recalculateEveryOutstandingBalanceOfTheYear:
    name: billing-recalculate-year
    handler: src/billing.year
```

Too long only if the unknown parts are, and a region that the command line may change:

```yaml
service: ${ssm:/billing/service-name}
provider:
  name: aws
  region: ${ssm:/region}
functions:
  recalculateEveryOutstandingBalanceOfTheLastYear:
    handler: src/billing.year
  other:
    name: ${ssm:/billing/function}
    handler: src/billing.other
```
```yaml other/serverless.yml
service: subscription-billing-and-invoicing-for-customers
provider:
  name: aws
  region: ${opt:region, 'eu-central-1'}
functions:
  list:
    handler: src/a.b
```
```yaml third/serverless.yml
service: billing
provider:
  name: aws
  stage: ${env:STAGE}
functions:
  recalculateEveryOutstandingBalanceOfTheYearsBeforeNow:
    handler: src/billing.year
```

The framework makes no role where every function has one, or where the service names one:

```yaml
service: subscription-billing-and-invoicing-for-all-customers
functions:
  list:
    handler: src/a.b
    role: arn:aws:iam::123456789012:role/billing
```
```yaml other/serverless.yml
service: subscription-billing-and-invoicing-for-all-customers
provider:
  name: aws
  iam:
    role: arn:aws:iam::123456789012:role/billing
functions:
  list:
    handler: src/a.b
```

## References

- https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html
- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
- https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html
"""

from collections.abc import Iterator

from slslint.api import ERROR, Cursor, Finding, Pointer, Rule, Service

FUNCTION, ROLE, STACK = 64, 64, 128
UNKNOWN = "…"


class NameTooLong(Rule):
    code = "SLS109"
    name = "name-too-long"
    severity = ERROR
    scope = Service
    needs = frozenset({"functions"})

    def check(self, service: Service) -> Iterator[Finding]:
        title, stack = service.title.value_at, f"{service.title.shown}-{service.stage or UNKNOWN}"
        for function in service.functions:
            built = f"{stack}-{function.name}"
            yield from self._judged("the function", FUNCTION, function.cursor["name"], built, function.at)
        if any(function.role is service.default_role for function in service.functions):
            region = service.provider["region"].shown if service.region else UNKNOWN
            own = service.provider.at("iam", "role", "name")
            yield from self._judged("the role of the functions", ROLE, own, f"{stack}-{region}-lambdaRole", title)
        yield from self._judged("the stack", STACK, service.provider["stackName"], stack, title)

    def _judged(self, what: str, limit: int, own: Cursor, built: str, place: Pointer) -> Iterator[Finding]:
        """`own` is the name that is given, if there is one, `built` the one that the framework makes otherwise."""
        name, at = (own.shown, own.value_at) if own.present else (built, place)
        size = len(name.replace(UNKNOWN, ""))
        if size > limit:
            least = "at least " if UNKNOWN in name else ""
            yield self.at(at, f"the name of {what}, `{name}`, has {least}{size} characters; AWS allows {limit}")
