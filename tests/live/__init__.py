"""Live calls, from the bytes of a line to the call's log."""
