"""`handlerPath(__dirname)`, by which the framework's template for TypeScript names the folder of a function."""

import re

from slslint.source.script.syntax import Syntax

_FOLDER = re.compile(
    r"""(?:export)?(?:\((\w+)(?::string)?\)(?::string)?=>|function\w*\((\w+)(?::string)?\)(?::string)?)(?:\{return)?`?(?:\$\{)?"""
    r"""(?:\1|\2)\.split\((?:process\.)?cwd\(\)\)\[1\]\.(?:substring|slice)\(1\)\.replace\(/\\\\/g,['"]/['"]\)\}?`?;?\}?"""
)


def cuts_folder(function: Syntax) -> bool:
    """Whether a function is `folder => folder.split(process.cwd())[1].substring(1).replace(/\\\\/g, "/")`."""
    return _FOLDER.fullmatch("".join(function.text[:500].split())) is not None
