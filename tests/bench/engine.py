"""engine.py DIR PART: what engine.sh measured, as text, with its bar beside each
figure. Nothing is asserted."""
import json, re, sys

directory, part = sys.argv[1:3]
# The model: what GitHub's limits leave of an hour (docs/INTERNALS/limiter.md),
# at an assumed time for each answer.
GRAPHQL_S, REST_S = 4.0, 0.3
GRAPHQL_BUSY, ALL_BUSY = 50 * 60, 75 * 60
LIMIT, RESERVE = 5000, 500
PEOPLE = {'People', 'Light', 'Readmes'}
TITLES = ['Repositories', 'Pulls', 'Commits', 'PeopleLight', 'People', 'Names', 'Readmes', 'Search', 'Probe']


def load(name):
    with open(f'{directory}/{name}') as file:
        return json.load(file)


def report_of(name):
    with open(f'{directory}/{name}.json') as file:
        return json.loads([line for line in file if line.startswith('{')][-1])


def line(what, value, bar='', unit=''):
    if isinstance(value, float):
        value = f'{value:,.3f}' if value < 10 else f'{value:,.1f}' if value < 1000 else f'{value:,.0f}'
    print(f'  {what:<62} {value:>10} {unit:<9} {bar and "bar: " + bar}')


def stages(summary):
    """Points and requests by what was asked; a query of two parts counts half
    for each, but pull requests and commits are told apart by share_of_pulls()."""
    found = {}

    def add(stage, requests, points):
        row = found.setdefault(stage, [0.0, 0.0])
        row[0] += requests
        row[1] += points

    for name, row in summary['operations'].items():
        titles = re.findall('|'.join(TITLES), name) or [name]
        if set(titles) == {'Pulls', 'Commits'}:
            add('both', row['requests'], row['points'])
            continue
        stage = {'Pulls': 'pulls', 'Commits': 'commits', 'Repositories': 'seeds', 'Probe': 'probe', 'People': 'people',
                 'PeopleLight': 'people', 'Readmes': 'people'}
        for title in titles:
            add(stage.get(title, 'other'), row['requests'] / len(titles), row['points'] / len(titles))
    for route, row in summary['routes'].items():
        if route != '/graphql':
            stage = 'comments' if route.endswith('/pulls/comments') else 'contributors' if route.endswith('/contributors') else 'rest'
            add(stage, row['requests'], row['points'])
    return found


def share_of_pulls(name):
    """How much of the calls for pull requests and commits went to the former:
    a pull request counts 21 nodes with its reviews, a commit one; a point is 99
    of either."""
    pulls = entries = 0
    for entry in load(f'{name}.journal'):
        if set(re.findall('|'.join(TITLES), entry.get('operation') or '')) == {'Pulls', 'Commits'}:
            entries += entry['points'] * 100 / 1.01
            pulls += max(0, (entry['node_count'] - entry['points'] * 100 / 1.01) / 20)
    return min(1.0, pulls / entries) if entries else 0


def people_an_hour(n, graphql, rest, points_graphql, points_rest):
    """How many people an hour at the assumed times; with what bounds it."""
    hours = {'GraphQL time': graphql * GRAPHQL_S / GRAPHQL_BUSY,
             'time': (graphql * GRAPHQL_S + rest * REST_S) / ALL_BUSY,
             'GraphQL points': points_graphql / (LIMIT - RESERVE), 'REST points': points_rest / (LIMIT - RESERVE)}
    bound = max(hours, key=hours.get)
    return n / hours[bound] if hours[bound] else 0.0, bound


def violations(summary):
    kinds = {}
    for violation in summary['violations']:
        text = re.sub(r'[\d.]+', 'N', violation['text'])
        kinds[text] = kinds.get(text, 0) + 1
    return ', '.join(f'{n} x {text}' for text, n in kinds.items()) or 'none'


def of_graphql(summary):
    row = summary['routes'].get('/graphql', {'requests': 0, 'points': 0})
    return row['requests'], row['points']


def operations(summary):
    for name, row in sorted(summary['operations'].items()):
        line(f'    {name}', row['points'], '', f"of {row['requests']} calls")


def amounts():
    seeds = load('truth.json')['repositories']
    return seeds, {key: sum(r[key] for r in seeds) for key in ('merged_prs', 'review_comments', 'commits')}


def world():
    seeds, sums = amounts()
    n = len(seeds)
    print(f'World: {load("truth.json")["people"]:,} accounts, {n} seeds; per seed and horizon (three years) '
          f'{sums["merged_prs"] / n:,.0f} merged pull requests, {sums["review_comments"] / n:,.0f} review comments, '
          f'{sums["commits"] / n:,.0f} commits; limits as documented')


