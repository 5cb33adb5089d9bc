"""CloudFormation's functions over Values: what a piece of template is once they have run, as far as that is known."""

from collections.abc import Callable, Mapping

from slslint.intrinsics import choices
from slslint.intrinsics.choices import Beyond, built, options, present, string, union, unknown
from slslint.intrinsics.naming import HTTP_API, WEBSOCKET_API
from slslint.intrinsics.resources import SHAPES
from slslint.intrinsics.scope import STRINGS, Scope
from slslint.intrinsics.strings import Atoms, Piece, atoms_of, label, pieces, split
from slslint.values.value import Atom, Hole, Known, Map, OneOf, Seq, Step, Text, Unknown, Value, scalar_text, text_of

MAX_DEPTH = 50
"""How deep functions, and the conditions and names that they lead to, may be nested."""
MAX_STEPS = 20_000
"""How many values one evaluation may look at: aliases repeat a small file's lists without end."""
MAX_TRAIL = 8

_FIELDS = {
    "region": "AWS::Region",
    "account": "AWS::AccountId",
    "partition": "AWS::Partition",
    "suffix": "AWS::URLSuffix",
    "stack": "AWS::StackName",
}

_HASH = "#{"


def evaluate(value: Value, scope: Scope) -> Value:
    """What `value` is once CloudFormation has run its functions: Known, Text, OneOf, Unknown, a list or a map.

    A map or list that is no function comes back as it is, its parts not looked at. `AWS::NoValue` is Known(None).
    Trail and dependencies are those of everything that the answer rests on. Never raises.
    """
    try:
        return _Run(scope).whole(value)
    except Beyond:
        why = Unknown("its functions are nested too deeply, or too many", hole=scope.hole_of(value))
        return Value(why, value.at, value.trail, value.deps)


def function_of(value: Value) -> tuple[str, Value] | None:
    """The function (`Ref`, `Fn::Sub`, …) that a map with one key calls, and its argument; None for anything else."""
    know = value.know
    if isinstance(know, Map) and len(know.entries) == 1:
        ((name, (_, argument)),) = know.entries.items()
        if name == "Ref" or name.startswith("Fn::"):
            return name, argument
    return None


