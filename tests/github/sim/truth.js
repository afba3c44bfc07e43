// What is true of the world, whether or not the API shows it.

import { addressOf, phoneOf } from '../text/plant.js';

/** All about a person: by id or login. */
export function truthOf(world, key) {
	const person = world.ids.get(Number(key)) ?? world.byLoginOrAlias(key);
	if (!person) throw Object.assign(new Error(`no such person: ${key}`), { status: 404 });
	return {
		id: person.id,
		login: person.login,
		kind: person.kind,
		name: person.name,
		bio: person.bio,
		company: person.company,
		location: person.location,
		website: person.websiteUrl,
		former_logins: person.formerLogins,
		deleted: person.deleted,
		bot: person.kind === 'Bot' || person.bot === true,
		hireable: person.hireable,
		followers: person.followersCount,
		traits: person.traits,
		address: addressOf(person),
		phone: phoneOf(person),
		public_email: person.email,
		repositories: world.repositoriesOf(person).map((r) => ({
			name: r.fullName,
			stars: r.stars,
			language: r.language,
			fork: r.isFork,
			quality: r.quality ?? null,
			pushed_at: r.pushedAt,
		})),
		seeds: person.works.map((repo) => ({
			repo: repo.fullName,
			commits: world.commitsOf(repo, person).length,
			merged_prs: repo.work.pulls.filter((p) => p.author === person && p.state === 'MERGED').length,
			merged_others: repo.work.pulls.filter((p) => p.mergedBy === person && p.author !== person).length,
			review_comments: repo.work.comments.filter((c) => c.author === person).length,
		})),
	};
}

/** How much work there is in a seed repository since a time in milliseconds. */
function amountsOf({ work }, since) {
	return {
		merged_prs: work.pulls.filter((p) => p.state === 'MERGED' && p.mergedAt >= since).length,
		review_comments: work.comments.filter((c) => c.createdAt >= since).length,
		commits: work.commits.filter((c) => c.date >= since).length,
	};
}

/** Ids of people of each special kind, and how many there are in all. */
export function truthSummary(world, since = 0) {
	const ids = (test) => world.people.filter(test).map((p) => p.id);
	const user = (p) => p.kind === 'User' && !p.deleted;
	return {
		people: world.people.length,
		users: world.people.filter(user).length,
		bots: ids((p) => p.kind === 'Bot' || p.bot),
		organizations: ids((p) => p.kind === 'Organization'),
		mannequins: ids((p) => p.kind === 'Mannequin'),
		refusing: ids((p) => user(p) && p.traits.refusing),
		minors: ids((p) => user(p) && p.traits.minor),
		hostile: ids((p) => user(p) && p.traits.hostile),
		planted: ids((p) => user(p) && p.traits.planted),
		deleted: ids((p) => p.deleted),
		renamed: ids((p) => p.formerLogins.length > 0),
		hireable: ids((p) => user(p) && p.hireable),
		repositories: world.seeds.map((r) => ({
			name: r.fullName,
			id: r.id,
			language: r.language,
			...amountsOf(r, since),
		})),
	};
}
