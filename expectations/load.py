"""TOML → the records of domain/catalogue.py; a bad entry is refused by name, file and line."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

from domain.catalogue import Axis, Catalogue, Indicator, Kind, Usual, UsualOf
from domain.form import Form
from domain.prose.qualifier import USUAL, Qualifier
from domain.record import DeclarationError, Record, declare, toml_text
from domain.report_plan import NationalTarget, ReportPlan
from domain.rule import Rule
from expectations.check import problems

SHIPPED = Path(__file__).parent


class _Indicators(Record):
    kinds: tuple[Kind, ...]
    axes: tuple[Axis, ...] = ()
    usual: tuple[UsualOf, ...] = ()
    qualifiers: tuple[Qualifier, ...] = USUAL
    indicators: tuple[Indicator, ...]


class _Rules(Record):
    rules: tuple[Rule, ...]


class _Targets(Record):
    national: tuple[NationalTarget, ...]


R = TypeVar("R", bound=Record)


def load_catalogue(folder: Path = SHIPPED) -> Catalogue:
    """The catalogue that ``folder`` declares, with groups of kinds spelled out and every name checked.

    Its version is the first 16 hex digits of the sha256 over the declaring files.
    """
    declared = _read(_Indicators, folder / "indicators.toml")
    groups = _groups(declared.kinds)
    forms = [_read(Form, path) for path in _files(folder / "forms")]
    catalogue = Catalogue(
        version=_version(folder),
        kinds=declared.kinds,
        axes=declared.axes,
        indicators=tuple(
            _spelled_out(_with_usual(i, declared.usual), groups, "reported_by") for i in declared.indicators
        ),
        forms=tuple(_form(form, groups) for form in forms),
        rules=tuple(rule for path in _files(folder / "rules") for rule in _read(_Rules, path).rules),
        report=_read(ReportPlan, folder / "report.toml"),
        national=_national(folder / "targets.toml"),
        qualifiers=declared.qualifiers,
    )
    for problem in problems(catalogue):
        raise DeclarationError(f"{folder}: {problem}")
    return catalogue


def _files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise DeclarationError(f"{folder}: no such folder; a catalogue has forms/ and rules/")
    return sorted(folder.glob("*.toml"))


def _national(path: Path) -> tuple[NationalTarget, ...]:
    """None where the file is not there: not every organisation has national targets."""
    return _read(_Targets, path).national if path.exists() else ()


def _read(record: type[R], path: Path) -> R:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise DeclarationError(f"{path}: cannot be read ({error.strerror})") from None
    return declare(record, toml_text(data, str(path)), str(path))


def _version(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*.toml")):
        digest.update(str(path.relative_to(folder)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def _groups(kinds: tuple[Kind, ...]) -> dict[str, tuple[str, ...]]:
    groups: dict[str, tuple[str, ...]] = {kind.code: (kind.code,) for kind in kinds}
    for kind in kinds:
        if kind.group:
            groups[kind.group] = (*groups.get(kind.group, ()), kind.code)
    return groups


def _spelled_out(record: R, groups: dict[str, tuple[str, ...]], key: str) -> R:
    named: tuple[str, ...] = getattr(record, key)
    kinds = tuple(kind for name in named for kind in groups.get(name, (name,)))
    return record.changed(**{key: kinds})


def _with_usual(indicator: Indicator, declared: Iterable[UsualOf]) -> Indicator:
    """What is usual of an indicator, its own or the first that is declared of its kind and unit."""
    fits = (one for one in declared if one.kind == indicator.kind and one.unit in (None, indicator.unit))
    if indicator.usual or indicator.source != "reported" or (found := next(fits, None)) is None:
        return indicator
    return indicator.changed(usual=Usual(change=found.change, least=found.least))


def _form(form: Form, groups: dict[str, tuple[str, ...]]) -> Form:
    rows = tuple(_spelled_out(row, groups, "asked_of") for row in form.rows)
    return _spelled_out(form.changed(rows=rows), groups, "sent_by")
