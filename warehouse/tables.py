"""The tables. Nothing is ever deleted: supersession is a dated state.

Times are ISO 8601 text in UTC with microseconds (both engines sort them alike); counts and money are
64-bit whole numbers; a unit is its surrogate key from units.csv.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from domain.close import Decision, PeriodState
from domain.finding import Severity, Stage
from domain.observation import Basis
from domain.submission import FileState, Problem, SectionState

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Id = BigInteger().with_variant(Integer, "sqlite")  # SQLite numbers rows by itself only for INTEGER


def _one_of(column: str, values: list[str]) -> CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


def _id() -> Column[int]:
    return Column("id", Id, primary_key=True, autoincrement=True)


def _to(target: str, name: str, nullable: bool = False, index: bool = True) -> Column[int]:
    return Column(name, Id, ForeignKey(f"{target}.id"), nullable=nullable, index=index)


def _of_section() -> Column[int]:
    """The section that holds a row; found by the table's unique constraint, which begins with it."""
    return _to("section", "section_id", index=False)


unit = Table(
    "unit",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),
    Column("code", String(40), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("kind", String(40), nullable=False),
    _to("unit", "parent_id", nullable=True),
    Column("valid_from", Date),
    Column("valid_to", Date),
    Column("contact", Text, nullable=False),
    Column("slug", String(200), nullable=False, unique=True),
)

registry = Table(
    "registry",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("read_at", String(32), nullable=False),
)

registry_row = Table(
    "registry_row",
    metadata,
    Column("sha256", String(64), ForeignKey("registry.sha256"), primary_key=True),
    Column("row", Integer, primary_key=True),
    _to("unit", "unit_id"),
    Column("code", String(40), nullable=False),
    Column("name", Text, nullable=False),
    Column("kind", String(40), nullable=False),
    Column("valid_from", Date),
    Column("valid_to", Date),
)

# targets.csv and lineage.csv, each version kept like units.csv
targets = Table(
    "targets",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("read_at", String(32), nullable=False),
)

target = Table(
    "target",
    metadata,
    Column("sha256", String(64), ForeignKey("targets.sha256"), primary_key=True),
    Column("row", Integer, primary_key=True),
    _to("unit", "unit_id", nullable=True),  # null: of all units together
    Column("indicator", String(60), nullable=False),
    Column("year", Integer, nullable=False),
    Column("value", BigInteger, nullable=False),
    Column("source", Text, nullable=False),
    CheckConstraint("value >= 0", name="value"),
)

lineage = Table(
    "lineage",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("read_at", String(32), nullable=False),
)

lineage_row = Table(
    "lineage_row",
    metadata,
    Column("sha256", String(64), ForeignKey("lineage.sha256"), primary_key=True),
    Column("row", Integer, primary_key=True),
    _to("unit", "from_id"),
    _to("unit", "to_id"),
    Column("date", Date, nullable=False),
    Column("share", String(40)),  # a fraction such as 2/5; null where none is stated
    CheckConstraint("from_id <> to_id", name="other"),
)

period = Table(
    "period",
    metadata,
    Column("code", String(6), primary_key=True),
    Column("state", String(10), nullable=False),
    Column("version", Integer, nullable=False),
    Column("cut_off", Date, nullable=False),
    Column("deadline", Date, nullable=False),
    Column("signing", Date, nullable=False),
    Column("reviewed", String(64)),  # the digest of what its last review looked at
    _one_of("state", list(PeriodState)),
    CheckConstraint("version >= 0", name="version"),
)

catalogue = Table(
    "catalogue",
    metadata,
    Column("version", String(16), primary_key=True),
    Column("first_used_at", String(32), nullable=False),
    Column("content", Text, nullable=False),
)

sighting = Table(
    "sighting",
    metadata,
    Column("path", Text, primary_key=True),
    _to("unit", "unit_id"),
    Column("size", BigInteger, nullable=False),
    Column("mtime_ns", BigInteger, nullable=False),
    Column("sha256", String(64)),
    Column("note", String(40), nullable=False),
    Column("seen_at", String(32), nullable=False),
)

