"""Editions of a report after its close, and prose that somebody edited"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _edition()
    _wording()


def _edition() -> None:
    op.create_table(
        "edition",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("close_id", _ID, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("made_at", sa.String(32), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("number", sa.String(40)),
        sa.Column("signed", sa.Date()),
        sa.Column("scan", sa.String(64)),
        sa.ForeignKeyConstraint(["close_id"], ["close.id"], name=op.f("fk_edition_close_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edition")),
    )
    numbered = sa.text("number IS NOT NULL")
    op.create_index(op.f("ix_edition_close_id"), "edition", ["close_id"])
    op.create_index(
        "uq_edition_numbered",
        "edition",
        ["close_id"],
        unique=True,
        sqlite_where=numbered,
        postgresql_where=numbered,
    )


def _wording() -> None:
    op.create_table(
        "wording",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("period", sa.String(6), nullable=False),
        sa.Column("anchor", sa.Text(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("keys", sa.Text(), nullable=False),
        sa.Column("source", sa.String(64), nullable=False),
        sa.Column("adopted_at", sa.String(32), nullable=False),
        sa.Column("adopted_by", sa.Text(), nullable=False),
        sa.Column("superseded_at", sa.String(32)),
        sa.ForeignKeyConstraint(["period"], ["period.code"], name=op.f("fk_wording_period")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wording")),
    )
    op.create_index(op.f("ix_wording_period"), "wording", ["period"])


def downgrade() -> None:
    op.drop_table("wording")
    op.drop_table("edition")
