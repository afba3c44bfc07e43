// A queue of faults. Each fault says which requests it strikes and what then
// happens; what happens to bytes is in deliver.js.
//
//   {"kind": "html", "status": 502, "path": "^/graphql", "times": 2}
//
// path       regular expression on path and query
// method     GET, POST
// operation  regular expression on the GraphQL operation's name
// body_matches  regular expression on the request's body (a node id, say)
// ids_over   GraphQL requests with a list of more than so many variables
// skip       let this many matches pass first (nth request: skip n-1)
// times      strike this often, then be gone; default 1, 0 for ever
// rate       strike matching requests with this probability (seeded by `seed`)

import { Random } from '../world/random.js';

// Kinds that answer instead of the simulator; the others alter its answer.
const INSTEAD = new Set([
	'status',
	'html',
	'html-200',
	'primary',
	'secondary',
	'rate-limit-200',
	'graphql-error',
	'redirect',
	'deep-json',
	'huge',
	'gzip-bomb',
	'reset',
	'stall',
	'empty',
	'server-error',
	'something-went-wrong',
]);
const ALTER = new Set([
	'reset-mid-body',
	'truncate',
	'slow',
	'stall-mid-body',
	'content-type',
	'link',
	'endless',
	'invalid-utf8',
	'nul',
	'duplicate-keys',
	'headers',
	'no-limit-headers',
	'partial',
	'null-data',
	'big-integer',
]);
const EFFECT = new Set(['revoke', 'clock', 'caller-clock', 'latency']);

export class Faults {
	constructor() {
		this.list = [];
	}

	reset() {
		this.list = [];
	}

	/** Adds faults; throws when one is not understood. */
	add(faults) {
		for (const fault of [faults].flat()) {
			if (!INSTEAD.has(fault.kind) && !ALTER.has(fault.kind) && !EFFECT.has(fault.kind))
				throw new Error(`unknown kind of fault: ${fault.kind}`);
			this.list.push({
				...fault,
				seen: 0,
				left: fault.times === 0 ? Infinity : (fault.times ?? (fault.rate == null ? 1 : Infinity)),
				pathRe: fault.path == null ? null : new RegExp(fault.path),
				operationRe: fault.operation == null ? null : new RegExp(fault.operation),
				bodyRe: fault.body_matches == null ? null : new RegExp(fault.body_matches),
				random: fault.rate == null ? null : new Random('fault', fault.seed ?? 1, fault.kind),
			});
		}
	}

	/** The first fault that strikes this request, or null. */
	strike(request) {
		for (const fault of this.list) {
			if (!matches(fault, request)) continue;
			if (fault.seen++ < (fault.skip ?? 0)) continue;
			if (fault.random && !fault.random.chance(fault.rate)) continue;
			if (--fault.left <= 0) this.list = this.list.filter((f) => f !== fault);
			return fault;
		}
		return null;
	}

	pending() {
		return this.list.map(({ pathRe, operationRe, bodyRe, random, left, ...fault }) => ({
			...fault,
			left: left === Infinity ? 'for ever' : left,
		}));
	}
}

export const isInstead = (fault) => INSTEAD.has(fault.kind);

function matches(fault, request) {
	return (
		(!fault.method || fault.method === request.method) &&
		(!fault.pathRe || fault.pathRe.test(request.path)) &&
		(!fault.operationRe || fault.operationRe.test(request.operation ?? '')) &&
		(!fault.bodyRe || fault.bodyRe.test(request.body ?? '')) &&
		(fault.ids_over == null || longestList(request.variables) > fault.ids_over)
	);
}

const longestList = (variables) =>
	Math.max(0, ...Object.values(variables ?? {}).map((v) => (Array.isArray(v) ? v.length : 0)));

const UNICORN = (status) =>
	`<!DOCTYPE html>\n<html>\n  <head>\n    <title>Unicorn! &middot; GitHub</title>\n  </head>\n  <body>\n    <p><strong>We had issues producing the response to your request.</strong></p>\n    <p>Error ${status}. Sorry about that. Please try refreshing and contact us if the problem persists.</p>\n  </body>\n</html>\n`;
const DOCS = 'https://docs.github.com/rest/overview/rate-limits-for-the-rest-api';

/** The answer {status, headers, json|body} of a fault that answers instead.
 * What fails in GitHub's machines costs a point; a refusal costs none. */
export function faultAnswer(fault, clock) {
	const answer = makeAnswer(fault, clock);
	return { points: fault.points ?? (answer.status >= 500 ? 1 : 0), ...answer };
}

function makeAnswer(fault, clock) {
	const headers = { ...fault.headers };
	switch (fault.kind) {
		case 'status':
			return {
				status: fault.status ?? 500,
				headers,
				json: fault.json,
				body: fault.json === undefined ? (fault.text ?? '') : undefined,
			};
		case 'server-error':
			return { status: 500, headers, json: { message: 'Server Error' } };
		case 'html':
			return {
				status: fault.status ?? 502,
				headers: { 'content-type': 'text/html; charset=utf-8', ...headers },
				body: UNICORN(fault.status ?? 502),
				noLimitHeaders: true,
			};
		case 'html-200':
			return {
				status: 200,
				headers: { 'content-type': 'text/html; charset=utf-8', ...headers },
				body: UNICORN(200),
			};
		case 'primary': {
			const reset = clock.seconds() + (fault.reset ?? 60);
			return {
				status: fault.status ?? 403,
				headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(reset), ...headers },
				json: { message: 'API rate limit exceeded for user ID 583231.', documentation_url: DOCS },
			};
		}
		case 'secondary':
			return {
				status: fault.status ?? 403,
				noLimitHeaders: fault.bare ?? false,
				headers: {
					...(fault.retry_after == null ? {} : { 'retry-after': String(fault.retry_after) }),
					...headers,
				},
				json: {
					documentation_url: `${DOCS}#about-secondary-rate-limits`,
					message:
						fault.message ??
						'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.',
				},
			};
		case 'rate-limit-200':
			return {
				status: 200,
				headers: {
					'x-ratelimit-remaining': String(fault.remaining ?? 0),
					'x-ratelimit-reset': String(clock.seconds() + (fault.reset ?? 60)),
					...headers,
				},
				json: {
					errors: [
						{
							type: fault.type ?? 'RATE_LIMITED',
							code: 'graphql_rate_limit',
							message: 'API rate limit already exceeded for user ID 583231.',
						},
					],
				},
			};
		case 'graphql-error':
			return {
				status: 200,
				headers,
				json: {
					data: fault.data ?? null,
					errors: fault.errors ?? [
						{
							type: fault.type ?? 'INTERNAL',
							path: fault.error_path,
							message: fault.message ?? 'Something went wrong.',
						},
					],
				},
			};
		case 'something-went-wrong':
			return {
				status: 200,
				headers,
				json: {
					data: null,
					errors: [
						{
							message:
								'Something went wrong while executing your query. Please include `C0DE:1F3A:5EED:BEEF` when reporting this issue.',
						},
					],
				},
			};
		case 'redirect':
			return {
				status: fault.status ?? 302,
				headers: { location: fault.location, ...headers },
				json: { message: 'Moved', url: fault.location },
			};
		case 'deep-json':
			return {
				status: 200,
				headers,
				body: `${'['.repeat(fault.levels ?? 100_000)}${']'.repeat(fault.levels ?? 100_000)}`,
			};
		case 'empty':
			return { status: fault.status ?? 200, headers, body: '' };
		default: // huge, gzip-bomb, reset, stall: deliver.js makes their bytes
			return { status: 200, headers, body: '' };
	}
}
