// What was asked and what it cost, for tests to read.

import { createWriteStream } from 'node:fs';
import { createHash } from 'node:crypto';

const KEPT = 300_000;

export const tokenHash = (token) =>
	token == null ? null : createHash('sha256').update(token).digest('hex').slice(0, 12);

export class Journal {
	constructor(file) {
		this.stream = file ? createWriteStream(file, { flags: 'a', mode: 0o600 }) : null;
		this.reset();
	}

	reset() {
		this.entries = [];
		this.violations = [];
		this.totals = {
			requests: 0,
			points_rest: 0,
			points_graphql: 0,
			points_search: 0,
			not_modified: 0,
			max_concurrency: 0,
			bytes: 0,
			bytes_decoded: 0,
		};
		this.statuses = {};
		this.routes = {};
		this.operations = {};
		this.faults = {};
		this.nextNumber = 1;
	}

	add(entry) {
		entry.n = this.nextNumber++;
		const t = this.totals;
		t.requests++;
		t.bytes += entry.bytes;
		t.bytes_decoded += entry.bytes_decoded;
		t.max_concurrency = Math.max(t.max_concurrency, entry.concurrency);
		t.not_modified += entry.status === 304 ? 1 : 0;
		const kind =
			entry.resource === 'graphql'
				? 'points_graphql'
				: entry.resource === 'search'
					? 'points_search'
					: 'points_rest';
		t[kind] += entry.points;
		count(this.statuses, entry.status, 1, 0);
		count(this.routes, entry.route, 1, entry.points);
		if (entry.resource === 'graphql')
			count(this.operations, entry.operation ?? '(unnamed)', 1, entry.points);
		if (entry.fault) count(this.faults, entry.fault, 1, 0);
		if (this.entries.length < KEPT) this.entries.push(entry);
		this.stream?.write(`${JSON.stringify(entry)}\n`);
	}

	violation(text, entry) {
		this.violations.push({
			text,
			at: entry.at,
			method: entry.method,
			path: entry.path,
			operation: entry.operation,
		});
		this.stream?.write(`${JSON.stringify({ violation: text, path: entry.path, at: entry.at })}\n`);
	}

	summary() {
		return {
			...this.totals,
			violations: this.violations,
			statuses: plain(this.statuses),
			routes: this.routes,
			operations: this.operations,
			faults: plain(this.faults),
		};
	}
}

function count(table, key, requests, points) {
	const row = (table[key] ??= { requests: 0, points: 0 });
	row.requests += requests;
	row.points += points;
}

const plain = (table) => Object.fromEntries(Object.entries(table).map(([key, row]) => [key, row.requests]));
