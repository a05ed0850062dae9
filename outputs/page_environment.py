"""Templates of pages, filled: everything that is not written in them is escaped."""

from __future__ import annotations

import base64
import hashlib
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from domain.vietnamese import grouped
from outputs import page_words
from outputs.page_chart import HEIGHT, STEP, bars, described

#: Of those rows a table stands open when the page does.
MOST_UNFOLDED = 60

_FILTERS = ("day_of", "number", "share", "change", "gap", "figure_name", "href", "unparted")


def rendered(template: str, **told: object) -> bytes:
    """The page that a template of templates/ makes of what it is told."""
    return (_environment().get_template(template).render(told).rstrip() + "\n").encode("utf-8", "replace")


@cache
def _environment() -> Environment:
    environment = Environment(loader=PackageLoader("outputs"), autoescape=True, undefined=StrictUndefined)
    environment.trim_blocks = environment.lstrip_blocks = True
    environment.filters |= {name: getattr(page_words, name) for name in _FILTERS}
    environment.filters |= {"grouped": grouped, "bars": bars, "described": described}
    script = _source(environment, "page.js")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    environment.globals |= {
        "style": _source(environment, "page.css"),
        "script": script,
        "script_hash": f"sha256-{digest}",
        "states": page_words.STATES,
        "severities": page_words.SEVERITIES,
        "most_unfolded": MOST_UNFOLDED,
        "chart_step": STEP,
        "chart_height": HEIGHT,
    }
    return environment


def _source(environment: Environment, name: str) -> str:
    assert environment.loader is not None
    return environment.loader.get_source(environment, name)[0]
