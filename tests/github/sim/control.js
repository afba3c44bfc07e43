// /_sim/...: what tests use to look at the simulator and to change it. Needs no
// token and leaves no trace in the journal.

import { changeWorld } from './change.js';
import { truthOf, truthSummary } from './truth.js';
import { parse } from '../world/time.js';

const ROUTES = {
	'GET /clock': (app) => ({ now: new Date(app.clock.now()).toISOString() }),
	'POST /clock': (app, { body }) => {
		if (body.now != null) app.clock.set(parse(body.now) ?? bad('now: not a time'));
		if (body.advance != null) app.clock.advance(Number(body.advance));
		return { now: new Date(app.clock.now()).toISOString() };
	},
	'GET /journal': (app, { query }) => app.journal.entries.slice(Number(query.get('from') ?? 0)),
	'GET /summary': (app) => ({
		...app.journal.summary(),
		max_rss_kb: process.resourceUsage().maxRSS,
		uptime_ms: Math.round(performance.now() - app.started),
	}),
	'POST /limits': (app, { body }) => {
		app.limits.configure(body);
		return app.limits.all([...app.limits.callers.keys()][0] ?? 'anonymous');
	},
	'GET /faults': (app) => app.faults.pending(),
	'POST /faults': (app, { body }) => {
		app.faults.add(body);
		return app.faults.pending();
	},
	'POST /tokens': (app, { body }) => {
		for (const token of body.add ?? []) app.tokens.add(token);
		for (const token of body.revoke ?? []) app.tokens.delete(token);
		app.scopes = body.scopes ?? app.scopes;
		return { accepted: app.tokens.size, scopes: app.scopes };
	},
	'POST /latency': (app, { body }) => {
		app.options.latency = Number(body.ms);
		return { ms: app.options.latency };
	},
	'POST /world': (app, { body }) => changeWorld(app.world, body, app.clock.now()),
	'GET /world': (app) => ({
		people: app.world.people.length,
		seeds: app.world.seeds.map((r) => r.fullName),
		repositories: app.world.repositories.map((r) => r.fullName),
	}),
	'GET /truth': (app, { query }) =>
		query.has('person') ? truthOf(app.world, query.get('person')) : truthSummary(app.world, parse(query.get('since') ?? '') ?? 0),
	// Forgets requests, faults and spent points; the world stays as it is.
	'POST /reset': (app) => {
		app.journal.reset();
		app.faults.reset();
		app.limits.reset();
		return {};
	},
};

function bad(message) {
	throw Object.assign(new Error(message), { status: 422 });
}

export function control(app, req, res, body) {
	const url = new URL(req.url, 'http://sim');
	const handler = ROUTES[`${req.method} ${url.pathname.slice('/_sim'.length)}`];
	let status = 200;
	let json;
	try {
		if (!handler)
			throw Object.assign(
				new Error(
					`no such control: ${req.method} ${url.pathname}; there are ${Object.keys(ROUTES).join(', ')}`,
				),
				{ status: 404 },
			);
		json = handler(app, {
			query: url.searchParams,
			body: body.length ? JSON.parse(body.toString()) : {},
		});
	} catch (error) {
		status = error.status ?? 422;
		json = { error: error.message };
	}
	res.writeHead(status, { 'content-type': 'application/json' });
	res.end(`${JSON.stringify(json)}\n`);
}
