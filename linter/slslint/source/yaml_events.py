"""YAML text to the composer's events."""

from typing import Any

from slslint.source.compose import Composer


def feed(composer: Composer, text: str) -> None:
    """Tell `composer` what libyaml reads in `text`; raises yaml.YAMLError."""
    import yaml
    from yaml._yaml import CParser  # type: ignore[attr-defined]

    scalar, start_map, start_seq = yaml.ScalarEvent, yaml.MappingStartEvent, yaml.SequenceStartEvent
    end_map, end_seq, alias, document = (
        yaml.MappingEndEvent,
        yaml.SequenceEndEvent,
        yaml.AliasEvent,
        yaml.DocumentStartEvent,
    )
    get: Any = CParser(text).get_event
    while (event := get()) is not None:
        kind = event.__class__
        if kind is scalar:
            composer.scalar(
                event.start_mark.index, event.end_mark.index, event.value, event.style, event.anchor, event.tag
            )
        elif kind is start_map:
            start, content = event.start_mark.index, event.end_mark.index
            bracket = event.flow_style and text[content - 1 : content] == "{"
            composer.open_map(start, content - bracket, event.anchor, event.tag, bracket)
        elif kind is start_seq:
            start, content = event.start_mark.index, event.end_mark.index
            bracket = event.flow_style
            if bracket or text[content : content + 2].rstrip() != "-":
                content -= 1
            composer.open_seq(start, content, event.anchor, event.tag, bracket)
        elif kind is end_map or kind is end_seq:
            composer.close(event.end_mark.index)
        elif kind is alias:
            composer.alias(event.start_mark.index, event.end_mark.index, event.anchor)
        elif kind is document:
            composer.document(event.start_mark.index)
