#!/usr/bin/env python3
"""Measures load, dump, backup and compact of a store of made-up leads: seconds,
lines or MiB a second, private memory, bytes on disk a lead. LEADS=1000000 for
more than 100,000."""
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time

root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
muster = os.environ.get("MUSTER", root + "/muster")
leads = int(os.environ.get("LEADS", "100000"))


def private_kb(pid):
    try:
        with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as rollup:
            return sum(int(line.split()[1]) for line in rollup
                       if line.startswith("Private_Dirty"))
    except (OSError, ProcessLookupError):
        return 0


def used_cpu():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def measure(what, *command):
    start, cpu = time.monotonic(), used_cpu()
    peak = 0
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        while True:
            try:
                process.wait(0.05)
                break
            except subprocess.TimeoutExpired:
                peak = max(peak, private_kb(process.pid))
    if process.returncode != 0:
        sys.exit(f"{what}: status {process.returncode}")
    seconds = time.monotonic() - start
    print(f"{what}: {seconds:.2f} s ({used_cpu() - cpu:.2f} s of CPU), "
          f"{leads / seconds:,.0f} leads/s, peak private memory {peak / 1024:.0f} MiB", flush=True)


def size(store):
    return os.path.getsize(store + "/data.mdb") / leads


where = tempfile.mkdtemp(prefix="muster-bench-")
try:
    os.environ.update(XDG_CONFIG_HOME=where, HOME=where,
                      MUSTER_SHARE=root + "/config")
    dump, store = where + "/leads.jsonl", where + "/store"
    with open(dump, "wb") as out:
        subprocess.run([sys.argv[1], str(leads)], stdout=out, check=True)
    print(f"{leads:,} leads of two roles, {os.path.getsize(dump) / leads:,.0f} "
          "bytes of dump each")
    run = (muster, "--quiet", "--store", store)
    measure("load", *run, "load", "--strict", dump)
    print(f"on disk: {size(store):,.0f} bytes a lead")
    measure("dump", *run, "dump", "-o", where + "/again.jsonl")
    measure("backup", *run, "backup", where + "/backup")
    measure("compact", *run, "compact")
    print(f"on disk: {size(store):,.0f} bytes a lead")
    measure("load over itself", *run, "load", "--strict", dump)
finally:
    shutil.rmtree(where)
