"""What the commands that keep a home print: migrate, backup, restore, move, export."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.screen import out

if TYPE_CHECKING:
    from tasks.backup import BackedUp
    from tasks.export import Exported
    from tasks.migrate import Migrated
    from tasks.move import Away
    from tasks.restore import Restored


def backed_up_json(done: BackedUp) -> dict[str, Any]:
    told = done.manifest
    return {
        "file": str(done.path),
        "bytes": done.size,
        "engine": told.engine,
        "schema": told.written_in,
        "files": len(told.members),
        "closes": list(told.closes),
        "audit": told.audit,
        "problems": list(done.problems),
    }


def backed_up(done: BackedUp) -> None:
    files, rows = len(done.manifest.members), sum(done.manifest.rows.values())
    out.print(f"backup: {done.path}: {done.size / 2**20:.1f} MB, {files} files, {rows} rows")
    _problems(done.problems)


def _problems(problems: tuple[str, ...]) -> None:
    for line in problems:
        out.print(f"  {line}")


def migrated_json(done: Migrated | None, schema: str) -> dict[str, Any]:
    return {
        "before": done.before if done else schema,
        "schema": schema,
        "changed": done is not None,
        "backup": str(done.backup.path) if done else None,
        "problems": list(done.backup.problems) if done else [],
    }


def migrated(done: Migrated | None, schema: str) -> None:
    if done is None:
        out.print(f"migrate: nothing to do; the warehouse is of this soket (schema {schema})")
        return
    backed_up(done.backup)
    out.print(f"migrate: schema {done.before} is {schema} now; every figure of every close is as it was")


def restored_json(done: Restored) -> dict[str, Any]:
    return {
        "home": str(done.home),
        "made": done.manifest.created_at,
        "schema": done.manifest.written_in,
        "closes": list(done.manifest.closes),
        "audit": done.manifest.audit,
        "problems": list(done.manifest.problems),
    }


def restored(done: Restored, backup: Path) -> None:
    told = done.manifest
    out.print(f"restore: {done.home}: what {backup} holds, of {told.created_at}: {len(told.members)} files")
    out.print(f"  closed versions: {', '.join(told.closes) or 'none'}")
    _problems(told.problems)
    if done.older:
        out.print(f"  its schema is {told.written_in}: next: soket --home {done.home} migrate")


def moved_json(done: Away) -> dict[str, Any]:
    held = done.moved.held
    return {
        "rows": dict(held.rows),
        "closes": list(held.closes),
        "audit": held.audit,
        "left_behind": done.moved.left_behind,
        "line": done.line,
    }


def moved(done: Away, home: Path) -> None:
    held = done.moved.held
    rows, tables = sum(held.rows.values()), len(held.rows)
    out.print(
        f"move: {rows} rows of {tables} tables; every figure of {len(held.closes)} closes and the audit's end agree"
    )
    if done.moved.left_behind:
        out.print(
            "  somebody wrote to the old warehouse meanwhile, and the new one lacks that: stop all runs, empty the"
        )
        out.print("  new one, and move again")
        return
    out.print(f"  nothing uses it yet. Stop all runs; then write in {home / 'soket.toml'}, above [association]:")
    out.print(f"  {done.line}")


def exported_json(done: Exported) -> dict[str, Any]:
    return {
        "folder": str(done.folder),
        "period": done.close.period,
        "version": done.close.version,
        "rows": dict(done.rows),
    }


def exported(done: Exported) -> None:
    told = ", ".join(f"{name} {count}" for name, count in done.rows.items())
    out.print(f"export: {done.close.period}, version {done.close.version}: {done.folder}: {told}")
