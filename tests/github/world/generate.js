// Worlds out of a seed number: people, seed repositories, who works where.

import { Random, hash } from './random.js';
import { DAY, MINUTE, YEAR } from './time.js';
import { Person, inventName, inventProfile } from './person.js';
import { Repository } from './repository.js';
import { Tree, blobOid, knownText } from './tree.js';
import { harvest } from './harvest.js';
import { fakeOid } from './random.js';
import { article, DOMAINS, LANGUAGES } from '../text/vocabulary.js';
import { readmeText } from '../text/readme.js';

/** Real projects' names with invented people, so that shipped roles find them. */
export const DEFAULT_SEEDS = [
	['twmb/franz-go', 'Go', 'messaging'],
	['nats-io/nats-server', 'Go', 'messaging'],
	['jackc/pgx', 'Go', 'databases'],
	['redis/rueidis', 'Go', 'performance'],
	['sqlc-dev/sqlc', 'Go', 'databases'],
	['apache/kafka', 'Java', 'messaging'],
	['quickwit-oss/tantivy', 'Rust', 'performance'],
	['tokio-rs/tokio', 'Rust', 'performance'],
	['psycopg/psycopg', 'Python', 'databases'],
	['celery/celery', 'Python', 'messaging'],
	['valkey-io/valkey', 'C', 'performance'],
	['grpc/grpc-go', 'Go', 'api'],
];

const FIRST_PERSON = 1_500_000_000;
const FIRST_REPOSITORY = 900_000_000;
const FIRST_ORGANIZATION = 1_400_000_000;

