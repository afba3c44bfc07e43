import assert from 'node:assert/strict';
import { test } from 'node:test';
import { simulator } from './helper.js';

const sim = simulator();

const people = (n) => sim.app.world.people.filter((p) => p.kind === 'User' && !p.deleted).slice(5, 5 + n);
const SHAPE = (extra, user = '') =>
	`query People($ids: [ID!]!) { nodes(ids: $ids) { ... on User { databaseId ${user} repositories(first: 6, ownerAffiliations: [OWNER], isFork: false, orderBy: {field: STARGAZERS, direction: DESC}) { nodes { nameWithOwner isFork stargazerCount ${extra} } } } } rateLimit { cost nodeCount } }`;

async function idsOf(list) {
	const { personId } = await import('../graphql/nodeid.js');
	return list.map((p) => personId(p, true));
}

test('points follow the documented formula', async () => {
	const ids = await idsOf(people(25));
	const files =
		'readme: object(expression: "HEAD:README.md") { ... on Blob { text } } root: object(expression: "HEAD:") { ... on Tree { entries { name } } }';
	const tags =
		'languages(first: 8) { edges { size node { name } } } repositoryTopics(first: 8) { nodes { topic { name } } }';
	const user =
		'followers { totalCount } following { totalCount } pullRequests(states: MERGED) { totalCount } starredRepositories { totalCount } socialAccounts(first: 4) { nodes { url } } organizations(first: 5) { nodes { login } } pinnedItems(first: 6, types: REPOSITORY) { totalCount }';
	for (const [query, cost, nodeCount] of [
		[SHAPE(files), 1, 175],
		[SHAPE(files + tags), 3, 2575],
		[SHAPE(files + tags, user), 5, 2950],
	]) {
		const answer = await sim.graphql(query, { ids });
		assert.deepEqual(answer.data.rateLimit, { cost, nodeCount });
		assert.equal(answer.data.nodes.length, 25);
	}
	const nested = await sim.graphql(
		'{ rateLimit { cost } viewer { repositories(first: 100) { nodes { issues(first: 50) { nodes { labels(first: 60) { totalCount } } } } } } }',
	);
	assert.equal(nested.data.rateLimit.cost, 51);
});

test('a dry run prices without evaluating', async () => {
	const { data } = await sim.graphql(
		'{ rateLimit(dryRun: true) { cost nodeCount } viewer { repositories(first: 100) { nodes { issues(first: 50) { totalCount } } } } }',
	);
	assert.deepEqual(data, { rateLimit: { cost: 1, nodeCount: 5100 } });
});

test('connections page forth and back without loss', async () => {
	const repo = sim.app.world.seeds[0];
	const [owner, name] = repo.fullName.split('/');
	const query =
		'query($owner: String!, $name: String!, $after: String) { repository(owner: $owner, name: $name) { pullRequests(first: 17, after: $after, states: MERGED, orderBy: {field: UPDATED_AT, direction: DESC}) { totalCount pageInfo { hasNextPage endCursor } nodes { number state updatedAt } } } }';
	const seen = [];
	let after = null;
	let total;
	do {
		const { data } = await sim.graphql(query, { owner, name, after });
		const page = data.repository.pullRequests;
		seen.push(...page.nodes);
		total = page.totalCount;
		after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
	} while (after);
	assert.equal(seen.length, total);
	assert.equal(new Set(seen.map((p) => p.number)).size, total);
	assert.ok(
		seen.every((p, i) => p.state === 'MERGED' && (i === 0 || seen[i - 1].updatedAt >= p.updatedAt)),
	);
	const { data } = await sim.graphql(
		'query($owner: String!, $name: String!) { repository(owner: $owner, name: $name) { pullRequests(last: 2) { nodes { number } pageInfo { hasPreviousPage hasNextPage } } } }',
		{ owner, name },
	);
	assert.deepEqual(data.repository.pullRequests.pageInfo, { hasPreviousPage: true, hasNextPage: false });
});

