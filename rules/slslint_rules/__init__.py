"""The built-in rules of slslint: one file a rule, its docstring the page."""
