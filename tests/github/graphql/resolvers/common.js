// What resolvers of many types share.

import { hash } from '../../world/random.js';
import { iso } from '../../world/time.js';
import { COLOURS } from '../../text/vocabulary.js';
import { nodeId } from '../nodeid.js';

/** A resolver for a time that the world holds in milliseconds. */
export const date = (name) => (source) => iso(source[name]);

/** The account behind a row; null when it is gone. */
export const account = (person) => (person && !person.deleted ? person : null);

export const escapeHtml = (text) =>
	text.replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c]);

/** Sorted copy of a list by orderBy; keys: {FIELD: item => value}. */
export function ordered(list, orderBy, keys, fallback) {
	const key = keys[orderBy?.field ?? fallback];
	if (!key) return list;
	const sign = (orderBy?.direction ?? 'ASC') === 'ASC' ? 1 : -1;
	return list.slice().sort((a, b) => {
		const x = key(a);
		const y = key(b);
		return sign * (x < y ? -1 : x > y ? 1 : 0) || a.id - b.id;
	});
}

/** COLLABORATOR and so on, as the world would have it. */
export function association(repo, person) {
	if (!person) return 'NONE';
	if (repo.owner === person) return 'OWNER';
	const top = repo.derived(
		'core',
		() =>
			new Set(
				repo.contributors.slice(0, Math.ceil(repo.contributors.length * 0.05)).map((c) => c.person),
			),
	);
	if (top.has(person)) return person.id % 2 ? 'MEMBER' : 'COLLABORATOR';
	return repo.derived('all contributors', () => new Set(repo.contributors.map((c) => c.person))).has(person)
		? 'CONTRIBUTOR'
		: 'NONE';
}

export const avatar = (person) => `https://avatars.githubusercontent.com/u/${person.id}?v=4`;

/** Languages by name: nodes of the same language are the same node. */
export const languageNode = (name) =>
	name && {
		__typename: 'Language',
		id: nodeId('Language', hash('language', name) % 1000),
		name,
		color: COLOURS[name] ?? null,
	};
