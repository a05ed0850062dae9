"""A made-up association whose totals are the published ones."""
