"""The service model: what a serverless.yml declares, as typed views of one service in one stage."""
