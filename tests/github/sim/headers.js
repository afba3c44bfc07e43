// Headers of answers, and the validators that make a 304 of a 200.

import { createHash } from 'node:crypto';

/** API versions that may be asked for; the first is meant when none is. */
export const VERSIONS = ['2022-11-28', '2026-03-10'];

/** The headers of an answer; sender: {now, scopes}. */
export function headersOf(ctx, answer, status, body, sender) {
	const headers = {
		date: new Date(sender.now).toUTCString(),
		server: 'github.com',
		'x-github-request-id': ctx.id,
		'x-github-media-type':
			ctx.resource === 'graphql'
				? 'github.v4; format=json'
				: ctx.media === 'raw'
					? 'github.v3; param=raw'
					: 'github.v3; format=json',
		'content-type': answer.type ?? 'application/json; charset=utf-8',
		vary: 'Accept, Authorization, Cookie, X-GitHub-OTP,Accept-Encoding, Accept, X-Requested-With',
		'x-content-type-options': 'nosniff',
	};
	if (ctx.token != null && status !== 401)
		Object.assign(headers, {
			'x-oauth-scopes': sender.scopes,
			'github-authentication-token-expiration': expiry(sender.now),
		});
	if (ctx.resource !== 'graphql')
		headers['x-github-api-version-selected'] = ctx.headers['x-github-api-version'] ?? VERSIONS[0];
	if (status === 200 && ctx.method === 'GET') {
		headers['cache-control'] = answer.uncached
			? 'no-cache'
			: `${ctx.token == null ? 'public' : 'private'}, max-age=60, s-maxage=60`;
		if (!answer.uncached) headers.etag = `"${answer.etag ?? etag(ctx, body)}"`;
		if (answer.lastModified) headers['last-modified'] = new Date(answer.lastModified).toUTCString();
	}
	if (status === 204) delete headers['content-type'];
	return Object.assign(headers, answer.headers);
}

/** Adds x-ratelimit-*: how a bucket stands after this request. */
export function addLimits(headers, resource, bucket) {
	const values = {
		limit: bucket.limit,
		remaining: bucket.remaining,
		reset: bucket.reset,
		used: bucket.used,
		resource,
	};
	for (const [name, value] of Object.entries(values)) headers[`x-ratelimit-${name}`] = String(value);
}

// SHA-256 of Accept, Authorization and Cookie, each followed by a colon, and of
// the body before it is compressed or prettified.
function etag(ctx, body) {
	const hash = createHash('sha256');
	for (const value of [ctx.headers.accept, ctx.headers.authorization, ctx.headers.cookie])
		if (value != null) hash.update(`${value}:`);
	return hash.update(body).digest('hex');
}

const bare = (validator) => validator.trim().replace(/^W\//, '');

/** Whether the caller has this already, by its validators. */
export function isUnchanged(ctx, headers) {
	const wanted = ctx.headers['if-none-match'];
	if (wanted != null)
		return (
			headers.etag != null &&
			wanted.split(',').some((v) => bare(v) === headers.etag || v.trim() === '*')
		);
	const since = ctx.headers['if-modified-since'];
	return (
		since != null &&
		headers['last-modified'] != null &&
		Date.parse(headers['last-modified']) <= Date.parse(since)
	);
}

// Sixty days from now, in the first of GitHub's two forms.
const expiry = (now) => `${new Date(now + 60 * 86_400_000).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
