"""The template that a service compiles to: which logical ids it has, and what refers to them."""
