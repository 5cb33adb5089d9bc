"""Queues: the SQS queues that the service defines, and the functions that they feed."""

from functools import cached_property

from slslint.service.function import Function
from slslint.values.cursor import Cursor, coerced_number
from slslint.values.value import Known, OneOf, Value

DEFAULT_VISIBILITY = 30


class Queue:
    """An AWS::SQS::Queue of `resources`, with the `sqs` events that name it by Ref or GetAtt."""

    def __init__(self, name: str, cursor: Cursor, consumers: tuple[tuple[Function, Cursor], ...]) -> None:
        self.name = name
        self.cursor = cursor
        self.consumers = consumers

    @cached_property
    def key(self) -> tuple[object, ...]:
        template = self.consumers[0][0].service.config["resources"].value
        return (self.name, id(template), *(part for function, _ in self.consumers for part in function.key))

    @property
    def visibility(self) -> Cursor:
        """`VisibilityTimeout` as it is written."""
        return self.cursor.at("Properties", "VisibilityTimeout")

    @cached_property
    def shortest_visibility(self) -> int | float | None:
        """The least of the visibility timeouts that are known to be possible, in seconds; None where none is known.

        30 where it is absent. https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-sqs-queue.html
        """
        written = self.visibility
        if written.absent:
            return DEFAULT_VISIBILITY
        value = self.consumers[0][0].service.evaluated(written)
        if value is None:
            return None
        options = value.know.options if isinstance(value.know, OneOf) else (value,)
        return min((seconds for seconds in map(_seconds, options) if seconds is not None), default=None)


def _seconds(value: Value) -> int | float | None:
    know = value.know
    if not isinstance(know, Known) or isinstance(know.value, bool):
        return None
    return coerced_number(know.value) if isinstance(know.value, str) else know.value
