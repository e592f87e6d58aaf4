"""A filter of system calls for a submission: what neither Python nor boto3 needs is refused, in any namespace.

Each of these is an entrance to parts of the kernel that have had holes, or gets round a bound: new namespaces, mounts,
other processes' memory, keys, programs inside the kernel, memory that belongs to no file system. Source of the list:
Docker's default profile (docs.docker.com, "Seccomp security profiles for Docker"), and what threads and forks need.
"""

from __future__ import annotations

import errno
from typing import Any

NAMESPACES = 0x7E020000  # all CLONE_NEW… flags: clone(2)
FAMILIES = (15, 17, 31, 38, 40, 44)  # key, packet, bluetooth, crypto, vsock, XDP: socket(2)

REFUSED = """
    unshare setns mount umount2 pivot_root chroot move_mount open_tree fsopen fsconfig fsmount fspick mount_setattr
    ptrace process_vm_readv process_vm_writev process_madvise process_mrelease pidfd_getfd kcmp
    keyctl add_key request_key
    memfd_create memfd_secret shmget shmat shmctl shmdt semget semop semtimedop semctl msgget msgsnd msgrcv msgctl
    bpf perf_event_open userfaultfd io_uring_setup io_uring_enter io_uring_register
    init_module finit_module delete_module kexec_load kexec_file_load reboot swapon swapoff acct quotactl syslog
    personality modify_ldt iopl ioperm uselib lookup_dcookie vhangup
    open_by_handle_at name_to_handle_at fanotify_init
    clock_settime settimeofday adjtimex clock_adjtime
    mbind set_mempolicy migrate_pages move_pages
""".split()


def make_filter() -> Any | None:
    """The filter, to be loaded in each worker; None where libseccomp is not installed."""
    try:
        import pyseccomp
    except (ImportError, OSError, RuntimeError):
        return None
    made = pyseccomp.SyscallFilter(pyseccomp.ALLOW)
    refuse = pyseccomp.ERRNO(errno.EPERM)
    for name in REFUSED:
        try:
            made.add_rule(refuse, name)
        except (OSError, ValueError):
            continue  # this machine's kernel or library has no such call
    flags = [1 << bit for bit in range(32) if NAMESPACES >> bit & 1]
    for flag in flags:
        made.add_rule(refuse, "clone", pyseccomp.Arg(0, pyseccomp.MASKED_EQ, flag, flag))
    made.add_rule(pyseccomp.ERRNO(errno.ENOSYS), "clone3")  # its flags cannot be seen; the C library takes clone then
    for family in FAMILIES:
        made.add_rule(refuse, "socket", pyseccomp.Arg(0, pyseccomp.EQ, family))
    return made
