"""Options that take one of a few words."""

from typing import TYPE_CHECKING

import click

from slslint.suggest import did_you_mean

if TYPE_CHECKING:
    Choice = click.Choice[str]
else:
    Choice = click.Choice  # before click 8.2 it takes no type


class OneOf(Choice):
    """One of some words; for another one the nearest is named."""

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The word; raises click.BadParameter for another one."""
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter as error:
            hint = did_you_mean(value, self.choices)
            raise click.BadParameter(error.message.rstrip(".") + hint, ctx, param) from None
