#!/usr/bin/env python3
"""Is each lead's reason true by its own link?  reasons.py URL LEADS.jsonl [MOST]

Asks the simulator at URL about what each reason and alternate of the leads links to: that it exists, that the person wrote, merged, reviewed or owns it, that
the words in quotation marks begin its title, that date, size and counts are right. Then the form: none empty, under 240 characters, distinct, no wording
more than three times among fifty leads. Prints what is wrong and a line of figures; ends with 1 when anything is.
"""
import collections, json, re, sys, urllib.request

MONTHS = 'January February March April May June July August September October November December'.split()
DATE = re.compile(r'\b(?:in|on|\(|dated|of)\s?(?:(?:(\d{1,2}) )?(%s) )?(20\d\d)\b' % '|'.join(MONTHS))
QUOTED = re.compile(r'“(.*)”|"(.*)"')


class Github:
    def __init__(self, url):
        self.url, self.kept = url, {}

    def call(self, path, body=None):
        request = urllib.request.Request(self.url + path, data=body and json.dumps(body).encode(), headers={
            'authorization': 'bearer test-token', 'user-agent': 'reasons', 'content-type': 'application/json'})
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)

    def get(self, path):
        if path not in self.kept:
            self.kept[path] = self.call(path)
        return self.kept[path]

    def pulls(self, repo):
        """All merged pull requests by number."""
        if ('pulls', repo) not in self.kept:
            found, after = {}, None
            owner, name = repo.split('/')
            while True:
                page = self.call('/graphql', {'query': '''query($o: String!, $n: String!, $a: String) { repository(owner: $o, name: $n) {
                    pullRequests(first: 100, states: MERGED, after: $a) { pageInfo { hasNextPage endCursor } nodes { number title mergedAt
                    additions deletions changedFiles author { ... on User { databaseId } } mergedBy { ... on User { databaseId } } } } } }''',
                    'variables': {'o': owner, 'n': name, 'a': after}})['data']['repository']['pullRequests']
                found.update((p['number'], p) for p in page['nodes'])
                if not page['pageInfo']['hasNextPage']:
                    break
                after = page['pageInfo']['endCursor']
            self.kept['pulls', repo] = found
        return self.kept['pulls', repo]

    def pages(self, path):
        n, all_of = 1, []
        while True:
            page = self.get(f'{path}{"&" if "?" in path else "?"}per_page=100&page={n}')
            all_of += page
            if len(page) < 100:
                return all_of
            n += 1


def plain(text):
    # what a line drops: controls, formats; white space is one blank
    text = re.sub(r'[\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\x00-\x08\x0e-\x1f\x7f-\x9f]', '', text or '')
    return re.sub(r'\s+', ' ', text).strip()


def number(text):
    return int(text.replace(',', ''))


def actor(who):
    return who.get('databaseId', who.get('id')) if who else None


def wording(text):
    text = re.sub(r'“.*”|".*"', 'T', text)
    text = re.sub(r'[\w.-]+/[\w.-]+', 'R', text)
    text = re.sub(r'\(\w{7}\)', '(C)', text)
    text = re.sub(r'\b(%s)\b' % '|'.join(MONTHS), 'M', text)
    return re.sub(r'\d[\d,]*', 'N', text)


