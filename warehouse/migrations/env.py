"""Runs migrations over the connection that the warehouse hands in."""

from alembic import context

from warehouse.tables import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
context.run_migrations()
