"""Live calls: sound in from a line, what is heard into the call's session."""