class _Run:
    """One evaluation: what it has looked at so far, and how deep it is."""

    __slots__ = ("deps", "depth", "scope", "steps", "trail")

    def __init__(self, scope: Scope, depth: int = 0, steps: int = 0) -> None:
        self.scope = scope
        self.depth = depth
        self.steps = steps
        self.deps: set[str] = set()
        self.trail: dict[Step, None] = {}

    def whole(self, value: Value) -> Value:
        """`value` evaluated, with the trail and dependencies of all that was looked at."""
        found = self.value(value)
        return value if found is value else self.closed(found)

    def closed(self, found: Value) -> Value:
        self.touch(found)
        return Value(found.know, found.at, tuple(self.trail)[:MAX_TRAIL], frozenset(self.deps))

    def touch(self, value: Value) -> None:
        self.deps |= value.deps
        for step in value.trail:
            self.trail[step] = None

    def stepped(self, found: Value, step: Step, at: Value) -> Value:
        """What was found elsewhere, as it stands where it is used."""
        value = Value(found.know, at.at, (*found.trail, step), found.deps)
        self.touch(value)
        return value

    def enter(self) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise Beyond

    def value(self, value: Value) -> Value:
        """`value` evaluated; the same object where there is nothing to evaluate."""
        self.steps += 1
        if self.steps > MAX_STEPS:
            raise Beyond
        self.touch(value)
        know = value.know
        if isinstance(know, Known | Text):
            return self.text(value, atoms_of(value) or ())
        if isinstance(know, OneOf):
            before = options(value)
            after = [self.value(option) for option in before]
            same = all(one is other for one, other in zip(before, after, strict=True))
            return value if same else self.union(after, value)
        if not isinstance(know, Map):
            return value
        called = function_of(value)
        if called is None:
            return self.unknown(value, "a macro changes it") if any(map(_is_macro, know.entries)) else value
        function = _FUNCTIONS.get(called[0])
        if function is None:
            return self.unknown(value, f"`{called[0]}` is not evaluated")
        self.enter()
        found = function(self, called[1], value)
        self.depth -= 1
        return found

    def text(self, value: Value, atoms: Atoms) -> Value:
        """A string as written: what CloudFormation or the pseudo parameters plugin replace in it is replaced."""
        literals = [atom for atom in atoms if isinstance(atom, str)]
        if self.scope.hash_marks and any(_HASH in literal for literal in literals):
            return self.substituted(value, None, value, _HASH)
        dynamic = any(choices.DYNAMIC in literal for literal in literals)
        return string(self.scope, [atoms], value) if dynamic else value

    def unknown(self, value: Value, why: str, hole: Hole | None = None) -> Value:
        return unknown(self.scope, value, why, hole)

    def union(self, values: list[Value], at: Value) -> Value:
        return union(self.scope, values, at)

    def atoms(self, value: Value) -> list[Atoms | None]:
        """What `value` may be inside a string, evaluated."""
        return choices.atoms(self.scope, self.value(value))

    def lists(self, value: Value) -> list[tuple[Value, ...]] | None:
        """The lists that `value` may be, items not evaluated; None where one of its choices is no known list."""
        found = [option.know for option in options(self.value(value))]
        lists = [know.items for know in found if isinstance(know, Seq)]
        return lists if len(lists) == len(found) else None

    def once(
        self, key: tuple[str, str], value: Value, otherwise: Value, work: "Callable[[_Run, Value], Value]"
    ) -> Value:
        """What `work` makes of `value`, remembered in the scope; `otherwise` where it leads back to itself."""
        memo = self.scope.memo
        found = memo.get(key)
        if found is None:
            memo[key] = otherwise
            run = _Run(self.scope, self.depth, self.steps)
            try:
                run.enter()
                found = run.closed(work(run, value))
            finally:
                del memo[key]
            memo[key] = found
            self.steps = run.steps
        self.touch(found)
        return found

    # References

    def ref(self, argument: Value, at: Value) -> Value:
        name = _text(argument)
        return self.unknown(at, "what it refers to is not known") if name is None else self.reference(name, at)

    def reference(self, name: str, at: Value) -> Value:
        scope = self.scope
        if name in STRINGS:
            return self.pseudo(name, at)
        if name == "AWS::NoValue":
            return Value(Known(None), at.at)
        if name == "AWS::StackId":
            return self.pattern("arn:{partition}:cloudformation:{region}:{account}:stack/{stack}/{id:seg}", name, at)
        hole = scope.hole(f"Ref:{name}")
        if name in scope.resources:
            shape = SHAPES.get(scope.resources[name][0])
            return self.pattern(shape.ref, name, at) if shape and shape.ref else self.unknown(at, "made by AWS", hole)
        if scope.parameters[name].exists:
            return self.parameter(name, at, hole)
        return self.unknown(at, f"`{name}` is not known here", hole)

    def pseudo(self, name: str, at: Value) -> Value:
        given = self.scope.given.get(name) or self.scope.given["AWS::Region"]
        if given is not None:
            self.touch(given)
        return string(self.scope, self.scope.choices(name), at)

    def parameter(self, name: str, at: Value, hole: Hole) -> Value:
        """A parameter: what the deploy passes, one of its AllowedValues, or unknown (its Default may be overridden)."""
        given = self.scope.arguments.get(name)
        if given is not None:
            return self.stepped(self.value(given), Step("param", name, given.at), at)
        cursor = self.scope.parameters[name]
        default = cursor["Default"].value
        otherwise = Value(default.know, at.at, (Step("default", name, default.at),)) if default else None
        allowed = [item.scalar for item in cursor["AllowedValues"].items()]
        plain = cursor["Type"].text in ("String", "Number") and None not in allowed
        if not plain or not 0 < len(allowed) <= choices.WIDEST:
            return Value(Unknown("a parameter of the template", otherwise, hole), at.at)
        origin = cursor["AllowedValues"].value
        step = Step("param", name, origin.at if origin else None)
        values = [Value(Known(scalar_text(value)), at.at) for value in allowed]
        return self.union([self.stepped(value, step, at) for value in values], at)

    def get_att(self, argument: Value, at: Value) -> Value:
        know = argument.know
        if isinstance(know, Seq) and len(know.items) >= 2:
            texts = [_text(know.items[0]), *(_text(self.value(item)) for item in know.items[1:])]
            name = ".".join(text for text in texts if text is not None) if None not in texts else None
        else:
            name = _text(argument)
        if name is None or "." not in name:
            return self.unknown(at, "which attribute it is, is not known")
        return self.attribute(name, at)

    def attribute(self, name: str, at: Value) -> Value:
        """`LogicalId.Attribute`."""
        logical, _, attribute = name.partition(".")
        shape = SHAPES.get(self.scope.resources[logical][0]) if logical in self.scope.resources else None
        pattern = shape.attributes.get(attribute) if shape else None
        if pattern is None:
            return self.unknown(at, "known after the deploy", self.scope.hole(f"GetAtt:{name}"))
        return self.pattern(pattern, logical, at)

    def pattern(self, pattern: str, logical: str, at: Value) -> Value:
        """A pattern of resources.py, filled in for a resource."""
        start, *rest = pattern.split("{")
        fields = [chunk.partition("}") for chunk in rest]
        parts = {field: self.field(field, logical, at) for field, _, _ in fields}

        def build(way: Mapping[str, Atoms | None]) -> list[Atom]:
            return [start, *(atom for field, _, text in fields for atom in (*(way[field] or ()), text))]

        return built(self.scope, parts, build, at)

    def field(self, field: str, logical: str, at: Value) -> Value:
        if field in _FIELDS:
            return self.pseudo(_FIELDS[field], at)
        if field == "name":
            return self.physical_name(logical, at)
        if field == "scheme":
            return self.scheme(logical, at)
        kind, _, cls = field.partition(":")
        if cls:
            name = f"Ref:{logical}" if kind == "id" else f"Key:{logical}"
            return Value(Text((self.scope.hole(name, cls),)), at.at)
        name, _, default = field.partition("|")
        otherwise = Value(Known(default), at.at)
        written = self.scope.resources[logical][1].at("Properties", name).value
        return otherwise if written is None else present(self.scope, self.value(written), otherwise)

    def physical_name(self, logical: str, at: Value) -> Value:
        """The name under which a resource is deployed: the one written, else one that CloudFormation makes up."""
        kind, cursor = self.scope.resources[logical]
        written = self.scope.names.get(logical) or cursor.at("Properties", SHAPES[kind].name).value
        made_up = Value(Text((self.scope.hole(f"Name:{logical}", "seg"),)), at.at)
        if written is None:
            return made_up
        return present(self.scope, self.once(("name", logical), written, made_up, _Run.value), made_up)

    def scheme(self, logical: str, at: Value) -> Value:
        """How an ApiGatewayV2 API is reached."""
        protocol = self.scope.resources[logical][1].at("Properties", "ProtocolType")
        standard = {HTTP_API: "HTTP", WEBSOCKET_API: "WEBSOCKET"}.get(logical)
        scheme = {"HTTP": "https", "WEBSOCKET": "wss"}.get((protocol.text if protocol.exists else standard) or "")
        return Value(Known(scheme) if scheme else Text((self.scope.hole(f"Scheme:{logical}", "seg"),)), at.at)

    def import_value(self, argument: Value, at: Value) -> Value:
        names: list[Atoms] = []
        for atoms in self.atoms(argument):
            if atoms is None:
                return self.unknown(at, "which export it is, is not known")
            # The name of an export is unique in an account and region: equal names are equal values everywhere.
            shared = all(isinstance(atom, str) for atom in atoms)
            names.append((Hole(f"import:{label(atoms)}", "any", "" if shared else self.scope.stack),))
        return string(self.scope, names, at)

    # Strings

    def sub(self, argument: Value, at: Value) -> Value:
        variables: Map | None = None
        template = argument
        if isinstance(argument.know, Seq):
            items = argument.know.items
            if len(items) != 2 or not isinstance(items[1].know, Map):
                return self.unknown(at, "`Fn::Sub` of another shape")
            template, variables = items[0], items[1].know
        return self.union([self.substituted(option, variables, at) for option in options(template)], at)

    def substituted(self, template: Value, variables: Map | None, at: Value, mark: str = "${") -> Value:
        atoms = atoms_of(template)
        if atoms is None:
            return self.unknown(at, "the text of `Fn::Sub` is not known")
        if self.scope.hash_marks and mark == "${":
            atoms = tuple(atom.replace(_HASH, mark) if isinstance(atom, str) else atom for atom in atoms)
        found = pieces(atoms, mark, "}")
        names = dict.fromkeys(part.inner for part in found if isinstance(part, Piece) and not _is_literal(part))
        parts = {inner: self.placeholder(inner, variables, at) for inner in names}

        def build(way: Mapping[Atoms, Atoms | None]) -> list[Atom]:
            text: list[Atom] = []
            for part in found:
                if not isinstance(part, Piece):
                    text.append(part)
                elif _is_literal(part):
                    text += ["${", str(part.inner[0])[1:], *part.inner[1:], "}"]
                else:
                    text += way[part.inner] or ()
            return text

        return built(self.scope, parts, build, at)

    def placeholder(self, inner: Atoms, variables: Map | None, at: Value) -> Value:
        """What `${…}` stands for in `Fn::Sub`; a hole for what may be absent, as that is no valid template."""
        hole = Value(Text((self.scope.hole(f"Sub:{label(inner)}"),)), at.at)
        name = inner[0] if len(inner) == 1 else None
        if not isinstance(name, str):
            return hole
        name = name.strip()
        if variables is not None and name in variables.entries:
            found = self.value(variables.entries[name][1])
        else:
            found = self.attribute(name, at) if "." in name else self.reference(name, at)
        return present(self.scope, found, hole)

    def join(self, argument: Value, at: Value) -> Value:
        items = _arguments(argument, 2)
        separator = _text(items[0]) if items else None
        lists = self.lists(items[1]) if items else None
        if separator is None or lists is None:
            return self.unknown(at, "what `Fn::Join` joins is not known")
        return self.union([self.joined(separator, values, at) for values in lists], at)

    def joined(self, separator: str, values: tuple[Value, ...], at: Value) -> Value:
        def build(way: Mapping[int, Atoms | None]) -> list[Atom]:
            text: list[Atom] = []
            for atoms in way.values():
                if atoms is not None:
                    text += (separator, *atoms)
            return text[1:]

        return built(self.scope, {index: self.value(value) for index, value in enumerate(values)}, build, at)

    def split(self, argument: Value, at: Value) -> Value:
        items = _arguments(argument, 2)
        separator = _text(items[0]) if items else None
        lists: list[Value] = []
        for atoms in self.atoms(items[1]) if items and separator else [None]:
            parts = split(atoms, separator) if atoms is not None and separator else [None]
            known = tuple(Value(text_of(part), at.at) for part in parts if part is not None)
            if len(known) != len(parts):
                return self.unknown(at, "what `Fn::Split` splits is not known")
            lists.append(Value(Seq(known), at.at))
        return self.union(lists, at)

    def base64(self, argument: Value, at: Value) -> Value:
        from binascii import b2a_base64

        text = _text(self.value(argument))
        if text is None or len(text) > choices.MAX_LENGTH:
            return self.unknown(at, "what is encoded is not known")
        return Value(Known(b2a_base64(text.encode("utf-8", "surrogatepass"), newline=False).decode()), at.at)

    # Choices

    def select(self, argument: Value, at: Value) -> Value:
        items = _arguments(argument, 2)
        index = _index(self.value(items[0])) if items else None
        lists = self.lists(items[1]) if items else None
        if index is None or lists is None or any(index >= len(values) for values in lists):
            return self.unknown(at, "what `Fn::Select` selects is not known")
        chosen: list[Value] = []
        for values in lists:
            before = [self.value(value) for value in values[: index + 1]]
            if any(option.know == Known(None) for value in before for option in options(value)):
                return self.unknown(at, "`Fn::Select` of a list with items that may be absent")
            chosen.append(before[-1])
        return self.union(chosen, at)

    def find_in_map(self, argument: Value, at: Value) -> Value:
        keys = argument.know.items if isinstance(argument.know, Seq) else ()
        mappings = self.scope.mappings.value
        if mappings is None or len(keys) not in (3, 4):
            return self.unknown(at, "what `Fn::FindInMap` finds is not known")
        found = [mappings]
        for key in keys[:3]:
            wanted = [option.know for option in options(self.value(key))]
            names = {scalar_text(know.value) for know in wanted if isinstance(know, Known)}
            narrow = all(isinstance(know, Known) for know in wanted)
            entries = [value.know.entries for value in found if isinstance(value.know, Map)]
            if len(entries) < len(found) or any(_is_macro(name) for each in entries for name in each):
                return self.unknown(at, "the mapping is not known")
            found = [value for each in entries for name, (_, value) in each.items() if name in names or not narrow]
        results = [self.stepped(value, Step("self", "Mappings", value.at), at) for value in found]
        fallback = keys[3].get("DefaultValue") if len(keys) == 4 else None
        return self.union([*results, self.value(fallback)] if fallback else results, at)

    def choose(self, argument: Value, at: Value) -> Value:
        """`Fn::If`."""
        items = _arguments(argument, 3)
        if not items:
            return self.unknown(at, "`Fn::If` of another shape")
        name = _text(items[0])
        truth = self.condition(name) if name is not None else None
        if truth is None:
            return self.union([self.value(items[1]), self.value(items[2])], at)
        return self.value(items[1] if truth else items[2])

    # Conditions

    def condition(self, name: str) -> bool | None:
        """Whether a condition of the template holds; None where that is not known."""
        written = self.scope.conditions[name].value
        if written is None:
            return None
        circular = Value(Unknown("a condition that leads back to itself"), written.at)
        know = self.once(("condition", name), written, circular, _Run.truth).know
        return know.value if isinstance(know, Known) and isinstance(know.value, bool) else None

    def truth(self, value: Value) -> Value:
        verdict = self.holds(value)
        return Value(Unknown("a condition that is not known") if verdict is None else Known(verdict), value.at)

    def holds(self, value: Value) -> bool | None:
        """The truth of a condition's expression, three-valued."""
        self.touch(value)
        know = value.know
        if not isinstance(know, Map) or len(know.entries) != 1:
            return None
        ((name, (_, argument)),) = know.entries.items()
        items = argument.know.items if isinstance(argument.know, Seq) else ()
        self.enter()
        found: bool | None = None
        if name == "Condition":
            text = _text(argument)
            found = self.condition(text) if text is not None else None
        elif name == "Fn::Equals" and len(items) == 2:
            verdicts = {_equal(one, other) for one in self.atoms(items[0]) for other in self.atoms(items[1])}
            found = verdicts.pop() if len(verdicts) == 1 else None
        elif name == "Fn::Not" and len(items) == 1:
            inner = self.holds(items[0])
            found = None if inner is None else not inner
        elif name in ("Fn::And", "Fn::Or") and items:
            decisive = name == "Fn::Or"
            parts = [self.holds(item) for item in items]
            found = decisive if decisive in parts else None if None in parts else not decisive
        self.depth -= 1
        return found


