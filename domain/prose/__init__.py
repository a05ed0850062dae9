"""Figures in Vietnamese prose: found, named, and held against what they claim."""
