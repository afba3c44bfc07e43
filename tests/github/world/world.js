// All that exists, with the indexes that answers need.

import { Person, inventProfile } from './person.js';
import { ownRepositories, OWN_BASE, OWN_MAX } from './own.js';
import { hash, Random } from './random.js';
import { parseNodeId } from '../graphql/nodeid.js';

const WEB_FLOW = 19_864_447;
const TOKEN_OWNER = 583_231;

export class World {
	/** @param options  now (ms): when the world is; seed; hostile, planted,
	 *   refusing: shares of people */
	constructor(options) {
		this.options = options;
		this.seed = options.seed ?? 1;
		this.now = options.now;
		this.people = [];
		this.seeds = [];
		this.repositories = [];
		this.ids = new Map();
		this.logins = new Map();
		this.aliases = new Map(); // former logins
		this.repositoryIds = new Map();
		this.repositoryNames = new Map();
		this.seedOwners = new Set(); // who owns any of this.repositories
		this.redirects = new Map(); // former owner/name -> repository
		this.ordinal = 0;
		this.version = 0;
		this.webFlow = this.#plain('User', WEB_FLOW, 'web-flow', 'GitHub Web Flow');
		this.viewer = this.#plain('User', TOKEN_OWNER, 'muster-operator-sim', 'The owner of the token');
		this.mannequins = [];
	}

	#plain(kind, id, login, name) {
		const person = new Person(kind, id, login, name);
		inventProfile(person, this.seed, { now: this.now, hostile: 0, planted: 0, refusing: 0 });
		Object.assign(person, { bio: null, ownCount: 0, socials: [], email: null, hireable: false });
		this.addPerson(person);
		return person;
	}

	addPerson(person) {
		person.index = this.people.length;
		this.people.push(person);
		this.ids.set(person.id, person);
		this.logins.set(person.login.toLowerCase(), person);
		for (const former of person.formerLogins) this.alias(former, person);
	}

	alias(login, person) {
		this.aliases.set(login.toLowerCase(), person);
	}

	addRepository(repo) {
		this.repositories.push(repo);
		this.seedOwners.add(repo.owner);
		this.repositoryIds.set(repo.id, repo);
		this.repositoryNames.set(repo.fullName.toLowerCase(), repo);
	}

	addSeed(repo) {
		this.addRepository(repo);
		this.seeds.push(repo);
	}

	redirect(fullName, repo) {
		this.redirects.set(fullName.toLowerCase(), repo);
	}

	nextOrdinal() {
		return this.ordinal++;
	}

	/** Whoever bears the login today; deleted people are nobody. */
	byLogin(login) {
		const person = this.logins.get(login.toLowerCase());
		return person && !person.deleted ? person : null;
	}

	byLoginOrAlias(login) {
		return this.logins.get(login.toLowerCase()) ?? this.aliases.get(login.toLowerCase()) ?? null;
	}

	byId(id) {
		const person = this.ids.get(id);
		return person && !person.deleted ? person : null;
	}

	/** A person by node id, or null. */
	fromNodeId(id) {
		const parsed = parseNodeId(id);
		return parsed ? this.byId(parsed.parts[0]) : null;
	}

	/** A login that is free, made from a stem. */
	freeLogin(stem) {
		let login = stem;
		for (let i = 2; this.logins.has(login); i++) login = `${stem}${i}`;
		return login;
	}

	organization(login) {
		const known = this.byLogin(login);
		if (known) return known;
		return this.#plain(
			'Organization',
			1_400_000_000 + (hash(login.toLowerCase()) % 90_000_000),
			login,
			login,
		);
	}

	/** Somebody whose history was imported from elsewhere. */
	mannequin() {
		const id = 1_460_000_000 + this.mannequins.length;
		const person = this.#plain('Mannequin', id, `imported-${this.mannequins.length}`, null);
		this.mannequins.push(person);
		return person;
	}

	ownRepositories(person) {
		return (person.ownRepositories ??= ownRepositories(this, person));
	}

	/** All repositories that a person or organization owns. */
	repositoriesOf(owner) {
		const seeds = this.seedOwners.has(owner)
			? this.repositories.filter((repo) => repo.owner === owner && !repo.deleted)
			: [];
		const own = this.ownRepositories(owner).filter((repo) => !repo.deleted);
		return seeds.length ? seeds.concat(own) : own;
	}

	/** {repo, moved}: moved when the name is a former one; null when unknown. */
	findRepository(ownerLogin, name) {
		const key = `${ownerLogin}/${name}`.toLowerCase();
		let repo = this.repositoryNames.get(key);
		if (repo && !repo.deleted) return { repo, moved: false };
		repo = this.redirects.get(key);
		if (repo && !repo.deleted) return { repo, moved: true };
		const former = this.aliases.get(ownerLogin.toLowerCase());
		const owner = this.byLogin(ownerLogin) ?? (former && !former.deleted ? former : null);
		if (!owner) return null;
		repo = this.repositoriesOf(owner).find((r) => r.name.toLowerCase() === name.toLowerCase());
		return repo ? { repo, moved: owner === former } : null;
	}

	repositoryById(id) {
		let repo = this.repositoryIds.get(id);
		if (!repo && id >= OWN_BASE) {
			const owner = this.people[Math.floor((id - OWN_BASE) / OWN_MAX)];
			repo = owner && this.ownRepositories(owner).find((r) => r.id === id);
		}
		return repo && !repo.deleted ? repo : null;
	}

	/** Everything public, for searches. Makes all own repositories: slow once. */
	allRepositories() {
		if (this.searchable?.version !== this.version) {
			const list = this.repositories.slice();
			for (const person of this.people)
				if (!person.deleted && person.ownCount) list.push(...this.ownRepositories(person));
			this.searchable = { version: this.version, list: list.filter((r) => !r.deleted && !r.isPrivate) };
		}
		return this.searchable.list;
	}

	/** Merged, open and closed pull requests of a person, newest first. */
	pullsOf(person) {
		const all = [];
		for (const repo of person.works)
			all.push(
				...(repo
					.derived('pulls by author', () => groupBy(repo.work.pulls, (p) => p.author))
					.get(person) ?? []),
			);
		return all.sort((a, b) => b.createdAt - a.createdAt);
	}

	commitsOf(repo, person) {
		return (
			repo
				.derived('commits by author', () => groupBy(repo.work.commits, (c) => c.author))
				.get(person) ?? []
		);
	}

	/** Whether a commit's address is linked to an account. See README.md. */
	isLinked(repo, person) {
		const within = repo.derived('linked', () => linkedPeople(repo));
		return (
			person.kind !== 'Bot' &&
			!person.deleted &&
			(within.has(person) || new Random('unlinked', repo.id, person.id).next() > 0.1)
		);
	}
}

/** How many addresses of a repository GitHub links to accounts for its list. */
export const LINKED_ADDRESSES = 500;

/** One person in five commits under two addresses. */
export const addressesOf = (person) => (hash('addresses', person.id) % 5 === 0 ? 2 : 1);

function linkedPeople(repo) {
	const within = new Set();
	let addresses = 0;
	for (const { person } of repo.contributors) {
		addresses += addressesOf(person);
		if (addresses > LINKED_ADDRESSES) break;
		within.add(person);
	}
	return within;
}

export function groupBy(list, keyOf) {
	const groups = new Map();
	for (const item of list) {
		const key = keyOf(item);
		const group = groups.get(key);
		if (group) group.push(item);
		else groups.set(key, [item]);
	}
	return groups;
}