file = Table(
    "file",
    metadata,
    _id(),
    _to("unit", "unit_id"),
    Column("sha256", String(64), nullable=False),
    Column("seq", BigInteger, nullable=False, unique=True),
    Column("scan", Integer, nullable=False),
    Column("path", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("mtime_ns", BigInteger, nullable=False),
    Column("received_at", String(32), nullable=False),
    Column("barred", String(40)),
    Column("barred_words", Text, nullable=False, server_default="{}"),
    Column("state", String(10), nullable=False, index=True),
    Column("reason", String(40)),
    Column("period", String(6), index=True),
    Column("decided_at", String(32)),
    Column("replied_at", String(32)),
    Column("cleared_by", Id, ForeignKey("file.id")),
    Column("dismissed_at", String(32)),
    Column("outdated_at", String(32)),  # it was sent again, and a newer file counts
    Column("after_close", Boolean, nullable=False, server_default="0"),
    Column("reader", String(80)),
    Column("catalogue", String(16), ForeignKey("catalogue.version")),
    UniqueConstraint("unit_id", "sha256"),
    _one_of("state", list(FileState)),
)

unreceived = Table(
    "unreceived",
    metadata,
    _id(),
    _to("unit", "unit_id", nullable=True),
    Column("path", Text, nullable=False),
    Column("problem", String(20), nullable=False),
    Column("message", Text, nullable=False),
    Column("seen_at", String(32), nullable=False),
    Column("gone_at", String(32)),
    Index(None, "gone_at"),
    _one_of("problem", list(Problem)),
)

section = Table(
    "section",
    metadata,
    _id(),
    _to("file", "file_id"),
    _to("unit", "unit_id"),
    Column("period", String(6), ForeignKey("period.code"), nullable=False),
    Column("form", String(60), nullable=False),
    Column("reading", Integer, nullable=False, server_default="1"),
    Column("reader", String(80)),
    Column("state", String(10), nullable=False),
    Column("accepted_at", String(32)),
    Column("superseded_at", String(32)),
    Column("superseded_by", Id, ForeignKey("section.id")),
    UniqueConstraint("file_id", "form", "reading"),
    Index(None, "period", "state", "unit_id"),
    _one_of("state", list(SectionState)),
)

observation = Table(
    "observation",
    metadata,
    _id(),
    _of_section(),
    Column("field", String(200), nullable=False),
    Column("indicator", String(60), nullable=False),
    Column("breakdown", String(200), nullable=False),
    Column("period", String(6), nullable=False),
    Column("of_year", Integer),
    Column("value", BigInteger),
    Column("written", String(10), nullable=False),
    Column("basis", String(10), nullable=False),
    Column("sheet", Text, nullable=False),
    Column("cell", String(40), nullable=False),
    UniqueConstraint("section_id", "sheet", "cell"),
    Index(None, "indicator", "period"),
    _one_of("basis", list(Basis)),
)

narrative = Table(
    "narrative",
    metadata,
    _id(),
    _of_section(),
    Column("field", String(200), nullable=False),
    Column("text", Text, nullable=False),
    Column("sheet", Text, nullable=False),
    Column("cell", String(40), nullable=False),
    UniqueConstraint("section_id", "field"),
)

explanation = Table(
    "explanation",
    metadata,
    _id(),
    _of_section(),
    Column("item", Integer, nullable=False),
    Column("form_text", Text, nullable=False),
    Column("cell_text", Text, nullable=False),
    Column("reason", Text, nullable=False),
    UniqueConstraint("section_id", "item"),
)

finding = Table(
    "finding",
    metadata,
    _id(),
    _to("file", "file_id"),
    Column("rule", String(60), nullable=False, index=True),
    Column("severity", String(12), nullable=False),
    Column("form", String(60)),
    Column("field", String(200)),
    Column("label", Text),
    Column("sheet", Text),
    Column("cell", String(40)),
    Column("saw", Text, nullable=False),
    Column("wanted", Text, nullable=False),
    Column("mend", Text, nullable=False),
    Column("stops_gate", Boolean, nullable=False),
    Column("stage", String(10), nullable=False, server_default=Stage.JUDGE),
    Column("explained", Text),  # the sender's own reason, where the warning was answered
    Column("superseded_at", String(32)),
    _one_of("severity", list(Severity)),
    _one_of("stage", list(Stage)),
)

# kept before a reply is written, so that what we wrote is never taken for a submission
reply = Table(
    "reply",
    metadata,
    _id(),
    _to("file", "file_id"),
    Column("path", Text, nullable=False),
    Column("sha256", String(64), nullable=False, index=True),
    Column("made_at", String(32), nullable=False),
    UniqueConstraint("path", "sha256"),
)

# figures that wait for somebody's approval: a period that is closing has one that is not decided
closing = Table(
    "closing",
    metadata,
    _id(),
    Column("period", String(6), ForeignKey("period.code"), nullable=False),
    Column("asked_at", String(32), nullable=False),
    Column("asked_by", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("accepted", Text, nullable=False),  # JSON: code of a unit that is let pass → why
    Column("gate", Text, nullable=False),  # JSON: what was shown to whoever decides
    Column("seen", String(64), nullable=False),  # the digest of all that the figures would be made from
    Column("expires_at", String(32), nullable=False),
    Column("decided_at", String(32)),
    Column("decision", String(10)),
    Column("decided_by", Text),
    Column("decided_reason", Text),
    Index(
        "uq_closing_undecided",
        "period",
        unique=True,
        sqlite_where=text("decided_at IS NULL"),
        postgresql_where=text("decided_at IS NULL"),
    ),
    _one_of("decision", list(Decision)),
)

close = Table(
    "close",
    metadata,
    _id(),
    Column("period", String(6), ForeignKey("period.code"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("closed_at", String(32), nullable=False),
    Column("closed_by", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("catalogue", String(16), ForeignKey("catalogue.version"), nullable=False),
    Column("registry", String(64), ForeignKey("registry.sha256"), nullable=False),
    Column("targets", String(64), ForeignKey("targets.sha256")),
    Column("lineage", String(64), ForeignKey("lineage.sha256")),
    Column("cut_off", Date, nullable=False),
    Column("signing", Date, nullable=False),
    Column("expected", Integer, nullable=False),
    Column("received", Integer, nullable=False),
    Column("audit", String(64)),  # the head of the audit when it was closed, which its report prints
    Column("report_sha256", String(64)),
    UniqueConstraint("period", "version"),
)

# a version's report as it was issued after the close, its prose edited or its number given: of the same figures
edition = Table(
    "edition",
    metadata,
    _id(),
    _to("close", "close_id"),
    Column("sha256", String(64), nullable=False),
    Column("made_at", String(32), nullable=False),
    Column("made_by", Text, nullable=False),
    Column("number", String(40)),  # given once, with the day of signing
    Column("signed", Date),
    Column("scan", String(64)),  # the bytes of what was signed on paper
    Index(
        "uq_edition_numbered",
        "close_id",
        unique=True,
        sqlite_where=text("number IS NOT NULL"),
        postgresql_where=text("number IS NOT NULL"),
    ),
)

# prose of a period's report as somebody edited it, by the place where it stands
wording = Table(
    "wording",
    metadata,
    _id(),
    Column("period", String(6), ForeignKey("period.code"), nullable=False, index=True),
    Column("anchor", Text, nullable=False),
    Column("said", Text, nullable=False),  # JSON: the paragraphs, with the keys of what is live in them
    Column("keys", Text, nullable=False),  # JSON: the keys that stood there as it was edited
    Column("source", String(64), nullable=False),  # the edited document
    Column("adopted_at", String(32), nullable=False),
    Column("adopted_by", Text, nullable=False),
    Column("superseded_at", String(32)),
)

close_section = Table(
    "close_section",
    metadata,
    Column("close_id", Id, ForeignKey("close.id"), primary_key=True),
    Column("section_id", Id, ForeignKey("section.id"), primary_key=True),
)

close_exception = Table(
    "close_exception",
    metadata,
    Column("close_id", Id, ForeignKey("close.id"), primary_key=True),
    Column("unit_id", Id, ForeignKey("unit.id"), primary_key=True),
    Column("reason", Text, nullable=False),
)

figure = Table(
    "figure",
    metadata,
    _id(),
    _to("close", "close_id"),
    Column("indicator", String(60), nullable=False),
    Column("breakdown", String(200), nullable=False),
    Column("scope", String(20), nullable=False),
    Column("comparison", String(20), nullable=False),
    Column("span", String(6), nullable=False),
    Column("of_year", Integer, nullable=False),  # 0 where the figure belongs to no year
    Column("value", BigInteger),
    Column("expected", Integer, nullable=False),
    Column("counted", Integer, nullable=False),
    Column("basis", String(10), nullable=False),
    Column("apportioned", Boolean, nullable=False, server_default="0"),  # a part of it was shared out
    Column("compared_close", Id, ForeignKey("close.id")),
    UniqueConstraint("close_id", "indicator", "breakdown", "scope", "comparison", "span", "of_year"),
    Index(None, "close_id", "scope"),
    CheckConstraint("counted <= expected", name="counted"),
)

outbox = Table(
    "outbox",
    metadata,
    _id(),
    Column("created_at", String(32), nullable=False),
    Column("event", String(60), nullable=False),
    Column("period", String(6)),
    Column("rule", String(60)),
    Column("form", String(60)),
    Column("cause", String(200), nullable=False, unique=True),
    Column("payload", Text, nullable=False),
)

delivery = Table(
    "delivery",
    metadata,
    Column("outbox_id", Id, ForeignKey("outbox.id"), primary_key=True),
    Column("channel", String(60), primary_key=True),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("next_try_at", String(32)),
    Column("sent_at", String(32)),
    Column("last_error", Text),
    Index(None, "sent_at"),
)

audit = Table(
    "audit",
    metadata,
    _id(),
    Column("at", String(32), nullable=False),
    Column("who", Text, nullable=False),
    Column("act", String(40), nullable=False),
    Column("subject", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False, unique=True),
)
