// Puts an answer on the wire; with a fault, badly.

import { gzipSync, createGzip, constants } from 'node:zlib';
import { Readable } from 'node:stream';

const WORTH_GZIP = 500;

/** A plain answer. Resolves when the last byte was given to the socket. */
export function deliver(res, status, headers, body, gzip) {
	return new Promise((resolve) => {
		let bytes = body;
		if (gzip && body.length > WORTH_GZIP) {
			bytes = gzipSync(body, { level: 1 });
			headers['content-encoding'] = 'gzip';
			// nginx weakens the validator of what it compresses.
			if (headers.etag && !headers.etag.startsWith('W/')) headers.etag = `W/${headers.etag}`;
		}
		if (status !== 304 && status !== 204) headers['content-length'] = bytes.length;
		res.on('close', () => resolve(bytes.length));
		res.writeHead(status, headers);
		res.end(status === 304 || status === 204 ? undefined : bytes, () => resolve(bytes.length));
	});
}

/** Cuts the connection (HTTP/1.1) or the stream (HTTP/2). */
function cut(res) {
	if (res.stream?.close)
		res.stream.close(2); // INTERNAL_ERROR
	else res.socket?.destroy();
}

const closed = (res) => new Promise((resolve) => res.on('close', resolve));

/** An answer with a fault of those that concern bytes; false: not one of them. */
export async function deliverBadly(fault, res, status, headers, body) {
	const half = body.subarray(0, Math.floor(body.length * (fault.at ?? 0.5)));
	switch (fault.kind) {
		case 'reset':
			cut(res);
			return 0;
		case 'reset-mid-body':
			res.writeHead(status, { ...headers, 'content-length': body.length });
			await new Promise((resolve) => res.write(half, resolve));
			setImmediate(() => cut(res));
			await closed(res);
			return half.length;
		case 'stall':
			await stall(res, fault.ms);
			return 0;
		case 'stall-mid-body':
			res.writeHead(status, { ...headers, 'content-length': body.length });
			res.write(half);
			await stall(res, fault.ms);
			return half.length;
		case 'slow':
			return drip(res, status, headers, body, fault);
		case 'huge':
			return pour(res, headers, fault.bytes ?? 200_000_000, null);
		case 'gzip-bomb':
			return pour(
				res,
				headers,
				fault.bytes ?? 1_000_000_000,
				createGzip({ level: constants.Z_BEST_COMPRESSION }),
			);
		default:
			return false;
	}
}

// Holds the connection until the client gives up, or for ms.
async function stall(res, ms) {
	let timer;
	await Promise.race([
		closed(res),
		new Promise((resolve) => {
			timer = setTimeout(resolve, ms ?? 3_600_000);
		}),
	]);
	clearTimeout(timer);
	cut(res);
}

async function drip(res, status, headers, body, fault) {
	const chunk = fault.chunk ?? 16;
	let sent = 0;
	let gone = false;
	res.on('close', () => {
		gone = true;
	});
	res.writeHead(status, { ...headers, 'content-length': body.length });
	while (sent < body.length && !gone) {
		res.write(body.subarray(sent, sent + chunk));
		sent += chunk;
		await new Promise((resolve) => setTimeout(resolve, fault.interval_ms ?? 20));
	}
	if (!gone) res.end();
	return Math.min(sent, body.length);
}

function pour(res, headers, bytes, through) {
	const piece = Buffer.from(`[${'"x",'.repeat(16_000)}0],`);
	function* pieces() {
		yield Buffer.from('[');
		for (let sent = 0; sent < bytes; sent += piece.length) yield piece;
		yield Buffer.from('0]');
	}
	if (through) headers['content-encoding'] = 'gzip';
	res.writeHead(200, headers);
	const source = Readable.from(pieces());
	return new Promise((resolve) => {
		let sent = 0;
		const out = through ? source.pipe(through) : source;
		out.on('data', (data) => {
			sent += data.length;
		});
		res.on('close', () => {
			source.destroy();
			through?.destroy();
			resolve(sent);
		});
		out.pipe(res);
	});
}

