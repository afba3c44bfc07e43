// Gathers with npm's octokit, its throttling and retry plugins, what muster
// gathers, from the same server: for comparison. Seeds are harvested in full
// (contributors, merged pull requests with reviews and who merged, review
// comments, commits, back to the horizon), then people are read: profile,
// accounts elsewhere, up to six own repositories with README, root tree, CI,
// languages and topics.
//
// Written as such scripts are: lists by REST, pull requests with reviews by
// GraphQL (REST would take two requests for each). --people-by: "rest", or
// "graphql" with one query a person. The plugins' defaults hold; a limited
// request is tried three times.
//
//   node gather.js --url URL [--seeds A/B,...] [--logins FILE] [--people N]
//                  [--people-by rest|graphql] [--since TIME]
//
// Prints one JSON object; --write-logins FILE keeps whom it met.

import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Octokit } from '@octokit/core';
import { paginateRest } from '@octokit/plugin-paginate-rest';
import { retry } from '@octokit/plugin-retry';
import { throttling } from '@octokit/plugin-throttling';

const REPOSITORIES = 6;
const TRIES = 3;
const text = { type: 'string' };
const { values: option } = parseArgs({
	options: {
		url: text,
		seeds: { ...text, default: '' },
		logins: text,
		'write-logins': text,
		people: { ...text, default: '1000000' },
		'people-by': { ...text, default: 'rest' },
		since: { ...text, default: new Date(Date.now() - 3 * 365 * 86400e3).toISOString() },
	},
});

const count = { pulls: 0, reviews: 0, comments: 0, commits: 0, repositories: 0, readmes: 0, people: 0, tasks: 0, lost: 0 };
const met = new Set();

const again = (after, request, octokit, tries) => tries < TRIES - 1;
const octokit = new (Octokit.plugin(paginateRest, throttling, retry))({
	auth: process.env.GITHUB_TOKEN ?? 'test-token',
	baseUrl: option.url,
	userAgent: 'bench-octokit',
	log: { debug() {}, info() {}, warn() {}, error() {} },
	throttle: { onRateLimit: again, onSecondaryRateLimit: again },
});

/** One result that was wanted: lost when octokit gives up. "Not found" and "empty" are answers. */
async function get(route, parameters) {
	count.tasks++;
	try {
		return (await octokit.request(route, parameters)).data;
	} catch (error) {
		if (error.status !== 404 && error.status !== 409) count.lost++;
		return null;
	}
}

async function query(body, variables) {
	count.tasks++;
	try {
		return await octokit.graphql(body, variables);
	} catch (error) {
		if (!error.data) count.lost++;
		return error.data ?? null;
	}
}

/** Pages of a list; what had come before a failure is kept. */
async function each(route, parameters, handle) {
	try {
		for await (const { data } of octokit.paginate.iterator(route, { per_page: 100, ...parameters })) {
			count.tasks++;
			data.forEach(handle);
		}
	} catch {
		count.tasks++;
		count.lost++;
	}
}

const meet = (user) => user?.type === 'User' && met.add(user.login);

const PULLS = `query($owner: String!, $name: String!, $after: String) {
	repository(owner: $owner, name: $name) {
		pullRequests(first: 100, after: $after, states: MERGED, orderBy: {field: UPDATED_AT, direction: DESC}) {
			pageInfo { hasNextPage endCursor }
			nodes {
				number title mergedAt updatedAt additions deletions changedFiles
				author { __typename login } mergedBy { __typename login }
				reviews(first: 20) { nodes { state submittedAt author { __typename login } } }
			}
		}
	}
}`;

async function pulls(owner, name) {
	const actor = (who) => who?.__typename === 'User' && met.add(who.login);
	for (let after = null; ; ) {
		const page = (await query(PULLS, { owner, name, after }))?.repository?.pullRequests;
		if (!page) return;
		const fresh = page.nodes.filter((pull) => pull.updatedAt >= option.since);
		for (const pull of fresh) {
			count.pulls++;
			actor(pull.author);
			actor(pull.mergedBy);
			for (const review of pull.reviews.nodes) {
				count.reviews++;
				actor(review.author);
			}
		}
		if (!page.pageInfo.hasNextPage || fresh.length < page.nodes.length) return;
		after = page.pageInfo.endCursor;
	}
}

