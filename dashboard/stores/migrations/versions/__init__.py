"""One module a version; each says what changed for the people who use the board, and why."""
