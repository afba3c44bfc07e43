import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import http from 'node:http';
import { links, simulator } from './helper.js';

const sim = simulator({
	generate: {
		seed: 5,
		people: 900,
		repositories: 2,
		pulls: 300,
		names: [
			['a/large', 'Go'],
			['b/small', 'Rust'],
		],
	},
});

const R = '/repos/a/large';

test('who asks is checked before anything else', async () => {
	assert.equal((await sim.get(R, { authorization: 'Bearer wrong' })).json.message, 'Bad credentials');
	assert.equal((await sim.get(R, { authorization: 'Bearer wrong' })).status, 401);
	assert.equal((await sim.get(R, { 'x-github-api-version': '1999-01-01' })).status, 400);
	assert.equal((await sim.get(R, { 'x-github-api-version': '2026-03-10' })).status, 200);
	const status = await new Promise((resolve) =>
		http.get(sim.url + R, (res) => resolve(res.resume().statusCode)),
	);
	assert.equal(status, 403, 'no User-Agent');
});

test('contributors: by commits, linked up to 500 addresses, anonymous beyond', async () => {
	const all = [];
	let url = `${R}/contributors?per_page=100`;
	while (url) {
		const page = await sim.get(url);
		all.push(...page.json);
		url = links(page).next;
		if (url) assert.match(url, /\/repositories\/\d+\/contributors\?per_page=100&page=\d+$/);
	}
	assert.ok(all.length > 300 && all.length < 500, `${all.length}`);
	assert.ok(all.every((c, i) => c.login && (i === 0 || all[i - 1].contributions >= c.contributions)));
	const anon = await sim.get(`${R}/contributors?per_page=100&anon=1&page=6`);
	assert.ok(anon.json.some((c) => c.type === 'Anonymous' && c.email && !c.login));
	assert.equal((await sim.get(`${R}/contributors?per_page=1000`)).json.length, 100, 'reduced in silence');
	assert.deepEqual((await sim.get(`${R}/contributors?per_page=100&page=99`)).json, []);
});

test('corner cases have their statuses', async () => {
	assert.equal((await sim.get('/repos/simulated-corner/empty/contributors')).status, 204);
	const large = await sim.get('/repos/simulated-corner/too-large/contributors');
	assert.deepEqual(
		[large.status, large.json.message],
		[
			403,
			'The history or contributor list is too large to list contributors for this repository via the API.',
		],
	);
	assert.equal((await sim.get('/repos/simulated-corner/empty/commits')).status, 409);
	assert.equal((await sim.get('/repos/simulated-corner/blocked')).status, 451);
	assert.equal((await sim.get('/repos/simulated-corner/no-readme/readme')).status, 404);
	assert.equal((await sim.get(`${R}/`)).status, 404, 'a slash at the end');
});

test('a renamed repository answers 301 to its number, for a point', async () => {
	const before = (await sim.get('/rate_limit')).json.resources.core.remaining;
	const moved = await sim.get('/repos/simulated-corner/renamed-before/contributors?per_page=5');
	assert.equal(moved.status, 301);
	assert.match(moved.headers.get('location'), /\/repositories\/\d+\/contributors\?per_page=5$/);
	assert.equal((await sim.get('/rate_limit')).json.resources.core.remaining, before - 1);
	assert.equal((await sim.get(moved.headers.get('location'))).status, 200);
});

