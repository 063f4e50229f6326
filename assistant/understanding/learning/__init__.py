"""Adapting the sentence encoder to emergency calls: what `make encoder` runs, and nothing live."""
