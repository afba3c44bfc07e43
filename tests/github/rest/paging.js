// Pages by number and the Link header that leads through them.

/**
 * @param stable  the path that links use instead of the one asked for, e.g.
 *   /repositories/1/contributors
 * @returns {items, headers}
 */
export function paginate(list, ctx, stable) {
	const size = clamp(ctx.query.get('per_page'), 30, 100);
	const page = clamp(ctx.query.get('page'), 1, Number.MAX_SAFE_INTEGER);
	const last = Math.max(1, Math.ceil(list.length / size));
	const items = list.slice((page - 1) * size, page * size);
	const links = [];
	const link = (n, rel) => {
		const query = new URLSearchParams(ctx.query);
		query.set('page', n);
		links.push(`<${ctx.base}${stable}?${query}>; rel="${rel}"`);
	};
	if (page > 1) link(Math.min(page - 1, last), 'prev');
	if (page < last) {
		link(page + 1, 'next');
		link(last, 'last');
	}
	if (page > 1) link(1, 'first');
	return { items, headers: links.length ? { link: links.join(', ') } : {} };
}

// Too much is reduced in silence, nonsense is the default.
function clamp(text, fallback, most) {
	const n = Number.parseInt(text ?? '', 10);
	return n > 0 ? Math.min(n, most) : fallback;
}
