// One request from its first byte to its journal entry.

import { createHash } from 'node:crypto';
import { failure } from '../rest/answers.js';
import { GraphQL } from '../graphql/execute.js';
import { personId, repositoryId } from '../graphql/nodeid.js';
import { Limits } from './limits.js';
import { Journal } from './journal.js';
import { Faults, faultAnswer, isInstead } from './faults.js';
import { alter, deliver, deliverBadly } from './deliver.js';
import { control } from './control.js';
import { addLimits, headersOf, isUnchanged, VERSIONS } from './headers.js';
import { readBody, readRequest } from './request.js';

const DOCS = 'https://docs.github.com/rest';

export class App {
	/** @param options  as start() takes them */
	constructor(world, schema, clock, options) {
		this.world = world;
		this.clock = clock;
		this.options = options;
		this.graphql = new GraphQL(schema);
		this.limits = new Limits(clock, {
			primary: options.limits,
			secondary: options.limits && options.secondary,
		});
		this.journal = new Journal(options.journalFile);
		this.faults = new Faults();
		this.tokens = new Set(options.tokens);
		this.scopes = '';
		this.viewerId = world.viewer.id;
		this.started = performance.now();
	}

	/** Listener for HTTP/1.1 and HTTP/2's compatible interface alike. */
	async handle(req, res) {
		res.on('error', () => {});
		const started = performance.now();
		try {
			const body = await readBody(req);
			if (req.url.startsWith('/_sim/')) control(this, req, res, body);
			else await this.#api(req, res, body, started);
		} catch (error) {
			// A fault of the simulator's own: say so loudly, tests must not pass.
			console.error(`simulator: ${req.method} ${req.url}:`, error);
			if (!res.headersSent) res.writeHead(599, { 'content-type': 'text/plain' });
			res.end(`simulator failed: ${error.stack}`);
		}
	}

