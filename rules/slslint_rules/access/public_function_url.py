"""public-function-url: the URL of a function has an authorizer that the framework does not see.

## What it says

`url.authorizer` is compared with `aws_iam`, letter by letter. Whatever else stands there, `AWS_IAM`, the name of an
authorizer, a map, makes a URL without authorization. A URL without an authorizer, or with `NONE`, is public because
somebody wants it so, and nothing is said.

## Why it matters

The framework warns about the configuration and deploys: the URL gets `AuthType: NONE` and a permission for everybody to
invoke it. Nothing fails. Callers that sign their requests get their answers, and so does the rest of the world.

## Bad

As REST events take it, and as CloudFormation writes it:

```yaml
functions:
  report:
    handler: src/report.main
    url:
      authorizer: AWS_IAM #! public-function-url
```
```fixed
functions:
  report:
    handler: src/report.main
    url:
      authorizer: aws_iam
```

As HTTP APIs take it, and something that function URLs do not have:

```yaml
functions:
  report:
    handler: src/report.main
    url:
      authorizer: #! public-function-url
        type: aws_iam
  total:
    handler: src/total.main
    url:
      authorizer: users #! public-function-url
```

## Good

IAM:

```yaml
functions:
  report:
    handler: src/report.main
    url:
      authorizer: aws_iam
      cors: true
```

Public, and meant to be:

```yaml
functions:
  report:
    handler: src/report.main
    url: true
  total:
    handler: src/total.main
    url:
      cors: true
  health:
    handler: src/health.main
    url:
      authorizer: NONE
  status:
    handler: src/status.main
    url:
      authorizer: ''
```

What it is, is not known here:

```yaml
functions:
  report:
    handler: src/report.main
    url:
      authorizer: ${ssm:/platform/authorizer}
```

The same letters on a route of a REST API, where they are right:

```yaml
functions:
  report:
    handler: src/report.main
    events:
      - http: {path: /report, method: get, authorizer: AWS_IAM}
```

## References

- https://www.serverless.com/framework/docs/providers/aws/guide/functions#lambda-function-urls
- https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html
"""

from collections.abc import Iterator

from slslint.api import AWS_IAM, ERROR, Finding, Function, Rule, rewrite


class PublicFunctionUrl(Rule):
    code = "SLS306"
    name = "public-function-url"
    severity = ERROR
    scope = Function
    needs = frozenset({"url"})
    fixable = True

    def check(self, function: Function) -> Iterator[Finding]:
        authorizer = function.cursor["url"]["authorizer"]
        text = authorizer.text or ""
        if authorizer.is_map or (text.upper() not in ("", "NONE") and text != AWS_IAM.lower()):
            fixes = ()
            if text.upper() == AWS_IAM:
                fixes = rewrite(authorizer.value_at, text, AWS_IAM.lower(), "Write it in lower case", safe=False)
            shown = f"`{text}`" if text else "this"
            yield self.at(
                authorizer.value_at if text else authorizer.key_at,
                f"the URL of `{function.name}` is open to everybody: {shown} is not exactly `aws_iam`,"
                " and counts as no authorizer",
                related=authorizer.origins,
                fixes=fixes,
            )