/** "owner/name language domain" or "owner/name,language" a line; # comments. */
export function parseSeeds(text) {
	return text
		.split('\n')
		.map((line) => line.replace(/#.*/, '').trim())
		.filter(Boolean)
		.map((line) => line.split(/[\s,]+/));
}

/**
 * Adds a generated world to `world`.
 * @param {object} options  seed, people, repositories, pulls (per repository
 *   within three years), names ([[fullName, language?, domain?]]), hostile,
 *   planted, refusing
 */
export function generate(world, options) {
	const random = new Random(options.seed, 'world');
	const names = (options.names?.length ? options.names : DEFAULT_SEEDS).slice();
	const repositories = options.repositories ?? names.length;
	for (let i = names.length; i < repositories; i++)
		names.push([
			`simulated-${random.pick(['lab', 'works', 'forge', 'mesh'])}/${random.pick(['kelp', 'basalt', 'thicket', 'juniper'])}-${i}`,
		]);
	const seeds = names
		.slice(0, repositories)
		.map(([fullName, language, domain], i) =>
			seedRepository(world, options, fullName, language, domain, i),
		);
	const people = makePeople(world, options, seeds);
	const bots = makeBots(world, options);
	seeds.forEach((repo, i) => staff(world, repo, options, people[i], bots, i));
	// GitHub's unloved corner cases, each once.
	cornerCases(world, options, random);
	return seeds;
}

function seedRepository(world, options, fullName, language, domain, i) {
	const [ownerLogin, name] = fullName.split('/');
	const random = new Random(options.seed, 'seed repository', fullName);
	let owner = world.byLogin(ownerLogin);
	if (!owner) {
		owner = new Person(
			'Organization',
			FIRST_ORGANIZATION + (hash(ownerLogin.toLowerCase()) % 90_000_000),
			ownerLogin,
			ownerLogin,
		);
		inventProfile(owner, options.seed, { ...options, now: world.now });
		world.addPerson(owner);
	}
	const repo = new Repository(FIRST_REPOSITORY + (hash(fullName.toLowerCase()) % 90_000_000), owner, name);
	repo.language =
		language && LANGUAGES[language] ? language : random.pick(['Go', 'Rust', 'Java', 'Python', 'C']);
	repo.domain = DOMAINS[domain] ? domain : random.pick(Object.keys(DOMAINS).slice(0, -1));
	repo.product = random.pick(DOMAINS[repo.domain].products);
	repo.description = `${article(repo.product)} in ${repo.language}`;
	repo.homepageUrl = random.chance(0.5) ? `https://${name.toLowerCase()}.example.org` : null;
	repo.topics = [
		...new Set([...LANGUAGES[repo.language].topics, ...random.sample(DOMAINS[repo.domain].topics, 4)]),
	];
	repo.license = random.pick(['Apache-2.0', 'MIT', 'BSD-3-Clause']);
	repo.stars = Math.floor(random.pareto(400, 30000, 0.6));
	repo.forks = Math.floor(repo.stars * 0.14);
	repo.watchers = Math.floor(repo.stars * 0.03);
	repo.issues = random.range(40, 900);
	repo.ageMs = random.range(4, 12) * YEAR;
	repo.createdAt = world.now - repo.ageMs;
	repo.pushedAt = world.now - MINUTE;
	repo.updatedAt = repo.pushedAt;
	const size = Math.floor(random.pareto(400_000, 12_000_000, 0.6));
	repo.languages = [
		{ name: repo.language, size },
		{ name: 'Shell', size: 4000 },
	];
	repo.diskUsage = Math.floor(size / 300);
	repo.ordinal = world.nextOrdinal();
	repo.makeTree = () => seedTree(options.seed, repo);
	repo.releases = Array.from({ length: 12 }, (_, k) => ({
		id: repo.ordinal * 100 + k,
		tag: `v1.${12 - k}.0`,
		name: `v1.${12 - k}.0`,
		publishedAt: world.now - (k * 47 + 3) * DAY,
		repo,
	}));
	world.addSeed(repo);
	return repo;
}

function seedTree(seed, repo) {
	const random = new Random(seed, 'seed tree', repo.fullName);
	const style = LANGUAGES[repo.language];
	const files = [];
	const add = (path, size) =>
		files.push({ path, size: Math.floor(size), oid: fakeOid('blob', repo.id, path) });
	const give = (path, make) =>
		files.push({ path, size: Buffer.byteLength(make()), oid: blobOid(make()), text: make });
	give('README.md', () => readmeText(new Random(seed, 'seed readme', repo.fullName), repo, repo.owner, 4));
	for (const path of [style.manifest, '.github/workflows/ci.yml', 'Dockerfile'])
		if (knownText(repo, path)) give(path, () => knownText(repo, path));
	for (const path of [
		'LICENSE',
		'CONTRIBUTING.md',
		'CHANGELOG.md',
		'CODEOWNERS',
		'.gitignore',
		'docs/architecture.md',
		'codecov.yml',
	])
		add(path, random.pareto(300, 30000, 0.8));
	for (let folder = 0; folder < 12; folder++) {
		const dir = `${style.dir}/${random.pick(DOMAINS[repo.domain].parts).split(' ')[0].toLowerCase()}${folder}`;
		for (let k = random.range(3, 25); k > 0; k--) {
			add(`${dir}/part${k}.${style.ext}`, random.pareto(300, 60000, 0.7));
			if (random.chance(0.5))
				add(
					style.test(`f${folder}_part${k}`).includes('/')
						? style.test(`f${folder}_part${k}`)
						: `${dir}/part${k}_test.${style.ext}`,
					random.pareto(300, 30000, 0.7),
				);
		}
	}
	return new Tree(`seed ${repo.id}`, files);
}

// Everybody works in one to four repositories; large ones draw more people.
function makePeople(world, options, seeds) {
	const crews = seeds.map(() => []);
	const random = new Random(options.seed, 'people');
	const weights = Object.fromEntries(seeds.map((_, i) => [i, 1 / (i + 3) ** 0.7]));
	for (let n = 0; n < options.people; n++) {
		const r = new Random(options.seed, 'person', n);
		const invented = inventName(r);
		const person = new Person(
			'User',
			FIRST_PERSON + n * 7 + r.int(7),
			world.freeLogin(invented.stem),
			invented.name,
		);
		const places = new Set();
		for (let k = r.weighted({ 1: 62, 2: 24, 3: 10, 4: 4 }) | 0; k > 0; k--)
			places.add(random.weighted(weights) | 0);
		inventProfile(person, options.seed, {
			...options,
			culture: invented.culture,
			language: seeds.length ? seeds[Math.min(...places)].language : 'Go',
			now: world.now,
		});
		if (r.chance(0.01)) person.formerLogins.push(`${invented.stem.slice(0, 30)}-old${n}`);
		person.deleted = r.chance(0.01);
		world.addPerson(person);
		for (const i of places) {
			crews[i].push(person);
			person.works.push(seeds[i]);
		}
	}
	// Nobody came: a few are sent.
	const all = [...new Set(crews.flat())];
	crews.forEach((crew, i) => {
		for (let k = 0; crew.length < Math.min(3, all.length); k++) {
			const person = all[(i + k) % all.length];
			if (!crew.includes(person)) {
				crew.push(person);
				person.works.push(seeds[i]);
			}
		}
		crew.sort((a, b) => key(b) - key(a));
	});
	return crews;
}

// Prominent people are likelier, not certain, to be the core of a project.
const key = (person) => person.traits.prominence + (hash('rank', person.id) % 1000) / 1800;

function makeBots(world, options) {
	const bots = [
		['Bot', 49_699_333, 'dependabot[bot]', null],
		['Bot', 29_139_614, 'renovate[bot]', null],
		['User', 1_480_000_001, 'renovate-bot-sim', 'Mend Renovate'],
		['User', 1_480_000_002, 'ci-robot-sim', 'CI Robot'],
		['User', 1_480_000_003, 'release-bot-sim', null],
	];
	return bots.map(([kind, id, login, name]) => {
		const known = world.byLogin(login);
		if (known) return known;
		const bot = new Person(kind, id, login, name);
		inventProfile(bot, options.seed, { ...options, planted: 0, hostile: 0, refusing: 0, now: world.now });
		bot.traits.agent = true;
		bot.bot = true;
		Object.assign(bot, {
			bio: kind === 'User' ? 'I am a bot that keeps dependencies up to date.' : null,
			followersCount: 0,
			followingCount: 0,
			ownCount: 0,
			socials: [],
			hireable: false,
		});
		world.addPerson(bot);
		return bot;
	});
}

function staff(world, repo, options, people, bots, i) {
	const mannequin = i % 5 === 2 ? world.mannequin() : null;
	repo.makeWork = () =>
		harvest(repo, options.seed, {
			people,
			bots,
			mannequin,
			ordinal: repo.ordinal,
			now: world.now,
			horizon: 3 * YEAR,
			webFlow: world.webFlow,
			pulls: options.pulls ?? 1500,
			comments: (options.pulls ?? 1500) * 3,
			commits: Math.round((options.pulls ?? 1500) * 1.47),
		});
	repo.contributorList = () => countAuthors(repo);
}

/** [{person, commits}] out of the commits themselves. */
export function countAuthors(repo) {
	const counts = new Map();
	for (const commit of repo.work.commits) counts.set(commit.author, (counts.get(commit.author) ?? 0) + 1);
	return [...counts]
		.map(([person, commits]) => ({ person, commits }))
		.sort((a, b) => b.commits - a.commits || a.person.id - b.person.id);
}

function cornerCases(world, options, random) {
	const owner = world.organization('simulated-corner');
	const make = (name, fields) => {
		const repo = new Repository(FIRST_REPOSITORY + 95_000_000 + (hash(name) % 1_000_000), owner, name);
		const at = world.now - 400 * DAY;
		Object.assign(
			repo,
			{
				language: 'Go',
				createdAt: at,
				pushedAt: at,
				updatedAt: at,
				isOwn: false,
				ordinal: world.nextOrdinal(),
				ageMs: 2 * YEAR,
				makeTree: () => new Tree(`corner ${name}`, []),
			},
			fields,
		);
		world.addRepository(repo);
		return repo;
	};
	make('empty', { isEmpty: true, language: null });
	make('blocked', { blocked: 'dmca' });
	make('no-readme', {
		makeTree: () => new Tree('corner no-readme', [{ path: 'main.go', oid: fakeOid('main'), size: 300 }]),
	});
	const large = make('too-large', { tooLarge: true, pushedAt: world.now - MINUTE });
	large.makeTree = () => seedTree(options.seed, large);
	const people = random.sample(
		world.people.filter((p) => p.kind === 'User' && !p.bot),
		60,
	);
	large.makeWork = () =>
		harvest(large, options.seed, {
			people,
			bots: [],
			ordinal: large.ordinal,
			now: world.now,
			horizon: YEAR,
			pulls: 60,
			comments: 100,
			commits: 150,
			webFlow: world.webFlow,
		});
	large.contributorList = () => countAuthors(large);
	const moved = make('renamed-now', { formerNames: ['simulated-corner/renamed-before'] });
	world.redirect('simulated-corner/renamed-before', moved);
}
