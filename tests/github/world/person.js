// People, bots and organizations, and the profiles that are invented for them.

import { Random } from './random.js';
import { DAY, YEAR } from './time.js';
import { CULTURES, VAGUE_PLACES, COMPANIES, fold } from '../text/names.js';
import { DOMAIN_NAMES } from '../text/vocabulary.js';
import { STYLES } from '../text/commits.js';
import { bioText } from '../text/readme.js';
import { addressOf, leak, phoneOf } from '../text/plant.js';
import { hostileKinds, hostileShort } from '../text/hostile.js';

const CULTURE_NAMES = Object.keys(CULTURES);

/** Whom GitHub shows where the account is gone. */
export const GHOST_LOGIN = 'ghost';

export class Person {
	constructor(kind, id, login, name) {
		this.kind = kind; // User, Bot, Organization or Mannequin
		this.id = id;
		this.login = login;
		this.name = name;
		this.index = -1; // place in world.people; own repositories' ids need it
		this.bio =
			this.company =
			this.location =
			this.websiteUrl =
			this.twitter =
			this.email =
			this.pronouns =
				null;
		this.hireable = false;
		this.socials = [];
		this.followersCount = this.followingCount = this.starredCount = this.gistsCount = 0;
		this.createdAt = this.updatedAt = 0;
		this.formerLogins = [];
		this.deleted = false;
		this.works = []; // repositories that are not their own, where they appear
		this.ownCount = 0;
		this.ownRepositories = null; // made when they are asked for
		this.traits = null;
	}

	get __typename() {
		return this.kind;
	}

	/** Bots are "x[bot]" in REST and "x" in GraphQL. */
	get actorLogin() {
		return this.kind === 'Bot' ? this.login.replace(/\[bot\]$/, '') : this.login;
	}

	get htmlUrl() {
		return this.kind === 'Bot'
			? `https://github.com/apps/${this.actorLogin}`
			: `https://github.com/${this.login}`;
	}
}

/** A name, and a login that nobody on GitHub is likely to bear. */
export function inventName(random) {
	const culture = CULTURES[random.pick(CULTURE_NAMES)];
	const given = random.pick(culture.given);
	const family = random.pick(culture.family);
	const name =
		culture === CULTURES.japanese && random.chance(0.2) ? `${family} ${given}` : `${given} ${family}`;
	const g = fold(given).replace(/[^a-z]/g, '') || 'dev';
	const f = fold(family).replace(/[^a-z]/g, '') || 'person';
	const stem = random.pick([
		`${g}-${f}`,
		`${g}${f}`,
		`${g[0]}${f}`,
		`${f}${g[0]}`,
		`${g}-codes`,
		`${f}-dev`,
		`${g}${random.range(70, 99)}`,
	]);
	return { culture, name, stem: `${stem}-sim` };
}

/**
 * Fills a person's profile. What is set already (a loaded name) is kept.
 * @param {object} options  language: what they are likely to write;
 *   now; hostile, planted, refusing: shares of people; prominence 0..1.
 */
export function inventProfile(person, seed, options) {
	const random = new Random(seed, 'profile', person.id);
	const culture = options.culture ?? CULTURES[random.pick(CULTURE_NAMES)];
	const t = inventTraits(person, random, options);
	person.traits = t;
	const age = random.range(120, 15 * 365) * DAY;
	person.createdAt = options.createdBefore
		? Math.min(options.now - age, options.createdBefore - random.range(5, 900) * DAY)
		: options.now - age;
	person.updatedAt = options.now - Math.floor(random.pareto(1, 400, 0.6)) * DAY - random.int(86400) * 1000;
	if (person.kind !== 'User') return;
	if (person.name != null && random.chance(0.05) && !options.keepName) person.name = null;
	if (random.chance(0.62))
		person.location = random.chance(0.12)
			? random.pick(VAGUE_PLACES)
			: random.pick(random.chance(0.85) ? culture.places : CULTURES[random.pick(CULTURE_NAMES)].places);
	if (random.chance(0.5)) person.company = random.pick(COMPANIES);
	person.hireable = random.chance(0.13);
	person.followersCount = Math.floor(random.pareto(1, 4000, 0.75) * (0.3 + t.prominence * 3));
	person.followingCount = Math.floor(random.pareto(1, 900, 0.8)) - 1;
	person.starredCount = Math.floor(random.pareto(1, 3000, 0.5)) - 1;
	person.gistsCount = Math.floor(random.pareto(1, 80, 1)) - 1;
	person.ownCount = Math.max(0, Math.floor(random.pareto(1.2, 60, 0.7)) - 1 + (random.chance(0.8) ? 2 : 0));
	inventContacts(person, random);
	person.bio = bioText(random, person);
	if (t.planted) plant(person, random);
	if (t.hostile) poison(person, random);
}

