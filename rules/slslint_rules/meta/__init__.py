"""Rules about files that do not load, crashes, and suppression comments."""