def first():
    result, use, summary = report_of('first'), load('first.use'), load('first.summary')
    _, sums = amounts()
    found = stages(summary)
    both = found.pop('both', [0, 0])
    share = share_of_pulls('first')
    pulls = found.get('pulls', [0, 0])[1] + share * both[1]
    commits = found.get('commits', [0, 0])[1] + (1 - share) * both[1]
    n = max(result['people_scored'] + result['refusals_skipped'], 1)
    calls, points = of_graphql(summary)
    rest = summary['requests'] - calls
    people = found.get('people', [0, 0])
    print(f'First crawl: {result["people_seen"]:,} people seen, {n:,} read, {summary["requests"]:,} requests')
    line('REST: points a person, all stages', summary['points_rest'] / n)
    line('REST: requests a person', rest / n)
    line('GraphQL: points a person, all stages', points / n)
    line('GraphQL: requests a person', calls / n)
    operations(summary)
    line('people stage alone, points a person', people[1] / n, 'at most 0.20')
    line('100 merged pull requests with reviews, points', pulls / sums['merged_prs'] * 100, 'at most 1.5')
    line('100 review comments, points', found.get('comments', [0, 0])[1] / sums['review_comments'] * 100, 'at most 1.1')
    line('100 commits, points', commits / sums['commits'] * 100, 'at most 1.1')
    print(f'  at {GRAPHQL_S} s a GraphQL call and {REST_S} s a REST call (GraphQL busy 50 s a minute, all 75 s, {LIMIT - RESERVE:,} points an hour each):')
    rate, bound = people_an_hour(n, people[0], 0, people[1], 0)
    line(f'people an hour, seeds harvested (bound: {bound})', rate, 'at least 18,000')
    rate, bound = people_an_hour(n, calls, rest, points, summary['points_rest'])
    line(f'people an hour, first crawl (bound: {bound})', rate, 'at least 6,000')
    line('CPU seconds per 1,000 people', use['cpu_seconds'] / n * 1000)
    line('peak private memory', use['private_kb'] / 1024, '', 'MB')
    line('   per 1,000 people', use['private_kb'] / 1024 / n * 1000, '', 'MB')
    print(f'  violations: {violations(summary)}')


def second(name='second', title='Second crawl, unchanged world'):
    summary, first_run = load(f'{name}.summary'), report_of('first')
    seeds, _ = amounts()
    found = stages(summary)
    n = first_run['people_seen']
    mine = sum(found.get(stage, [0, 0])[1] for stage in ('people', 'probe', 'other'))
    rest = summary['points_rest'] + of_graphql(summary)[1] - mine
    print(f'{title}: {summary["requests"]:,} requests, {summary["points_rest"]} REST and {of_graphql(summary)[1]} GraphQL points')
    operations(summary)
    line('points per 100 people', mine / n * 100, 'at most 1.1' if name == 'second' else '')
    line('points a seed', rest / len(seeds), 'at most 3' if name == 'second' else '')
    print(f'  violations: {violations(summary)}')
    return mine + rest


def changed():
    before = load('second.summary')
    base = before['points_rest'] + of_graphql(before)[1]
    spent = second('changed', 'Third crawl, 5 % of the people changed')
    stored = {}
    with open(f'{directory}/facts.jsonl') as file:
        for text in file:
            row = json.loads(text)
            stored[row[0]['id']] = row
    known = missed = 0
    with open(f'{directory}/touched.truth') as file:
        for text in file:
            true = json.loads(text)
            row = stored.get(true['id'])
            if row is None or row[0].get('refusal') or row[0].get('bot_reason'):
                continue
            known += 1
            missed += not is_current(row, true)
    line('changed people in the store', known)
    line('changes that are not in the store', missed, '0')
    line('points for each of them, beyond an unchanged world', (spent - base) / max(known, 1), 'at most 0.25')


def is_current(row, true):
    """The new profile, or the newest push, is known."""
    if true['bio'] and 'round 1' in true['bio']:
        return row[0].get('bio') == true['bio']
    newest = max((r['pushed_at'] for r in true['repositories'] if not r['fork']), default=0)
    pushed = [r.get('pushed_at', '') for r in row[1].get('items', row[1].get('repositories', []))]
    return newest == 0 or max(pushed + [row[0].get('pushed_at', '')]) >= iso(newest)


