import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import http from 'node:http';
import { simulator } from './helper.js';

const sim = simulator();
beforeEach(() => sim.control('reset', {}));

const texts = async () => (await sim.control('summary')).violations.map((v) => v.text);

test('headers count down and a new hour fills up', async () => {
	const first = await sim.get('/repos/simulated-corner/empty');
	assert.deepEqual(
		['limit', 'remaining', 'used', 'resource'].map((n) => first.headers.get(`x-ratelimit-${n}`)),
		['5000', '4999', '1', 'core'],
	);
	await sim.control('clock', { advance: 3601 });
	const later = await sim.get('/repos/simulated-corner/empty');
	assert.equal(later.headers.get('x-ratelimit-remaining'), '4999');
	assert.ok(
		Number(later.headers.get('x-ratelimit-reset')) > Number(first.headers.get('x-ratelimit-reset')),
	);
	await sim.control('clock', { advance: -3601 });
});

test('used up: 403 with remaining 0; going on is a violation; /rate_limit is not', async () => {
	await sim.control('limits', { core: { remaining: 1 } });
	assert.equal((await sim.get('/meta')).status, 200);
	const refused = await sim.get('/meta');
	assert.equal(refused.status, 403);
	assert.match(refused.json.message, /^API rate limit exceeded for user ID \d+/);
	assert.equal(refused.headers.get('x-ratelimit-remaining'), '0');
	assert.equal((await sim.get('/rate_limit')).json.resources.core.remaining, 0);
	// Another connection may not have heard yet; on this one it is certain.
	await onOneConnection(['/meta', '/meta']);
	assert.deepEqual([...new Set(await texts())], ['sent while core was used up']);
	await sim.control('clock', { advance: 3601 });
	assert.equal((await sim.get('/meta')).status, 200);
});

test('GraphQL used up: an error in a 200', async () => {
	await sim.control('limits', { graphql: { remaining: 1 } });
	assert.ok((await sim.graphql('{ viewer { login } }')).data);
	const { status, errors, headers } = await sim.graphql('{ viewer { login } }');
	assert.deepEqual(
		[status, errors[0].type, errors[0].code, headers.get('x-ratelimit-remaining')],
		[200, 'RATE_LIMIT', 'graphql_rate_limit', '0'],
	);
});

test('a secondary limit: points a minute at one endpoint', async () => {
	await sim.control('limits', { secondary: { rest_points: 3 } });
	for (let i = 0; i < 3; i++) assert.equal((await sim.get('/meta')).status, 200);
	const refused = await sim.get('/meta');
	assert.deepEqual([refused.status, refused.headers.get('retry-after')], [403, '60']);
	assert.match(refused.json.message, /secondary rate limit/);
	assert.match((await texts())[0], /^secondary limit: 4 points in a minute at \/meta/);
	await sim.control('clock', { advance: 61 });
	assert.equal((await sim.get('/meta')).status, 200);
});

test('a secondary limit: concurrent requests, and going on while banned', async () => {
	await sim.control('limits', { secondary: { concurrent: 2 } });
	await sim.control('latency', { ms: 30 });
	const statuses = (await Promise.all([1, 2, 3].map(() => sim.get('/meta')))).map((a) => a.status);
	await sim.control('latency', { ms: 0 });
	assert.deepEqual(statuses.sort(), [200, 200, 403]);
	assert.equal((await sim.control('summary')).max_concurrency, 3);
	assert.ok((await onOneConnection(['/meta', '/meta'])).every((s) => s === 403));
	assert.ok((await texts()).includes('sent while secondary limited'));
	await sim.control('clock', { advance: 61 });
});

test('a secondary limit: seconds of processing', async () => {
	await sim.control('limits', { secondary: { graphql_seconds: 0.01 } });
	await sim.control('latency', { ms: 20 });
	await sim.graphql('{ viewer { login } }');
	await sim.control('latency', { ms: 0 });
	assert.equal((await sim.graphql('{ viewer { login } }')).status, 403);
	assert.match((await texts())[0], /s of GraphQL processing in a minute/);
});

test('limits can be off, as on an enterprise server', async () => {
	await sim.control('limits', { primary: false, secondary: false });
	const answer = await sim.get('/meta');
	assert.equal(answer.headers.get('x-ratelimit-limit'), null);
	assert.deepEqual(
		[(await sim.get('/rate_limit')).status, (await sim.get('/rate_limit')).json.message],
		[404, 'Rate limiting is not enabled.'],
	);
	assert.equal((await sim.graphql('{ rateLimit { cost } }')).data.rateLimit, null);
});

test('without a token there are 60 requests, and 304s cost', async () => {
	const anonymous = { authorization: undefined };
	const ask = (headers = {}) => fetch(`${sim.url}/meta`, { headers: { 'user-agent': 'x', ...headers } });
	const first = await ask();
	assert.equal(first.headers.get('x-ratelimit-limit'), '60');
	const again = await ask({ 'if-none-match': first.headers.get('etag') });
	assert.deepEqual([again.status, again.headers.get('x-ratelimit-used')], [304, '2']);
	assert.equal(anonymous.authorization, undefined);
});

test('the journal says what was asked and what it cost', async () => {
	await sim.graphql('query Named { viewer { login } }');
	const tag = (await sim.get('/meta')).headers.get('etag');
	await sim.get('/meta', { 'if-none-match': tag });
	const entries = await sim.control('journal');
	assert.deepEqual(
		entries.map((e) => [e.resource, e.operation, e.status, e.points, e.conditional]),
		[
			['graphql', 'Named', 200, 1, false],
			['core', undefined, 200, 1, false],
			['core', undefined, 304, 0, true],
		],
	);
	assert.ok(entries.every((e) => e.token && !e.token.includes('test')));
	const summary = await sim.control('summary');
	assert.deepEqual(
		[summary.requests, summary.points_rest, summary.points_graphql, summary.not_modified],
		[3, 1, 1, 1],
	);
});

/** Statuses of requests that follow each other on one connection. */
async function onOneConnection(paths) {
	const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
	const statuses = [];
	for (const path of paths)
		statuses.push(
			await new Promise((resolve) =>
				http.get(
					sim.url + path,
					{ agent, headers: { authorization: 'Bearer test-token', 'user-agent': 'x' } },
					(res) => res.resume().on('end', () => resolve(res.statusCode)),
				),
			),
		);
	agent.destroy();
	return statuses;
}
