"""Who may call what: callers, grants, and the decision for every route."""
