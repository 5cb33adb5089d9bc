"""IAM: the grammar of policies, and their evaluation in three values; it knows Values, and no services."""
