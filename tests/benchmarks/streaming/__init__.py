"""Live speech measured as a client sees it: delays, accuracy and cost of calls at once."""
