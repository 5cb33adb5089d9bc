"""Bytes to tree: files, spans, nodes, pointers, problems and patches, and the YAML and JSON loaders."""
