// Node ids as GitHub makes them: a prefix and a packed array of numbers and
// strings, or, for old objects, base64 of length, type and number.

import { hasLegacyNodeId } from '../world/person.js';

const PREFIX = {
	User: 'U',
	Bot: 'BOT',
	Organization: 'O',
	Mannequin: 'M',
	Repository: 'R',
	PullRequest: 'PR',
	PullRequestReview: 'PRR',
	PullRequestReviewComment: 'PRRC',
	Commit: 'C',
	Tree: 'T',
	Blob: 'B',
	Release: 'RE',
	Ref: 'REF',
	Language: 'LA',
	Topic: 'TO',
	License: 'L',
};
const TYPE = Object.fromEntries(Object.entries(PREFIX).map(([type, prefix]) => [prefix, type]));

// MessagePack, as much of it as ids need.
function pack(parts) {
	const out = [Buffer.from([0x90 | parts.length])];
	for (const part of parts) {
		const b = Buffer.alloc(9);
		if (typeof part === 'string') {
			const text = Buffer.from(part);
			out.push(
				text.length < 32 ? Buffer.from([0xa0 | text.length]) : Buffer.from([0xd9, text.length]),
				text,
			);
		} else if (part < 128) {
			out.push(Buffer.from([part]));
		} else if (part <= 0xffffffff) {
			b[0] = 0xce;
			b.writeUInt32BE(part, 1);
			out.push(b.subarray(0, 5));
		} else {
			b[0] = 0xcf;
			b.writeBigUInt64BE(BigInt(part), 1);
			out.push(b);
		}
	}
	return Buffer.concat(out).toString('base64url');
}

function unpack(bytes) {
	const parts = [];
	let at = 1;
	for (let left = bytes[0] & 0x0f; left > 0; left--) {
		const tag = bytes[at++];
		if (tag < 0x80) {
			parts.push(tag);
		} else if (tag === 0xce) {
			parts.push(bytes.readUInt32BE(at));
			at += 4;
		} else if (tag === 0xcf) {
			parts.push(Number(bytes.readBigUInt64BE(at)));
			at += 8;
		} else if ((tag & 0xe0) === 0xa0 || tag === 0xd9) {
			const length = tag === 0xd9 ? bytes[at++] : tag & 0x1f;
			parts.push(bytes.toString('utf8', at, at + length));
			at += length;
		} else {
			return null;
		}
	}
	return parts;
}

const legacy = (type, id) => Buffer.from(`0${type.length}:${type}${id}`).toString('base64');

/** @param {boolean} next  always the new form (X-Github-Next-Global-ID: 1) */
export function personId(person, next) {
	return !next && person.kind === 'User' && hasLegacyNodeId(person)
		? legacy('User', person.id)
		: nodeId(person.kind, person.id);
}

export function repositoryId(repo, next) {
	return !next && repo.id < 300_000_000 ? legacy('Repository', repo.id) : nodeId('Repository', repo.id);
}

export function nodeId(type, ...parts) {
	return `${PREFIX[type] ?? 'X'}_${pack([0, ...parts])}`;
}

/** {type, parts, legacy} or null when it is no id at all. */
export function parseNodeId(id) {
	const modern = /^([A-Z]+)_([A-Za-z0-9_-]+)$/.exec(id);
	try {
		if (modern && TYPE[modern[1]]) {
			const parts = unpack(Buffer.from(modern[2], 'base64url'));
			return parts && { type: TYPE[modern[1]], parts: parts.slice(1), legacy: false };
		}
		const old = /^0\d{1,2}:([A-Za-z]+?)(\d+)$/.exec(Buffer.from(id, 'base64').toString('latin1'));
		return old && { type: old[1], parts: [Number(old[2])], legacy: true };
	} catch {
		return null;
	}
}
