"""use.py FILE COMMAND...: runs it; FILE gets CPU seconds, seconds and the peak
of private memory (what is not file-backed: the store's pages are the system's)."""
import json, os, re, resource, subprocess, sys, time

started = time.monotonic()
child = subprocess.Popen(sys.argv[2:])
peak = 0
while child.poll() is None:
    try:
        text = open(f'/proc/{child.pid}/smaps_rollup').read()
        peak = max(peak, sum(int(kb) for kb in re.findall(r'^(?:Private_Dirty|Swap): +(\d+)', text, re.M)))
    except OSError:
        pass
    try:
        child.wait(0.1)
    except subprocess.TimeoutExpired:
        pass
use = resource.getrusage(resource.RUSAGE_CHILDREN)
with open(sys.argv[1], 'w') as out:
    json.dump({'cpu_seconds': use.ru_utime + use.ru_stime, 'seconds': time.monotonic() - started,
               'private_kb': peak, 'max_rss_kb': use.ru_maxrss}, out)
sys.exit(child.returncode)
