// The rows of a repository's history. Texts are made when they are read and not
// kept: a row is a few numbers, so that hundreds of thousands fit in memory.

import { fakeOid, Random } from './random.js';
import { commitMessage, pullTitle, pullBody } from '../text/commits.js';
import { reviewComment, reviewBody, diffHunk } from '../text/reviews.js';
import { hostileText } from '../text/hostile.js';

export class Commit {
	constructor(repo, fields) {
		this.repo = repo;
		Object.assign(this, fields); // oid author committer date additions deletions changedFiles merge pull? message?
	}

	get __typename() {
		return 'Commit';
	}

	get message() {
		if (this.text != null) return this.text;
		const own = commitMessage(
			new Random('commit', this.repo.id, this.oid),
			this.author,
			this.repo.domain,
			this.repo.company ?? [],
		);
		// A squashed pull request: its title and number, then what was said.
		return this.pull ? own.replace(/^.*/, () => `${this.pull.title} (#${this.pull.number})`) : own;
	}

	get authorName() {
		return this.author.name ?? this.author.login;
	}
}

export class Pull {
	constructor(repo, fields) {
		this.repo = repo;
		// number id author mergedBy state createdAt updatedAt mergedAt closedAt additions deletions changedFiles isDraft mergeOid text?
		Object.assign(this, fields);
	}

	get __typename() {
		return 'PullRequest';
	}

	get title() {
		if (this.text != null) return this.text;
		const hostile = this.author.traits.hostile;
		if (hostile && this.number % 3 === 0 && hostile !== 'huge') return hostileText(hostile).slice(0, 256);
		return pullTitle(new Random('title', this.repo.id, this.number), this.author, this.repo.domain);
	}

	get body() {
		return (
			this.bodyText ??
			pullBody(new Random('body', this.repo.id, this.number), this.author, this.repo.domain)
		);
	}

	get htmlUrl() {
		return `${this.repo.htmlUrl}/pull/${this.number}`;
	}

	/** Reviews, oldest first; comments refer to them. */
	get reviews() {
		return this.reviewList ?? (this.reviewList = []);
	}
}

export class Review {
	constructor(pull, fields) {
		this.pull = pull;
		this.comments = [];
		Object.assign(this, fields); // id author state submittedAt
	}

	get __typename() {
		return 'PullRequestReview';
	}

	get body() {
		return this.text ?? reviewBody(new Random('review', this.id), this.state);
	}
}

export class ReviewComment {
	constructor(review, fields) {
		this.review = review;
		Object.assign(this, fields); // id author createdAt updatedAt path line replyTo
	}

	get __typename() {
		return 'PullRequestReviewComment';
	}

	get pull() {
		return this.review.pull;
	}

	get body() {
		if (this.text != null) return this.text;
		const { repo } = this.pull;
		const hostile = this.author.traits.hostile;
		if (hostile && this.id % 3 === 0) return hostileText(hostile).slice(0, 65_536);
		return reviewComment(new Random('comment', this.id), this.author, repo.domain, repo.language ?? 'Go');
	}

	get diffHunk() {
		return diffHunk(new Random('hunk', this.id), this.pull.author, this.pull.repo.domain);
	}

	get path() {
		const { repo } = this.pull;
		const paths = repo.derived('paths', () => [...repo.tree.files.keys()]);
		return paths.length ? paths[this.id % paths.length] : 'README.md';
	}

	get commitOid() {
		return fakeOid('pull head', this.pull.repo.id, this.pull.number);
	}

	get htmlUrl() {
		return `${this.pull.htmlUrl}#discussion_r${this.id}`;
	}
}