def _equal(left: Atoms | None, right: Atoms | None) -> bool | None:
    """Whether two strings are equal: certainly, certainly not, or (None) it depends."""
    if left is None or right is None:
        return None
    one, other = text_of(left), text_of(right)
    if isinstance(one, Known) and isinstance(other, Known):
        return one == other
    return True if one == other and not any(isinstance(atom, Hole) and atom.per_request for atom in left) else None


def _arguments(argument: Value, count: int) -> tuple[Value, ...]:
    """The arguments of a function that takes a list of `count`; none where it is no such list."""
    know = argument.know
    return know.items if isinstance(know, Seq) and len(know.items) == count else ()


def _text(value: Value) -> str | None:
    know = value.know
    return know.value if isinstance(know, Known) and isinstance(know.value, str) else None


def _index(value: Value) -> int | None:
    know = value.know
    text = scalar_text(know.value) if isinstance(know, Known) else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else None


def _is_literal(piece: Piece) -> bool:
    """Whether it is `${!name}`, which `Fn::Sub` leaves as `${name}`."""
    return bool(piece.inner) and isinstance(piece.inner[0], str) and piece.inner[0].startswith("!")


def _is_macro(key: str) -> bool:
    return key.startswith("Fn::")


_FUNCTIONS: dict[str, Callable[[_Run, Value, Value], Value]] = {
    "Ref": _Run.ref,
    "Fn::Base64": _Run.base64,
    "Fn::FindInMap": _Run.find_in_map,
    "Fn::GetAtt": _Run.get_att,
    "Fn::If": _Run.choose,
    "Fn::ImportValue": _Run.import_value,
    "Fn::Join": _Run.join,
    "Fn::Select": _Run.select,
    "Fn::Split": _Run.split,
    "Fn::Sub": _Run.sub,
}
"""What is evaluated; `Fn::GetAZs`, `Fn::Cidr`, `Fn::Transform` and whatever else there is are unknown."""
