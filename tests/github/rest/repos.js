// /repos/:owner/:repo and below.

import { addressesOf, LINKED_ADDRESSES } from '../world/world.js';
import { fileText, isBinary } from '../world/tree.js';
import { byOid } from '../graphql/resolvers/git.js';
import { parse } from '../world/time.js';
import { paginate } from './paging.js';
import { addressOf } from '../text/plant.js';
import * as shapes from './shapes.js';
import { failure, notFound } from './answers.js';

const DOCS = 'https://docs.github.com/rest/repos/repos';
const DEEPEST = 40_000;

export function get(ctx, repo) {
	return { json: shapes.fullRepository(repo, ctx), lastModified: repo.updatedAt };
}

export function languages(ctx, repo) {
	return { json: Object.fromEntries(repo.languages.map((l) => [l.name, l.size])) };
}

export function topics(ctx, repo) {
	return { json: { names: repo.topics } };
}

/** Linked people among the first 500 addresses; anon=1 adds the others. */
export function contributors(ctx, repo) {
	if (repo.isEmpty) return { status: 204 };
	if (repo.tooLarge)
		return failure(
			403,
			'The history or contributor list is too large to list contributors for this repository via the API.',
			'https://docs.github.com/rest/repos/repos#list-repository-contributors',
		);
	const anon = ['1', 'true'].includes(ctx.query.get('anon'));
	const rows = repo.derived(`rows ${anon}`, () => contributorRows(repo, anon));
	const { items, headers } = paginate(rows, ctx, `/repositories/${repo.id}/contributors`);
	return {
		json: items.map((row) => (row.anonymous ? shapes.anonymous(row) : shapes.contributor(row, ctx))),
		headers,
	};
}

function contributorRows(repo, anon) {
	const rows = [];
	let addresses = 0;
	for (const { person, commits } of repo.contributors) {
		addresses += addressesOf(person);
		const anonymous = addresses > LINKED_ADDRESSES || person.deleted;
		if (!anonymous || anon) rows.push({ person, commits, anonymous });
	}
	return rows;
}

export function readme(ctx, repo) {
	const file = repo.readme;
	return file ? content(ctx, repo, file) : notFound(`${DOCS}#get-a-repository-readme`);
}

export function contents(ctx, repo, path) {
	if (repo.isEmpty) return path ? notFound(DOCS) : failure(404, 'This repository is empty.', DOCS);
	const found = repo.tree.at(decodeURIComponent(path));
	if (!found) return notFound('https://docs.github.com/rest/repos/contents#get-repository-content');
	if (found.file) return content(ctx, repo, found.file);
	const entries = repo.tree.folders.get(found.folder);
	return { json: entries.slice(0, 1000).map((e) => entry(ctx, repo, e)), etag: entries.oid };
}

function entry(ctx, repo, e) {
	const isFile = e.type === 'blob';
	const url = `${ctx.base}/repos/${repo.fullName}/contents/${e.path}?ref=${repo.defaultBranch}`;
	const html = `${repo.htmlUrl}/${isFile ? 'blob' : 'tree'}/${repo.defaultBranch}/${e.path}`;
	const git = `${ctx.base}/repos/${repo.fullName}/git/${isFile ? 'blobs' : 'trees'}/${e.oid}`;
	return {
		name: e.name ?? e.path.split('/').pop(),
		path: e.path,
		sha: e.oid,
		size: e.size,
		url,
		html_url: html,
		git_url: git,
		download_url: isFile
			? `https://raw.githubusercontent.com/${repo.fullName}/${repo.defaultBranch}/${e.path}`
			: null,
		type: isFile ? 'file' : 'dir',
		_links: { self: url, git, html },
	};
}

