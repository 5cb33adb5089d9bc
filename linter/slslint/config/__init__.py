"""slslint's own configuration: `slslint.toml`, or `[tool.slslint]` in pyproject.toml."""

from slslint.config.settings import InvalidSettings, Settings, find_settings

__all__ = ["InvalidSettings", "Settings", "find_settings"]
