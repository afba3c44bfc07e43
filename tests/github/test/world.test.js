import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { buildWorld } from '../world/build.js';
import { inRange, parseQuery } from '../world/search.js';
import { DEFAULTS } from '../options.js';
import { nodeId, parseNodeId } from '../graphql/nodeid.js';
import { changeWorld } from '../sim/change.js';

const NOW = Date.parse('2026-09-01T12:00:00Z');
const make = (seed, more = {}) =>
	buildWorld(
		{
			...DEFAULTS,
			now: NOW,
			generate: { seed, people: 400, repositories: 3, pulls: 100, names: [] },
			...more,
		},
		NOW,
	);
const print = (world) =>
	JSON.stringify([
		world.people.slice(0, 200).map((p) => [p.id, p.login, p.name, p.bio, p.location, p.followersCount]),
		world.seeds.map((r) => [
			r.fullName,
			r.pushedAt,
			r.head,
			r.work.pulls.slice(0, 20).map((p) => [p.number, p.title, p.author.login]),
			r.work.comments.slice(0, 20).map((c) => c.body),
			r.work.commits.slice(0, 20).map((c) => c.message),
		]),
	]);

test('a seed makes the same world, another seed another', () => {
	assert.equal(print(make(1)), print(make(1)));
	assert.notEqual(print(make(1)), print(make(2)));
});

test('the order of asking changes nothing', () => {
	const a = make(1);
	const b = make(1);
	a.seeds.forEach((r) => r.work);
	b.people
		.slice()
		.reverse()
		.forEach((p) => b.repositoriesOf(p).forEach((r) => r.tree));
	assert.equal(print(a), print(b));
});

test('logins and ids are unique, and nobody is real', () => {
	const { people } = make(3);
	assert.equal(new Set(people.map((p) => p.id)).size, people.length);
	assert.equal(new Set(people.map((p) => p.login.toLowerCase())).size, people.length);
	const invented = people.filter((p) => p.kind === 'User' && !['web-flow'].includes(p.login));
	assert.ok(
		invented.every(
			(p) =>
				/-sim\d*$/.test(p.login) &&
				/^[A-Za-z0-9](-?[A-Za-z0-9])*$/.test(p.login) &&
				p.login.length <= 39,
		),
	);
});

test('each kind of person occurs', () => {
	const { people } = make(4, { hostile: 0.1, refusing: 0.1 });
	for (const [what, has] of Object.entries({
		refusing: (p) => p.traits.refusing === 'bio',
		readme: (p) => p.traits.refusing === 'readme',
		minor: (p) => p.traits.minor,
		hostile: (p) => p.traits.hostile,
		planted: (p) => p.traits.planted,
		deleted: (p) => p.deleted,
		renamed: (p) => p.formerLogins.length,
		hireable: (p) => p.hireable,
		bot: (p) => p.kind === 'Bot',
		silent: (p) => p.bio == null,
	}))
		assert.ok(people.some(has), what);
});

test('addresses stand in every kind of text, at example.com and .org only', () => {
	const world = make(5);
	const texts = { bio: [], company: [], location: [], websiteUrl: [], name: [] };
	for (const p of world.people) for (const field of Object.keys(texts)) texts[field].push(p[field] ?? '');
	texts.readme = world.people
		.slice(20, 200)
		.flatMap((p) => world.repositoriesOf(p).map((r) => (r.readme && !r.isFork ? r.readme.text() : '')));
	const { work } = world.seeds[0];
	texts.comment = work.comments.map((c) => c.body);
	texts.body = work.pulls.map((p) => p.body);
	texts.commit = work.commits.map((c) => c.message);
	texts.hunk = work.comments.map((c) => c.diffHunk);
	for (const [field, list] of Object.entries(texts)) {
		const found = list.join('\n').match(/[\w.+-]+@[\w-]+\.[\w.]+/gi) ?? [];
		if (field !== 'location') assert.ok(found.length > 0, `no address in ${field}`);
		assert.deepEqual(
			found.filter((a) => !/@(example\.(com|org)|users\.noreply\.github\.com)\.?$/i.test(a)),
			[],
			field,
		);
	}
});

test('a hostile share of nothing leaves only pleasant people', () => {
	assert.ok(make(6, { hostile: 0 }).people.every((p) => !p.traits.hostile));
});

