"""The file system under a path: this machine's own, and tables of mounts as other machines have them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tasks.disks import FileSystem, file_system_of

TABLE = r"""22 27 0:21 / /proc rw,relatime - proc proc rw
27 1 254:0 / / rw,relatime - ext4 /dev/vda rw,discard
40 27 0:40 / /srv rw,relatime shared:1 - xfs /dev/sdb1 rw
41 40 0:41 / /srv/hoi\040khuyen rw,relatime shared:7 master:2 - cifs //may-chu/chung rw,vers=3.0
42 27 0:42 / /mnt/chia rw - ext4 /dev/sdc1 rw
43 27 0:43 / /mnt/chia rw,nosuid - fuse.sshfs ban@may-chu:/ rw
no line of such a table
"""


@pytest.fixture
def mounts(tmp_path: Path) -> Path:
    path = tmp_path / "mountinfo"
    path.write_text(TABLE, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("path", "kind", "mounted_at"),
    [
        ("/home/hoi", "ext4", "/"),
        ("/srv/nha/warehouse.db", "xfs", "/srv"),
        ("/srvnha", "ext4", "/"),
        ("/srv/hoi khuyen/nha", "cifs", "/srv/hoi khuyen"),
        ("/mnt/chia/nha", "fuse.sshfs", "/mnt/chia"),
    ],
)
def test_the_innermost_mount_counts_and_of_two_at_one_place_the_later(
    mounts: Path, path: str, kind: str, mounted_at: str
) -> None:
    assert file_system_of(Path(path), mounts) == FileSystem(kind, mounted_at)


def test_this_machine_tells_its_own_file_systems() -> None:
    proc = file_system_of(Path("/proc/self/status"))
    assert proc is not None and (proc.kind, proc.over_network) == ("proc", False)
    memory = file_system_of(Path("/dev/shm"))
    assert memory is not None and memory.in_memory


def test_a_link_is_followed_to_where_it_leads(tmp_path: Path) -> None:
    link = tmp_path / "nhà"
    link.symlink_to("/proc/self")
    found = file_system_of(link / "warehouse.db")
    assert found is not None and found.kind == "proc"


def test_where_the_system_has_no_table_nothing_is_claimed(tmp_path: Path) -> None:
    assert file_system_of(tmp_path, tmp_path / "none") is None


@pytest.mark.parametrize("kind", ["nfs", "nfs4", "cifs", "smb3", "9p", "vboxsf", "fuse.sshfs", "fuse.rclone"])
def test_network_file_systems_are_known_by_name(kind: str) -> None:
    assert FileSystem(kind, "/mnt").over_network


@pytest.mark.parametrize("kind", ["ext4", "xfs", "btrfs", "zfs", "overlay", "fuseblk", "fuse.mergerfs", "tmpfs"])
def test_local_file_systems_are_not_taken_for_the_network(kind: str) -> None:
    assert not FileSystem(kind, "/").over_network
