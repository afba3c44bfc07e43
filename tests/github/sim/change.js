// Changes to the world while it is served: people edit profiles, push, rename
// themselves, leave; pull requests are merged.
//
//   {"touch": {"share": 0.05, "seed": 1}}      profiles of 5 % of the users
//   {"person": 42, "set": {"bio": "..."}}      a profile, by id or login
//   {"person": 42, "rename": "new-login"}
//   {"person": 42, "delete": true}
//   {"person": 42, "push": true}               a commit to their first repository
//   {"person": 42, "create": {"name": "...", "stars": 7}}  a new repository
//   {"repository": "o/n", "rename": "o2/n2"}   the old name redirects
//   {"repository": "o/n", "delete": true}  {"repository": "o/n", "set": {...}}
//   {"repository": "o/n", "pull": {"author": 42, "title": "...", "comment": "..."}}

import { createRepository } from '../world/own.js';
import { fakeOid, Random } from '../world/random.js';
import { Commit, Pull, Review, ReviewComment } from '../world/work.js';
import { pullId, reviewId, commentId } from '../world/harvest.js';

const PERSON_FIELDS = [
	'name',
	'bio',
	'company',
	'location',
	'websiteUrl',
	'twitter',
	'hireable',
	'followersCount',
	'email',
	'socials',
];
const REPOSITORY_FIELDS = [
	'description',
	'stars',
	'forks',
	'topics',
	'isArchived',
	'license',
	'readmeText',
	'tooLarge',
	'isEmpty',
	'blocked',
	'truncatedTree',
	'homepageUrl',
];

/** Applies one change or a list of them; {changed: [ids]}. */
export function changeWorld(world, changes, now) {
	const changed = [];
	for (const change of [changes].flat()) {
		if (change.touch) changed.push(...touch(world, change.touch, now));
		else if (change.person != null) changed.push(changePerson(world, change, now));
		else if (change.repository != null) changed.push(changeRepository(world, change, now));
		else refuse(`not understood: ${JSON.stringify(change)}`);
	}
	world.version++;
	return { changed };
}

function refuse(message) {
	throw Object.assign(new Error(message), { status: 422 });
}

function touch(world, { share = 0.05, seed = 1 }, now) {
	const ids = [];
	for (const person of world.people) {
		const random = new Random('touch', seed, person.id);
		if (
			person.kind !== 'User' ||
			person.deleted ||
			person.bot ||
			person === world.webFlow ||
			person === world.viewer ||
			!random.chance(share)
		)
			continue;
		if (random.chance(0.5)) {
			person.bio = `${random.pick(['Now on', 'Back to', 'Moved on to'])} ${random.pick(person.traits.domains)}, round ${seed}`;
			person.updatedAt = now;
		} else {
			push(world, person, now);
		}
		ids.push(person.id);
	}
	return ids;
}

// A push changes the repository, not the profile's updatedAt.
function push(world, person, now) {
	const repo = world.ownRepositories(person).find((r) => !r.isFork && !r.isEmpty && !r.deleted);
	if (!repo) {
		person.updatedAt = now;
		return;
	}
	repo.work.commits.unshift(
		new Commit(repo, {
			oid: fakeOid('push', repo.id, now),
			author: person,
			committer: person,
			date: now,
			additions: 12,
			deletions: 3,
			changedFiles: 2,
			merge: false,
		}),
	);
	repo.headOid = repo.work.commits[0].oid;
	repo.pushedAt = repo.updatedAt = now;
	repo.version = (repo.version ?? 0) + 1;
	repo.changed();
	repo.treeChanged();
}

