"""An error → the one line that its reader gets, and the exit code of a command."""

from __future__ import annotations

import errno

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
    from tasks.known import NeverClosed
    from warehouse.errors import UpgradeNeeded, WarehouseError

    if not isinstance(error, Exception):
        return "the run was told to end before it was done; what it had kept stays kept: run it again", NOT_FINISHED
    if isinstance(error, NeverClosed | UpgradeNeeded):
        return str(error), PERSON_NEEDED
    if isinstance(error, ValueError) and not isinstance(error, UnicodeError):
        return str(error), USED_WRONGLY
    if isinstance(error, OSError) and error.filename and error.strerror:
        mend = "see to the folder, its disk and the right to write there, then run the command again"
        return f"{error.filename}: {error.strerror}; {mend}", NOT_FINISHED
    if isinstance(error, WarehouseError | OSError | RuntimeError):
        return str(error), NOT_FINISHED
    return None


def may_pass(error: BaseException) -> bool:
    """Whether the same may succeed in a minute without anybody's doing: the warehouse was locked or its server gone,
    or a shared folder did not answer."""
    from warehouse.errors import Unavailable

    raised: BaseException | None = error
    while raised is not None:
        if isinstance(raised, Unavailable) or (isinstance(raised, OSError) and raised.errno in _PASSING):
            return True
        raised = raised.__cause__ or raised.__context__
    return False


def unforeseen(error: BaseException) -> str:
    return f"not foreseen: {type(error).__name__}: {error}; SOKET_DEBUG=1 tells where"
