"""slslint: tells a Serverless Framework developer, before the deploy, why a request to their API would fail."""

__version__ = "0.1.0"