function changePerson(world, change, now) {
	const person =
		world.ids.get(Number(change.person)) ??
		world.byLoginOrAlias(String(change.person)) ??
		refuse(`no such person: ${change.person}`);
	for (const [field, value] of Object.entries(change.set ?? {})) {
		if (!PERSON_FIELDS.includes(field)) refuse(`a person has no settable field ${field}`);
		person[field] = value;
	}
	if (change.rename) {
		world.logins.delete(person.login.toLowerCase());
		world.alias(person.login, person);
		person.formerLogins.push(person.login);
		person.login = change.rename;
		world.logins.set(person.login.toLowerCase(), person);
	}
	if (change.delete) person.deleted = true;
	// Lists that were made with the old login or a live account in them.
	if (change.rename || change.delete) person.works.forEach((repo) => repo.changed());
	if (change.create && !createRepository(world, person, change.create, now))
		refuse(`${person.login} has too many repositories`);
	if (change.push) push(world, person, now);
	else if (!change.create) person.updatedAt = now;
	return person.id;
}

function changeRepository(world, change, now) {
	const repo =
		world.findRepository(...change.repository.split('/'))?.repo ??
		refuse(`no such repository: ${change.repository}`);
	for (const [field, value] of Object.entries(change.set ?? {})) {
		if (!REPOSITORY_FIELDS.includes(field)) refuse(`a repository has no settable field ${field}`);
		repo[field] = value;
		if (field === 'readmeText') repo.treeChanged();
	}
	if (change.rename) {
		const [owner, name] = change.rename.split('/');
		world.redirect(repo.fullName, repo);
		world.repositoryNames.delete(repo.fullName.toLowerCase());
		repo.owner = world.byLogin(owner) ?? world.organization(owner);
		repo.name = name;
		world.seedOwners.add(repo.owner);
		world.repositoryNames.set(repo.fullName.toLowerCase(), repo);
	}
	if (change.delete) repo.deleted = true;
	if (change.pull) addPull(world, repo, change.pull, now);
	repo.updatedAt = now;
	return repo.id;
}

function addPull(world, repo, fields, now) {
	const find = (key) =>
		world.ids.get(Number(key)) ?? world.byLogin(String(key)) ?? refuse(`no such person: ${key}`);
	const { work } = repo;
	const count = work.pulls.length + 1;
	const author = find(fields.author);
	const reviewer = fields.reviewer ? find(fields.reviewer) : repo.contributors[0].person;
	const pull = new Pull(repo, {
		number: Math.max(0, ...work.pulls.map((p) => p.number)) + 1,
		id: pullId(repo.ordinal, count),
		author,
		mergedBy: reviewer,
		state: 'MERGED',
		createdAt: now - 3_600_000,
		updatedAt: now,
		mergedAt: now,
		closedAt: now,
		additions: fields.additions ?? 40,
		deletions: fields.deletions ?? 10,
		changedFiles: fields.files ?? 3,
		isDraft: false,
		text: fields.title,
		bodyText: fields.body,
		mergeOid: fakeOid('added', repo.id, count),
	});
	const review = new Review(pull, {
		id: reviewId(repo.ordinal, 300_000 + count),
		author: reviewer,
		state: 'APPROVED',
		submittedAt: now - 60_000,
	});
	pull.reviewList = [review];
	if (fields.comment) {
		const comment = new ReviewComment(review, {
			id: commentId(repo.ordinal, work.comments.length + 1),
			author: reviewer,
			createdAt: now - 60_000,
			updatedAt: now - 60_000,
			line: 7,
			replyTo: null,
			text: fields.comment,
		});
		review.comments.push(comment);
		work.comments.push(comment);
	}
	work.pulls.unshift(pull);
	work.commits.unshift(
		new Commit(repo, {
			oid: pull.mergeOid,
			author,
			committer: world.webFlow,
			date: now,
			additions: pull.additions,
			deletions: pull.deletions,
			changedFiles: pull.changedFiles,
			merge: false,
			pull,
		}),
	);
	repo.headOid = pull.mergeOid;
	repo.pushedAt = now;
	if (!author.works.includes(repo)) author.works.push(repo);
	repo.lazy.contributors = undefined;
	repo.changed();
}
