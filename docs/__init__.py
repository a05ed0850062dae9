"""Guides, decisions, and the pages of the forms, which are made from the catalogue."""