function inventTraits(person, random, options) {
	const prominence = options.prominence ?? random.next() ** 2;
	const languages = [options.language ?? 'Go'];
	if (random.chance(0.25))
		languages.unshift(
			random.pick(['Go', 'Rust', 'Python', 'TypeScript', 'Java', 'C', 'C++', 'JavaScript']),
		);
	languages.push(random.pick(['Shell', 'Python', 'Go', 'TypeScript', 'Rust', 'Kotlin', 'Ruby', 'Elixir']));
	const domains = random.sample(DOMAIN_NAMES.slice(0, -1), 2);
	if (random.chance(0.08)) domains[0] = 'frontend';
	const refusing =
		person.kind === 'User' && random.chance(options.refusing ?? 0.02)
			? random.pick(['bio', 'bio', 'readme'])
			: null;
	return {
		prominence,
		languages: [...new Set(languages)],
		domains,
		refusing,
		style: random.pick(STYLES),
		// Those who do much tend to do it well, but far from always.
		quality: Math.min(0.98, Math.max(0.03, 0.3 + 0.3 * prominence + random.normal() * 0.2)),
		minor: !refusing && person.kind === 'User' && random.chance((options.refusing ?? 0.02) / 4),
		planted: random.chance(options.planted ?? 0.35),
		hostile: random.chance(options.hostile ?? 0.02) ? random.pick(hostileKinds) : null,
		heavy: random.chance(0.025),
		agent: person.kind === 'Bot' || random.chance(0.004),
	};
}

function inventContacts(person, random) {
	const handle = person.login.toLowerCase().replace(/[^a-z0-9-]/g, '');
	if (random.chance(0.4))
		person.websiteUrl = random.pick([
			`https://${handle}.example.org`,
			`${handle}.example.com`,
			`http://www.example.org/~${handle}/`,
			`https://${handle}.github.io`,
		]);
	if (random.chance(0.2)) person.twitter = handle.replaceAll('-', '_').slice(0, 15);
	const offers = [
		['LINKEDIN', `https://www.linkedin.com/in/${handle}`, `in/${handle}`],
		['MASTODON', `https://hachyderm.example.org/@${handle}`, `@${handle}@hachyderm.example.org`],
		['BLUESKY', `https://bsky.app/profile/${handle}.bsky.social`, `${handle}.bsky.social`],
		['GENERIC', `https://blog.example.org/${handle}`, `https://blog.example.org/${handle}`],
		['YOUTUBE', `https://www.youtube.com/@${handle}`, `@${handle}`],
	];
	for (const [provider, url, displayName] of random.sample(
		offers,
		random.weighted({ 0: 55, 1: 25, 2: 15, 3: 5 }) | 0,
	))
		person.socials.push({ provider, url, displayName });
	if (person.twitter)
		person.socials.push({
			provider: 'TWITTER',
			url: `https://twitter.com/${person.twitter}`,
			displayName: `@${person.twitter}`,
		});
	if (random.chance(0.2)) person.email = addressOf(person);
	if (random.chance(0.15)) person.pronouns = random.pick(['she/her', 'he/him', 'they/them']);
}

// Addresses where nobody expects them.
function plant(person, random) {
	if (random.chance(0.15)) person.company = `${person.company ?? 'Lanternworks'} ${addressOf(person)}`;
	if (random.chance(0.1)) person.location = `${person.location ?? 'Berlin'} ${phoneOf(person)}`;
	if (random.chance(0.15)) person.websiteUrl = `mailto:${addressOf(person)}`;
	if (random.chance(0.05) && person.name) person.name = `${person.name} <${addressOf(person)}>`;
	if (random.chance(0.1))
		person.socials.push({
			provider: 'GENERIC',
			url: `mailto:${addressOf(person, 'social')}`,
			displayName: addressOf(person, 'social'),
		});
	if (!person.bio) person.bio = leak(person, random);
}

function poison(person, random) {
	const text = hostileShort(person.traits.hostile);
	for (const field of random.sample(['name', 'bio', 'company', 'location'], random.range(1, 3)))
		person[field] = text;
}

/** When the account is old, GitHub still gives its id in the old form. */
export function hasLegacyNodeId(person) {
	return person.id < 80_000_000;
}

export const DEFAULT_ACCOUNT_AGE = 6 * YEAR;
