"""Rasa's custom actions: thin, they call `assistant`."""
