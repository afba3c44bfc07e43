// GitHub's search syntax, as much of it as sourcing needs: words, "phrases",
// qualifier:value, ranges a..b, >=n, and -qualifier.

import { parse as parseTime } from './time.js';
import { fold } from '../text/names.js';

export const SEARCH_CAP = 1000;

/** {words, filters: [{key, value, not}], sort, order} of a query. */
export function parseQuery(text) {
	const query = { words: [], filters: [] };
	for (const [, not, key, quoted, bare, phrase, word] of text.matchAll(
		/(-?)(\w[\w-]*):(?:"([^"]*)"|(\S+))|"([^"]*)"|(\S+)/g,
	)) {
		if (key === 'sort') [query.sort, query.order] = (quoted ?? bare).split(/-(?=asc$|desc$)/);
		else if (key) query.filters.push({ key: key.toLowerCase(), value: quoted ?? bare, not: not === '-' });
		else query.words.push(fold(phrase ?? word));
	}
	return query;
}

/** Whether a number or time fits "10", ">=10", "10..20", "*..20". */
export function inRange(value, text, read = Number) {
	const range = /^(.+)\.\.(.+)$/.exec(text);
	if (range)
		return (
			(range[1] === '*' || value >= read(range[1])) &&
			(range[2] === '*' || value <= read(range[2], true))
		);
	const bound = /^(>=|<=|>|<)(.+)$/.exec(text);
	if (!bound)
		return read === Number ? value === read(text) : value >= read(text) && value <= read(text, true);
	const limit = read(bound[2], bound[1] === '<=' || bound[1] === '>');
	switch (bound[1]) {
		case '>=':
			return value >= limit;
		case '<=':
			return value <= limit;
		case '>':
			return value > limit;
		default:
			return value < limit;
	}
}

// A day means all of it: its end, where an end is wanted.
const time = (text, end) => parseTime(text) + (end && /^\d{4}-\d\d-\d\d$/.test(text) ? 86_399_999 : 0);
const has = (field, value) => field != null && fold(field).includes(fold(value));

const PEOPLE = {
	location: (p, v) => has(p.location, v),
	language: (p, v) => p.traits?.languages.some((l) => l.toLowerCase() === v.toLowerCase()) ?? false,
	followers: (p, v) => inRange(p.followersCount, v),
	repos: (p, v) => inRange(p.ownCount, v),
	created: (p, v) => inRange(p.createdAt, v, time),
	user: (p, v) => p.login.toLowerCase() === v.toLowerCase(),
	fullname: (p, v) => has(p.name, v),
	type: (p, v) => (v === 'org' ? p.kind === 'Organization' : p.kind === 'User'),
	in: () => true,
	is: () => true,
};

const REPOSITORIES = {
	topic: (r, v) => r.topics.includes(v.toLowerCase()),
	topics: (r, v) => inRange(r.topics.length, v),
	language: (r, v) => r.language?.toLowerCase() === v.toLowerCase(),
	stars: (r, v) => inRange(r.stars, v),
	forks: (r, v) => inRange(r.forks, v),
	size: (r, v) => inRange(r.diskUsage, v),
	created: (r, v) => inRange(r.createdAt, v, time),
	pushed: (r, v) => inRange(r.pushedAt, v, time),
	user: (r, v) => r.owner.login.toLowerCase() === v.toLowerCase(),
	org: (r, v) => r.owner.login.toLowerCase() === v.toLowerCase(),
	repo: (r, v) => r.fullName.toLowerCase() === v.toLowerCase(),
	license: (r, v) => r.license?.toLowerCase() === v.toLowerCase(),
	archived: (r, v) => r.isArchived === (v === 'true'),
	fork: () => true, // handled below: forks are out unless asked for
	is: () => true,
	in: () => true,
	mirror: (r, v) => r.isMirror === (v === 'true'),
	template: (r, v) => r.isTemplate === (v === 'true'),
};

const fits = (table, filters, item) =>
	filters.every(({ key, value, not }) => (table[key]?.(item, value) ?? true) !== not);

export function searchPeople(world, text) {
	const query = parseQuery(text);
	const list = world.people.filter(
		(p) =>
			!p.deleted &&
			(p.kind === 'User' || p.kind === 'Organization') &&
			fits(PEOPLE, query.filters, p) &&
			query.words.every((w) => has(p.login, w) || has(p.name, w)),
	);
	const by =
		{ followers: (p) => p.followersCount, repositories: (p) => p.ownCount, joined: (p) => p.createdAt }[
			query.sort
		] ?? ((p) => p.followersCount);
	return sorted(list, by, query.order);
}

export function searchRepositories(world, text, sort, order) {
	const query = parseQuery(text);
	const forks = query.filters.find((f) => f.key === 'fork')?.value ?? 'false';
	const list = world
		.allRepositories()
		.filter(
			(r) =>
				(forks === 'true' || r.isFork === (forks === 'only')) &&
				fits(REPOSITORIES, query.filters, r) &&
				query.words.every((w) => has(r.name, w) || has(r.description, w) || r.topics.includes(w)),
		);
	const by =
		{ stars: (r) => r.stars, forks: (r) => r.forks, updated: (r) => r.updatedAt }[sort ?? query.sort] ??
		((r) => r.stars);
	return sorted(list, by, order ?? query.order);
}

/** Pull requests: repo:, author:, is:merged|open|closed, merged:, created:. */
export function searchPulls(world, text) {
	const { filters } = parseQuery(text);
	const value = (key) => filters.find((f) => f.key === key && !f.not)?.value;
	const [owner, name] = (value('repo') ?? '').split('/');
	const author = value('author') && world.byLogin(value('author'));
	let list = [];
	if (name) list = world.findRepository(owner, name)?.repo.work.pulls ?? [];
	else if (author) list = world.pullsOf(author);
	const is = filters.filter((f) => f.key === 'is').map((f) => f.value);
	return list.filter(
		(p) =>
			(!author || p.author === author) &&
			(!is.includes('merged') || p.state === 'MERGED') &&
			(!is.includes('open') || p.state === 'OPEN') &&
			(!value('merged') || (p.mergedAt && inRange(p.mergedAt, value('merged'), time))) &&
			(!value('created') || inRange(p.createdAt, value('created'), time)),
	);
}

function sorted(list, by, order) {
	const sign = order === 'asc' ? 1 : -1;
	return list.sort((a, b) => sign * (by(a) - by(b)) || a.id - b.id);
}
