"""Values: what a fact is, in the words given for it. Pure, quick, and without any model."""

from assistant.understanding.values.compare import same_value
from assistant.understanding.values.extract import find_values, gist, told_value, value_for

__all__ = ["find_values", "gist", "same_value", "told_value", "value_for"]
