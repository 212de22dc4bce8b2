"""Does what novatune does to one server in the two ways that others do it: libvirt-python on a connection that stays open, and a virsh that is
started for each call. Reads one JSON object a line from standard input, {"by": "libvirt" | "spawn", "what": "get" | "set", "server": UUID,
"clients": 1, "count": 25}, or "seconds" instead of "count"; answers each with {"ms": [...], "seconds": ...}.
"""
import itertools
import json
import subprocess
import sys
import threading
import time

import libvirt

uri = sys.argv[1]
connection = libvirt.open(uri)
live = libvirt.VIR_DOMAIN_AFFECT_LIVE
turns = itertools.count()


def by_libvirt(what, server):
    domain = connection.lookupByUUIDString(server)

    def call():
        if what == "get":
            domain.schedulerParametersFlags(live)
        else:
            domain.setSchedulerParametersFlags({"cpu_shares": 500 + next(turns) % 500}, live)

    return call


def by_spawn(what, server):
    def call():
        argv = ["virsh", "-q", "-c", uri, "schedinfo", server, "--live"]
        if what == "set":
            argv += ["--set", "cpu_shares=%d" % (500 + next(turns) % 500)]
        subprocess.run(argv, check=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    return call


def measure(by, what, server, clients=1, count=None, seconds=None):
    call = (by_libvirt if by == "libvirt" else by_spawn)(what, server)
    times, left, lock = [], itertools.count(), threading.Lock()
    started = time.perf_counter()

    def more():
        if seconds is not None:
            return time.perf_counter() - started < seconds
        with lock:
            return next(left) < count

    def loop():
        while more():
            asked = time.perf_counter()
            call()
            times.append((time.perf_counter() - asked) * 1000)

    if clients == 1:
        loop()
    else:
        threads = [threading.Thread(target=loop) for _ in range(clients)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    return {"ms": times, "seconds": time.perf_counter() - started}


print(json.dumps({"libvirt": libvirt.getVersion(), "python": sys.version.split()[0]}), flush=True)
for line in sys.stdin:
    print(json.dumps(measure(**json.loads(line))), flush=True)
