"""What is kept: tables, queries, migrations. All SQL is here."""
