"""Names by which code holds what Lambda hands out: one that gets to code that is not followed lets its role escape."""

from slslint.handlers.evaluate import Evaluator
from slslint.handlers.notes import Here
from slslint.handlers.outline import NAMES
from slslint.handlers.thing import CALLBACK, CONTEXT, UNKNOWN, Arr, Env, role
from slslint.source.script.module import Module
from slslint.source.script.scope import PARAM, Binding, carries
from slslint.source.script.syntax import Syntax, enclosing_function, outermost, unwrapped


class Escapes:
    """The names that a walk has met.

    `roles` are the parameters that take what Lambda hands out, each with its file and role; `escaped` the roles that
    reached code which is not followed.
    """

    def __init__(self, evaluator: Evaluator) -> None:
        self.roles: dict[Binding, tuple[Module, str]] = {}
        self.escaped: set[str] = set()
        self._evaluator = evaluator
        self._met: set[Syntax] = set()
        self._understood: set[Syntax] = set()

    def enter(self, function: Syntax, module: Module, env: Env) -> None:
        """Note the parameters of a function that take a role in a call."""
        for binding in module.scopes.parameters(function):
            name = role(env.get(binding) or UNKNOWN)
            if name:
                self.roles[binding] = module, name
                if binding.writes:
                    self.escaped.add(name)

    def meet(self, node: Syntax, here: Here) -> None:
        """A name that stands in running code: where it means the callback or the context, is its use understood?"""
        binding = here.module.find(node)
        if binding is None:
            if node.text == "arguments":
                self._arguments(node, here)
            return
        if binding.kind == PARAM:
            thing = here.env.get(binding)
        elif carries(binding):
            thing = self._evaluator.bound(binding, here.module, here.env)
        else:
            return
        name = role(thing) if thing is not None else ""
        if name in (CALLBACK, CONTEXT):
            self._met.add(node)
            if node not in self._understood and not _is_harmless(node, name):
                self.escaped.add(name)

    def pass_over(self, code: Syntax) -> None:
        """Code that never runs hands nothing on."""
        self._met.update(code.walk())

    def understand(self, node: Syntax) -> None:
        """What becomes of the names in an expression is known."""
        self._understood.update(each for each in unwrapped(node).walk() if each.kind in NAMES)

    def understand_all(self, names: list[Syntax]) -> None:
        """What becomes of these names is known."""
        self._understood.update(names)

    def contexts(self, argument: Syntax, module: Module) -> list[Syntax]:
        """The names in an argument that are those of parameters that take the context."""
        return [
            each
            for binding, (owner, name) in self.roles.items()
            if name == CONTEXT and owner is module
            for each in module.names.get(binding.name, ())
            if argument.start <= each.start < argument.end
        ]

    def spread(self, argument: Syntax, here: Here) -> None:
        """What is spread into arguments is not followed."""
        self.escaped.update(name for each in argument.walk() if (name := _role_at(each, here)))

    def leave(self) -> None:
        """At the end of the walk: what code uses that was not walked through has escaped."""
        for binding, (module, name) in self.roles.items():
            if name in (CALLBACK, CONTEXT) and not self._all_met(binding, module):
                self.escaped.add(name)

    def _arguments(self, node: Syntax, here: Here) -> None:
        """`arguments[1].x = …` is followed; `arguments` as a whole is not."""
        parent = node.parent
        indexed = parent is not None and parent.kind == "subscript_expression" and parent.get("object") is node
        given = self._evaluator.value(node, here.module, here.env)
        if not indexed and isinstance(given, Arr):
            self.escaped.update(name for each in given.items if (name := role(each)))

    def _all_met(self, binding: Binding, module: Module) -> bool:
        """Whether every use of a parameter stands in code that was walked through."""
        function = enclosing_function(binding.node) or module.root
        return not any(
            function.start <= node.start < function.end
            and node not in self._met
            and node is not binding.node
            and module.find(node) is binding
            for node in module.names.get(binding.name, ())
        )


def _role_at(node: Syntax, here: Here) -> str:
    binding = here.module.find(node) if node.kind in NAMES else None
    return role(here.env.get(binding) or UNKNOWN) if binding is not None else ""


def _is_harmless(node: Syntax, name: str) -> bool:
    """Whether a use of the context or callback hands it to nobody: a property read, a test, an alias, a copy."""
    outer = outermost(node)
    parent = outer.parent
    if parent is None:
        return True
    kind = parent.kind
    if kind in ("if_statement", "unary_expression", "expression_statement", "template_substitution"):
        return True
    if kind in ("member_expression", "subscript_expression"):
        return parent.get("object") is outer
    if kind == "binary_expression":
        return parent.get("left") is outer or not {"&&", "||", "??"} & set(parent.marks)
    if kind == "ternary_expression":
        return parent.get("condition") is outer
    if kind == "variable_declarator":
        declared = parent.get("name")
        return declared is not None and (declared.kind == "identifier" or name == CONTEXT)
    return kind == "spread_element" and parent.parent is not None and parent.parent.kind == "object"
