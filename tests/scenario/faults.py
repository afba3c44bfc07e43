#!/usr/bin/env python3
"""Runs a table of faults against the simulator; prints TAP.

Read from standard input, a case being

    == what it is
    faults: [{...}]         queued in the simulator (tests/github/README.md); $URL, $OTHER are replaced; an operation's name
                            does not mean the dry run at the start
    tell: PATH {...}        another word to the simulator before the crawl
    configuration: TEXT     lines of muster.yaml, joined by " / "
    api: URL                instead of the simulator's
    exit: 0                 status of the crawl under the fault
    says: REGEX             on standard error; one sentence there if it failed
    silent: REGEX           not on standard error
    counts: kind=N ...      the report's faults beyond those of an undisturbed crawl, all others 0; N+ for at least N
    stopped: done           the report's stopped_by
    seconds: LEAST..MOST    of the report, by the virtual clock
    journal: EXPRESSION     true of E, the journal's entries, and R, the report
    later: PATH {...}       a word to the simulator before that
    token: TOKEN            of that crawl
    then: EXPRESSION        the same of the crawl after that
    after: 0                status of the same command without the fault; "none": not run
    skip: SECONDS           put the clock forward before that
    again: N                requests that libcurl repeated by itself
    same: all               leads and facts equal an undisturbed crawl's then; "ids": only who they are

Defaults: exit 0, no fault counted, stopped done, after 0, same all. In every case the simulator must have seen no violation of
GitHub's rules, the requests that the report counts, and the token nowhere else.

Environment: URL, DIR (scratch), MUSTER, FACTS (prints a store's facts), ROLE.
"""

import datetime
import http.server
import json
import os
import re
import shutil
import subprocess
import sys
import threading
import time
import urllib.request

URL, DIR, MUSTER, FACTS, ROLE = (os.environ[k] for k in ('URL', 'DIR', 'MUSTER', 'FACTS', 'ROLE'))
CLOCK = os.environ['MUSTER_CLOCK']
CONFIG = os.path.join(os.environ['XDG_CONFIG_HOME'], 'muster', 'muster.yaml')
STORE = os.path.join(DIR, 'faults.store')
USUAL = os.environ.get('USUAL', 'github: {timeout: 60}')
# The dry run that asks for prices names several operations; it is not meant
# by one of them.
NO_DRY_RUN = '^(?!PeopleReadmesPullsCommits$).*'