/** Changes a body or headers as a fault says; the bytes to send. */
export function alter(fault, headers, body, context) {
	const text = () => body.toString('utf8');
	switch (fault.kind) {
		case 'truncate':
			return body.subarray(0, Math.floor(body.length * (fault.at ?? 0.5)));
		case 'content-type':
			headers['content-type'] = fault.value ?? 'text/plain';
			return body;
		case 'headers':
			Object.assign(headers, fault.headers);
			return body;
		case 'no-limit-headers':
			for (const name of Object.keys(headers))
				if (name.startsWith('x-ratelimit') || name === 'retry-after') delete headers[name];
			return body;
		case 'link':
			headers.link = `<${fault.next}>; rel="next"`;
			return body;
		case 'endless':
			if (context.isGraphql)
				return Buffer.from(endless(text(), fault, context.request?.variables ?? {}));
			// Every page has a next one, and something on it.
			headers.link = `<${context.base}${context.path}?page=${(Number(context.query.get('page')) || 1) + 1}>; rel="next"`;
			return ((fault.pages ??= {})[context.path] ??= body);
		case 'invalid-utf8':
			return splice(body, Buffer.from([0xff, 0xfe, 0xc3, 0x28, 0xed, 0xa0, 0x80]));
		case 'nul':
			return splice(body, Buffer.from(fault.raw ? [0] : Buffer.from('\\u0000')));
		case 'duplicate-keys':
			return Buffer.from(text().replace(/"(login|id|name|data)":/, '"$1":"twice","$1":'));
		case 'big-integer':
			return Buffer.from(
				text().replace(/"(id|databaseId)":\d+/, '"$1":123456789012345678901234567890'),
			);
		case 'null-data':
			return Buffer.from('{"data":null}');
		case 'partial':
			return Buffer.from(partial(text(), fault));
		default:
			return body;
	}
}

// Into the first string that is long enough to be a text.
function splice(body, bytes) {
	const match = /":"[^"\\]{3}/.exec(body.toString('latin1'));
	const at = match ? match.index + match[0].length : 0;
	return Buffer.concat([body.subarray(0, at), bytes, body.subarray(at)]);
}

// GraphQL: the same pages for ever, each with a next one.
function endless(text, fault, variables) {
	const answer = JSON.parse(
		text
			.replace(/"hasNextPage":false/g, '"hasNextPage":true')
			.replace(/"endCursor":(null|"[^"]*")/g, '"endCursor":"bm8gZW5k"'),
	);
	fault.pages ??= {};
	for (const key of Object.keys(answer.data ?? {}))
		if (key !== 'rateLimit') {
			// an alias is known by the id that the variable of its name holds
			const what = `${key.replace(/\d+$/, '')} ${variables[key] ?? key}`;
			answer.data[key] = fault.pages[what] ??= answer.data[key];
		}
	delete answer.errors;
	return JSON.stringify(answer);
}

// GraphQL: one slot of the first list of nodes, or one of several aliases, is
// null, with an error for it.
function partial(text, fault) {
	const answer = JSON.parse(text);
	const error = (path) => ({
		type: fault.type ?? 'RESOURCE_LIMITS_EXCEEDED',
		path,
		message: fault.message ?? 'Resource limits for this query exceeded.',
	});
	const aliases = Object.keys(answer.data ?? {}).filter((key) => /^[a-z]+\d+$/.test(key));
	if (aliases.length) {
		const key = aliases[Math.min(fault.index ?? 0, aliases.length - 1)];
		answer.data[key] = null;
		answer.errors = [error([key])];
		return JSON.stringify(answer);
	}
	for (const [key, value] of Object.entries(answer.data ?? {}))
		if (Array.isArray(value) && value.length) {
			const index = Math.min(fault.index ?? 0, value.length - 1);
			value[index] = null;
			answer.errors = [error([key, index])];
			break;
		}
	return JSON.stringify(answer);
}
