// The history of a seed repository of a generated world: who committed, opened,
// reviewed and merged what and when.

import { Alias, Random, fakeOid } from './random.js';
import { DAY, HOUR, MINUTE, YEAR } from './time.js';
import { Commit, Pull, Review, ReviewComment } from './work.js';

/** First ids of a repository's pull requests, reviews and comments. Comments
 * and reviews lie beyond 32 bits' sign, as GitHub's do. */
export const pullId = (ordinal, i) => 1_200_000_000 + ordinal * 40_000 + i;
export const reviewId = (ordinal, i) => 3_000_000_000 + ordinal * 400_000 + i;
export const commentId = (ordinal, i) => 2_300_000_000 + ordinal * 400_000 + i;

/**
 * @param {object} plan  people (most active first), bots, mannequin, ordinal,
 *   now, horizon (ms), pulls, comments, commits: how many within the horizon
 */
export function harvest(repo, seed, plan) {
	const random = new Random(seed, 'harvest', repo.id);
	const crew = new Crew(random, plan);
	repo.company = plan.people.slice(0, 40);
	const pulls = makePulls(repo, random, crew, plan);
	const comments = addReviews(
		repo,
		random,
		crew,
		plan.ordinal,
		pulls,
		plan.comments / Math.max(1, plan.pulls),
	);
	const commits = makeCommits(repo, random, crew, plan, pulls);
	return { commits, pulls, comments };
}

// Who is active when: some come for a month, some stay for years.
class Crew {
	constructor(random, plan) {
		this.people = plan.people;
		this.bots = plan.bots;
		const n = this.people.length;
		this.alias = new Alias(this.people.map((_, i) => 1 / (i + 1.5) ** 0.95));
		this.core = this.people.slice(0, Math.max(4, Math.ceil(n * 0.07)));
		this.since = this.people.map(
			(_, i) => plan.now - random.next() * plan.horizon * (i < this.core.length ? 2 : 1.4),
		);
		this.until = this.since.map(
			(t, i) => t + (i < this.core.length ? 0.5 + random.next() * 2 : random.next() ** 2) * YEAR,
		);
	}

	at(random, when) {
		let i = 0;
		for (let tries = 0; tries < 6; tries++) {
			i = this.alias.pick(random);
			if (this.since[i] <= when && when <= this.until[i]) break;
		}
		return this.people[i];
	}

	reviewer(random, author) {
		for (let tries = 0; tries < 4; tries++) {
			const person = random.chance(0.75)
				? random.pick(this.core)
				: this.people[this.alias.pick(random)];
			if (person !== author) return person;
		}
		return this.core[0];
	}
}

function makePulls(repo, random, crew, plan) {
	// One in seven is closed without a merge or still open.
	const total = Math.ceil(plan.pulls * 1.16);
	const older = Math.floor(total * 0.4);
	const pulls = [];
	for (let i = 0; i < total + older; i++) {
		const recent = i < total;
		const back = recent
			? (plan.horizon * (i + random.next())) / total
			: plan.horizon + ((repo.ageMs - plan.horizon) * (i - total + random.next())) / Math.max(1, older);
		pulls.push(onePull(repo, random, crew, plan, plan.now - back));
	}
	pulls.sort((a, b) => b.createdAt - a.createdAt);
	pulls.forEach((pull, i) => {
		pull.number = (pulls.length - i) * 2 + 7; // issues took the others
		pull.id = pullId(plan.ordinal, pulls.length - i);
		pull.mergeOid = fakeOid('merge', repo.id, pull.number);
	});
	return pulls;
}

function onePull(repo, random, crew, plan, createdAt) {
	const fate = random.next();
	const bot = crew.bots.length > 0 && random.chance(0.09);
	const author = bot
		? random.pick(crew.bots)
		: plan.mannequin && random.chance(0.004)
			? plan.mannequin
			: crew.at(random, createdAt);
	const days = bot ? random.next() : random.pareto(0.05, 60, 0.7);
	const end = createdAt + Math.floor(days * DAY);
	const state = end > plan.now - MINUTE ? 'OPEN' : fate < 0.87 ? 'MERGED' : fate < 0.98 ? 'CLOSED' : 'OPEN';
	const size = bot ? random.range(1, 6) : Math.floor(random.pareto(1, 4000, 0.5));
	return new Pull(repo, {
		author,
		state,
		createdAt,
		updatedAt:
			state === 'OPEN' ? Math.min(plan.now - MINUTE, createdAt + random.range(1, 30) * DAY) : end,
		mergedAt: state === 'MERGED' ? end : null,
		closedAt: state === 'OPEN' ? null : end,
		mergedBy: state !== 'MERGED' ? null : random.chance(0.15) ? author : random.pick(crew.core),
		additions: size,
		deletions: Math.floor(size * random.next() * 0.8),
		changedFiles: Math.max(1, Math.min(60, Math.floor(Math.sqrt(size) * (0.3 + random.next() * 0.5)))),
		isDraft: state === 'OPEN' && random.chance(0.2),
	});
}

