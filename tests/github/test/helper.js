// A simulator per test file, and short ways to ask it.

import { after, before } from 'node:test';
import { DEFAULTS } from '../options.js';
import { start } from '../sim/start.js';

export const WORLD = { seed: 3, people: 300, repositories: 4, pulls: 60, names: [] };

/** Starts before the file's tests and ends after them: {app, url, ...}. */
export function simulator(options = {}) {
	const sim = {};
	before(async () => {
		Object.assign(sim, await start({ ...DEFAULTS, generate: WORLD, ...options }));
	});
	after(() => sim.close());
	sim.get = (path, headers) => get(sim, path, headers);
	sim.graphql = (query, variables, headers) => graphql(sim, query, variables, headers);
	sim.control = (path, body) => control(sim, path, body);
	return sim;
}

const HEADERS = { authorization: 'Bearer test-token', 'user-agent': 'tests/1' };

async function get(sim, path, headers = {}) {
	const answer = await fetch(path.startsWith('http') ? path : sim.url + path, {
		headers: { ...HEADERS, ...headers },
		redirect: 'manual',
	});
	const text = await answer.text();
	return { status: answer.status, headers: answer.headers, text, json: parsed(text) };
}

async function graphql(sim, query, variables, headers = {}) {
	const answer = await fetch(`${sim.url}/graphql`, {
		method: 'POST',
		headers: { ...HEADERS, ...headers },
		body: JSON.stringify({ query, variables }),
	});
	const text = await answer.text();
	return { ...parsed(text), status: answer.status, headers: answer.headers, text };
}

async function control(sim, path, body) {
	const answer = await fetch(
		`${sim.url}/_sim/${path}`,
		body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) },
	);
	const json = await answer.json();
	if (!answer.ok) throw new Error(json.error);
	return json;
}

function parsed(text) {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

/** {next: url, last: url, ...} of a Link header. */
export function links(answer) {
	return Object.fromEntries(
		[...(answer.headers.get('link') ?? '').matchAll(/<([^>]+)>; rel="(\w+)"/g)].map(([, url, rel]) => [
			rel,
			url,
		]),
	);
}
