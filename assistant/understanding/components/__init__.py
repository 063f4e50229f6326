"""Our parts of the Rasa pipeline, in the order of nlu_data/config.yml."""
