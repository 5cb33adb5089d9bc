"""Rules and their running: rule, finding, manifest, session, selection, suppression."""
