"""queue-visibility-timeout: a queue hands a message out again while the function is still at it.

## What it says

A function has an `sqs` event for a queue of this service, and the queue's `VisibilityTimeout` (30 seconds where it is
not set) is shorter than the function's timeout. As advice, it says so too where the queue gives less than six times
that timeout, which is what AWS recommends. Where the value depends on a condition, the shortest one counts. A queue
that is named by an ARN or imported from another stack is not judged.

## Why it matters

Lambda refuses a queue whose visibility timeout is shorter than the function's: the deploy fails with
`Queue visibility timeout: 30 seconds is less than Function timeout: 60 seconds`. Between one and six times the timeout,
a message that had to wait for a retry of its batch becomes visible again too soon, and is worked on twice.

## Bad

Shorter than the function's timeout:

```yaml
functions:
  work:
    handler: src/work.main
    timeout: 120
    events:
      - sqs:
          arn: !GetAtt Orders.Arn
resources:
  Resources:
    Orders:
      Type: AWS::SQS::Queue
      Properties:
        VisibilityTimeout: 60 #! queue-visibility-timeout: error
```
```fixed
functions:
  work:
    handler: src/work.main
    timeout: 120
    events:
      - sqs:
          arn: !GetAtt Orders.Arn
resources:
  Resources:
    Orders:
      Type: AWS::SQS::Queue
      Properties:
        VisibilityTimeout: 720
```

The default of 30 seconds is shorter than the slowest of the consumers:

```yaml
provider:
  name: aws
  timeout: 5
functions:
  quick:
    handler: src/work.quick
    events:
      - sqs:
          arn: !GetAtt Orders.Arn
  slow:
    handler: src/work.slow
    timeout: 45
    events:
      - sqs: !GetAtt Orders.Arn
resources:
  Resources:
    Orders: #! queue-visibility-timeout: error
      Type: AWS::SQS::Queue
      Properties:
        QueueName: orders
```

Under six times, which is advice; the shortest of two possible values, and a number in quotes:

```yaml
functions:
  work:
    handler: src/work.main
    timeout: 60
    events:
      - sqs:
          arn: !GetAtt Orders.Arn
      - sqs:
          arn: !GetAtt Mails.Arn
resources:
  Parameters:
    Size: {Type: String}
  Conditions:
    IsLarge: !Equals [!Ref Size, large]
  Resources:
    Orders:
      Type: AWS::SQS::Queue
      Properties:
        VisibilityTimeout: !If [IsLarge, 900, 300] #! queue-visibility-timeout: info
    Mails:
      Type: AWS::SQS::Queue
      Properties:
        VisibilityTimeout: '359' #! queue-visibility-timeout: info
```

## Good

Six times the timeout, exactly, and the defaults of both (30 and 6 seconds are nearly six times):

```yaml
functions:
  work:
    handler: src/work.main
    timeout: 60
    events:
      - sqs:
          arn: !GetAtt Orders.Arn
  plain:
    handler: src/work.plain
    timeout: 5
    events:
      - sqs:
          arn: !GetAtt Mails.Arn
resources:
  Resources:
    Orders:
      Type: AWS::SQS::Queue
      Properties:
        VisibilityTimeout: 360
    Mails:
      Type: AWS::SQS::Queue
```

One of the two is not known here:

```yaml
functions:
  work:
    handler: src/work.main
    timeout: ${ssm:/work/timeout}
    events:
      - sqs:
          arn: !GetAtt Orders.Arn
  other:
    handler: src/work.other
    timeout: 900
    events:
      - sqs:
          arn: !GetAtt Mails.Arn
resources:
  Resources:
    Orders:
      Type: AWS::SQS::Queue
      Properties:
        VisibilityTimeout: 1
    Mails:
      Type: AWS::SQS::Queue
      Properties:
        VisibilityTimeout: !Ref Seconds
```

A queue of another stack, and one that feeds no function (a dead-letter queue):

```yaml
functions:
  work:
    handler: src/work.main
    timeout: 300
    events:
      - sqs: arn:aws:sqs:us-east-1:123456789012:orders
      - sqs:
          arn: !ImportValue mails-queue-arn
resources:
  Resources:
    Dead:
      Type: AWS::SQS::Queue
      Properties:
        VisibilityTimeout: 1
```

## References

- https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
- https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-visibility-timeout.html
- https://www.serverless.com/framework/docs/providers/aws/events/sqs
"""

from collections.abc import Iterator

from slslint.api import ERROR, INFO, Finding, Queue, Rule, rewrite

RECOMMENDED = 6


class QueueVisibilityTimeout(Rule):
    code = "SLS503"
    name = "queue-visibility-timeout"
    severity = ERROR
    scope = Queue
    needs = frozenset({"queues"})
    fixable = True

    def check(self, queue: Queue) -> Iterator[Finding]:
        visible = queue.shortest_visibility
        timeouts = [(function.timeout.value, function) for function, _ in queue.consumers]
        known = [(value, function) for value, function in timeouts if isinstance(value, int | float)]
        if visible is None or not known:
            return
        longest, function = max(known, key=lambda pair: pair[0])
        enough = f"{longest * RECOMMENDED:g}"
        if visible >= longest * RECOMMENDED:
            return
        short = visible < longest
        may_take = f"`{function.name}` may take {longest:g} s"
        advice = "Lambda refuses such a queue" if short else f"AWS recommends six times as much, {enough} s"
        written = queue.visibility
        place = written.value_at if written.present else queue.cursor.key_at
        yield self.at(
            place,
            f"`{queue.name}` shows a message again after {visible:g} s, and {may_take}: {advice}",
            severity=ERROR if short else INFO,
            related=[(function.timeout.cursor.value_at, may_take)],
            fixes=rewrite(place, place.text, enough, f"Write {enough}", safe=False) if written.is_literal else (),
        )
