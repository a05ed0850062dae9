"""Runs migrations over the connection that the warehouse hands in."""

from alembic import context
from sqlalchemy import Connection, text

from warehouse.tables import metadata

_TEXTS = """SELECT table_name, column_name, data_type FROM information_schema.columns
    WHERE table_schema = current_schema() AND data_type IN ('text', 'character varying')
    AND (collation_name IS DISTINCT FROM 'C' OR character_maximum_length IS NOT NULL)"""
_VIEWS = """SELECT relname, pg_get_viewdef(oid) FROM pg_class
    WHERE relkind = 'v' AND relnamespace = quote_ident(current_schema())::regnamespace ORDER BY oid"""


def _compare_text_by_bytes(connection: Connection) -> None:
    """SQLite compares text byte by byte and keeps it at any length. PostgreSQL would compare it by the rules of some
    language, which change with the system's libraries, and refuse what is longer than declared."""
    quote = connection.dialect.identifier_preparer.quote
    others = [row for row in connection.execute(text(_TEXTS)).all() if row.table_name in metadata.tables]
    views = connection.execute(text(_VIEWS)).all() if others else []
    for name, _ in reversed(views):  # while a view reads a column it keeps its type
        connection.exec_driver_sql(f"DROP VIEW {quote(name)}")
    for table, column, kind in others:
        of_bytes = f'ALTER COLUMN {quote(column)} TYPE {kind} COLLATE "C"'
        connection.exec_driver_sql(f"ALTER TABLE {quote(table)} {of_bytes}")
    for name, query in views:
        connection.exec_driver_sql(f"CREATE VIEW {quote(name)} AS {query}".replace("%", "%%"))


connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
context.run_migrations()
if connection.dialect.name == "postgresql":
    _compare_text_by_bytes(connection)
