// Repository and what hangs on it directly: languages, topics, licence, releases.

import { nodeId, repositoryId } from '../nodeid.js';
import { Listing } from '../connection.js';
import { hash } from '../../world/random.js';
import { date, escapeHtml, languageNode, ordered } from './common.js';
import { objectAt } from './git.js';

// Of addresses for git itself.
const HOST = 'github.com';

const LICENSES = {
	MIT: 'MIT License',
	'Apache-2.0': 'Apache License 2.0',
	'BSD-3-Clause': 'BSD 3-Clause "New" or "Revised" License',
	'GPL-3.0': 'GNU General Public License v3.0',
	'MPL-2.0': 'Mozilla Public License 2.0',
};

export const licenseName = (spdx) => LICENSES[spdx] ?? spdx;

const counted = (total) => new Listing([], { total });

const license = (spdx) =>
	spdx && {
		__typename: 'License',
		id: nodeId('License', hash(spdx) % 1000),
		key: spdx.toLowerCase(),
		name: licenseName(spdx),
		spdxId: spdx,
		url: `http://choosealicense.com/licenses/${spdx.toLowerCase()}/`,
	};

const topic = (name) => ({ __typename: 'Topic', id: nodeId('Topic', hash('topic', name) % 100_000), name });

/** Pull requests in one of the states, in an order; kept while unchanged. */
function pulls(repo, { states, orderBy, baseRefName, headRefName }) {
	if (headRefName || (baseRefName && baseRefName !== repo.defaultBranch)) return [];
	const key = `pulls ${states ?? ''} ${orderBy?.field} ${orderBy?.direction}`;
	return repo.derived(key, () => {
		const list = repo.work.pulls.filter((p) => !states || states.includes(p.state));
		// Without an order GitHub gives the oldest first.
		return ordered(list, orderBy ?? { field: 'CREATED_AT', direction: 'ASC' }, {
			CREATED_AT: (p) => p.createdAt,
			UPDATED_AT: (p) => p.updatedAt,
		});
	});
}

const ref = (repo, name) => (repo.isEmpty ? null : { __typename: 'Ref', repo, name, prefix: 'refs/heads/' });

export const repository = {
	Repository: {
		id: (r, _, { nextIds }) => repositoryId(r, nextIds),
		databaseId: (r) => r.id,
		nameWithOwner: (r) => r.fullName,
		url: (r) => r.htmlUrl,
		resourcePath: (r) => `/${r.fullName}`,
		sshUrl: (r) => `git@${HOST}:${r.fullName}.git`,
		descriptionHTML: (r) => `<div>${escapeHtml(r.description ?? '')}</div>`,
		createdAt: date('createdAt'),
		pushedAt: date('pushedAt'),
		updatedAt: date('updatedAt'),
		archivedAt: (r) => (r.isArchived ? date('updatedAt')(r) : null),
		stargazerCount: (r) => r.stars,
		forkCount: (r) => r.forks,
		stargazers: (r) => counted(r.stars),
		forks: (r) => counted(r.forks),
		watchers: (r) => counted(r.watchers),
		issues: (r, args) => counted(args.states && !args.states.includes('OPEN') ? r.issues * 3 : r.issues),
		discussions: () => counted(0),
		primaryLanguage: (r) => languageNode(r.language),
		isInOrganization: (r) => r.owner.kind === 'Organization',
		isLocked: () => false,
		isPrivate: (r) => r.isPrivate,
		visibility: () => 'PUBLIC',
		hasIssuesEnabled: () => true,
		isSecurityPolicyEnabled: (r) => !r.isEmpty && r.tree.files.has('SECURITY.md'),
		contributingGuidelines: (r) =>
			!r.isEmpty && r.tree.files.has('CONTRIBUTING.md')
				? {
						__typename: 'ContributingGuidelines',
						body: 'Open an issue first.',
						url: `${r.htmlUrl}/blob/${r.defaultBranch}/CONTRIBUTING.md`,
						resourcePath: `/${r.fullName}/blob/${r.defaultBranch}/CONTRIBUTING.md`,
					}
				: null,
		licenseInfo: (r) => license(r.license),
		languages: (r, { orderBy }) =>
			new Listing(orderBy?.direction === 'ASC' ? r.languages.slice().reverse() : r.languages, {
				extra: { totalSize: r.languages.reduce((sum, l) => sum + l.size, 0) },
				edge: (l) => ({ node: languageNode(l.name), size: l.size }),
			}),
		repositoryTopics: (r) =>
			new Listing(
				r.topics.map((name) => ({
					__typename: 'RepositoryTopic',
					id: nodeId('Topic', r.id, hash(name) % 100_000),
					name,
					topic: topic(name),
					url: `https://github.com/topics/${name}`,
					resourcePath: `/topics/${name}`,
				})),
				{ key: (t) => t.name },
			),
		latestRelease: (r) => r.releases[0],
		releases: (r, { orderBy }) =>
			orderBy?.direction === 'ASC' ? r.releases.slice().reverse() : r.releases,
		release: (r, { tagName }) => r.releases.find((release) => release.tag === tagName),
		defaultBranchRef: (r) => ref(r, r.defaultBranch),
		ref: (r, { qualifiedName }) =>
			qualifiedName.replace('refs/heads/', '') === r.defaultBranch ? ref(r, r.defaultBranch) : null,
		refs: (r) => (r.isEmpty ? [] : [ref(r, r.defaultBranch)]),
		object: (r, { expression, oid }) => objectAt(r, expression, oid),
		pullRequests: pulls,
		pullRequest: (r, { number }) => r.pullByNumber(number),
		mentionableUsers: (r) =>
			r.contributors.map((c) => c.person).filter((p) => p.kind === 'User' && !p.deleted),
		openGraphImageUrl: (r) => `https://opengraph.githubassets.com/1/${r.fullName}`,
		projectsUrl: (r) => `${r.htmlUrl}/projects`,
		projectsResourcePath: (r) => `/${r.fullName}/projects`,
	},
	Release: {
		id: (r) => nodeId('Release', r.repo.id, r.id),
		databaseId: (r) => r.id % 2147483647,
		tagName: (r) => r.tag,
		publishedAt: date('publishedAt'),
		createdAt: date('publishedAt'),
		updatedAt: date('publishedAt'),
		isLatest: (r) => r.repo.releases[0] === r,
		repository: (r) => r.repo,
		url: (r) => `${r.repo.htmlUrl}/releases/tag/${r.tag}`,
		resourcePath: (r) => `/${r.repo.fullName}/releases/tag/${r.tag}`,
	},
};