/** Adds reviews and comments to pull requests; also used for loaded worlds. */
export function addReviews(repo, random, crew, ordinal, pulls, commentsPerPull) {
	const comments = [];
	let reviews = 0;
	for (let p = pulls.length - 1; p >= 0; p--) {
		const pull = pulls[p];
		pull.reviewList = [];
		if (pull.author.kind === 'Bot' && random.chance(0.8)) continue;
		const count = random.weighted({ 0: 18, 1: 42, 2: 24, 3: 11, 4: 5 }) | 0;
		const end = pull.closedAt ?? pull.updatedAt;
		for (let i = 0; i < count; i++) {
			const author = crew.reviewer(random, pull.author);
			const last = i === count - 1 && pull.state === 'MERGED';
			const state =
				last && random.chance(0.8)
					? 'APPROVED'
					: random.weighted({ COMMENTED: 60, CHANGES_REQUESTED: 15, APPROVED: 22, DISMISSED: 3 });
			const delay = author.traits.agent
				? 20 * 1000
				: ((end - pull.createdAt) * (i + random.next())) / count;
			const review = new Review(pull, {
				id: reviewId(ordinal, ++reviews),
				author,
				state,
				submittedAt: Math.floor(pull.createdAt + delay),
			});
			pull.reviewList.push(review);
			const most = commentsPerPull * 0.68;
			const lines = random.chance(0.45)
				? Math.min(30, Math.round(random.pareto(most, most * 12, 1.6)))
				: 0;
			for (let k = 0; k < lines; k++) comments.push(oneComment(random, review, k, pull));
		}
	}
	comments.sort((a, b) => a.createdAt - b.createdAt);
	comments.forEach((comment, i) => {
		comment.id = commentId(ordinal, i + 1);
	});
	return comments;
}

function oneComment(random, review, k, pull) {
	// The author of the pull request answers now and then.
	const answer = k > 0 && random.chance(0.18);
	const at = review.submittedAt - (review.submittedAt % 1000) + k * 1000 + (answer ? HOUR : 0);
	const comment = new ReviewComment(review, {
		author: answer ? pull.author : review.author,
		createdAt: at,
		updatedAt: at + (random.chance(0.05) ? HOUR : 0),
		line: random.range(1, 800),
		replyTo: answer ? review.comments[k - 1] : null,
	});
	review.comments.push(comment);
	return comment;
}

function makeCommits(repo, random, crew, plan, pulls) {
	const commits = [];
	for (const pull of pulls) {
		if (pull.state !== 'MERGED') continue;
		const author = pull.author.kind === 'Mannequin' ? crew.people[0] : pull.author;
		commits.push(
			new Commit(repo, {
				oid: pull.mergeOid,
				author,
				committer: plan.webFlow,
				date: pull.mergedAt,
				additions: pull.additions,
				deletions: pull.deletions,
				changedFiles: pull.changedFiles,
				merge: false,
				pull,
			}),
		);
	}
	const within = Math.max(0, plan.commits - Math.floor(plan.pulls));
	for (let i = 0; i < within; i++)
		commits.push(
			direct(
				repo,
				random,
				random.pick(crew.core),
				plan.now - HOUR - Math.floor(random.next() * plan.horizon),
				i,
			),
		);
	// Everybody in the crew has at least one commit at some time; the newest
	// of those may be years ago.
	crew.people.forEach((person, i) => {
		const since = plan.now - repo.ageMs;
		commits.push(
			direct(
				repo,
				random,
				person,
				Math.max(
					since,
					Math.floor(
						Math.min(
							plan.now - DAY,
							crew.since[i] + random.next() * (crew.until[i] - crew.since[i]),
						),
					),
				),
				`first ${i}`,
			),
		);
	});
	// The newest is the head that the repository had before anybody looked here.
	commits.push(direct(repo, random, crew.core[0], repo.pushedAt, 'head'));
	commits[commits.length - 1].oid = repo.head;
	return commits.sort((a, b) => b.date - a.date);
}

function direct(repo, random, author, date, key) {
	const size = Math.floor(random.pareto(1, 1500, 0.6));
	return new Commit(repo, {
		oid: fakeOid('direct', repo.id, key),
		author,
		committer: author,
		date,
		additions: size,
		deletions: Math.floor(size * random.next()),
		changedFiles: random.range(1, 8),
		merge: false,
	});
}

/** A stand-in for Crew when people and their weights are known already. */
export function crewOf(people) {
	return {
		core: people.slice(0, Math.max(2, Math.ceil(people.length * 0.05))),
		reviewer(random, author) {
			for (let tries = 0; tries < 4; tries++) {
				const i = Math.floor(random.next() ** 3 * Math.min(people.length, 60));
				if (people[i] !== author) return people[i];
			}
			return people[0];
		},
	};
}
