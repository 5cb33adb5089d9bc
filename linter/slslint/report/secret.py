"""What no report shows: values of settings that are secrets by their name, and lines of files that hold little else."""

import re

_SETTING = re.compile(
    r"(?:pass(?:word|wd|phrase)|secret|token|credential|(?:private|api|access)[_-]?key)[\w-]{0,40}"
    r"(?:[\"'][ \t]*:[ \t]*|[ \t]*:[ \t]+|[ \t]*=[ \t]*)(?P<quote>[\"']?)"
    r"(?=[^\s$!{}\[\]&*|>#,\"'])(?!(?:true|false|null|~)\b)",
    re.IGNORECASE,
)
_ACCESS_KEY = re.compile(r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b")
_END = re.compile(r"[ \t]+#|,[ \t]|[ \t]*\}|$")
MASK = "*"


def is_secret_file(path: str) -> bool:
    """Whether the lines of a file are better not shown: `.env`, `secrets.yml`, `credentials.json` and their kin."""
    name = path.replace("\\", "/").rpartition("/")[2].lower()
    return name.startswith(".env") or name.endswith(".env") or "secret" in name or "credential" in name


def mask(text: str, marked: list[tuple[int, int]], code: bool) -> str:
    """A line with the literal values of secret settings masked, but for those that a span of `marked` touches.

    In `code` only what is quoted is a literal.
    """
    for setting in _SETTING.finditer(text):
        start, quote = setting.end(), setting["quote"]
        end = text.find(quote, start) if quote else -1
        if end < 0 and not code and (rest := _END.search(text, start)):
            end = rest.start()
        text = _hide(text, start, end, marked)
    for key in _ACCESS_KEY.finditer(text):
        text = _hide(text, key.start(), key.end(), marked)
    return text


def _hide(text: str, start: int, end: int, marked: list[tuple[int, int]]) -> str:
    if end < start or any(first < end and start < last for first, last in marked):
        return text
    return text[:start] + MASK * (end - start) + text[end:]
