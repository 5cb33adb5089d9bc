"""From `handler:` to the code behind it: the file, the export, and facts about that one function."""
