#!/usr/bin/env python3
"""Parts of query.sh: times programs from start to end, and makes the table.

query.py reread FILE             in memory as after a reboot, not as it was written
query.py run NAME N COMMAND...   one run: seconds, CPU, peak private memory
query.py cold STORE QUERIES      processes that answer one query each
query.py table RESULTS           what was measured, ratios, bars
"""
import collections
import os
import resource
import statistics
import subprocess
import sys
import time

COLD_RUNS = 21
# Milliseconds, median and 99th percentile.
FAST, SLOW = (1, 5), (15, 100)
BARS = {"top": FAST, "selective": FAST, "unselective": FAST, "two": FAST, "mixed": FAST,
        "word": FAST, "phrase": SLOW, "sort": SLOW, "count": SLOW, "facets": SLOW,
        "page100": SLOW}


def private_kb(pid):
    try:
        with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as rollup:
            return sum(int(line.split()[1]) for line in rollup if line.startswith("Anonymous"))
    except (OSError, ProcessLookupError):
        return 0


def reread(path):
    with open(path, "rb", buffering=0) as file:
        os.fsync(file.fileno())
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        while file.read(1 << 20):
            pass


def run(name, n, *command):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start, peak = time.monotonic(), 0
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        while True:
            try:
                process.wait(0.05)
                break
            except subprocess.TimeoutExpired:
                peak = max(peak, private_kb(process.pid))
    seconds = time.monotonic() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    if process.returncode != 0:
        sys.exit(f"{name}: status {process.returncode}")
    print(f"run\t{name}\t{n}\t{seconds:.2f}\t{cpu:.2f}\t{peak}")


def process_ms(command, quiet):
    start = time.monotonic()
    pid = os.posix_spawn(command[0], command, os.environ, file_actions=[
        (os.POSIX_SPAWN_DUP2, quiet, 1), (os.POSIX_SPAWN_DUP2, quiet, 2)])
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    if status != 0:
        sys.exit(f"{' '.join(command)}: status {status}")
    return (time.monotonic() - start) * 1000


def cold(store, queries):
    quiet = os.open(os.devnull, os.O_WRONLY)
    asked = collections.defaultdict(list)
    with open(queries, encoding="utf-8") as lines:
        for line in lines:
            name, text, offset = line.split("\t")[:3]
            if len(asked[name]) < COLD_RUNS:
                asked[name].append((text, int(offset)))
    leads = ["./muster", "--quiet", "--store", store, "leads", "--role", "data-intensive"]
    version = [process_ms(["./muster", "version"], quiet) for _ in range(COLD_RUNS)]
    print(f"cold\tversion\t{statistics.median(version):.2f}\t{max(version):.2f}")
    for name in BARS:
        times = []
        for text, offset in asked[name]:
            how = {-1: ["--count"], -2: ["--facets", "lang,loc,company,band"]}.get(
                offset, ["--limit", "50", "--offset", str(max(offset, 0))])
            command = leads + how + ([text] if text else [])
            process_ms(command, quiet)
            times.append(process_ms(command, quiet))
        print(f"cold\t{name}\t{statistics.median(times):.2f}\t{max(times):.2f}", flush=True)


def ratio(ours, theirs):
    return "-" if theirs is None or not ours else f"{theirs / ours:.2g}"


def print_queries(engines):
    """A class a row. Bars: milliseconds, at most 3 times LMDB alone, at most 3 times SQLite's covering indexes in a class
    (1 over all), 20 times faster than the usual ones on what is filtered: all of it, so by the mean. SQLite was asked
    some of the queries: what stands beside its figures is of these."""
    print("\n| class | muster ms, p99 | bar | LMDB alone | times that (3) | SQLite covering, p99 | "
          "times ours (.33; all: 1) | SQLite usual, p99 | times ours | by the mean (filtered: 20) | same result |")
    print("|---|---|---|---|---|---|---|---|---|---|---|")
    for name, (median, p99, _, _, n, _) in engines["muster"].items():
        bar = BARS.get(name)
        is_slow = bar and (median > bar[0] or p99 > bar[1])
        cells = [name, f"{median:.2f}, {p99:.2f}{' !' if is_slow else ''}",
                 f"{bar[0]}, {bar[1]}" if bar else "-"]
        raw = engines.get("lmdb", {}).get(name)
        cells += [f"{raw[0]:.3f}", f"{median / raw[0]:.1f}" + (" !" if median > 3 * raw[0] else "")
                  ] if raw and raw[0] else ["-", "-"]
        median, _, _, total, same, mean = engines["muster-compared"].get(name) or engines["muster"][name]
        least = {"sqlite-covering": 1 if name == "all" else 1 / 3, "sqlite-usual": 0}
        for engine, times in least.items():
            other = engines.get(engine, {}).get(name)
            cells += ([f"{other[0]:.2f}, {other[1]:.2f}" + (f" ({other[4]} of {n})" if other[4] != n else ""),
                       ratio(median, other[0]) + (" !" if other[0] < times * median else "")]
                      if other else ["-", "-"])
        usual = engines.get("sqlite-usual", {}).get(name)
        cells.append(ratio(mean, usual[5]) + (" !" if name == "filtered" and usual[5] < 20 * mean else "")
                     if usual else "-")
        other = engines.get("sqlite-covering", {}).get(name)
        # A part that was cut short can't be compared.
        cells.append("-" if not other or other[4] != same or name in ("facets", "all", "filtered") else
                     "yes" if other[3] == total else f"no: {total} {other[3]}")
        print("| " + " | ".join(cells) + " |")


