import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import http from 'node:http';
import { gunzipSync } from 'node:zlib';
import { simulator } from './helper.js';

const sim = simulator();
beforeEach(() => sim.control('reset', {}));

const P = '/users/dependabot%5Bbot%5D';
const fault = (f) => sim.control('faults', f);

/** {status, headers, bytes, error} with node:http, which sees broken answers. */
function raw(path, headers = {}) {
	return new Promise((resolve) => {
		const req = http.get(
			sim.url + path,
			{ agent: false, headers: { authorization: 'Bearer test-token', 'user-agent': 'x', ...headers } },
			(res) => {
				const parts = [];
				const done = (error) =>
					resolve({
						status: res.statusCode,
						headers: res.headers,
						bytes: Buffer.concat(parts),
						error,
					});
				res.on('data', (part) => parts.push(part))
					.on('end', () => done())
					.on('error', done);
			},
		);
		req.on('error', (error) => resolve({ error }));
	});
}

test('a fault strikes the requests that it names, as often as it says', async () => {
	await fault([{ kind: 'html', path: '^/users', skip: 1, times: 2 }]);
	const statuses = [];
	for (const path of [P, '/meta', P, P, P]) statuses.push((await raw(path)).status);
	assert.deepEqual(statuses, [200, 200, 502, 502, 200]);
	assert.deepEqual((await sim.control('summary')).faults, { html: 2 });
	await assert.rejects(fault({ kind: 'earthquake' }), /unknown kind of fault/);
});

test('by operation', async () => {
	await fault({ kind: 'rate-limit-200', operation: '^Two$', type: 'RATE_LIMITED', ban: false });
	assert.ok((await sim.graphql('query One { viewer { login } }')).data);
	assert.equal((await sim.graphql('query Two { viewer { login } }')).errors[0].type, 'RATE_LIMITED');
});

test('answers of other shapes', async () => {
	await fault([
		{ kind: 'html-200' },
		{ kind: 'status', status: 503, json: { a: 1 } },
		{ kind: 'redirect', location: 'http://evil.example.org/' },
		{ kind: 'deep-json', levels: 1000 },
		{ kind: 'empty' },
		{ kind: 'content-type', value: 'text/plain' },
	]);
	assert.match((await raw(P)).headers['content-type'], /^text\/html/);
	assert.equal((await raw(P)).status, 503);
	assert.equal((await raw(P)).headers.location, 'http://evil.example.org/');
	assert.equal((await raw(P)).bytes.length, 2000);
	assert.equal((await raw(P)).bytes.length, 0);
	assert.equal((await raw(P)).headers['content-type'], 'text/plain');
});

test('broken connections', async () => {
	await fault([
		{ kind: 'reset' },
		{ kind: 'reset-mid-body' },
		{ kind: 'truncate' },
		{ kind: 'stall', ms: 10 },
		{ kind: 'stall-mid-body', ms: 10 },
		{ kind: 'slow', chunk: 200, interval_ms: 1 },
	]);
	assert.ok((await raw(P)).error);
	assert.ok((await raw(P)).error);
	assert.throws(() => JSON.parse('cut off'.slice(0, 3)));
	const cut = await raw(P);
	assert.equal(cut.error, undefined);
	assert.throws(() => JSON.parse(cut.bytes));
	assert.ok((await raw(P)).error);
	assert.ok((await raw(P)).error);
	assert.equal(JSON.parse((await raw(P)).bytes).login, 'dependabot[bot]');
});

test('poisoned bodies', async () => {
	await fault([
		{ kind: 'invalid-utf8' },
		{ kind: 'nul' },
		{ kind: 'duplicate-keys' },
		{ kind: 'big-integer' },
		{ kind: 'gzip-bomb', bytes: 5_000_000 },
		{ kind: 'huge', bytes: 3_000_000 },
	]);
	const invalid = (await raw(P)).bytes;
	assert.notEqual(Buffer.compare(Buffer.from(invalid.toString('utf8')), invalid), 0);
	assert.ok(JSON.stringify(JSON.parse((await raw(P)).bytes)).includes('\\u0000'));
	assert.match((await raw(P)).bytes.toString(), /"login":"twice","login":/);
	assert.match((await raw(P)).bytes.toString(), /"id":123456789012345678901234567890/);
	const bomb = await raw(P);
	assert.ok(bomb.bytes.length < 100_000 && gunzipSync(bomb.bytes).length > 4_900_000);
	assert.ok((await raw(P)).bytes.length >= 3_000_000);
});

