"""Figures found by their scope and values by their half, where a version is looked at"""

from alembic import op


revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_figure_close_id_scope"), "figure", ["close_id", "scope"])
    op.drop_index(op.f("ix_observation_indicator"), table_name="observation")
    op.create_index(op.f("ix_observation_indicator_period"), "observation", ["indicator", "period"])


def downgrade() -> None:
    op.drop_index(op.f("ix_observation_indicator_period"), table_name="observation")
    op.create_index(op.f("ix_observation_indicator"), "observation", ["indicator"])
    op.drop_index(op.f("ix_figure_close_id_scope"), table_name="figure")
