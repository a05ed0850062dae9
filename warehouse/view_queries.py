"""The queries of the views. Every migration takes the views away and makes them anew, so that no table is held by them;
what their columns are is told in warehouse/views.py."""

from __future__ import annotations

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


def view_queries(engine: str) -> dict[str, str]:
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
            g.basis, CASE WHEN g.apportioned THEN 1 ELSE 0 END AS apportioned
            FROM figure g JOIN close c ON c.id = g.close_id {_NAMES.format(of="g")}
            LEFT JOIN close o ON o.id = g.compared_close
            LEFT JOIN unit u ON u.id = CASE WHEN g.scope = 'all' THEN NULL ELSE CAST(g.scope AS BIGINT) END
            {_AS_REGISTERED}""",
        "v_values": f"""{_NAMED.format(of="v")}, {_UNIT}, s.form, v.field, v.indicator,
            i.name AS indicator_name, i.measure, v.breakdown, b.name AS breakdown_name, v.of_year, v.value,
            v.written, v.basis, f.id AS submission_id, f.path AS file, f.sha256, v.sheet, v.cell
            FROM close c JOIN close_section l ON l.close_id = c.id JOIN section s ON s.id = l.section_id
            JOIN observation v ON v.section_id = s.id AND v.period = c.period {_NAMES.format(of="v")}
            JOIN file f ON f.id = s.file_id JOIN unit u ON u.id = s.unit_id
            {_AS_REGISTERED}""",
    }
