"""Holds memory of this machine, so that nobody else can have it and it cannot be swapped out.

Arguments: a path for its pid, and the nr_hugepages to write back. Each line on stdin is how many MiB it is to hold from then on,
each line on stdout how many it holds. With the end of its stdin, so with whoever started it, it gives everything back and ends.
"""

import ctypes
import mmap
import os
import sys

CHUNK_MIB = 10

pid_path, hugepages = sys.argv[1:]
# Whatever happens, this process is the first to go when memory runs out.
with open("/proc/self/oom_score_adj", "w") as score:
    score.write("1000")
with open(pid_path, "w") as file:
    file.write(str(os.getpid()))

libc = ctypes.CDLL(None, use_errno=True)
chunks = []


def hold_one_more():
    chunk = mmap.mmap(-1, CHUNK_MIB << 20, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    start = ctypes.addressof(ctypes.c_char.from_buffer(chunk))
    if libc.mlock(ctypes.c_void_p(start), ctypes.c_size_t(CHUNK_MIB << 20)) != 0:
        return False
    chunks.append(chunk)
    return True


for line in sys.stdin:
    wanted = int(line) // CHUNK_MIB
    del chunks[wanted:]
    while len(chunks) < wanted and hold_one_more():
        pass
    print(len(chunks) * CHUNK_MIB, flush=True)

chunks.clear()
with open("/proc/sys/vm/nr_hugepages", "w") as file:
    file.write(hugepages)
