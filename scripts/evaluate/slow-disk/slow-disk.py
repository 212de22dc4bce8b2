"""A file system of one file, `disk`, that takes and gives so many bytes in a second and keeps none: a slow disk.

Arguments: where it is mounted, the file's bytes, the bytes in a second. Ends when it is unmounted.
"""

import errno
import os
import stat
import sys
import time

import fusepy

LATEST = 0.004


class SlowDisk(fusepy.Operations):
    def __init__(self, size, rate):
        self.size = size
        self.rate = rate
        self.due = time.monotonic()

    def getattr(self, path, handle=None):
        if path == "/":
            return {"st_mode": stat.S_IFDIR | 0o755, "st_nlink": 2}
        if path == "/disk":
            return {"st_mode": stat.S_IFREG | 0o600, "st_nlink": 1, "st_size": self.size}
        raise fusepy.FuseOSError(errno.ENOENT)

    def readdir(self, path, handle):
        return [".", "..", "disk"]

    def read(self, path, length, offset, handle):
        length = max(0, min(length, self.size - offset))
        self.take_time(length)
        return bytes(length)

    def write(self, path, data, offset, handle):
        self.take_time(len(data))
        return len(data)

    def take_time(self, length):
        """One transfer after the other; what this process came late for is made up for, as a disk is never late."""
        self.due = max(self.due, time.monotonic() - LATEST) + length / self.rate
        time.sleep(max(0, self.due - time.monotonic()))


mount_point, size, rate = sys.argv[1:]
# A disk does not wait for a processor of its host.
os.nice(-15)
fusepy.FUSE(
    SlowDisk(int(size), int(rate)),
    mount_point,
    foreground=True,
    nothreads=True,
    direct_io=True,
    big_writes=True,
    fsname="novatune-slow-disk",
)