test('history honours since, until and author', async () => {
	const repo = sim.app.world.seeds[0];
	const [owner, name] = repo.fullName.split('/');
	const { commits } = repo.work;
	const since = new Date(commits[20].date).toISOString();
	const until = new Date(commits[4].date).toISOString();
	const { nodeId } = await import('../graphql/nodeid.js');
	const { data } = await sim.graphql(
		'query($owner: String!, $name: String!, $since: GitTimestamp, $until: GitTimestamp, $id: ID) { repository(owner: $owner, name: $name) { defaultBranchRef { target { ... on Commit { part: history(first: 50, since: $since, until: $until) { totalCount nodes { oid message author { user { databaseId } } } } one: history(first: 5, author: {id: $id}) { totalCount } } } } } }',
		{ owner, name, since, until, id: nodeId('User', commits[4].author.id) },
	);
	const { part, one } = data.repository.defaultBranchRef.target;
	assert.equal(
		part.totalCount,
		commits.filter((c) => c.date >= Math.floor(commits[20].date) && c.date <= commits[4].date).length,
	);
	assert.equal(one.totalCount, commits.filter((c) => c.author === commits[4].author).length);
});

test('errors come as GitHub gives them', async () => {
	const type = async (query, variables) => (await sim.graphql(query, variables)).errors?.[0];
	assert.equal(
		(await type('{ viewer { repositories { nodes { name } } } }')).type,
		'MISSING_PAGINATION_BOUNDARIES',
	);
	assert.equal(
		(await type('{ viewer { repositories(first: 101) { totalCount } } }')).type,
		'EXCESSIVE_PAGINATION',
	);
	assert.equal(await type('{ viewer { repositories { totalCount } } }'), undefined);
	assert.equal((await type('{ user(login: "nobody-at-all") { id } }')).type, 'NOT_FOUND');
	assert.equal(
		(await type('query($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids: Array(101).fill('x') })).type,
		'ARGUMENT_LIMIT',
	);
	const wide = await type(
		'{ viewer { repositories(first: 100) { nodes { issues(first: 100) { nodes { labels(first: 100) { totalCount nodes { name } } } } } } } }',
	);
	assert.equal(wide.type, 'MAX_NODE_LIMIT_EXCEEDED');
	assert.match(
		wide.message,
		/requests up to 1,010,100 possible nodes which exceeds the maximum limit of 500,000/,
	);
	const unknown = await sim.graphql('{ viewer { shoeSize } }');
	assert.equal(unknown.status, 200);
	assert.deepEqual(
		[unknown.data, unknown.errors[0].extensions.code, unknown.errors[0].message],
		[undefined, 'undefinedField', "Field 'shoeSize' doesn't exist on type 'User'"],
	);
	assert.match((await type('{')).message, /Parse error/);
});

test('a missing node is null in its slot, the rest is there', async () => {
	const [person] = people(1);
	const [id] = await idsOf([person]);
	const { data, errors } = await sim.graphql(
		'query($ids: [ID!]!) { nodes(ids: $ids) { __typename ... on User { login } } }',
		{ ids: ['U_kgDOAAAAAA', id, 'rubbish'] },
	);
	assert.deepEqual(data.nodes, [null, { __typename: 'User', login: person.login }, null]);
	assert.deepEqual(
		errors.map((e) => [e.type, e.path]),
		[
			['NOT_FOUND', ['nodes', 0]],
			['NOT_FOUND', ['nodes', 2]],
		],
	);
});

test('asking for an e-mail nulls everything and is written down', async () => {
	const answer = await sim.graphql('query Nosy { viewer { login email } }');
	assert.equal(answer.data, undefined);
	assert.equal(answer.errors[0].type, 'INSUFFICIENT_SCOPES');
	const { violations } = await sim.control('summary');
	assert.ok(violations.some((v) => v.text === 'email requested' && v.operation === 'Nosy'));
	await sim.control('reset', {});
});

test('old node ids work, with a warning', async () => {
	const { data, extensions } = await sim.graphql(
		'{ node(id: "MDQ6VXNlcjU4MzIzMQ==") { id ... on User { databaseId } } }',
	);
	assert.deepEqual(data.node, { id: 'MDQ6VXNlcjU4MzIzMQ==', databaseId: 583231 });
	assert.equal(extensions.warnings[0].type, 'DEPRECATION');
	const next = await sim.graphql('{ viewer { id } }', {}, { 'x-github-next-global-id': '1' });
	assert.match(next.data.viewer.id, /^U_kgDO/);
	assert.equal(extensions.warnings[0].data.next_global_id, next.data.viewer.id);
});

test('every object type of the schema can be asked for without a crash', async () => {
	// Whatever hangs on a repository or a user, two levels deep.
	const { getNamedType, isLeafType, isNonNullType, isObjectType } = await import('graphql');
	const { schema } = sim.app.graphql;
	const needs = (field) => field.args.some((a) => isNonNullType(a.type) && a.defaultValue === undefined);
	const leaves = (type) =>
		Object.values(type.getFields())
			.filter((f) => isLeafType(getNamedType(f.type)) && !needs(f) && f.name !== 'email')
			.map((f) => f.name);
	const select = (type) =>
		Object.values(type.getFields())
			.filter((f) => !needs(f) && f.name !== 'email')
			.flatMap((f) => {
				const named = getNamedType(f.type);
				if (isLeafType(named)) return [f.name];
				if (!isObjectType(named)) return [`${f.name} { __typename }`];
				if (named.name.endsWith('Connection'))
					return [`${f.name}(first: 2) { totalCount nodes { __typename } }`];
				return leaves(named).length ? [`${f.name} { ${leaves(named).join(' ')} }`] : [];
			});
	const [owner, name] = sim.app.world.seeds[0].fullName.split('/');
	for (const [root, typeName] of [
		['viewer', 'User'],
		[`repository(owner: "${owner}", name: "${name}")`, 'Repository'],
		[`organization(login: "${owner}")`, 'Organization'],
	])
		for (const part of select(schema.getType(typeName))) {
			const { status, errors } = await sim.graphql(`{ ${root} { ${part} } }`);
			assert.equal(status, 200, part);
			// Some connections have other bounds or no nodes: invalid, no crash.
			assert.ok(
				!errors || errors.every((e) => e.extensions?.code),
				`${part}: ${JSON.stringify(errors)}`,
			);
		}
});

test('bots, organizations, mannequins and the deleted are what they are', async () => {
	const { world } = sim.app;
	const [owner, name] = world.seeds[2].fullName.split('/');
	const seen = new Set();
	let after = null;
	do {
		const { data } = await sim.graphql(
			'query($owner: String!, $name: String!, $after: String) { repository(owner: $owner, name: $name) { pullRequests(first: 100, after: $after) { pageInfo { hasNextPage endCursor } nodes { author { __typename login } } } } }',
			{ owner, name, after },
		);
		const page = data.repository.pullRequests;
		page.nodes.forEach((p) => seen.add(p.author?.__typename ?? 'null').add(p.author?.login));
		after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
	} while (after);
	assert.ok(seen.has('User') && seen.has('Bot') && seen.has('dependabot'), [...seen].slice(0, 5).join());
});

test('user search is sliced and capped at a thousand', async () => {
	const { data } = await sim.graphql(
		'{ search(type: USER, query: "language:go followers:>=1", first: 5) { userCount nodes { ... on User { login followers { totalCount } } } } }',
	);
	assert.ok(data.search.userCount > 5);
	assert.ok(data.search.nodes.every((n) => n.followers.totalCount >= 1));
});

test('accounts with long histories fail where GitHub fails, and only there', async () => {
	const heavy = sim.app.world.people.find((p) => p.kind === 'User' && p.traits.heavy && !p.deleted);
	const ask = (fields) =>
		sim.graphql(`query($login: String!) { user(login: $login) { login ${fields} } }`, {
			login: heavy.login,
		});
	for (const fields of [
		'repositoriesContributedTo(first: 1) { totalCount }',
		'contributionsCollection { totalCommitContributions }',
	]) {
		const { data, errors } = await ask(fields);
		assert.deepEqual([data.user, errors[0].type], [null, 'RESOURCE_LIMITS_EXCEEDED']);
	}
	const half = await ask(
		'contributionsCollection(from: "2026-01-01T00:00:00Z", to: "2026-06-01T00:00:00Z") { totalCommitContributions }',
	);
	assert.equal(half.data.user.login, heavy.login);
	const long = await ask(
		'contributionsCollection(from: "2024-01-01T00:00:00Z", to: "2026-06-01T00:00:00Z") { totalCommitContributions }',
	);
	assert.match(long.errors[0].message, /must not exceed 1 year/);
});
