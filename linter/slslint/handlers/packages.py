"""Which versions of a package a project uses: lock files, else the range in package.json; never node_modules."""

import json
import os
import re
from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar, cast

from slslint.workspace import Unreadable, Workspace

_LOCK_FILES = ("package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml")
_MAX_LOCK_BYTES = 8 * 1024 * 1024
_MAX_MANIFEST_BYTES = 256 * 1024
_EVERY = (0, 1 << 30)
_Found = TypeVar("_Found")


class Manifest(NamedTuple):
    """A package.json: the folder it lies in, and the ranges it asks for by package."""

    folder: str
    dependencies: dict[str, str]
    development: dict[str, str]
    peers: dict[str, str]


class Question(NamedTuple):
    """Whether the `package` that code in `folder` gets is older than a major version (`below`).

    Without one: whether it is a devDependency alone, of a package.json at or below `within`.
    """

    package: str
    folder: str
    below: int | None = None
    within: str = ""


class Packages:
    """The packages that the files of a workspace see. Lock files are searched as text, not loaded."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self._manifests: dict[str, Manifest | None] = {}
        self._locks: dict[str, tuple[str, str] | None] = {}
        self._majors: dict[tuple[str, str], frozenset[tuple[int, int]]] = {}
        self._answers: dict[Question, bool | None] = {}
        self.asked: set[Question] = set()
        """What was asked since somebody emptied it."""

    def refresh(self) -> bool:
        """Look at the files anew; whether one has changed."""
        manifests, self._manifests = self._manifests, {}
        locks, self._locks = self._locks, {}
        self._majors.clear()
        self._answers.clear()
        changed = [self._manifest_of(folder) != known for folder, known in manifests.items()]
        changed += [self._lock_of(folder) != known for folder, known in locks.items()]
        return any(changed)

    def manifest(self, folder: str) -> Manifest | None:
        """The package.json nearest to a folder, upwards to the root of the workspace."""
        return self._nearest(self._manifest_of, folder)

    def answer(self, question: Question) -> bool | None:
        """The answer to a question; asked again, the same one."""
        self.asked.add(question)
        if question not in self._answers:
            self._answers[question] = self._answer(*question)
        return self._answers[question]

    def _answer(self, package: str, folder: str, below: int | None, within: str) -> bool | None:
        if below is not None:
            return self._is_below(package, below, folder)
        return self._is_development_only(package, folder, within)

    def is_below(self, package: str, major: int, folder: str) -> bool | None:
        """Whether the version of `package` that code in `folder` gets is older than `major`.

        None where it is not known, or where it may lie on either side.
        """
        return self.answer(Question(package, folder, below=major))

    def is_development_only(self, package: str, folder: str, within: str) -> bool:
        """Whether `package` is a devDependency of the nearest package.json at or below `within`, and nothing else.

        False too where a lock file has something else depend on it: it may then be installed for production.
        """
        return self.answer(Question(package, folder, within=within)) is True

    def _is_below(self, package: str, major: int, folder: str) -> bool | None:
        spans = self._spans(package, folder)
        if spans and all(high <= major for _, high in spans):
            return True
        if spans and all(low >= major for low, _ in spans):
            return False
        return None

    def _spans(self, package: str, folder: str) -> frozenset[tuple[int, int]]:
        """The majors that a version may have, as [low, high) spans."""
        key = (package, folder)
        if key not in self._majors:
            self._majors[key] = self._locked(package, folder) or self._ranged(package, folder)
        return self._majors[key]

    def _locked(self, package: str, folder: str) -> frozenset[tuple[int, int]]:
        lock = self.lock(folder)
        if lock is None or package not in lock[1]:
            return frozenset()
        found = {int(major) for major in re.findall(_locked_pattern(lock[0], package), lock[1])}
        return frozenset((major, major + 1) for major in found)

    def _ranged(self, package: str, folder: str) -> frozenset[tuple[int, int]]:
        manifest = self.manifest(folder)
        while manifest is not None:
            for group in (manifest.dependencies, manifest.development, manifest.peers):
                if package in group:
                    return majors(group[package])
            if manifest.folder == self.workspace.root:
                break
            manifest = self.manifest(os.path.dirname(manifest.folder))
        return frozenset()

    def lock(self, folder: str) -> tuple[str, str] | None:
        """The name and text of the lock file nearest to a folder, upwards."""
        return self._nearest(self._lock_of, folder)

    def _nearest(self, of: Callable[[str], _Found | None], folder: str) -> _Found | None:
        """What `of` finds in a folder, else in the ones above it up to the root of the workspace."""
        while folder.startswith(self.workspace.root):
            found = of(folder)
            if found is not None:
                return found
            if folder == self.workspace.root:
                break
            folder = os.path.dirname(folder)
        return None

    def _lock_of(self, folder: str) -> tuple[str, str] | None:
        if folder not in self._locks:
            self._locks[folder] = self._read_lock(folder)
        return self._locks[folder]

    def _read_lock(self, folder: str) -> tuple[str, str] | None:
        names = self.workspace.listing(folder)
        for name in _LOCK_FILES:
            if name in names:
                try:
                    data = self.workspace.read(os.path.join(folder, name), _MAX_LOCK_BYTES)
                except Unreadable:
                    return name, ""
                return name, data.decode("utf-8", "replace")
        return None

    def _is_development_only(self, package: str, folder: str, within: str) -> bool:
        manifest = self.manifest(folder)
        if manifest is None or not (manifest.folder + os.sep).startswith(within.rstrip(os.sep) + os.sep):
            return False
        if package not in manifest.development or package in manifest.dependencies or package in manifest.peers:
            return False
        lock = self.lock(manifest.folder)
        if lock is None:
            return True
        name, text = lock
        quoted = re.escape(package)
        if name.endswith(".json"):
            entry = re.search(rf'"(?:node_modules/)?{quoted}": \{{[^{{}}]*?"version"[^{{}}]*', text)
            return entry is not None and '"dev": true' in entry[0]
        asked = re.findall(rf'^[ \t]+["\']?{quoted}["\']?:? .*$', text, re.MULTILINE)
        return not asked if name == "yarn.lock" else False

    def _manifest_of(self, folder: str) -> Manifest | None:
        if folder not in self._manifests:
            self._manifests[folder] = self._read_manifest(folder)
        return self._manifests[folder]

    def _read_manifest(self, folder: str) -> Manifest | None:
        if "package.json" not in self.workspace.listing(folder):
            return None
        try:
            text = self.workspace.read(os.path.join(folder, "package.json"), _MAX_MANIFEST_BYTES).decode("utf-8-sig")
            loaded = json.loads(text)
        except (Unreadable, ValueError, RecursionError):
            return None
        if not isinstance(loaded, dict):
            return None
        data = cast("dict[str, Any]", loaded)
        production = _group(data, "dependencies") | _group(data, "optionalDependencies")
        return Manifest(folder, production, _group(data, "devDependencies"), _group(data, "peerDependencies"))


def _group(data: dict[str, Any], name: str) -> dict[str, str]:
    group = data.get(name)
    if not isinstance(group, dict):
        return {}
    return {str(key): str(value) for key, value in cast("dict[Any, Any]", group).items()}


def _locked_pattern(lock: str, package: str) -> str:
    name = re.escape(package)
    if lock == "yarn.lock":
        return rf'(?m)^"?{name}@[^\n]*:\n +version:? "?(\d+)\.'
    if lock == "pnpm-lock.yaml":
        return rf"(?m)^ +'?/?{name}[@/](\d+)\.\d+\.\d+"
    return rf'"(?:node_modules/)?{name}": \{{\s*"version": "(\d+)\.'


def majors(text: str) -> frozenset[tuple[int, int]]:
    """The majors that an npm range admits, as [low, high) spans; none where it is no range (a tag, a URL, `*`).

    https://docs.npmjs.com/cli/using-npm/semver
    """
    found: set[tuple[int, int]] = set()
    for alternative in text[:200].removeprefix("workspace:").split("||"):
        span = _span(alternative.strip())
        if span is None:
            return frozenset()
        found.add(span)
    return frozenset(found)


_PART = re.compile(r"(>=|<=|>|<|\^|~>?|=)?\s*v?(\d{1,9})((?:\.(?:\d+|[xX*]))*)(?:[-+][\w.+-]*)?(?:\s+|$)")


def _span(text: str) -> tuple[int, int] | None:
    hyphen = re.fullmatch(r"v?(\d{1,9})[\w.]* - v?(\d{1,9})[\w.]*", text)
    if hyphen:
        return int(hyphen[1]), int(hyphen[2]) + 1
    low, high = _EVERY
    at = 0
    while at < len(text):
        part = _PART.match(text, at)
        if part is None:
            return None
        at = part.end()
        major, whole = int(part[2]), not any(char in "123456789" for char in part[3])
        if part[1] in (None, "^", "~", "~>", "="):
            low, high = max(low, major), min(high, major + 1)
        elif part[1] in (">=", ">"):
            low = max(low, major)
        else:
            high = min(high, major if part[1] == "<" and whole else major + 1)
    return (low, high) if (low, high) != _EVERY and low < high else None
