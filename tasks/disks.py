"""The disk under a path: which file system it is, and whether SQLite may live on it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path, PurePath

MOUNTS = Path("/proc/self/mountinfo")  # proc_pid_mountinfo(5)
_ESCAPED = re.compile(r"\\([0-7]{3})")
# over these a lock is not seen by every machine and memory is not shared, which WAL needs (sqlite.org/wal.html)
_NETWORK = frozenset(
    {"9p", "afpfs", "afs", "beegfs", "ceph", "cifs", "coda", "davfs", "gfs2", "glusterfs", "gpfs", "lustre"}
) | frozenset({"ncpfs", "nfs", "nfs4", "ocfs2", "orangefs", "prl_fs", "smb2", "smb3", "smbfs", "vboxsf", "vmhgfs"})
_NETWORK_FUSE = ("ceph", "davfs", "gcsfuse", "glusterfs", "gvfsd-fuse", "rclone", "s3fs", "smbnetfs", "sshfs", "vmhgfs")
_IN_MEMORY = frozenset({"tmpfs", "ramfs"})


@dataclass(frozen=True)
class FileSystem:
    """``kind`` as the kernel calls it (``ext4``, ``nfs4``, ``fuse.sshfs``), and where it is mounted."""

    kind: str
    mounted_at: str

    @property
    def over_network(self) -> bool:
        first, _, program = self.kind.partition(".")
        return first in _NETWORK or (first.startswith("fuse") and program.startswith(_NETWORK_FUSE))

    @property
    def in_memory(self) -> bool:
        return self.kind in _IN_MEMORY


def file_system_of(path: Path, mounts: Path | None = None) -> FileSystem | None:
    """The file system that a path (there or not yet) lies on; None where the system does not tell."""
    try:
        lines = (mounts or MOUNTS).read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return None
    target = path.resolve()
    found: FileSystem | None = None
    for line in lines:
        one = _mounted(line)
        # of two at one place the later one lies on top
        if one and target.is_relative_to(one.mounted_at) and (found is None or _depth(one) >= _depth(found)):
            found = one
    return found


def _mounted(line: str) -> FileSystem | None:
    """``36 35 98:0 / /mnt rw,noatime master:1 - ext3 /dev/root rw``; the fields before the dash vary in number."""
    before, dash, after = line.partition(" - ")
    fields = before.split(" ")
    if not dash or len(fields) < 5:
        return None
    return FileSystem(after.split(" ")[0], _ESCAPED.sub(lambda found: chr(int(found[1], 8)), fields[4]))


def _depth(one: FileSystem) -> int:
    return len(PurePath(one.mounted_at).parts)
