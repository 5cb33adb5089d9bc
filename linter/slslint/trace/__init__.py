"""One request, followed hop by hop: where it stops and why."""