class Check:
    def __init__(self, github, lead, text, url):
        self.github, self.lead, self.text, self.url, self.wrong = github, lead, text, url, []
        found = QUOTED.search(text)
        self.said = (found.group(1) or found.group(2)) if found else None
        self.rest = QUOTED.sub('', text)
        path = url.removeprefix('https://github.com/')
        self.repo = '/'.join(path.split('/')[:2])
        self.path = path[len(self.repo):]

    def that(self, true, what):
        if not true:
            self.wrong.append(what)

    def begins(self, said, text, what):
        said = said.removesuffix('…').rstrip(' .')
        self.that(plain(text).startswith(said), f'{what}: {text!r}')

    def date(self, when):
        rest = re.sub(r'since 20\d\d', '', self.rest)
        for day, month, year in DATE.findall(rest):
            self.that(int(year) == int(when[:4]), f'year of {when}')
            self.that(not month or MONTHS.index(month) + 1 == int(when[5:7]), f'month of {when}')
            self.that(not day or int(day) == int(when[8:10]), f'day of {when}')

    def count(self, pulls, beside):
        for least, since in re.findall(r'(?:more than|over) ([\d,]+) (?:others|pull requests)[^"“]*? since (\d{4})', self.rest):
            n = sum(p['mergedAt'] >= since for p in pulls) - beside
            self.that(n > number(least), f'{least} since {since}: {n}')

    def pull(self, n):
        pulls = self.github.pulls(self.repo)
        if n not in pulls:
            return self.that(False, 'no such merged pull request')
        pull, me = pulls[n], self.lead['id']
        start = self.text.split()[0]
        for told in re.findall(r'#(\d+)', self.rest):
            self.that(int(told) == n, 'its number')
        if self.said:
            title = re.sub(r'\s*\(#\d+\)$', '', plain(pull['title']))
            self.begins(self.said, title, 'its title')
        if start in ('Reviewed', 'Took'):
            mine = [r for r in self.github.pages(f'/repos/{self.repo}/pulls/{n}/reviews') if r['user'] and r['user']['id'] == me]
            self.that(mine, 'not their review')
            self.that(actor(pull['author']) != me, 'their own pull request')
            if mine and not any(Check.dated(self, r['submitted_at']) for r in mine):
                self.that(False, 'date of the review')
        elif re.match(r'(Merged|Accepted|Brought in the work)\b', self.text):
            self.that(actor(pull['mergedBy']) == me, 'not merged by them')
            self.that(actor(pull['author']) not in (me, None), 'not another author')
            mine = [p for p in pulls.values() if actor(p['mergedBy']) == me and actor(p['author']) not in (me, None)]
            self.count(mine, 0)
            self.date(pull['mergedAt'])
        else:
            self.that(actor(pull['author']) == me, 'not their pull request')
            self.count([p for p in pulls.values() if actor(p['author']) == me], 1)
            self.date(pull['mergedAt'])
            for lines in re.findall(r'([\d,]+) lines?\b', self.rest):
                self.that(number(lines) == pull['additions'] + pull['deletions'], 'lines')
            for files in re.findall(r'([\d,]+) files?\b', self.rest):
                self.that(number(files) == pull['changedFiles'], 'files')

    def dated(self, when):
        before = len(self.wrong)
        self.date(when)
        ok = len(self.wrong) == before
        del self.wrong[before:]
        return ok

    def comment(self, n, id):
        for comment in self.github.pages(f'/repos/{self.repo}/pulls/{n}/comments'):
            if comment['id'] != id:
                continue
            self.that(comment['user'] and comment['user']['id'] == self.lead['id'], 'not their comment')
            self.that(self.said.removesuffix('…').rstrip(' .') in plain(comment['body']), 'not what it says')
            self.date(comment['created_at'])
            file = re.match(r'(?:Commented on|Reviewed|Explained in the review of) (\S+) in (?:pull request )?\S*#\d+', self.text)
            self.that(not file or comment['path'].split('/')[-1] == file.group(1), 'file')
            return
        self.that(False, 'no such comment')

    def commit(self, sha):
        commit = self.github.get(f'/repos/{self.repo}/commits/{sha}')
        if re.match('Co-|Wrote part|Worked with|Had a share', self.text):
            self.that(f"{self.lead['id']}+" in commit['commit']['message'], 'not their share')
        else:
            self.that(commit['author'] and commit['author']['id'] == self.lead['id'], 'not their commit')
        self.begins(self.said, re.sub(r'\s*\(#\d+\)$', '', plain(commit['commit']['message'].split('\n')[0])), 'its title')
        self.date(commit['commit']['author']['date'])

    def commits(self, login):
        self.that(login == self.lead['login'], 'another login')
        told = re.search(r'([\d,]+) commits|(?:a|one) commit', self.rest)
        n = next((p['contributions'] for p in self.github.pages(f'/repos/{self.repo}/contributors') if p['id'] == self.lead['id']), None)
        mine = self.github.pages(f'/repos/{self.repo}/commits?author={login}') if n is None or 'latest' in self.rest or 'made' in self.rest else []
        self.that((number(told.group(1)) if told.group(1) else 1) == (n if n is not None else len(mine)), f'commits: {n}')
        if mine:
            self.date(max(c['commit']['author']['date'] for c in mine))

    def repository(self):
        repo = self.github.get(f'/repos/{self.repo}')
        self.that(repo['owner']['id'] == self.lead['id'] and not repo['fork'], 'not their own repository')
        stars = re.search(r'(more than |over )?([\d,]+) stars?', self.rest)
        if stars:
            n = number(stars.group(2))
            self.that(repo['stargazers_count'] > n if stars.group(1) else repo['stargazers_count'] == n, 'stars')
        for forks in re.findall(r'and ([\d,]+) forks?\b', self.rest):
            self.that(repo['forks_count'] == number(forks), 'forks')
        self.date(repo['pushed_at'])
        if self.said:
            self.begins(self.said, repo['description'], 'its description')

    def run(self):
        self.that(self.repo in self.rest or self.repo in self.text, 'the repository is not named')
        for pattern, check in ((r'/pull/(\d+)', lambda m: self.pull(int(m[1]))), (r'/pull/(\d+)#discussion_r(\d+)', lambda m: self.comment(int(m[1]), int(m[2]))),
                               (r'/commit/(\w+)', lambda m: self.commit(m[1])), (r'/commits\?author=(.+)', lambda m: self.commits(m[1])),
                               ('', lambda m: self.repository())):
            match = re.fullmatch(pattern, self.path)
            if match:
                check(match)
                break
        else:
            self.that(False, 'an unknown kind of link')
        return [f"{self.lead['login']}: {what}\n\t{self.text}\n\t{self.url}" for what in self.wrong]


def main():
    github = Github(sys.argv[1])
    leads = [json.loads(line) for line in open(sys.argv[2], encoding='utf-8')][:int(sys.argv[3]) if len(sys.argv) > 3 else None]
    wrong, n = [], 0
    for lead in leads:
        said = [(lead['reason'], lead['reason_url'])] + [(a['text'], a['url']) for a in lead['alternates']]
        if not lead['reason']:
            wrong.append(f"{lead['login']}: no reason")
            continue
        if len({text for text, _ in said}) < len(said):
            wrong.append(f"{lead['login']}: an alternate twice")
        for text, url in said:
            n += 1
            if len(text) >= 240:
                wrong.append(f"{lead['login']}: too long: {text}")
            if not url:
                wrong.append(f"{lead['login']}: no link: {text}")
            else:
                wrong += Check(github, lead, text, url).run()
    most = 0
    for i in range(max(1, len(leads) - 49)):
        counts = collections.Counter(wording(lead['reason'] or '') for lead in leads[i:i + 50])
        form, times = counts.most_common(1)[0] if counts else ('', 0)
        most = max(most, times)
        if times > 3:
            wrong.append(f'{times} times among the fifty from {i + 1} on: {form}')
    print('\n'.join(wrong))
    alternates = sum(len(lead['alternates']) for lead in leads)
    print(f'{len(leads)} leads, {n} sentences, {len(wrong)} wrong; a wording at most {most} times in 50; {alternates / max(1, len(leads)):.2f} alternates each')
    sys.exit(1 if wrong else 0)


main()
