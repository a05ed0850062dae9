"""Runs migrations over the connection that the warehouse hands in."""

from alembic import context
from sqlalchemy import Connection, text

from warehouse.revisions import HEAD
from warehouse.tables import metadata
from warehouse.view_queries import view_queries

_TEXTS = """SELECT table_name, column_name, data_type FROM information_schema.columns
    WHERE table_schema = current_schema() AND data_type IN ('text', 'character varying')
    AND (collation_name IS DISTINCT FROM 'C' OR character_maximum_length IS NOT NULL)"""


def _compare_text_by_bytes(connection: Connection) -> None:
    """SQLite compares text byte by byte and keeps it at any length. PostgreSQL would compare it by the rules of some
    language, which change with the system's libraries, and refuse what is longer than declared."""
    quote = connection.dialect.identifier_preparer.quote
    for table, column, kind in connection.execute(text(_TEXTS)).all():
        if table in metadata.tables:
            of_bytes = f'ALTER COLUMN {quote(column)} TYPE {kind} COLLATE "C"'
            connection.exec_driver_sql(f"ALTER TABLE {quote(table)} {of_bytes}")


connection = context.config.attributes["connection"]
views = view_queries(connection.dialect.name)  # no table is made anew, and no column, while a view reads it
for name in reversed(views):
    connection.exec_driver_sql(f"DROP VIEW IF EXISTS {name}")
context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
context.run_migrations()
if connection.dialect.name == "postgresql":
    _compare_text_by_bytes(connection)
if context.get_context().get_current_heads() == (HEAD,):
    for name, query in views.items():
        connection.exec_driver_sql(f"CREATE VIEW {name} AS {query}")
