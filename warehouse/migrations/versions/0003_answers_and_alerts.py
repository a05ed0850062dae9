"""Findings know their stage and their explanation; replies are remembered; alerts are delivered channel by channel"""

from alembic import op
import sqlalchemy as sa


revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_OF_ONE_CHANNEL = (
    sa.Column("attempts", sa.Integer(), nullable=False, server_default="0"),
    sa.Column("next_try_at", sa.String(32)),
    sa.Column("sent_at", sa.String(32)),
    sa.Column("last_error", sa.Text()),
)


def upgrade() -> None:
    with op.batch_alter_table("finding") as table:
        table.add_column(sa.Column("stage", sa.String(10), nullable=False, server_default="judge"))
        table.add_column(sa.Column("explained", sa.Text()))
        table.create_check_constraint(op.f("ck_finding_stage"), "stage IN ('judge', 'review')")
    with op.batch_alter_table("period") as table:
        table.add_column(sa.Column("reviewed", sa.String(64)))
    op.create_table(
        "reply",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("file_id", _ID, nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("made_at", sa.String(32), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["file.id"], name=op.f("fk_reply_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reply")),
        sa.UniqueConstraint("path", "sha256", name=op.f("uq_reply_path_sha256")),
    )
    op.create_index(op.f("ix_reply_file_id"), "reply", ["file_id"])
    op.create_index(op.f("ix_reply_sha256"), "reply", ["sha256"])
    with op.batch_alter_table("outbox") as table:  # nothing was written to it before
        for column in _OF_ONE_CHANNEL:
            table.drop_column(column.name)
        table.add_column(sa.Column("period", sa.String(6)))
        table.add_column(sa.Column("rule", sa.String(60)))
        table.add_column(sa.Column("form", sa.String(60)))
    op.create_table(
        "delivery",
        sa.Column("outbox_id", _ID, nullable=False),
        sa.Column("channel", sa.String(60), nullable=False),
        *(column.copy() for column in _OF_ONE_CHANNEL),
        sa.ForeignKeyConstraint(["outbox_id"], ["outbox.id"], name=op.f("fk_delivery_outbox_id")),
        sa.PrimaryKeyConstraint("outbox_id", "channel", name=op.f("pk_delivery")),
    )
    op.create_index(op.f("ix_delivery_sent_at"), "delivery", ["sent_at"])


def downgrade() -> None:
    op.drop_table("delivery")
    with op.batch_alter_table("outbox") as table:
        for name in ("form", "rule", "period"):
            table.drop_column(name)
        for column in _OF_ONE_CHANNEL:
            table.add_column(column.copy())
    op.drop_table("reply")
    with op.batch_alter_table("period") as table:
        table.drop_column("reviewed")
    op.execute("DELETE FROM finding WHERE stage = 'review'")
    with op.batch_alter_table("finding") as table:
        table.drop_constraint(op.f("ck_finding_stage"), type_="check")
        table.drop_column("explained")
        table.drop_column("stage")
