"""An error → the one line that its reader gets, and the exit code of a command."""

from __future__ import annotations

import errno

from pydantic import ValidationError

from flows.app import NOT_FINISHED, PERSON_NEEDED, USED_WRONGLY

# of a share whose server is slow, restarts or is out of reach for a moment
_PASSING = {
    errno.EAGAIN,
    errno.EBUSY,
    errno.ECONNABORTED,
    errno.ECONNREFUSED,
    errno.ECONNRESET,
    errno.EHOSTDOWN,
    errno.EHOSTUNREACH,
    errno.EINTR,
    errno.EIO,
    errno.ENETDOWN,
    errno.ENETUNREACH,
    errno.ESTALE,
    errno.ETIMEDOUT,
}


def explained(error: BaseException) -> tuple[str, int] | None:
    """The line and the exit code of an error that is foreseen; None for one that is not."""
    from polars.exceptions import PanicException

    from tasks.known import NeverClosed
    from warehouse.errors import UpgradeNeeded, WarehouseError

    if isinstance(error, PanicException):
        return None
    if not isinstance(error, Exception):
        return "the run was told to end before it was done; what it had kept stays kept: run it again", NOT_FINISHED
    if isinstance(error, NeverClosed | UpgradeNeeded):
        return in_one_line(error), PERSON_NEEDED
    if isinstance(error, ValueError) and not isinstance(error, UnicodeError):
        return in_one_line(error), USED_WRONGLY
    if isinstance(error, OSError) and error.filename and error.strerror:
        mend = "see to the folder, its disk and the right to write there, then run the command again"
        return f"{error.filename}: {error.strerror}; {mend}", NOT_FINISHED
    if isinstance(error, WarehouseError | OSError | RuntimeError):
        return in_one_line(error), NOT_FINISHED
    return None


def in_one_line(error: BaseException) -> str:
    """What an error says; of what a record does not take each field and what is wanted of it, without what was given:
    that may be a secret."""
    if isinstance(error, ValidationError):
        wrong = error.errors(include_url=False, include_context=False, include_input=False)
        return "; ".join(f"{'.'.join(map(str, one['loc'])) or error.title}: {one['msg']}" for one in wrong)
    return "; ".join(filter(None, map(str.strip, str(error).splitlines())))


def may_pass(error: BaseException) -> bool:
    """Whether the same may succeed in a minute without anybody's doing: the warehouse was locked or its server gone,
    a shared folder did not answer, or a cluster was lost."""
    from flows.cluster import NoCluster
    from warehouse.errors import Unavailable

    raised: BaseException | None = error
    while raised is not None:
        if isinstance(raised, Unavailable | NoCluster) or (isinstance(raised, OSError) and raised.errno in _PASSING):
            return True
        raised = raised.__cause__ or raised.__context__
    return False


def unforeseen(error: BaseException) -> str:
    return f"not foreseen: {type(error).__name__}: {in_one_line(error)}; SOKET_DEBUG=1 tells where"


def for_log(error: BaseException) -> str:
    """The line for a log or a state at Prefect. What nobody foresaw may quote anything, a name too: of it only the
    type."""
    known = explained(error)
    return known[0] if known else f"not foreseen: {type(error).__name__}; SOKET_DEBUG=1 tells where"
