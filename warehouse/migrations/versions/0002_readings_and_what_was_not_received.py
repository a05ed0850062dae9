"""Sections know their reading and its reader; files know why they are barred; what no scan could take is kept"""

from alembic import op
import sqlalchemy as sa


revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    with op.batch_alter_table("file") as table:
        table.add_column(sa.Column("barred", sa.String(40)))
        table.add_column(sa.Column("barred_words", sa.Text(), nullable=False, server_default="{}"))
        table.add_column(sa.Column("dismissed_at", sa.String(32)))
        table.add_column(sa.Column("outdated_at", sa.String(32)))
    with op.batch_alter_table("section") as table:
        table.add_column(sa.Column("reading", sa.Integer(), nullable=False, server_default="1"))
        table.add_column(sa.Column("reader", sa.String(80)))
        table.drop_constraint("uq_section_file_id_form", type_="unique")
        table.create_unique_constraint("uq_section_file_id_form_reading", ["file_id", "form", "reading"])
    op.execute("UPDATE section SET reader = (SELECT reader FROM file WHERE file.id = section.file_id)")
    op.create_table(
        "unreceived",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("unit_id", _ID, nullable=True),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("problem", sa.String(20), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("seen_at", sa.String(32), nullable=False),
        sa.Column("gone_at", sa.String(32)),
        sa.CheckConstraint(
            "problem IN ('half_copied', 'unreadable', 'no_inbox', 'unassigned', 'outside')",
            name=op.f("ck_unreceived_problem"),
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_unreceived_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unreceived")),
    )
    op.create_index(op.f("ix_unreceived_gone_at"), "unreceived", ["gone_at"])
    op.create_index(op.f("ix_unreceived_unit_id"), "unreceived", ["unit_id"])


def downgrade() -> None:
    op.drop_table("unreceived")
    # the newest reading is the one that counts; one that a close was made from stays, and then stops this
    op.execute(
        "CREATE TEMPORARY TABLE earlier AS SELECT id FROM section AS one WHERE reading < (SELECT max(reading) "
        "FROM section AS other WHERE other.file_id = one.file_id AND other.form = one.form) "
        "AND id NOT IN (SELECT section_id FROM close_section)"
    )
    for child in ("observation", "narrative", "explanation"):
        op.execute(f"DELETE FROM {child} WHERE section_id IN (SELECT id FROM earlier)")
    op.execute("UPDATE section SET superseded_by = NULL WHERE superseded_by IN (SELECT id FROM earlier)")
    op.execute("DELETE FROM section WHERE id IN (SELECT id FROM earlier)")
    op.execute("DROP TABLE earlier")
    with op.batch_alter_table("section") as table:
        table.drop_constraint("uq_section_file_id_form_reading", type_="unique")
        table.create_unique_constraint("uq_section_file_id_form", ["file_id", "form"])
        table.drop_column("reader")
        table.drop_column("reading")
    with op.batch_alter_table("file") as table:
        table.drop_column("outdated_at")
        table.drop_column("dismissed_at")
        table.drop_column("barred_words")
        table.drop_column("barred")
