"""JavaScript and TypeScript as syntax: a file's tree, its names, what it imports and exports. Nothing is run."""

EXTENSIONS = (".js", ".ts", ".cjs", ".mjs", ".cts", ".mts", ".jsx", ".tsx")
"""The files of both languages, in the order in which an import without an extension is looked for."""
