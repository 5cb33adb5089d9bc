"""What no report shows: values of settings that are secrets by their name, and lines of files that hold little else."""

import re

MASK = "*"
HIDDEN = "hidden: it comes from a file that holds secrets"
WORDS = ("passw", "passphrase", "secret", "token", "credential", "key")
SETTING = (
    r"(?i)(?:pass(?:word|wd|phrase)|secret|token|credential|(?:private|api|access)[_-]?key)[\w-]{0,40}"
    r"(?:[\"'][ \t]*:[ \t]*|[ \t]*:[ \t]+|[ \t]*=[ \t]*)(?P<quote>[\"']?)"
    r"(?=[^\s$!{}\[\]&*|>#,\"'])(?!(?:true|false|null|~)\b)"
)
END = r"[ \t]+#|,[ \t]|[ \t]*\}|$"
ACCESS_KEY = r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b"


def is_secret_file(path: str) -> bool:
    """Whether the lines of a file are better not shown: `.env`, `secrets.yml`, `credentials.json` and their kin."""
    name = path.replace("\\", "/").rpartition("/")[2].lower()
    return name.startswith(".env") or name.endswith(".env") or "secret" in name or "credential" in name


def is_secret_name(name: str) -> bool:
    """Whether what is set under a name is a secret: `dbPassword`, `client_secret`."""
    line = f"{name}: something"
    return mask(line, [], code=False) != line


def mask(text: str, marked: list[tuple[int, int]], code: bool) -> str:
    """A line with the literal values of secret settings masked, but for those that a span of `marked` touches.

    In `code` only what is quoted is a literal.
    """
    # The patterns are compiled when a line first needs them: most reports show none that does.
    lowered = text.lower()
    if any(word in lowered for word in WORDS):
        for setting in re.finditer(SETTING, text):
            start, quote = setting.end(), setting["quote"]
            end = text.find(quote, start) if quote else -1
            if end < 0 and not code and (rest := re.compile(END).search(text, start)):
                end = rest.start()
            text = _hide(text, start, end, marked)
    if "AKIA" in text or "ASIA" in text:
        for key in re.finditer(ACCESS_KEY, text):
            text = _hide(text, key.start(), key.end(), marked)
    return text


def _hide(text: str, start: int, end: int, marked: list[tuple[int, int]]) -> str:
    if end < start or any(first < end and start < last for first, last in marked):
        return text
    return text[:start] + MASK * (end - start) + text[end:]