test('validators: 304 is free with a token, the ETag can be computed', async () => {
	const first = await sim.get(R, { 'accept-encoding': 'identity', accept: 'application/json' });
	const tag = first.headers.get('etag');
	assert.equal(
		tag,
		`"${createHash('sha256').update(`application/json:Bearer test-token:${first.text}`).digest('hex')}"`,
	);
	const used = Number(first.headers.get('x-ratelimit-used'));
	for (const value of [tag, `W/${tag}`, `"x", ${tag}`]) {
		const again = await sim.get(R, {
			'accept-encoding': 'identity',
			accept: 'application/json',
			'if-none-match': value,
		});
		assert.deepEqual(
			[again.status, again.text, Number(again.headers.get('x-ratelimit-used'))],
			[304, '', used],
		);
	}
	assert.equal((await sim.get(R, { 'if-modified-since': first.headers.get('last-modified') })).status, 304);
	const readme = await sim.get(`${R}/readme`, {
		accept: 'application/vnd.github.raw+json',
		'accept-encoding': 'identity',
	});
	assert.match(readme.text, /^# large/);
	assert.match(readme.headers.get('etag'), /^"[0-9a-f]{40}"$/, "a blob's own id");
	const search = await sim.get('/search/repositories?q=large');
	assert.deepEqual(
		[search.headers.get('etag'), search.headers.get('x-ratelimit-resource')],
		[null, 'search'],
	);
	await sim.control('tokens', { add: ['other'] });
	const other = await sim.get(R, {
		authorization: 'Bearer other',
		accept: 'application/json',
		'if-none-match': tag,
	});
	assert.equal(other.status, 200, 'validators belong to a token');
});

test('bodies are compressed when that is accepted', async () => {
	const [headers, bytes] = await new Promise((resolve) =>
		http.get(
			sim.url + R,
			{ headers: { authorization: 'token test-token', 'user-agent': 'x', 'accept-encoding': 'gzip' } },
			(res) => {
				const parts = [];
				res.on('data', (p) => parts.push(p)).on('end', () =>
					resolve([res.headers, Buffer.concat(parts)]),
				);
			},
		),
	);
	assert.equal(headers['content-encoding'], 'gzip');
	assert.match(headers.etag, /^W\//);
	assert.equal(JSON.parse(gunzipSync(bytes)).full_name, 'a/large');
});

test('review comments: order, since, and a null user where the account is gone', async () => {
	const plain = (await sim.get(`${R}/pulls/comments?per_page=100`)).json;
	assert.ok(plain.every((c, i) => i === 0 || plain[i - 1].id < c.id));
	assert.ok(plain[0].id > 2 ** 31, 'ids do not fit 32 bits');
	const newest = (await sim.get(`${R}/pulls/comments?per_page=100&sort=created&direction=desc`)).json;
	assert.ok(newest[0].created_at >= newest[99].created_at && newest[0].created_at > plain[0].created_at);
	const since = newest[10].updated_at;
	const recent = (await sim.get(`${R}/pulls/comments?per_page=100&since=${since}`)).json;
	assert.ok(recent.length > 0 && recent.every((c) => c.updated_at >= since));
});

test('trees: any value of recursive switches it on', async () => {
	const flat = (await sim.get(`${R}/git/trees/HEAD`)).json.tree;
	const deep = (await sim.get(`${R}/git/trees/HEAD?recursive=0`)).json.tree;
	assert.ok(deep.length > flat.length);
	const folder = flat.find((e) => e.type === 'tree');
	assert.deepEqual(
		(await sim.get(`${R}/git/trees/${folder.sha}`)).json.tree.map((e) => e.path),
		deep
			.filter((e) => new RegExp(`^${folder.path}/[^/]+$`).test(e.path))
			.map((e) => e.path.slice(folder.path.length + 1)),
	);
});

test('the API is also there under the prefixes of an enterprise server', async () => {
	const page = await sim.get(`/api/v3${R}/contributors?per_page=3`);
	assert.match(links(page).next, /\/api\/v3\/repositories\//);
	const answer = await fetch(`${sim.url}/api/graphql`, {
		method: 'POST',
		headers: { authorization: 'bearer test-token', 'user-agent': 'x' },
		body: '{"query":"{viewer{login}}"}',
	});
	assert.ok((await answer.json()).data.viewer.login);
});

test('REST, GraphQL and the truth agree about a person', async () => {
	const person = sim.app.world.people.find(
		(p) => p.kind === 'User' && p.ownCount > 4 && !p.deleted && p.works.length,
	);
	const rest = (await sim.get(`/user/${person.id}`)).json;
	const { data } = await sim.graphql(
		'query($login: String!) { user(login: $login) { databaseId name bio followers { totalCount } repositories(first: 1, ownerAffiliations: [OWNER]) { totalCount } } }',
		{ login: rest.login },
	);
	assert.deepEqual(
		[rest.id, rest.name, rest.bio, rest.followers, rest.public_repos],
		[
			data.user.databaseId,
			data.user.name,
			data.user.bio,
			data.user.followers.totalCount,
			data.user.repositories.totalCount,
		],
	);
	const truth = await sim.control(`truth?person=${person.id}`);
	const counted = (await sim.get(`/repos/${truth.seeds[0].repo}/contributors?per_page=100`)).json.find(
		(c) => c.id === person.id,
	);
	if (counted) assert.equal(counted.contributions, truth.seeds[0].commits);
});