test('GraphQL: partial, null and disguised failures', async () => {
	const ids = sim.app.world.people.slice(0, 3).map((p) => p.id);
	const { nodeId } = await import('../graphql/nodeid.js');
	const query = 'query($ids: [ID!]!) { nodes(ids: $ids) { id } }';
	await fault([{ kind: 'partial', index: 1 }, { kind: 'null-data' }, { kind: 'something-went-wrong' }]);
	const partial = await sim.graphql(query, { ids: ids.map((id) => nodeId('User', id)) });
	assert.deepEqual(
		[partial.data.nodes[1], partial.errors[0].type, partial.errors[0].path],
		[null, 'RESOURCE_LIMITS_EXCEEDED', ['nodes', 1]],
	);
	assert.deepEqual((await sim.graphql('{ viewer { id } }')).data, null);
	assert.match(
		(await sim.graphql('{ viewer { id } }')).errors[0].message,
		/^Something went wrong while executing your query/,
	);
});

test('only large batches fail', async () => {
	await fault({ kind: 'html', status: 502, ids_over: 2, times: 0 });
	const query = 'query($ids: [ID!]!) { nodes(ids: $ids) { id } }';
	const status = async (n) =>
		(await sim.graphql(query, { ids: Array(n).fill('MDQ6VXNlcjU4MzIzMQ==') })).status;
	assert.deepEqual([await status(3), await status(2)], [502, 200]);
});

test('a bare secondary limit holds until its time is over', async () => {
	await fault({ kind: 'secondary', bare: true });
	const bare = await raw(P);
	assert.deepEqual(
		[bare.status, bare.headers['retry-after'], bare.headers['x-ratelimit-remaining']],
		[403, undefined, undefined],
	);
	assert.equal((await raw('/meta')).status, 403);
	await sim.control('clock', { advance: 61 });
	assert.equal((await raw('/meta')).status, 200);
});

test('a token can be revoked midway', async () => {
	await fault({ kind: 'revoke', skip: 1 });
	assert.deepEqual([(await raw(P)).status, (await raw(P)).status, (await raw(P)).status], [200, 200, 401]);
	await sim.control('tokens', { add: ['test-token'] });
});

test('pages without end', async () => {
	await fault({ kind: 'endless', times: 0, path: 'contributors' });
	const [owner, name] = sim.app.world.seeds[0].fullName.split('/');
	for (const page of [1, 900]) {
		const answer = await raw(`/repos/${owner}/${name}/contributors?page=${page}`);
		assert.match(answer.headers.link, new RegExp(`page=${page + 1}>; rel="next"`));
		assert.ok(JSON.parse(answer.bytes).length > 0);
	}
});

test('a share of answers, always the same share for a seed', async () => {
	const pattern = async () => {
		await sim.control('reset', {});
		await fault({ kind: 'server-error', rate: 0.3, seed: 9 });
		const statuses = [];
		for (let i = 0; i < 20; i++) statuses.push((await raw('/meta')).status);
		return statuses.join();
	};
	const first = await pattern();
	assert.ok(first.includes('500') && first.includes('200'));
	assert.equal(await pattern(), first);
});

test('GraphQL: one of several aliases is null, pages have no end', async () => {
	const name = sim.app.world.seeds[0].fullName;
	const [owner, repo] = name.split('/');
	const query = `query Q { a0: repository(owner: "${owner}", name: "${repo}") { id } a1: repository(owner: "${owner}", name: "${repo}") { id
		pullRequests(first: 1) { nodes { number } pageInfo { hasNextPage endCursor } } } rateLimit { cost } }`;
	await fault([{ kind: 'partial', index: 1, type: 'FORBIDDEN' }, { kind: 'endless', times: 2 }]);
	const partial = await sim.graphql(query);
	assert.equal(partial.data.a1, null);
	assert.ok(partial.data.a0.id && partial.data.rateLimit);
	assert.deepEqual(partial.errors[0].path, ['a1']);
	const pages = [await sim.graphql(query), await sim.graphql(query)];
	assert.equal(pages[0].data.a1.pullRequests.pageInfo.hasNextPage, true);
	assert.deepEqual(pages[0].data.a1, pages[1].data.a1);
});
