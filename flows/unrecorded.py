"""Whether Prefect takes this process's runs, and why not."""

from __future__ import annotations

import os
import sys
import tomllib
from pathlib import Path

OWN = "PREFECT_FLOWS_HEARTBEAT_FREQUENCY"  # what soket sets itself: it names no server


def server_answers() -> bool:
    """Whether a server takes what this process tells it."""
    return not why_unrecorded()


def why_unrecorded() -> str:
    """Empty where a server takes this process's runs."""
    if not server_named():
        return "no server answers"
    import httpx
    from prefect.settings import get_current_settings

    known = get_current_settings().api
    name, _, password = (known.auth_string.get_secret_value() if known.auth_string else "").partition(":")
    try:
        asked = httpx.get(f"{known.url}/admin/version", auth=(name, password) if name else None, timeout=10)
    except httpx.HTTPError as error:
        return f"no server answers at {known.url} ({error or type(error).__name__})"
    if asked.status_code == httpx.codes.UNAUTHORIZED:
        return f"the server at {known.url} wants its login, PREFECT_API_AUTH_STRING=name:password in the environment"
    return "" if asked.is_success else f"the server at {known.url} answers {asked.status_code}"


def server_named() -> bool:
    """Whether Prefect knows of a server. Prefect is asked, but where nothing can have told it of one: to import it
    takes longer than a run that finds nothing to do."""
    if "prefect" not in sys.modules and not _may_be_named():
        return False
    from prefect.settings import get_current_settings

    return bool(get_current_settings().api.url)


def _may_be_named() -> bool:
    """Whether Prefect is told anything by the environment, by a file of this folder, or by the user's profile: the
    places in which its settings look."""
    if any(name.upper().startswith("PREFECT_") and name != OWN for name in os.environ):
        return True
    of_user = Path.home() / ".prefect" / "profiles.toml"
    return (
        Path("prefect.toml").exists()
        or _says(Path(".env"), b"PREFECT_")
        or _says(of_user, b"PREFECT_API")
        or _of_project(Path("pyproject.toml"))
    )


def _says(path: Path, word: bytes) -> bool:
    try:
        return word in path.read_bytes().upper()
    except FileNotFoundError:
        return False
    except OSError:
        return True  # Prefect tells what is wrong with it


def _of_project(path: Path) -> bool:
    try:
        return "prefect" in tomllib.loads(path.read_text("utf-8")).get("tool", {})
    except FileNotFoundError:
        return False
    except (OSError, ValueError):
        return True
