// PullRequest, PullRequestReview, PullRequestReviewComment.

import { nodeId } from '../nodeid.js';
import { Listing } from '../connection.js';
import { fakeOid } from '../../world/random.js';
import { account, association, date, escapeHtml } from './common.js';

const MAX_INT = 2 ** 31 - 1;

// Ids beyond 32 bits: databaseId can't hold them, fullDatabaseId is a string.
const ids = {
	databaseId: (x) => (x.id > MAX_INT ? null : x.id),
	fullDatabaseId: (x) => String(x.id),
};

const texts = {
	bodyText: (x) => x.body,
	bodyHTML: (x) => `<p dir="auto">${escapeHtml(x.body)}</p>`,
};

function reviews(pull, { states, author }) {
	return pull.reviews.filter(
		(r) =>
			(!states || states.includes(r.state)) &&
			(!author || r.author.login.toLowerCase() === author.toLowerCase()),
	);
}

function latest(pull) {
	return [...new Map(pull.reviews.map((r) => [r.author, r])).values()];
}

function participants(pull) {
	return [...new Set([pull.author, ...pull.reviews.map((r) => r.author)])].filter(
		(p) => p.kind === 'User' && !p.deleted,
	);
}

function files(pull) {
	const paths = pull.repo.derived('paths', () => [...pull.repo.tree.files.keys()]);
	const list = [];
	for (let i = 0; i < Math.min(pull.changedFiles, paths.length); i++) {
		const path = paths[(pull.number * 7 + i) % paths.length];
		list.push({
			__typename: 'PullRequestChangedFile',
			path,
			additions: Math.floor(pull.additions / pull.changedFiles),
			deletions: Math.floor(pull.deletions / pull.changedFiles),
			changeType: 'MODIFIED',
		});
	}
	return new Listing(list, { key: (f) => f.path });
}

const commit = (pull) => pull.repo.commitByOid(pull.mergeOid);

export const pulls = {
	PullRequest: {
		...ids,
		...texts,
		id: (p) => nodeId('PullRequest', p.repo.id, p.id),
		repository: (p) => p.repo,
		baseRepository: (p) => p.repo,
		author: (p) => account(p.author),
		mergedBy: (p) => account(p.mergedBy),
		authorAssociation: (p) => association(p.repo, p.author),
		createdAt: date('createdAt'),
		publishedAt: date('createdAt'),
		updatedAt: date('updatedAt'),
		mergedAt: date('mergedAt'),
		closedAt: date('closedAt'),
		merged: (p) => p.state === 'MERGED',
		closed: (p) => p.state !== 'OPEN',
		url: (p) => p.htmlUrl,
		permalink: (p) => p.htmlUrl,
		resourcePath: (p) => `/${p.repo.fullName}/pull/${p.number}`,
		titleHTML: (p) => escapeHtml(p.title),
		baseRefName: (p) => p.repo.defaultBranch,
		headRefName: (p) => `topic-${p.number}`,
		headRefOid: (p) => fakeOid('pull head', p.repo.id, p.number),
		baseRefOid: (p) => fakeOid('pull base', p.repo.id, p.number),
		isCrossRepository: (p) => p.number % 3 !== 0,
		mergeCommit: (p) => (p.state === 'MERGED' ? commit(p) : null),
		mergeable: () => 'UNKNOWN',
		reviewDecision: (p) => (p.reviews.some((r) => r.state === 'APPROVED') ? 'APPROVED' : null),
		reviews: (p, args) => reviews(p, args),
		latestReviews: latest,
		latestOpinionatedReviews: (p) => latest(p).filter((r) => r.state !== 'COMMENTED'),
		reviewThreads: threads,
		comments: (p) => new Listing([], { total: p.number % 5 }),
		commits: (p) => new Listing([], { total: 1 + (p.number % 4) }),
		participants,
		files,
		labels: () => [],
		totalCommentsCount: (p) => (p.number % 5) + p.reviews.reduce((sum, r) => sum + r.comments.length, 0),
	},
	PullRequestReview: {
		...ids,
		...texts,
		id: (r) => nodeId('PullRequestReview', r.pull.repo.id, r.pull.number, r.id),
		author: (r) => account(r.author),
		authorAssociation: (r) => association(r.pull.repo, r.author),
		pullRequest: (r) => r.pull,
		repository: (r) => r.pull.repo,
		submittedAt: date('submittedAt'),
		createdAt: date('submittedAt'),
		updatedAt: date('submittedAt'),
		publishedAt: date('submittedAt'),
		commit: () => null,
		url: (r) => `${r.pull.htmlUrl}#pullrequestreview-${r.id}`,
		resourcePath: (r) => `/${r.pull.repo.fullName}/pull/${r.pull.number}#pullrequestreview-${r.id}`,
		comments: (r) => r.comments,
	},
	PullRequestReviewComment: {
		...ids,
		...texts,
		id: (c) => nodeId('PullRequestReviewComment', c.pull.repo.id, c.pull.number, c.id),
		author: (c) => account(c.author),
		authorAssociation: (c) => association(c.pull.repo, c.author),
		pullRequest: (c) => c.pull,
		pullRequestReview: (c) => c.review,
		repository: (c) => c.pull.repo,
		replyTo: (c) => c.replyTo,
		createdAt: date('createdAt'),
		draftedAt: date('createdAt'),
		publishedAt: date('createdAt'),
		updatedAt: date('updatedAt'),
		originalLine: (c) => c.line,
		state: () => 'SUBMITTED',
		subjectType: () => 'LINE',
		url: (c) => c.htmlUrl,
		resourcePath: (c) => c.htmlUrl.slice('https://github.com'.length),
	},
	PullRequestReviewThread: {
		id: (t) => nodeId('PullRequestReviewComment', t.comments[0].pull.repo.id, t.comments[0].id, 0),
		path: (t) => t.comments[0].path,
		line: (t) => t.comments[0].line,
		isResolved: (t) => t.comments[0].id % 3 !== 0,
		pullRequest: (t) => t.comments[0].pull,
		repository: (t) => t.comments[0].pull.repo,
		comments: (t) => t.comments,
	},
};

// A comment and the answers to it.
function threads(pull) {
	const list = [];
	const of = new Map();
	for (const review of pull.reviews)
		for (const comment of review.comments) {
			const thread = comment.replyTo && of.get(comment.replyTo);
			if (thread) {
				thread.comments.push(comment);
				of.set(comment, thread);
			} else {
				const fresh = { __typename: 'PullRequestReviewThread', comments: [comment] };
				of.set(comment, fresh);
				list.push(fresh);
			}
		}
	return new Listing(list, { key: (t) => t.comments[0].id });
}
