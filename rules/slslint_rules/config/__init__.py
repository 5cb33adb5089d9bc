"""Rules about the configuration: variables, properties, names."""
