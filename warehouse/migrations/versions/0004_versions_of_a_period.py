"""Closings that wait for approval, targets, lineage, and what a close was made under"""

from alembic import op
import sqlalchemy as sa


revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _targets()
    _lineage()
    _closing()
    with op.batch_alter_table("close") as table:
        table.add_column(sa.Column("targets", sa.String(64)))
        table.add_column(sa.Column("lineage", sa.String(64)))
        table.add_column(sa.Column("audit", sa.String(64)))
        table.create_foreign_key(op.f("fk_close_targets"), "targets", ["targets"], ["sha256"])
        table.create_foreign_key(op.f("fk_close_lineage"), "lineage", ["lineage"], ["sha256"])
    with op.batch_alter_table("figure") as table:
        table.add_column(sa.Column("apportioned", sa.Boolean(), nullable=False, server_default="0"))


def _targets() -> None:
    op.create_table(
        "targets",
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("read_at", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_targets")),
    )
    op.create_table(
        "target",
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("row", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("unit_id", _ID),
        sa.Column("indicator", sa.String(60), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.CheckConstraint("value >= 0", name=op.f("ck_target_value")),
        sa.ForeignKeyConstraint(["sha256"], ["targets.sha256"], name=op.f("fk_target_sha256")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_target_unit_id")),
        sa.PrimaryKeyConstraint("sha256", "row", name=op.f("pk_target")),
    )
    op.create_index(op.f("ix_target_unit_id"), "target", ["unit_id"])


def _lineage() -> None:
    op.create_table(
        "lineage",
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("read_at", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_lineage")),
    )
    op.create_table(
        "lineage_row",
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("row", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("from_id", _ID, nullable=False),
        sa.Column("to_id", _ID, nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("share", sa.String(40)),
        sa.CheckConstraint("from_id <> to_id", name=op.f("ck_lineage_row_other")),
        sa.ForeignKeyConstraint(["sha256"], ["lineage.sha256"], name=op.f("fk_lineage_row_sha256")),
        sa.ForeignKeyConstraint(["from_id"], ["unit.id"], name=op.f("fk_lineage_row_from_id")),
        sa.ForeignKeyConstraint(["to_id"], ["unit.id"], name=op.f("fk_lineage_row_to_id")),
        sa.PrimaryKeyConstraint("sha256", "row", name=op.f("pk_lineage_row")),
    )
    op.create_index(op.f("ix_lineage_row_from_id"), "lineage_row", ["from_id"])
    op.create_index(op.f("ix_lineage_row_to_id"), "lineage_row", ["to_id"])


def _closing() -> None:
    op.create_table(
        "closing",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("period", sa.String(6), nullable=False),
        sa.Column("asked_at", sa.String(32), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("accepted", sa.Text(), nullable=False),
        sa.Column("gate", sa.Text(), nullable=False),
        sa.Column("seen", sa.String(64), nullable=False),
        sa.Column("expires_at", sa.String(32), nullable=False),
        sa.Column("decided_at", sa.String(32)),
        sa.Column("decision", sa.String(10)),
        sa.Column("decided_by", sa.Text()),
        sa.Column("decided_reason", sa.Text()),
        sa.CheckConstraint(
            "decision IN ('approved', 'refused', 'expired', 'overtaken')", name=op.f("ck_closing_decision")
        ),
        sa.ForeignKeyConstraint(["period"], ["period.code"], name=op.f("fk_closing_period")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closing")),
    )
    undecided = sa.text("decided_at IS NULL")
    op.create_index(
        "uq_closing_undecided",
        "closing",
        ["period"],
        unique=True,
        sqlite_where=undecided,
        postgresql_where=undecided,
    )


def downgrade() -> None:
    with op.batch_alter_table("figure") as table:
        table.drop_column("apportioned")
    with op.batch_alter_table("close") as table:
        table.drop_constraint(op.f("fk_close_targets"), type_="foreignkey")
        table.drop_constraint(op.f("fk_close_lineage"), type_="foreignkey")
        for name in ("targets", "lineage", "audit"):
            table.drop_column(name)
    op.execute("UPDATE period SET state = CASE WHEN version > 0 THEN 'reopened' ELSE 'open' END WHERE state = 'closing'")
    for name in ("closing", "lineage_row", "lineage", "target", "targets"):
        op.drop_table(name)
