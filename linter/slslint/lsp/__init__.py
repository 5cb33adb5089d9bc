"""The language server: diagnostics, fixes and what a reader of a service asks, in any editor."""