test('repositories on disk are served as they are', () => {
	const dir = mkdtempSync(join(tmpdir(), 'world-'));
	const jsonl = (rows) => gzipSync(rows.map((r) => JSON.stringify(r)).join('\n'));
	const write = (name, people, commits, pulls) => {
		const folder = join(dir, name.replace('/', '__'));
		mkdirSync(folder);
		writeFileSync(
			join(folder, 'repository.json'),
			JSON.stringify({
				full_name: name,
				id: 4711 + name.length,
				default_branch: 'trunk',
				head: 'a'.repeat(40),
				created_at: '2015-01-01T00:00:00Z',
				pushed_at: '2026-08-01T00:00:00Z',
				readme: 'README.md',
				languages: { Go: 900, Shell: 10 },
				commits: 2,
				contributors: 2,
				pulls: 1,
			}),
		);
		writeFileSync(join(folder, 'contributors.jsonl.gz'), jsonl(people));
		writeFileSync(join(folder, 'commits.jsonl.gz'), jsonl(commits));
		writeFileSync(join(folder, 'pulls.jsonl.gz'), jsonl(pulls));
		writeFileSync(
			join(folder, 'tree.tsv.gz'),
			gzipSync(`README.md\tblob\t${'b'.repeat(40)}\t6\ncmd/main.go\tblob\t${'c'.repeat(40)}\t100\n`),
		);
		writeFileSync(join(folder, 'README.md'), '# here');
	};
	const person = (login, id, made_up, commits, last) => ({
		login,
		id,
		name: login.toUpperCase(),
		type: 'User',
		made_up,
		commits,
		first: '2016-01-01T00:00:00Z',
		last,
	});
	const commit = (sha, author) => ({
		sha: sha.repeat(40),
		author,
		committer: 'web-flow',
		date: '2026-07-01T00:00:00Z',
		merge: false,
		message: 'do it\n\nSigned-off-by: X <<address>>',
		files: 1,
		additions: 2,
		deletions: 3,
	});
	// ann-old is ann's former login; bob has a made-up id in the other folder.
	write(
		'one/first',
		[
			person('ann', 7, false, 9, '2026-07-01T00:00:00Z'),
			person('ann-old', 7, false, 4, '2020-01-01T00:00:00Z'),
			person('bob', 300, true, 2, '2026-01-01T00:00:00Z'),
		],
		[commit('d', 'ann'), commit('e', 'ann-old')],
		[
			{
				number: 5,
				author: 'stranger',
				merged_by: 'ann',
				merged_at: '2026-06-01T00:00:00Z',
				title: 'add it (#5)',
				merge_commit: 'd'.repeat(40),
				files: 1,
				additions: 2,
				deletions: 3,
			},
		],
	);
	write('two/second', [person('bob', 8, false, 1, '2026-02-01T00:00:00Z')], [commit('f', 'bob')], []);
	const world = buildWorld({ ...DEFAULTS, now: NOW, worlds: [dir], generate: null }, NOW);
	rmSync(dir, { recursive: true, force: false });
	const [first] = world.seeds;
	assert.deepEqual(
		first.contributors.map((c) => [c.person.login, c.person.id, c.commits]),
		[
			['ann', 7, 13],
			['bob', 8, 2],
		],
	);
	assert.equal(world.byLogin('ann-old'), null);
	assert.equal(world.byLoginOrAlias('ann-old').id, 7);
	assert.deepEqual(
		world.byLogin('bob').works.map((r) => r.fullName),
		['one/first', 'two/second'],
	);
});

test('node ids can be read back', () => {
	for (const parts of [[1], [4294967295, 'a'.repeat(40)], [5_000_000_000, 127]])
		assert.deepEqual(parseNodeId(nodeId('Commit', ...parts)), { type: 'Commit', parts, legacy: false });
	assert.equal(nodeId('User', 583231), 'U_kgDOAAjmPw');
	assert.equal(parseNodeId('!'), null);
});

test('search queries', () => {
	assert.deepEqual(parseQuery('location:"San Francisco" -language:go "two words" sort:stars-desc x'), {
		words: ['two words', 'x'],
		filters: [
			{ key: 'location', value: 'San Francisco', not: false },
			{ key: 'language', value: 'go', not: true },
		],
		sort: 'stars',
		order: 'desc',
	});
	assert.ok(
		inRange(5, '1..5') && inRange(5, '>=5') && !inRange(5, '<5') && inRange(5, '*..9') && inRange(5, '5'),
	);
});

test('the world can be changed while it is served', () => {
	const world = make(7);
	const person = world.people.find(
		(p) => p.kind === 'User' && p.ownCount > 3 && !p.bot && !p.deleted && p.works.length,
	);
	const [repo] = person.works;
	const merged = repo.work.pulls.length;
	changeWorld(
		world,
		[
			{ person: person.id, set: { bio: 'changed' } },
			{ person: person.id, rename: 'other-sim' },
			{ person: person.id, push: true },
			{ repository: repo.fullName, pull: { author: person.id, title: 'new', comment: 'why?' } },
			{ repository: repo.fullName, rename: 'x/y' },
		],
		NOW + 1000,
	);
	assert.deepEqual(
		[world.byLogin('other-sim')?.bio, repo.work.pulls.length, repo.work.pulls[0].title],
		['changed', merged + 1, 'new'],
	);
	assert.ok(world.repositoriesOf(person).some((r) => r.pushedAt === NOW + 1000));
	assert.equal(world.findRepository('x', 'y').repo, repo);
	assert.equal(world.findRepository(...repo.formerNames.concat(['a/b'])[0].split('/')), null);
	const touched = changeWorld(world, { touch: { share: 0.05 } }, NOW + 2000).changed;
	assert.ok(touched.length > 5 && touched.length < 60, `${touched.length}`);
	assert.throws(() => changeWorld(world, { person: 1, set: {} }, NOW), /no such person/);
});
