// Which endpoint a path means. Route names key the secondary limits.

import * as repos from './repos.js';
import * as users from './users.js';
import * as search from './search.js';
import { failure, notFound } from './answers.js';

const REPO = [
	['', repos.get],
	['/languages', repos.languages],
	['/topics', repos.topics],
	['/contributors', repos.contributors],
	['/readme', repos.readme],
	['/contents', (ctx, repo) => repos.contents(ctx, repo, '')],
	['/contents/(.*)', repos.contents],
	['/git/trees/([^/]+)', repos.tree],
	['/git/blobs/([^/]+)', repos.blob],
	['/commits', repos.commits],
	['/commits/([^/]+)', repos.commit],
	['/pulls', repos.pulls],
	['/pulls/comments', repos.comments],
	['/pulls/(\\d+)', repos.pull],
	['/pulls/(\\d+)/reviews', repos.reviews],
	['/pulls/(\\d+)/comments', repos.pullComments],
	['/releases', repos.releases],
].map(([path, handler]) => ({
	name: `/repos/:owner/:repo${path.replace(/\([^)]*\)/g, ':x')}`,
	pattern: new RegExp(`^${path}$`),
	handler,
}));

const REST = [
	['/users/([^/]+)', users.get],
	['/users/([^/]+)/repos', users.repos],
	['/users/([^/]+)/social_accounts', users.socials],
	['/user/(\\d+)', users.byId],
	['/user/(\\d+)/repos', byNumber(users.repos)],
	['/user/(\\d+)/social_accounts', byNumber(users.socials)],
	['/search/repositories', search.repositories],
	['/search/users', search.users],
	['/', root],
	['/meta', () => ({ json: { verifiable_password_authentication: false } })],
	['/zen', () => ({ body: 'Approachable is better than simple.', type: 'text/plain;charset=utf-8' })],
	[
		'/user',
		(ctx) =>
			ctx.token
				? { json: { login: ctx.world.viewer.login, id: ctx.world.viewer.id, type: 'User' } }
				: failure(401, 'Requires authentication'),
	],
].map(([path, handler]) => ({
	name: path.replace(/\([^)]*\)/g, ':x'),
	pattern: new RegExp(`^${path}$`),
	handler,
}));

function byNumber(handler) {
	return (ctx, id) => {
		const person = ctx.world.byId(Number(id));
		return person ? handler(ctx, person.login) : notFound();
	};
}

function root(ctx) {
	return {
		json: {
			current_user_url: `${ctx.base}/user`,
			rate_limit_url: `${ctx.base}/rate_limit`,
			repository_url: `${ctx.base}/repos/{owner}/{repo}`,
			user_url: `${ctx.base}/users/{user}`,
		},
	};
}

/** {name, resource, answer(ctx)} of a path below the API's root. */
export function route(path) {
	const repo = /^\/repos\/([^/]+)\/([^/]+)(\/.*)?$/.exec(path);
	if (repo) return repositoryRoute(repo[3] ?? '', (ctx) => byName(ctx, repo[1], repo[2], repo[3] ?? ''));
	const numbered = /^\/repositories\/(\d+)(\/.*)?$/.exec(path);
	if (numbered)
		return repositoryRoute(numbered[2] ?? '', (ctx) => ctx.world.repositoryById(Number(numbered[1])));
	for (const { name, pattern, handler } of REST) {
		const match = pattern.exec(path);
		if (match)
			return {
				name,
				resource: path.startsWith('/search') ? 'search' : 'core',
				answer: (ctx) => handler(ctx, ...match.slice(1)),
			};
	}
	return { name: 'unknown', resource: 'core', answer: () => notFound() };
}

// The repository, or an answer (a redirect) instead.
function byName(ctx, owner, name, rest) {
	const found = ctx.world.findRepository(decodeURIComponent(owner), decodeURIComponent(name));
	if (!found?.moved) return found?.repo;
	const query = ctx.query.toString();
	const url = `${ctx.base}/repositories/${found.repo.id}${rest}${query ? `?${query}` : ''}`;
	return {
		status: 301,
		json: {
			message: 'Moved Permanently',
			url,
			documentation_url:
				'https://docs.github.com/rest/guides/best-practices-for-using-the-rest-api#follow-redirects',
		},
		headers: { location: url },
	};
}

function repositoryRoute(rest, find) {
	for (const { name, pattern, handler } of REPO) {
		const match = pattern.exec(rest);
		if (match)
			return {
				name,
				resource: 'core',
				answer: (ctx) => withRepository(find(ctx), (repo) => handler(ctx, repo, ...match.slice(1))),
			};
	}
	return { name: 'unknown', resource: 'core', answer: () => notFound() };
}

function withRepository(found, handler) {
	if (!found) return notFound('https://docs.github.com/rest/repos/repos#get-a-repository');
	if (found.status) return found;
	if (found.blocked)
		return {
			status: found.blocked === 'dmca' ? 451 : 403,
			json: {
				message: 'Repository access blocked',
				block: {
					reason: found.blocked,
					created_at: '2024-02-11T14:22:33Z',
					html_url: 'https://github.com/github/dmca',
				},
			},
		};
	return handler(found);
}
