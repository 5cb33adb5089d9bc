"""Rules about the template that a service compiles to."""