class Other(http.server.BaseHTTPRequestHandler):
    """The other host, to which no token may go."""
    seen = []

    def answer(self):
        Other.seen.append((self.command, self.path, dict(self.headers)))
        body = b'[]'
        self.send_response(200)
        self.send_header('content-type', 'application/json')
        self.send_header('content-length', str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = answer

    def log_message(self, *_):
        pass


def other_host():
    server = http.server.HTTPServer(('127.0.0.1', 0), Other)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return 'http://127.0.0.1:%d' % server.server_port


OTHER = other_host()
START_CLOCK = open(CLOCK).read()


def control(path, body=None):
    data = None if body is None else body.encode()
    with urllib.request.urlopen('%s/_sim/%s' % (URL, path), data) as answer:
        return json.load(answer)


def reset():
    """World, clocks and tokens as at the start; nothing spent."""
    with open(CLOCK, 'r+') as file:
        file.write(START_CLOCK)
        file.truncate()
    # both by FILE again, whatever jumped
    now = time.time() + int(START_CLOCK.split()[0]) / 1000
    control('clock', json.dumps({'now': datetime.datetime.fromtimestamp(now, datetime.timezone.utc).isoformat()}))
    control('tokens', '{"add": ["test-token"]}')
    control('latency', '{"ms": 0}')
    control('reset', '{}')


def skip(seconds):
    offset, wall = open(CLOCK).read().split()
    with open(CLOCK, 'r+') as file:
        file.write('%d %s\n' % (int(offset) + seconds * 1000, wall))
        file.truncate()


def muster(*arguments, token='test-token'):
    done = subprocess.run([MUSTER, '--store', STORE, *arguments], stdin=subprocess.DEVNULL, capture_output=True, timeout=300,
                          env=dict(os.environ, GITHUB_TOKEN=token))
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def crawl(api, log, token='test-token'):
    return muster('crawl', '--role', ROLE, '--api-url', api, '--json', '--log', log, token=token)


def report_of(out):
    lines = [line for line in out.splitlines() if line.startswith('{')]
    return json.loads(lines[-1]) if lines else {}


TIMES = ('first_seen', 'fetched_at', 'notice_due')


def leads():
    rows = [json.loads(line) for line in muster('leads', '--role', ROLE, '--json', '--all', '--limit', '100000')[1].split('\n') if line]
    for row in rows:
        for key in TIMES:
            del row[key]
    return rows


def without_times(value):
    if isinstance(value, dict):
        return {k: without_times(v) for k, v in value.items() if k not in ('fetched', 'fetched_at', 'first_seen', 'refused_at', 'seen_at', 'vanished_at')}
    return [without_times(v) for v in value] if isinstance(value, list) else value


def facts():
    out = subprocess.run([FACTS, STORE], capture_output=True).stdout.decode()
    return [without_times(json.loads(line)) for line in out.split('\n') if line]


def difference(a, b, what):
    if len(a) != len(b):
        return '%d %s, not %d' % (len(b), what, len(a))
    for x, y in zip(a, b):
        if x != y:
            return '%s: %s' % (what, first_difference(x, y, ''))
    return None


def first_difference(x, y, path):
    if isinstance(x, dict) and isinstance(y, dict):
        for key in sorted(set(x) | set(y)):
            if x.get(key) != y.get(key):
                return first_difference(x.get(key), y.get(key), '%s.%s' % (path, key))
    if isinstance(x, list) and isinstance(y, list) and len(x) == len(y):
        for i, (p, q) in enumerate(zip(x, y)):
            if p != q:
                return first_difference(p, q, '%s[%d]' % (path, i))
    return '%s: %.150r, not %.150r' % (path, y, x)


def read_table(text):
    for block in re.split(r'(?m)^== ', text)[1:]:
        name, _, rest = block.partition('\n')
        case = {}
        for line in rest.splitlines():
            if not line.strip() or line.startswith('#'):
                continue
            match = re.match(r'(\w+): *(.*)', line)
            if match:
                key = match[1]
                case[key] = (case[key] + '\n' if key in case else '') + match[2]
            else:
                case[key] += ' ' + line.strip()
        yield name, case


def expect(problems, truth, *words):
    if not truth:
        problems.append(' '.join(str(w) for w in words))


def check_counts(problems, wanted, usual, faults):
    wanted = dict(item.split('=') for item in wanted.split())
    for kind, n in faults.items():
        want = wanted.pop(kind, '0')
        at_least = want.endswith('+')
        want = int(want.rstrip('+')) + usual.get(kind, 0)
        expect(problems, n >= want if at_least else n == want, 'fault', kind, 'counted', n, 'times, not', want)
    expect(problems, not wanted, 'no such kind of fault:', wanted)


def check_run(problems, case, usual, status, out, err):
    failed = int(case.get('exit', 0)) != 0
    report = report_of(out)
    expect(problems, status == int(case.get('exit', 0)), 'status', status)
    if 'says' in case:
        expect(problems, re.search(case['says'], err), 'not said:', case['says'])
    if 'silent' in case:
        expect(problems, not re.search(case['silent'], err), 'said:', case['silent'])
    if failed:
        errors = [line for line in err.splitlines() if not line.startswith('time=') and not re.match(r'muster: +\d|\d+ people|Next', line)]
        expect(problems, len(errors) == 1, 'not one sentence:', errors)
    check_counts(problems, case.get('counts', ''), usual, report.get('faults', {}))
    expect(problems, report.get('stopped_by') == case.get('stopped', 'done'), 'stopped by', report.get('stopped_by'))
    if 'seconds' in case:
        least, most = (float(x) for x in case['seconds'].split('..'))
        expect(problems, least <= report.get('seconds', -1) <= most, report.get('seconds'), 'seconds')
    expect(problems, 'test-token' not in out + err, 'the token is printed')
    return report


def check_entries(problems, expression, entries, report):
    names = {'E': entries, 'R': report, 'O': Other.seen, 're': re}
    expect(problems, eval(expression, names), 'journal:', expression,
           [(e['path'][:60], e.get('operation'), e['status']) for e in entries][-12:], report)


def check_journal(problems, case, report):
    summary = control('summary')
    entries = control('journal')
    expect(problems, not summary['violations'], 'violations:', summary['violations'][:2])
    expect(problems, summary['max_concurrency'] <= 2, summary['max_concurrency'], 'requests at once')
    if case.get('api', URL) == URL:
        expect(problems, report.get('requests') == len(entries) - int(case.get('again', 0)),
               'requests', report.get('requests'), 'but', len(entries), 'seen')
    if 'journal' in case:
        check_entries(problems, case['journal'], entries, report)
    expect(problems, not any('authorization' in map(str.lower, headers) for _, _, headers in Other.seen),
           'the token went to another host')


def check_after(problems, case, wanted):
    if case.get('after') != 'none':
        with open(CONFIG, 'w') as file:
            file.write(USUAL + '\n')
        control('tokens', '{"add": ["test-token"]}')
        control('reset', '{}')
        skip(int(case.get('skip', 0)))
        for line in case.get('later', '').splitlines():
            control(*line.split(' ', 1))
        status, out, err = crawl(URL, 'err', case.get('token', 'test-token'))
        expect(problems, status == int(case.get('after', 0)), 'afterwards: status', status, err)
        expect(problems, report_of(out).get('tasks_left') == 0, 'afterwards: tasks left', report_of(out).get('tasks_left'))
        expect(problems, not control('summary')['violations'], 'afterwards: violations')
        if 'then' in case:
            check_entries(problems, case['then'], control('journal'), report_of(out))
    same = case.get('same', 'all')
    if same == 'ids':
        found = sorted(lead['id'] for lead in leads())
        expect(problems, found == sorted(lead['id'] for lead in wanted['leads']), 'other people:', len(found))
    elif same == 'all':
        for what, found in (('leads', leads()), ('facts', facts())):
            different = difference(wanted[what], found, what)
            expect(problems, different is None, different)


def run(name, case, wanted):
    problems = []
    err = ''
    reset()
    del Other.seen[:]
    shutil.rmtree(STORE, ignore_errors=True)
    replaced = {key: text.replace('$URL', URL).replace('$OTHER', OTHER) for key, text in case.items()}
    with open(CONFIG, 'w') as file:
        file.write(replaced.get('configuration', USUAL).replace(' / ', '\n') + '\n')
    try:
        for line in replaced.get('tell', '').splitlines():
            control(*line.split(' ', 1))
        control('faults', re.sub(r'"operation": "(\w[^"]*)', lambda m: '"operation": "%s(%s)' % (NO_DRY_RUN, m[1]),
                                 replaced.get('faults', '[]')))
        status, out, err = crawl(replaced.get('api', URL), 'warn')
        report = check_run(problems, replaced, wanted['faults'], status, out, err)
        check_journal(problems, replaced, report)
        check_after(problems, replaced, wanted)
    except Exception as error:  # a case must not hide the others
        problems.append('%s: %s' % (type(error).__name__, error))
    print('%sok - %s' % ('not ' if problems else '', name))
    for line in problems:
        print('# ' + line[:1500].replace('\n', ' '))
    if problems:
        print(''.join('# stderr: %s\n' % line[:300] for line in err.splitlines()[-6:]), end='')
    sys.stdout.flush()


def main():
    wanted = {}
    reset()
    with open(CONFIG, 'w') as file:
        file.write(USUAL + '\n')
    status, out, err = crawl(URL, 'err')
    wanted['leads'], wanted['facts'] = leads(), facts()
    wanted['faults'] = report_of(out).get('faults', {})
    sound = status == 0 and len(wanted['leads']) > 5
    print('%sok - an undisturbed crawl: %d leads' % ('' if sound else 'not ', len(wanted['leads'])))
    if not sound:
        print('# ' + out + err)
        return
    for name, case in read_table(sys.stdin.read()):
        if len(sys.argv) < 2 or re.search(sys.argv[1], name):
            run(name, case, wanted)


main()
