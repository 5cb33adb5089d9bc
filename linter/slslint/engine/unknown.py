"""What could not be known of a service, and was therefore not judged."""

from slslint.service.file import ServiceFile
from slslint.source.pointer import Pointer, at_node
from slslint.values.value import Text, Unknown, walk


def unknowns(file: ServiceFile) -> list[tuple[Pointer, str]]:
    """The values of a service's configuration that are not known, wholly or in part: where they stand, and why.

    Each place once, in the order of the configuration.
    """
    found: dict[tuple[str, int, str], tuple[Pointer, str]] = {}
    for service in file.services:
        if service.config.value is None:
            continue
        for path, value in walk(service.config.value):
            for why in _reasons(value.know):
                at = at_node(value.at, ".".join(path))
                found.setdefault((at.file.path, at.start, why), (at, why))
    return list(found.values())


def _reasons(know: object) -> list[str]:
    if isinstance(know, Unknown):
        return [know.why] if know.why else []
    if isinstance(know, Text):
        return [f"`${{{atom.name}}}` in it is not known offline" for atom in know.atoms if not isinstance(atom, str)]
    return []
