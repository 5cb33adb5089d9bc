"""Rules about timeouts and the event loop."""