function content(ctx, repo, file) {
	const text = fileText(repo, file);
	if (ctx.media === 'raw')
		return {
			body: text,
			type: isBinary(file.path)
				? 'application/octet-stream'
				: 'application/vnd.github.raw+json; charset=utf-8',
			etag: file.oid,
			lastModified: repo.pushedAt,
		};
	const encoded =
		file.size > 1_000_000 ? '' : Buffer.from(text).toString('base64').replace(/.{60}/g, '$&\n');
	return {
		json: {
			...entry(ctx, repo, { ...file, type: 'blob' }),
			content: encoded,
			encoding: file.size > 1_000_000 ? 'none' : 'base64',
		},
		etag: file.oid,
		lastModified: repo.pushedAt,
	};
}

const TREE_MOST = 100_000;

export function tree(ctx, repo, sha) {
	if (repo.isEmpty)
		return failure(409, 'Git Repository is empty.', 'https://docs.github.com/rest/git/trees#get-a-tree');
	const found =
		['HEAD', repo.defaultBranch, repo.head].includes(sha) || repo.commitByOid(sha)
			? { path: '' }
			: byOid(repo, sha);
	if (!found || found.path === undefined)
		return notFound('https://docs.github.com/rest/git/trees#get-a-tree');
	const list = [];
	collect(ctx, repo, found.path, '', ctx.query.has('recursive'), list);
	const truncated = list.length > TREE_MOST || repo.truncatedTree === true;
	const oid = repo.tree.folders.get(found.path).oid;
	return {
		json: {
			sha: oid,
			url: `${ctx.base}/repos/${repo.fullName}/git/trees/${oid}`,
			tree: truncated ? list.slice(0, Math.min(TREE_MOST, Math.ceil(list.length / 2))) : list,
			truncated,
		},
	};
}

function collect(ctx, repo, folder, prefix, deep, list) {
	for (const e of repo.tree.folders.get(folder)) {
		const isFile = e.type === 'blob';
		list.push({
			path: prefix + e.name,
			mode: e.mode.toString(8).padStart(6, '0'),
			type: e.type,
			sha: e.oid,
			...(isFile ? { size: e.size } : {}),
			url: `${ctx.base}/repos/${repo.fullName}/git/${isFile ? 'blobs' : 'trees'}/${e.oid}`,
		});
		if (deep && !isFile) collect(ctx, repo, e.path, `${prefix}${e.name}/`, deep, list);
	}
}

export function blob(ctx, repo, sha) {
	const found = repo.isEmpty ? null : repo.tree.byOid.get(sha);
	if (!found?.file) return notFound('https://docs.github.com/rest/git/blobs#get-a-blob');
	const text = fileText(repo, found.file);
	return {
		json: {
			sha,
			node_id: '',
			size: found.file.size,
			url: `${ctx.base}/repos/${repo.fullName}/git/blobs/${sha}`,
			content: Buffer.from(text).toString('base64'),
			encoding: 'base64',
		},
		etag: sha,
	};
}

export function commits(ctx, repo) {
	if (repo.isEmpty)
		return failure(
			409,
			'Git Repository is empty.',
			'https://docs.github.com/rest/commits/commits#list-commits',
		);
	const q = ctx.query;
	let list = repo.work.commits;
	if (q.has('author')) {
		const author = ctx.world.byLogin(q.get('author'));
		list = author
			? ctx.world.commitsOf(repo, author)
			: list.filter((c) => addressOf(c.author) === q.get('author'));
	}
	const since = parse(q.get('since')) ?? -Infinity;
	const until = parse(q.get('until')) ?? Infinity;
	if (q.has('since') || q.has('until')) list = list.filter((c) => c.date >= since && c.date <= until);
	const { items, headers } = paginate(list, ctx, `/repositories/${repo.id}/commits`);
	return { json: items.map((c) => shapes.commit(c, ctx)), headers, lastModified: items[0]?.date };
}

