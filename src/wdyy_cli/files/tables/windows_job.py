"""A job object: Windows gives the process in it no more memory, and ends it with the one that started it."""

from __future__ import annotations

import ctypes
from ctypes import wintypes

_LIMIT_INFORMATION = 9
_LIMIT_PROCESS_MEMORY, _KILL_ON_CLOSE = 0x100, 0x2000
_MAY_SET_QUOTA_AND_TERMINATE = 0x0100 | 0x0001


class _Basic(ctypes.Structure):
    _fields_ = (
        ("per_process_user_time", ctypes.c_int64),
        ("per_job_user_time", ctypes.c_int64),
        ("flags", ctypes.c_uint32),
        ("minimum_working_set", ctypes.c_size_t),
        ("maximum_working_set", ctypes.c_size_t),
        ("active_processes", ctypes.c_uint32),
        ("affinity", ctypes.c_size_t),
        ("priority_class", ctypes.c_uint32),
        ("scheduling_class", ctypes.c_uint32),
    )


class Limits(ctypes.Structure):
    """JOBOBJECT_EXTENDED_LIMIT_INFORMATION."""

    _fields_ = (
        ("basic", _Basic),
        ("io_counters", ctypes.c_uint64 * 6),
        ("process_memory", ctypes.c_size_t),
        ("job_memory", ctypes.c_size_t),
        ("peak_process_memory", ctypes.c_size_t),
        ("peak_job_memory", ctypes.c_size_t),
    )


class WindowsJob:
    """An open job; closing it ends what runs in it."""

    def __init__(self, kernel: ctypes.CDLL, handle: int) -> None:
        """Keep the handle."""
        self._kernel = kernel
        self._handle = handle

    def __del__(self) -> None:
        """Close it."""
        self._kernel.CloseHandle(self._handle)


def limit(pid: int, memory_bytes: int) -> WindowsJob | None:
    """
    Put a process into a job of its own, and give the job, which lasts as long as it is kept.

    None where Windows does not allow it: what is read is then watched for its time alone.
    """
    kernel: ctypes.CDLL = ctypes.WinDLL("kernel32", use_last_error=True)  # type: ignore[attr-defined,unused-ignore]
    for name in ("CreateJobObjectW", "OpenProcess"):
        getattr(kernel, name).restype = wintypes.HANDLE
    handle = kernel.CreateJobObjectW(None, None)
    if not handle:
        return None
    job = WindowsJob(kernel, handle)
    limits = Limits(process_memory=memory_bytes)
    limits.basic.flags = _LIMIT_PROCESS_MEMORY | _KILL_ON_CLOSE
    set_limits = kernel.SetInformationJobObject
    set_limits.argtypes = (wintypes.HANDLE, ctypes.c_int, ctypes.c_void_p, ctypes.c_uint32)
    if not set_limits(handle, _LIMIT_INFORMATION, ctypes.byref(limits), ctypes.sizeof(limits)):
        return None
    process = kernel.OpenProcess(_MAY_SET_QUOTA_AND_TERMINATE, 0, pid)
    if not process:
        return None
    kernel.AssignProcessToJobObject.argtypes = (wintypes.HANDLE, wintypes.HANDLE)
    joined = kernel.AssignProcessToJobObject(handle, process)
    kernel.CloseHandle.argtypes = (wintypes.HANDLE,)
    kernel.CloseHandle(process)
    return job if joined else None
