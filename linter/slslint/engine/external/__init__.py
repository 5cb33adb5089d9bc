"""cfn-lint, asked about the template that a service compiles to: in a process of its own, its answers kept."""
