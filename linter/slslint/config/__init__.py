"""slslint's own configuration: `slslint.toml`, or `[tool.slslint]` in pyproject.toml."""

from slslint.config.settings import Fault, InvalidSettings, Settings, find_settings

__all__ = ["Fault", "InvalidSettings", "Settings", "find_settings"]
