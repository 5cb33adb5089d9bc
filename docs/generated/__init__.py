"""One module a kind of page that is made from code."""
