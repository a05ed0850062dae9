"""Closings that wait for approval, targets, lineage, what a close was made under, and views for other tools"""

from alembic import op
import sqlalchemy as sa


revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
# a later migration that makes one of their tables anew has to drop them first; what their columns are is told in
# warehouse/views.py
_OF_A_CATALOGUE = {
    "sqlite": {
        "v_indicators": """SELECT c.version AS catalogue, json_extract(i.value, '$.code') AS indicator,
            json_extract(i.value, '$.name') AS name, json_extract(i.value, '$.unit') AS measure
            FROM catalogue c, json_each(c.content, '$.indicators') i""",
        "v_breakdowns": """SELECT c.version AS catalogue, json_extract(a.value, '$.code') || '=' || m.key AS breakdown,
            json_extract(a.value, '$.name') || ': ' || m.value AS name
            FROM catalogue c, json_each(c.content, '$.axes') a, json_each(a.value, '$.members') m""",
    },
    "postgresql": {
        "v_indicators": """SELECT c.version AS catalogue, i.value ->> 'code' AS indicator, i.value ->> 'name' AS name,
            i.value ->> 'unit' AS measure
            FROM catalogue c, json_array_elements(CAST(c.content AS json) -> 'indicators') i""",
        "v_breakdowns": """SELECT c.version AS catalogue, (a.value ->> 'code') || '=' || m.key AS breakdown,
            (a.value ->> 'name') || ': ' || m.value AS name
            FROM catalogue c, json_array_elements(CAST(c.content AS json) -> 'axes') a,
            json_each_text(a.value -> 'members') m""",
    },
}
_NAMED = """WITH i AS MATERIALIZED (SELECT catalogue, indicator, name, measure FROM v_indicators),
        b AS MATERIALIZED (SELECT catalogue, breakdown, name FROM v_breakdowns)
        SELECT {of}.id, c.period, c.version, c.closed_at, CASE WHEN c.version = p.version THEN 1 ELSE 0 END AS newest"""
_NAMES = """JOIN period p ON p.code = c.period
        LEFT JOIN i ON i.catalogue = c.catalogue AND i.indicator = {of}.indicator
        LEFT JOIN b ON b.catalogue = c.catalogue AND b.breakdown = {of}.breakdown"""
_UNIT = """u.id AS unit_id, COALESCE(r.code, u.code) AS unit, COALESCE(r.name, u.name) AS unit_name,
        COALESCE(r.kind, u.kind) AS unit_kind"""
_AS_REGISTERED = "LEFT JOIN registry_row r ON r.unit_id = u.id AND r.sha256 = c.registry"


def _views(engine: str) -> dict[str, str]:
    """The same names, types and values on both engines: a day is a text, and yes is 1."""
    day = {"sqlite": "{}", "postgresql": "to_char({}, 'YYYY-MM-DD')"}[engine]
    return {
        **_OF_A_CATALOGUE[engine],
        "v_units": f"""SELECT u.id, u.code, u.name, u.kind, u.parent_id, p.code AS parent,
            {day.format("u.valid_from")} AS valid_from, {day.format("u.valid_to")} AS valid_to, u.slug AS folder
            FROM unit u LEFT JOIN unit p ON p.id = u.parent_id""",
        "v_submissions": """SELECT f.id, f.unit_id, u.code AS unit, u.name AS unit_name, f.period, f.path AS file,
            f.sha256, f.size, f.received_at, f.state, f.reason, f.decided_at,
            CASE WHEN f.after_close THEN 1 ELSE 0 END AS after_close, f.replied_at, f.dismissed_at, f.outdated_at,
            CASE WHEN f.cleared_by IS NULL THEN 0 ELSE 1 END AS cleared
            FROM file f JOIN unit u ON u.id = f.unit_id""",
        "v_findings": """SELECT n.id, f.unit_id, u.code AS unit, u.name AS unit_name, f.period, f.id AS submission_id,
            f.path AS file, n.rule, n.severity, n.stage, n.form, n.field, n.label, n.sheet, n.cell, n.saw, n.wanted,
            n.mend, n.explained, CASE WHEN n.stops_gate THEN 1 ELSE 0 END AS stops_gate,
            CASE WHEN n.superseded_at IS NULL THEN 1 ELSE 0 END AS stands
            FROM finding n JOIN file f ON f.id = n.file_id JOIN unit u ON u.id = f.unit_id""",
        "v_figures": f"""{_NAMED.format(of="g")}, g.indicator, i.name AS indicator_name, i.measure, g.breakdown,
            b.name AS breakdown_name, {_UNIT}, g.comparison, o.period AS compared_period,
            o.version AS compared_version, g.span, NULLIF(g.of_year, 0) AS of_year, g.value, g.expected, g.counted,
            g.basis
            FROM figure g JOIN close c ON c.id = g.close_id {_NAMES.format(of="g")}
            LEFT JOIN close o ON o.id = g.compared_close
            LEFT JOIN unit u ON u.id = CASE WHEN g.scope = 'all' THEN NULL ELSE CAST(g.scope AS BIGINT) END
            {_AS_REGISTERED}""",
        "v_values": f"""{_NAMED.format(of="v")}, {_UNIT}, s.form, v.field, v.indicator, i.name AS indicator_name, i.measure,
            v.breakdown, b.name AS breakdown_name, v.of_year, v.value, v.written, v.basis, f.id AS submission_id,
            f.path AS file, f.sha256, v.sheet, v.cell
            FROM close c JOIN close_section l ON l.close_id = c.id JOIN section s ON s.id = l.section_id
            JOIN observation v ON v.section_id = s.id AND v.period = c.period {_NAMES.format(of="v")}
            JOIN file f ON f.id = s.file_id JOIN unit u ON u.id = s.unit_id
            {_AS_REGISTERED}""",
    }

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
    for name, query in _views(op.get_bind().dialect.name).items():
        op.execute(f"CREATE VIEW {name} AS {query}")


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
    for name in reversed(_views(op.get_bind().dialect.name)):
        op.execute(f"DROP VIEW {name}")
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