export function commit(ctx, repo, sha) {
	const found =
		repo.commitByOid(sha) ?? (sha === repo.defaultBranch || sha === 'HEAD' ? repo.work.commits[0] : null);
	if (!found)
		return failure(
			422,
			`No commit found for SHA: ${sha}`,
			'https://docs.github.com/rest/commits/commits#get-a-commit',
		);
	return {
		json: {
			...shapes.commit(found, ctx),
			stats: {
				total: found.additions + found.deletions,
				additions: found.additions,
				deletions: found.deletions,
			},
			files: [],
		},
	};
}

export function pulls(ctx, repo) {
	const q = ctx.query;
	const state = q.get('state') ?? 'open';
	const sort = { updated: 'updatedAt', created: 'createdAt' }[q.get('sort')] ?? 'createdAt';
	const direction = q.get('direction') ?? (q.has('sort') && q.get('sort') !== 'created' ? 'asc' : 'desc');
	const list = repo.derived(`rest pulls ${state} ${sort} ${direction}`, () => {
		const some = repo.work.pulls.filter(
			(p) => state === 'all' || (p.state === 'OPEN') === (state === 'open'),
		);
		return some.sort(
			(a, b) => (direction === 'asc' ? 1 : -1) * (a[sort] - b[sort] || a.number - b.number),
		);
	});
	const { items, headers } = paginate(list, ctx, `/repositories/${repo.id}/pulls`);
	return { json: items.map((p) => shapes.pull(p, ctx)), headers };
}

const pullOr404 = (repo, number, make) => {
	const found = repo.pullByNumber(Number(number));
	return found ? make(found) : notFound('https://docs.github.com/rest/pulls/pulls#get-a-pull-request');
};

export const pull = (ctx, repo, number) =>
	pullOr404(repo, number, (p) => ({ json: shapes.fullPull(p, ctx), lastModified: p.updatedAt }));

export const reviews = (ctx, repo, number) =>
	pullOr404(repo, number, (p) => {
		const { items, headers } = paginate(
			p.reviews,
			ctx,
			`/repositories/${repo.id}/pulls/${number}/reviews`,
		);
		return { json: items.map((r) => shapes.review(r, ctx)), headers };
	});

export const pullComments = (ctx, repo, number) =>
	pullOr404(repo, number, (p) =>
		commentPage(
			ctx,
			repo,
			p.reviews.flatMap((r) => r.comments),
			`/pulls/${number}/comments`,
		),
	);

export const comments = (ctx, repo) => commentPage(ctx, repo, repo.work.comments, '/pulls/comments');

function commentPage(ctx, repo, all, path) {
	const q = ctx.query;
	let list = all;
	if (q.has('sort')) {
		// direction is ignored without sort
		const key = q.get('sort') === 'updated' ? 'updatedAt' : 'createdAt';
		const sign = q.get('direction') === 'desc' ? -1 : 1;
		list = repo.derived(`comments ${path} ${key} ${sign}`, () =>
			list.slice().sort((a, b) => sign * (a[key] - b[key] || a.id - b.id)),
		);
	}
	if (q.has('since')) {
		const since = parse(q.get('since'));
		if (since == null)
			return failure(422, 'Validation Failed', 'https://docs.github.com/rest/pulls/comments');
		list = list.filter((c) => c.updatedAt >= since);
	}
	const size = Math.min(100, Number(q.get('per_page')) || 30);
	if ((Number(q.get('page')) || 1) * size > DEEPEST)
		return failure(
			422,
			'In order to keep the API fast for everyone, pagination is limited for this resource. Check the rel=last link relation in the Link response header to see how far back you can traverse.',
			'https://docs.github.com/v3/#pagination',
		);
	const { items, headers } = paginate(list, ctx, `/repositories/${repo.id}${path}`);
	return { json: items.map((c) => shapes.reviewComment(c, ctx)), headers };
}

export function releases(ctx, repo) {
	const { items, headers } = paginate(repo.releases, ctx, `/repositories/${repo.id}/releases`);
	return { json: items.map((r) => shapes.release(r, ctx)), headers };
}
