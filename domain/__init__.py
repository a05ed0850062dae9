"""The nouns of the half-year review and their arithmetic. Imports nothing of ours."""
