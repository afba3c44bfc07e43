// /search/repositories and /search/users: a thousand results at most.

import { searchPeople, searchRepositories, SEARCH_CAP } from '../world/search.js';
import { paginate } from './paging.js';
import { failure } from './answers.js';
import * as shapes from './shapes.js';

function search(ctx, find, shape, path) {
	const text = ctx.query.get('q');
	const docs = 'https://docs.github.com/v3/search/';
	if (!text)
		return {
			status: 422,
			json: {
				message: 'Validation Failed',
				errors: [{ resource: 'Search', field: 'q', code: 'missing' }],
				documentation_url: docs,
				status: '422',
			},
		};
	if (text.length > 256) return failure(422, 'Validation Failed', docs);
	const size = Math.min(100, Number(ctx.query.get('per_page')) || 30);
	if ((Number(ctx.query.get('page')) || 1) * size > SEARCH_CAP + size - 1)
		return failure(422, 'Only the first 1000 search results are available', docs);
	const found = find(text);
	const { items, headers } = paginate(found.slice(0, SEARCH_CAP), ctx, path);
	return {
		json: { total_count: found.length, incomplete_results: false, items: items.map(shape) },
		headers,
		uncached: true,
	};
}

export const repositories = (ctx) =>
	search(
		ctx,
		(text) => searchRepositories(ctx.world, text, ctx.query.get('sort'), ctx.query.get('order')),
		(r) => ({ ...shapes.repository(r, ctx), score: 1 }),
		'/search/repositories',
	);

export const users = (ctx) =>
	search(
		ctx,
		(text) => searchPeople(ctx.world, text),
		(p) => ({ ...shapes.simpleUser(p, ctx), score: 1 }),
		'/search/users',
	);
