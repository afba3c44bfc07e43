// A request as the rest of the simulator sees it: who asks for what, below
// which prefix, in which form.

import { randomBytes } from 'node:crypto';
import { route } from '../rest/router.js';
import { tokenHash } from './journal.js';

const BODY_MOST = 1_000_000;

/** Origin, prefix, path and query of a URL; GHES has its API below /api. */
function locate(req, tls) {
	const origin = `${tls ? 'https' : 'http'}://${req.headers.host ?? req.headers[':authority'] ?? req.authority}`;
	let prefix = '';
	let path = req.url;
	if (path.startsWith('/api/v3')) {
		prefix = '/api/v3';
		path = path.slice(prefix.length) || '/';
	} else if (path.startsWith('/api/graphql')) {
		path = path.slice('/api'.length);
	}
	const cut = path.indexOf('?');
	return {
		base: origin + prefix,
		path: cut < 0 ? path : path.slice(0, cut),
		query: new URLSearchParams(cut < 0 ? '' : path.slice(cut + 1)),
	};
}

function routeOf(path) {
	if (path === '/graphql') return { name: '/graphql', resource: 'graphql' };
	if (path === '/rate_limit') return { name: '/rate_limit', resource: 'core' };
	return route(path);
}

/**
 * What endpoints get as `ctx`, beside the world and, for GraphQL, request (the
 * parsed body, null when it is no JSON) and plan.
 */
export function readRequest(req, body, tls) {
	const { headers, method } = req;
	const token = /^(?:bearer|token)\s+(.+)$/i.exec(headers.authorization ?? '')?.[1] ?? null;
	const place = locate(req, tls);
	const matched = routeOf(place.path);
	const isGraphql = matched.name === '/graphql';
	return {
		...place,
		method,
		headers,
		token,
		route: matched,
		resource: matched.resource,
		isGraphql,
		request: isGraphql ? json(body) : undefined,
		media: /application\/vnd\.github(\.v3)?\.raw/.test(headers.accept ?? '') ? 'raw' : 'json',
		nextIds: headers['x-github-next-global-id'] === '1',
		caller: token == null ? 'anonymous' : tokenHash(token),
		connection: connectionOf(req),
		conditional: 'if-none-match' in headers || 'if-modified-since' in headers,
		// What the secondary limits count: reading is cheap, GraphQL's POST too.
		weight: method === 'GET' || method === 'HEAD' || isGraphql ? 1 : 5,
		id: requestId(),
	};
}

function json(body) {
	try {
		return JSON.parse(body.toString());
	} catch {
		return null;
	}
}

// HTTP/2 has many requests on one connection and hides its socket.
const connectionOf = (req) => req.stream?.session ?? req.socket;

function requestId() {
	return randomBytes(14)
		.toString('hex')
		.toUpperCase()
		.replace(/^(.{4})(.{6})(.{6})(.{6})(.{6})$/, '$1:$2:$3:$4:$5');
}

/** The whole body of a request. */
export async function readBody(req) {
	const parts = [];
	let size = 0;
	for await (const part of req) {
		size += part.length;
		if (size > BODY_MOST) throw new Error('request body too large');
		parts.push(part);
	}
	return Buffer.concat(parts);
}
