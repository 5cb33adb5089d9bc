"""`${…}` variables: the grammar, one file a source, and the resolver that makes Values of a service file."""

from slslint.variables.configuration import Configuration
from slslint.variables.options import Options

__all__ = ["Configuration", "Options"]