def iso(ms):
    import datetime
    return datetime.datetime.fromtimestamp(ms // 1000, datetime.timezone.utc).strftime('%Y-%m-%dT%H:%M:%SZ')


def leads():
    summary = load('leads.summary')
    print(f'First leads on an empty store: {sys.argv[3]} can be queried')
    line('points spent by then', summary['points_rest'] + of_graphql(summary)[1], '25 leads within 300')


def of_bans(name):
    """How many bans; and requests sent during them, by one who knew."""
    entries = load(f'{name}.journal')
    bans = [i for i, entry in enumerate(entries) if entry.get('fault') == 'secondary']
    return len(bans), sum(v['text'].startswith('sent while') for v in load(f'{name}.summary')['violations'])


def facts_of(name):
    found = {}
    with open(f'{directory}/{name}.facts') as file:
        for text in file:
            row = json.loads(re.sub(r'"(fetched_at|first_seen|refused_at|vanished_at|gists)":"[^"]*",?', '', text).replace(',}', '}'))
            found[row[0]['id']] = json.dumps(row, sort_keys=True)
    return found


def limited():
    free, bound = load('unlimited.summary'), load('limited.summary')
    bans, during = of_bans('limited')
    one, other = facts_of('unlimited'), facts_of('limited')
    lost = sum(one[i] != other.get(i) for i in one)
    print(f'While limited (banned again and again): {bans} bans, {bound["requests"]} requests')
    line('requests sent during bans, beyond those in flight', during, '0')
    line('people whose facts differ from an undisturbed crawl', lost, f'0 of {len(one)}')
    line('requests more than undisturbed', bound['requests'] - free['requests'], f'{bans}, one a ban')
    print(f'  violations: {violations(bound)}')


def octokit():
    seeds, by_rest, by_graphql, bound = (load(f'octokit_{name}.json') for name in ('seeds', 'rest', 'graphql', 'limited'))
    harvest = load('octokit_seeds.summary')
    all_seeds, _ = amounts()
    total = load('truth.json')['people']
    print(f'octokit (throttling, retry): {seeds["met"]:,} people met in {seeds["seconds"]:.0f} s; {by_rest["people"]} of them read')
    calls, points = of_graphql(harvest)
    line('100 merged pull requests with reviews, points', points / max(seeds['pulls'], 1) * 100)
    for what, route in (('review comments', '/repos/:owner/:repo/pulls/comments'), ('commits', '/repos/:owner/:repo/commits')):
        line(f'100 {what}, points', harvest['routes'][route]['points'] / max(seeds[what.split()[-1]], 1) * 100)
    for name, result in (('rest', by_rest), ('graphql', by_graphql)):
        summary = load(f'octokit_{name}.summary')
        n = max(result['people'], 1)
        g_calls, g_points = of_graphql(summary)
        rest = summary['requests'] - g_calls
        title = 'people by REST' if name == 'rest' else 'people by GraphQL, one a query'
        print(f'  {title}:')
        line('points a person, REST', summary['points_rest'] / n)
        line('points a person, GraphQL', g_points / n)
        line('requests a person', summary['requests'] / n)
        hourly = LIMIT / max(summary['points_rest'] / n, g_points / n)
        # ten at once; GraphQL one call a second, at most ten unanswered
        own = 3600 / max(rest / n * REST_S / 10, g_calls / n * max(1.0, GRAPHQL_S / 10))
        line('people an hour, by its own pacing and the hourly points', min(hourly, own))
        if g_calls:
            line('   seconds of GraphQL a minute at that pace', 60 * GRAPHQL_S, 'GitHub bans at 60', 's')
            line('   people an hour within those 60 s', min(hourly, 60 * 60 / GRAPHQL_S / (g_calls / n)))
        # the first crawl of the whole world, by the hour's points
        scale = len(all_seeds) / max(len(set(seed_names(harvest))), 1)
        need_rest = harvest['points_rest'] * scale + summary['points_rest'] / n * total
        need_graphql = points * scale + g_points / n * total
        line('people an hour, first crawl of the whole world', total / max(need_rest / LIMIT, need_graphql / LIMIT, total / own))
        line('CPU seconds per 1,000 people (people stage)', result['cpu_seconds'] / n * 1000)
        line('peak memory', result['max_rss_kb'] / 1024, '', 'MB')
        print(f'    violations: {violations(summary)}')
    bans, during = of_bans('octokit_limited')
    print(f'  while limited (3 s each time): {bans} bans')
    line('requests sent during bans, beyond those in flight', during)
    line('results lost, of those wanted', f'{bound["lost"]}', f'', f'of {bound["tasks"]}')
    line('people read', f'{bound["people"]}', '', f'of {by_rest["people"]}')
    print(f'    violations: {violations(load("octokit_limited.summary"))}')


def seed_names(summary):
    return [e['path'] for e in load('octokit_seeds.journal') if re.fullmatch(r'/repos/[^/]+/[^/]+', e['path'])]


{'world': world, 'first': first, 'second': second, 'changed': changed, 'leads': leads, 'limited': limited, 'octokit': octokit}[part]()
