"""One index fewer for what a section holds: its unique constraint begins with the section"""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_TABLES = ("observation", "narrative", "explanation")


def upgrade() -> None:
    for table in _TABLES:
        op.drop_index(op.f(f"ix_{table}_section_id"), table_name=table)


def downgrade() -> None:
    for table in _TABLES:
        op.create_index(op.f(f"ix_{table}_section_id"), table, ["section_id"])
