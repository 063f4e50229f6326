"""Transcription for other programs, in the shapes of Deepgram's API: parameters and messages."""
