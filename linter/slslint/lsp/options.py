"""What the editor's user sets: `slslint.run`, `slslint.stages`, `slslint.select`, `slslint.ignore`."""

from typing import Any, NamedTuple, cast

ON_TYPE, ON_SAVE = "onType", "onSave"
SECTION = "slslint"


class Preferences(NamedTuple):
    """The settings of the editor; the project's own configuration counts beside them, as beside `slslint check`.

    `again` is no setting: the editor's command that asks for completions anew, for one that has such a command.
    """

    run: str = ON_TYPE
    stages: tuple[str, ...] = ()
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    again: str = ""


def read_preferences(given: Any) -> Preferences:
    """The preferences in what a client sent: the section itself, or an object that has it under its name.

    What has another form than it should counts as not set.
    """
    values = _table(given)
    values = _table(values.get("settings")) or values
    values = _table(values.get(SECTION)) or values
    run = values.get("run")
    return Preferences(
        run if run in (ON_TYPE, ON_SAVE) else ON_TYPE,
        _words(values.get("stages")),
        _words(values.get("select")),
        _words(values.get("ignore")),
        str(values.get("again") or ""),
    )


def _table(value: Any) -> dict[str, Any]:
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}


def _words(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list | tuple):
        return ()
    return tuple(word for word in cast("list[Any]", value) if isinstance(word, str) and word)
