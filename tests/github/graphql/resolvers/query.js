// The roots: node, nodes, user, repository, search, rateLimit and kin.

import { parseNodeId } from '../nodeid.js';
import { Listing } from '../connection.js';
import { TypedError } from '../errors.js';
import { searchPeople, searchPulls, searchRepositories, SEARCH_CAP } from '../../world/search.js';
import { iso } from '../../world/time.js';
import { byOid } from './git.js';

const notFound = (message) => new TypedError('NOT_FOUND', message);

function nodeOf(world, id, context) {
	const parsed = parseNodeId(id);
	const object = parsed && objectOf(world, parsed);
	if (!object) throw notFound(`Could not resolve to a node with the global id of '${id}'.`);
	if (parsed.legacy)
		context.warnings.push({
			type: 'DEPRECATION',
			message: `The id ${id} is deprecated. Update your cache to use the next_global_id from the data payload.`,
			data: { legacy_global_id: id, next_global_id: context.nextIdOf(object) },
			link: 'https://docs.github.com',
		});
	return object;
}

/** What a parsed node id names, or null. */
export function objectOf(world, { type, parts }) {
	if (['User', 'Bot', 'Organization', 'Mannequin'].includes(type)) {
		const person = world.byId(parts[0]);
		return person?.kind === type ? person : null;
	}
	const repo = world.repositoryById(parts[0]);
	if (type === 'Repository' || !repo) return repo;
	switch (type) {
		case 'PullRequest':
			return (
				repo
					.derived('pull by id', () => new Map(repo.work.pulls.map((p) => [p.id, p])))
					.get(parts[1]) ?? null
			);
		case 'PullRequestReview':
			return repo.pullByNumber(parts[1])?.reviews.find((r) => r.id === parts[2]) ?? null;
		case 'PullRequestReviewComment':
			return (
				repo
					.pullByNumber(parts[1])
					?.reviews.flatMap((r) => r.comments)
					.find((c) => c.id === parts[2]) ?? null
			);
		case 'Commit':
		case 'Tree':
		case 'Blob':
			return byOid(repo, parts[1]);
		default:
			return null;
	}
}

function search(world, { query, type }) {
	const lists = {
		USER: searchPeople,
		REPOSITORY: searchRepositories,
		ISSUE: searchPulls,
		ISSUE_ADVANCED: searchPulls,
	};
	const found = lists[type]?.(world, query) ?? [];
	const count = (name) => (type.startsWith(name) ? found.length : 0);
	return new Listing(found.slice(0, SEARCH_CAP), {
		extra: {
			userCount: count('USER'),
			repositoryCount: count('REPOSITORY'),
			issueCount: count('ISSUE'),
			codeCount: 0,
			discussionCount: 0,
			wikiCount: 0,
		},
		edge: (node) => ({ node, textMatches: [] }),
	});
}

function findRepository({ owner, name, followRenames }, world) {
	const found = world.findRepository(owner, name);
	if (!found || (found.moved && followRenames === false))
		throw notFound(`Could not resolve to a Repository with the name '${owner}/${name}'.`);
	if (found.repo.blocked) throw new TypedError('FORBIDDEN', 'Repository access blocked');
	return found.repo;
}

export const query = {
	Query: {
		node: (_, { id }, context) => nodeOf(context.world, id, context),
		// A slot that can't be filled is null with an error; the rest stays.
		nodes: (_, args, context) =>
			args.ids.map((id) => {
				try {
					return nodeOf(context.world, id, context);
				} catch (error) {
					return error;
				}
			}),
		user: (_, { login }, { world }) => {
			const person = world.byLogin(login);
			if (person?.kind !== 'User')
				throw notFound(`Could not resolve to a User with the login of '${login}'.`);
			return person;
		},
		organization: (_, { login }, { world }) => {
			const person = world.byLogin(login);
			if (person?.kind !== 'Organization')
				throw notFound(`Could not resolve to an Organization with the login of '${login}'.`);
			return person;
		},
		repositoryOwner: (_, { login }, { world }) => {
			const person = world.byLogin(login);
			return person && ['User', 'Organization'].includes(person.kind) ? person : null;
		},
		repository: (_, args, { world }) => findRepository(args, world),
		viewer: (_, args, { world }) => world.viewer,
		search: (_, args, { world }) => search(world, args),
		rateLimit: (_, args, context) => context.rateLimit() || null,
		relay: () => ({ __typename: 'Query' }),
		id: () => 'Q_kwDOquery',
		meta: () => ({
			__typename: 'GitHubMetadata',
			gitHubServicesSha: '0'.repeat(40),
			isPasswordAuthenticationVerifiable: true,
		}),
		topic: (_, { name }) => ({ __typename: 'Topic', id: `TO_${name}`, name }),
	},
	RateLimit: {
		resetAt: (r) => iso(r.reset * 1000),
	},
};
