"""The schema's revisions: which there are, and how a database is brought to the newest."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection

MIGRATIONS = Path(__file__).parent / "migrations"
HEAD = "0007"


def known_schemas() -> frozenset[str]:
    """The schemas that this version of soket can use or bring up to date."""
    return frozenset(path.name.partition("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def bring_to_head(connection: Connection) -> None:
    """Makes the newest schema, from nothing or from an older one, in the connection's transaction."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