def table(path):
    engines = collections.defaultdict(dict)
    # A part that was run again replaces what it measured before.
    latest = {}
    with open(path, encoding="ascii") as lines:
        for line in lines:
            cells = line.rstrip("\n").split("\t")
            if len(cells) == 8 and cells[0] in ("muster", "muster-compared", "lmdb", "sqlite-usual",
                                                "sqlite-covering"):
                median, p99, most, mean = (float(cells[i]) / 1000 for i in (3, 4, 5, 7))
                engines[cells[0]][cells[1]] = (median, p99, most, int(cells[6]), int(cells[2]), mean)
            else:
                latest[cells[0], cells[1] if cells[0] in ("run", "cold", "muster") else ""] = cells
    others = list(latest.values())
    if engines["muster"]:
        print_queries(engines)
    print("\n| what | figure | bar |\n|---|---|---|")
    runs = {cells[1]: cells for cells in others if cells[0] == "run"}
    cold_base = 0.0
    for cells in others:
        if cells[0] == "cold":
            cold_base = float(cells[2]) if cells[1] == "version" else cold_base
            above = float(cells[2]) - cold_base
            print_row(f"cold process, {cells[1]}", f"{cells[2]} ms, at most {cells[3]}; {above:.2f} above `muster version`",
                      "8 above", above > 8)
        elif cells[0] == "run":
            print_run(cells, runs)
        elif cells[0] in ("disk", "disk-changed", "dump"):
            each, bar = int(cells[2]) / int(cells[1]), {"disk": 900, "disk-changed": 1400}.get(cells[0])
            print_row(cells[0], f"{each:,.0f} bytes a lead", f"{bar:,}" if bar else "-", bar and each > bar)
        elif cells[:2] == ["muster", "upsert"]:
            print_row("durable upserts, 1,000 a commit", f"{int(cells[3]):,} leads/s ({cells[4]} s of CPU for {int(cells[2]):,})",
                      "4,000", int(cells[3]) < 4000)
        elif cells[1:2] == ["private-memory"]:
            mib = int(cells[3]) / 1024
            print_row(f"{cells[0]}: private memory of all queries in one process", f"{mib:.1f} MiB", "100", mib > 100)
        else:
            print_row(cells[0], " ".join(cells[1:]) + " s", "-", False)


def print_row(what, figure, bar, is_missed):
    print(f"| {what} | {figure}{' !' if is_missed else ''} | {bar} |")


# Seconds for 1,000,000 leads.
RUN_BARS = {"load": 60, "export-fields": 1, "export-csv": 6, "rescore-weights": 5}


def print_run(cells, runs):
    name, n, seconds, mib = cells[1], int(cells[2]), float(cells[3]), int(cells[5]) / 1024
    bar, figure = RUN_BARS.get(name), f"{seconds:.2f} s ({cells[4]} s of CPU), {n / seconds:,.0f} leads/s, {mib:.0f} MiB private"
    bars = ([f"{bar} s"] if bar else []) + ([] if name.startswith("sqlite") else ["100 MiB"])
    is_missed = bool(bar) and seconds * 1e6 / n > bar or mib > 100 and not name.startswith("sqlite")
    other = runs.get(name.replace("export", "sqlite")) if name.startswith("export") else None
    if other:
        times = float(other[3]) / seconds
        figure += f", {times:.2g} times sqlite3's speed"
        bars.append("2 times" if name != "export-jsonl" else "-")
        is_missed |= times < 2 and name != "export-jsonl"
    print_row(name, figure, ", ".join(bars) or "-", is_missed)


if __name__ == "__main__":
    {"reread": reread, "run": run, "cold": cold, "table": table}[sys.argv[1]](*sys.argv[2:])
