"""Values: what a fact is, in the words given for it. Pure, quick, and without any model."""

from assistant.understanding.values.compare import same_value
from assistant.understanding.values.extract import find_values, gist, told_value, value_for
from assistant.understanding.values.places import find_address

__all__ = ["find_address", "find_values", "gist", "same_value", "told_value", "value_for"]
