// /users/:login, /user/:id and what people own.

import { paginate } from './paging.js';
import { notFound } from './answers.js';
import * as shapes from './shapes.js';

const DOCS = 'https://docs.github.com/rest/users/users#get-a-user';

// A Mannequin has no page of its own; bots are found with their brackets.
const visible = (person) => person && person.kind !== 'Mannequin';

export function get(ctx, login) {
	const person = ctx.world.byLogin(decodeURIComponent(login));
	return visible(person)
		? { json: shapes.publicUser(person, ctx), lastModified: person.updatedAt }
		: notFound(DOCS);
}

export function byId(ctx, id) {
	const person = ctx.world.byId(Number(id));
	return visible(person)
		? { json: shapes.publicUser(person, ctx), lastModified: person.updatedAt }
		: notFound(DOCS);
}

export function repos(ctx, login) {
	const person = ctx.world.byLogin(decodeURIComponent(login));
	if (!person) return notFound('https://docs.github.com/rest/repos/repos#list-repositories-for-a-user');
	const sort = { created: (r) => r.createdAt, updated: (r) => r.updatedAt, pushed: (r) => r.pushedAt }[
		ctx.query.get('sort')
	];
	const list = ctx.world.repositoriesOf(person).slice();
	const sign = (ctx.query.get('direction') ?? (sort ? 'desc' : 'asc')) === 'desc' ? -1 : 1;
	list.sort(
		(a, b) =>
			sign * (sort ? sort(a) - sort(b) : a.fullName.toLowerCase() < b.fullName.toLowerCase() ? -1 : 1),
	);
	const { items, headers } = paginate(list, ctx, `/user/${person.id}/repos`);
	return { json: items.map((r) => shapes.repository(r, ctx)), headers };
}

export function socials(ctx, login) {
	const person = ctx.world.byLogin(decodeURIComponent(login));
	if (!person) return notFound(DOCS);
	const { items, headers } = paginate(person.socials, ctx, `/user/${person.id}/social_accounts`);
	return { json: items.map((s) => ({ provider: s.provider.toLowerCase(), url: s.url })), headers };
}
