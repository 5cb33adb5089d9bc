"""Queues: the SQS queues that the service defines, and the functions that they feed."""

from functools import cached_property

from slslint.service.function import Function
from slslint.values.cursor import Cursor

DEFAULT_VISIBILITY = 30


class Queue:
    """An AWS::SQS::Queue of `resources`, with the `sqs` events that name it by Ref or GetAtt."""

    def __init__(self, name: str, cursor: Cursor, consumers: tuple[tuple[Function, Cursor], ...]) -> None:
        self.name = name
        self.cursor = cursor
        self.consumers = consumers

    @cached_property
    def key(self) -> tuple[object, ...]:
        return (self.name, id(self.cursor.value), *(part for function, _ in self.consumers for part in function.key))

    @property
    def visibility(self) -> Cursor:
        """`VisibilityTimeout` in seconds; 30 where it is absent."""
        return self.cursor.at("Properties", "VisibilityTimeout")