async function harvest(seed) {
	const [owner, repo] = seed.split('/');
	const where = { owner, repo };
	await get('GET /repos/{owner}/{repo}', where);
	await each('GET /repos/{owner}/{repo}/contributors', where, meet);
	await pulls(owner, repo);
	await each('GET /repos/{owner}/{repo}/pulls/comments', { ...where, since: option.since }, (comment) => {
		count.comments++;
		meet(comment.user);
	});
	await each('GET /repos/{owner}/{repo}/commits', { ...where, since: option.since }, (commit) => {
		count.commits++;
		meet(commit.author);
	});
}

async function ownRepository(owner, repo) {
	const where = { owner, repo };
	const [readme, tree] = await Promise.all([
		get('GET /repos/{owner}/{repo}/readme', { ...where, mediaType: { format: 'raw' } }),
		get('GET /repos/{owner}/{repo}/git/trees/{sha}', { ...where, sha: 'HEAD' }),
		get('GET /repos/{owner}/{repo}/languages', where),
	]);
	count.repositories++;
	if (readme) count.readmes++;
	if (tree?.tree?.some((entry) => entry.path === '.github'))
		await get('GET /repos/{owner}/{repo}/contents/{path}', { ...where, path: '.github/workflows' });
}

async function personByRest(username) {
	const [profile, repositories] = await Promise.all([
		get('GET /users/{username}', { username }),
		get('GET /users/{username}/repos', { username, per_page: 100, type: 'owner' }),
		get('GET /users/{username}/social_accounts', { username }),
	]);
	const best = (repositories ?? [])
		.filter((repo) => !repo.fork)
		.sort((a, b) => b.stargazers_count - a.stargazers_count)
		.slice(0, REPOSITORIES);
	await Promise.all(best.map((repo) => ownRepository(repo.owner.login, repo.name)));
	if (profile) count.people++;
}

const OWN = `databaseId nameWithOwner description stargazerCount forkCount isArchived isTemplate createdAt pushedAt
	licenseInfo { spdxId } primaryLanguage { name }
	languages(first: 8, orderBy: {field: SIZE, direction: DESC}) { edges { size node { name } } }
	repositoryTopics(first: 8) { nodes { topic { name } } }
	readme: object(expression: "HEAD:README.md") { ... on Blob { text } }
	root: object(expression: "HEAD:") { ... on Tree { entries { name type } } }
	workflows: object(expression: "HEAD:.github/workflows") { ... on Tree { entries { name } } }`;
const PERSON = `query($login: String!) { user(login: $login) {
	databaseId login name bio company location websiteUrl twitterUsername isHireable createdAt updatedAt
	followers { totalCount } following { totalCount } pullRequests(states: MERGED) { totalCount }
	socialAccounts(first: 6) { nodes { provider url } }
	pinnedItems(first: 6, types: REPOSITORY) { nodes { ... on Repository { databaseId } } }
	repositories(first: ${REPOSITORIES}, ownerAffiliations: OWNER, isFork: false, orderBy: {field: STARGAZERS, direction: DESC}) {
		nodes { ${OWN} }
	}
} }`;

async function personByGraphQL(login) {
	const user = (await query(PERSON, { login }))?.user;
	if (!user) return;
	count.people++;
	count.repositories += user.repositories.nodes.length;
	count.readmes += user.repositories.nodes.filter((repo) => repo.readme?.text).length;
}

const started = performance.now();
for (const seed of option.seeds.split(',').filter(Boolean)) await harvest(seed);
if (option.logins) readFileSync(option.logins, 'utf8').split('\n').filter(Boolean).forEach((l) => met.add(l));
if (option['write-logins']) writeFileSync(option['write-logins'], [...met].join('\n'));
const people = [...met].slice(0, Number(option.people));
const read = option['people-by'] === 'graphql' ? personByGraphQL : personByRest;
await Promise.all(people.map(read));
const used = process.resourceUsage();
console.log(
	JSON.stringify({
		...count,
		met: met.size,
		seconds: (performance.now() - started) / 1000,
		cpu_seconds: (used.userCPUTime + used.systemCPUTime) / 1e6,
		max_rss_kb: used.maxRSS,
	}),
);