	async #api(req, res, body, started) {
		const ctx = readRequest(req, body, this.options.tls);
		ctx.world = this.world;
		ctx.plan = ctx.request && this.graphql.plan(ctx.request);
		const entered = this.limits.enter(ctx);
		const fault = this.faults.strike({
			method: req.method,
			path: req.url,
			operation: ctx.plan?.name,
			variables: ctx.request?.variables,
			body: body.toString(),
		});
		let answer;
		let refusal = null;
		let sent = { bytes: 0, decoded: 0, status: 0 };
		try {
			await this.#delay(fault);
			if (fault && isInstead(fault)) {
				answer = faultAnswer(fault, this.clock);
				refusal = this.limits.impose(ctx.caller, ctx.resource, fault);
			} else {
				answer = this.#answer(ctx, entered);
				({ refusal } = answer);
			}
			sent = await this.#send(ctx, req, res, answer, fault);
		} finally {
			const ms = performance.now() - started;
			// What a fault holds up is no work of the server's.
			const counted = !refusal && (!fault || fault.kind === 'latency');
			this.limits.leave(ctx, { ms, refusal, counted });
			this.#record(ctx, req, body, entered, sent, fault, ms);
		}
	}

	async #delay(fault) {
		if (fault?.kind === 'clock') this.clock.advance(fault.advance ?? 0);
		if (fault?.kind === 'caller-clock') this.clock.advanceCaller(fault.advance ?? 0);
		const ms = (this.options.latency ?? 0) + (fault?.kind === 'latency' ? fault.ms : 0);
		if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms));
	}

	// In GitHub's order: who are you, may you, what do you want.
	#answer(ctx, entered) {
		if (!ctx.headers['user-agent'])
			return {
				status: 403,
				body: 'Request forbidden by administrative rules. Please make sure your request has a User-Agent header (https://docs.github.com/en/rest/overview/resources-in-the-rest-api#user-agent-required). Check https://developer.github.com for other possible causes.\n',
				type: 'text/html',
				noLimitHeaders: true,
				violation: 'no User-Agent',
			};
		if (ctx.headers.authorization != null && (ctx.token == null || !this.tokens.has(ctx.token)))
			return { ...failure(401, 'Bad credentials', DOCS), noLimitHeaders: true };
		if (ctx.route.name === '/graphql' && ctx.token == null)
			return {
				...failure(
					401,
					'This endpoint requires you to be authenticated.',
					'https://docs.github.com/graphql/guides/forming-calls-with-graphql#authenticating-with-graphql',
				),
				noLimitHeaders: true,
			};
		const version = ctx.headers['x-github-api-version'];
		if (version != null && !VERSIONS.includes(version))
			return failure(
				400,
				`${version} is not a supported version`,
				'https://docs.github.com/rest/overview/api-versions',
			);
		if (ctx.route.name === '/rate_limit') return this.#rateLimit(ctx);
		if (entered.refusal) return this.#refuse(ctx, entered.refusal);
		return ctx.route.name === '/graphql' ? this.#graphql(ctx) : this.#rest(ctx);
	}

	#rateLimit(ctx) {
		if (!this.limits.primaryOn) return failure(404, 'Rate limiting is not enabled.', DOCS);
		const resources = Object.fromEntries(
			Object.entries(this.limits.all(ctx.caller)).map(([name, b]) => [
				name,
				{ limit: b.limit, used: b.used, remaining: b.remaining, reset: b.reset },
			]),
		);
		const json = { resources };
		if (ctx.headers['x-github-api-version'] !== '2026-03-10') json.rate = resources.core;
		return { json, uncached: true, points: 0 };
	}

	#refuse(ctx, refusal) {
		const docs = 'https://docs.github.com/rest/overview/rate-limits-for-the-rest-api';
		if (refusal.kind === 'secondary')
			return {
				...failure(
					403,
					'You have exceeded a secondary rate limit. Please wait a few minutes before you try again. If you reach out to GitHub Support for help, please include the request ID.',
					`${docs}#about-secondary-rate-limits`,
				),
				headers: { 'retry-after': String(refusal.retryAfter) },
				refusal,
				points: 0,
			};
		if (ctx.resource === 'graphql')
			return {
				json: {
					errors: [
						{
							type: 'RATE_LIMIT',
							code: 'graphql_rate_limit',
							message: `API rate limit already exceeded for user ID ${this.viewerId}.`,
						},
					],
				},
				refusal,
				points: 0,
			};
		const whom =
			ctx.token == null
				? "127.0.0.1. (But here's the good news: Authenticated requests get a higher rate limit. Check out the documentation for more details.)"
				: `user ID ${this.viewerId}. If you reach out to GitHub Support for help, please include the request ID.`;
		return { ...failure(403, `API rate limit exceeded for ${whom}`, docs), refusal, points: 0 };
	}

	#rest(ctx) {
		if (ctx.method !== 'GET' && ctx.method !== 'HEAD')
			return { ...failure(404, 'Not Found', DOCS), points: 1 };
		return { points: 1, ...ctx.route.answer(ctx) };
	}

	#graphql(ctx) {
		if (ctx.method !== 'POST') return failure(404, 'Not Found', DOCS);
		const { plan, request } = ctx;
		if (!plan)
			return { ...failure(400, 'Problems parsing JSON', 'https://docs.github.com/graphql'), points: 1 };
		this.limits.charge(ctx.caller, 'graphql', plan.cost);
		if (plan.errors)
			return {
				json: { ...(plan.nullData ? { data: null } : {}), errors: plan.errors },
				points: plan.cost,
				charged: true,
				uncached: true,
			};
		const bucket = this.limits.bucket(ctx.caller, 'graphql');
		const json = this.graphql.run(plan, request, {
			world: this.world,
			nextIds: ctx.nextIds,
			warnings: [],
			nextIdOf: (object) => (object.kind ? personId(object, true) : repositoryId(object, true)),
			// Null where limits are off, as on GitHub Enterprise Server.
			rateLimit: () =>
				this.limits.primaryOn && {
					__typename: 'RateLimit',
					cost: plan.cost,
					nodeCount: plan.nodeCount,
					limit: bucket.limit,
					remaining: bucket.remaining,
					used: bucket.used,
					reset: bucket.reset,
				},
		});
		return { json, points: plan.cost, charged: true, uncached: true };
	}

	async #send(ctx, req, res, answer, fault) {
		if (fault?.kind === 'revoke') this.tokens.delete(ctx.token);
		const status = answer.status ?? 200;
		let body = Buffer.from(answer.json === undefined ? (answer.body ?? '') : JSON.stringify(answer.json));
		const headers = headersOf(ctx, answer, status, body, { now: this.clock.now(), scopes: this.scopes });
		const unchanged = status === 200 && isUnchanged(ctx, headers);
		// "Unchanged" is free, if asked for with a token.
		ctx.points =
			unchanged && ctx.token != null
				? 0
				: (answer.points ?? (answer.refusal || status === 401 ? 0 : 1));
		if (!answer.charged && ctx.points) this.limits.charge(ctx.caller, ctx.resource, ctx.points);
		if (this.limits.primaryOn && !answer.noLimitHeaders)
			addLimits(headers, ctx.resource, this.limits.bucket(ctx.caller, ctx.resource));
		ctx.violation = answer.violation;
		if (answer.json !== undefined && /curl|Wget|Safari|Firefox/.test(ctx.headers['user-agent'] ?? ''))
			body = Buffer.from(`${JSON.stringify(answer.json, null, 2)}\n`);
		if (fault) {
			// A fault's own rate-limit headers stand above ours.
			Object.assign(headers, answer.headers);
			body = alter(fault, headers, body, ctx);
			const bytes = await deliverBadly(fault, res, status, headers, body);
			if (bytes !== false) return { status, bytes, decoded: bytes };
		}
		const gzip = /\bgzip\b/.test(ctx.headers['accept-encoding'] ?? '');
		const sent = unchanged ? 304 : status;
		const bytes = await deliver(
			res,
			sent,
			headers,
			sent === 304 || req.method === 'HEAD' ? Buffer.alloc(0) : body,
			gzip,
		);
		return { status: sent, bytes, decoded: sent === 304 ? 0 : body.length };
	}

	#record(ctx, req, body, entered, sent, fault, ms) {
		const entry = {
			at: new Date(this.clock.now()).toISOString(),
			method: req.method,
			path: req.url,
			body: body.length ? createHash('sha256').update(body).digest('hex').slice(0, 16) : null,
			http: req.httpVersion,
			route: ctx.route.name,
			operation: ctx.plan?.name,
			status: sent.status,
			resource: ctx.resource,
			points: ctx.points ?? 0,
			node_count: ctx.plan?.nodeCount,
			concurrency: entered.concurrency,
			conditional: ctx.conditional,
			bytes: sent.bytes,
			bytes_decoded: sent.decoded,
			ms: Math.round(ms * 10) / 10,
			token: ctx.token == null ? null : ctx.caller,
			user_agent: ctx.headers['user-agent'] ?? null,
			fault: fault?.kind,
			request_id: ctx.id,
		};
		this.journal.add(entry);
		for (const text of [
			...entered.violations,
			...(ctx.plan?.violations ?? []),
			...(ctx.violation ? [ctx.violation] : []),
		])
			this.journal.violation(text, entry);
	}
}
