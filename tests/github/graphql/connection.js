// Connections: a slice of a list by first, last, after, before.

import { Kind } from 'graphql';
import { TypedError } from './errors.js';

/** What a connection's resolver may return beside a bare list. */
export class Listing {
	/** @param options  edge(item): fields of the edge; extra: fields of the
	 *   connection; key(item): what identifies an item in cursors; total */
	constructor(list, options = {}) {
		this.list = list;
		this.options = options;
	}
}

const EMPTY = new Listing([]);

export function page(value, args, info) {
	const listing = value instanceof Listing ? value : Array.isArray(value) ? new Listing(value) : EMPTY;
	checkBounds(args, info);
	return new Page(listing, args);
}

class Page {
	constructor(listing, args) {
		this.listing = listing;
		this.args = args;
		Object.assign(this, listing.options.extra);
	}

	get totalCount() {
		return this.listing.options.total ?? this.listing.list.length;
	}

	get range() {
		return (this.cached ??= slice(this.listing, this.args));
	}

	get nodes() {
		const { list, options } = this.listing;
		const { start, end } = this.range;
		const items = list.slice(start, end);
		return options.edge ? items.map((item) => options.edge(item).node) : items;
	}

	get edges() {
		const { list, options } = this.listing;
		const { start, end } = this.range;
		return list.slice(start, end).map((item, i) => ({
			node: item,
			cursor: cursorOf(this.listing, start + i),
			...options.edge?.(item),
		}));
	}

	get pageInfo() {
		const { start, end } = this.range;
		const { length } = this.listing.list;
		return {
			hasNextPage: end < length,
			hasPreviousPage: start > 0,
			startCursor: end > start ? cursorOf(this.listing, start) : null,
			endCursor: end > start ? cursorOf(this.listing, end - 1) : null,
		};
	}
}

// Opaque to clients: the place, and the item that stood there, so that a page
// goes on at the right item though others came in before it.
function cursorOf(listing, index) {
	const item = listing.list[index];
	return Buffer.from(`cursor:v2:${index}:${keyOf(listing, item)}`).toString('base64');
}

const keyOf = (listing, item) =>
	String(listing.options.key?.(item) ?? item?.id ?? item?.oid ?? item?.name ?? item);

function locate(listing, cursor) {
	const match = /^cursor:v2:(\d+):(.*)$/s.exec(Buffer.from(cursor, 'base64').toString('utf8'));
	if (!match)
		throw new TypedError(
			'INVALID_CURSOR_ARGUMENTS',
			`\`${cursor}\` does not appear to be a valid cursor.`,
		);
	const index = Number(match[1]);
	if (listing.list[index] !== undefined && keyOf(listing, listing.list[index]) === match[2]) return index;
	const found = listing.list.findIndex((item) => keyOf(listing, item) === match[2]);
	return found < 0 ? Math.min(index, listing.list.length) : found;
}

function slice(listing, args) {
	let start = args.after == null ? 0 : locate(listing, args.after) + 1;
	let end = args.before == null ? listing.list.length : locate(listing, args.before);
	end = Math.max(end, start);
	if (args.first != null) end = Math.min(end, start + args.first);
	if (args.last != null) start = Math.max(start, end - args.last);
	return { start, end };
}

const wants = new WeakMap();

// Whether anything but counts is selected below a connection field.
function wantsItems(info) {
	const node = info.fieldNodes[0];
	let answer = wants.get(node);
	if (answer === undefined) {
		answer = info.fieldNodes.some((field) => selects(field.selectionSet, info.fragments));
		wants.set(node, answer);
	}
	return answer;
}

function selects(set, fragments) {
	return set.selections.some((s) => {
		if (s.kind === Kind.FIELD) return ['nodes', 'edges', 'pageInfo'].includes(s.name.value);
		return selects(
			s.kind === Kind.FRAGMENT_SPREAD ? fragments[s.name.value].selectionSet : s.selectionSet,
			fragments,
		);
	});
}

function checkBounds(args, info) {
	const name = info.fieldName;
	for (const bound of ['first', 'last']) {
		if (args[bound] > 100)
			throw new TypedError(
				'EXCESSIVE_PAGINATION',
				`Requesting ${args[bound]} records on the \`${name}\` connection exceeds the \`${bound}\` limit of 100 records.`,
			);
		if (args[bound] < 0)
			throw new TypedError(
				'INVALID_PAGINATION',
				`\`${bound}\` on the \`${name}\` connection cannot be less than zero.`,
			);
	}
	if (args.first == null && args.last == null && wantsItems(info))
		throw new TypedError(
			'MISSING_PAGINATION_BOUNDARIES',
			`You must provide a \`first\` or \`last\` value to properly paginate the \`${name}\` connection.`,
		);
}
