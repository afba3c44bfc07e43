// The repositories of a person: side projects, forks, dotfiles, a profile page.

import { Random, fakeOid } from './random.js';
import { DAY } from './time.js';
import { Repository } from './repository.js';
import { Tree, blobOid, knownText } from './tree.js';
import { Commit } from './work.js';
import { article, DOMAINS, LANGUAGES } from '../text/vocabulary.js';
import { readmeText, profileReadme } from '../text/readme.js';
import { hostileText } from '../text/hostile.js';
import { leak } from '../text/plant.js';

/** Ids of own repositories: the owner's place in the world and a number. */
export const OWN_BASE = 1_000_000_000;
export const OWN_MAX = 100;

const CHORES = [
	'dotfiles',
	'advent-of-code',
	'leetcode',
	'scratch',
	'homework',
	'blog',
	'test',
	'my-first-api',
	'notes',
	'todo-app',
	'cv',
	'hello-world',
];
const FIRST = [
	'tiny',
	'steady',
	'quiet',
	'copper',
	'paper',
	'drift',
	'ember',
	'slate',
	'north',
	'amber',
	'brisk',
	'plain',
	'lucid',
	'onion',
	'heron',
	'otter',
];

/** All repositories of a person, in order of their ids. */
export function ownRepositories(world, person) {
	const list = [];
	const names = new Set();
	const count = Math.min(OWN_MAX - 1, person.ownCount);
	for (let k = 0; k < count; k++) {
		const repo = ownRepository(world, person, k);
		if (names.has(repo.name.toLowerCase())) repo.name += `-${k}`;
		names.add(repo.name.toLowerCase());
		list.push(repo);
	}
	if (hasProfile(world, person)) {
		const repo = ownRepository(world, person, OWN_MAX - 1);
		if (!names.has(repo.name.toLowerCase())) list.push(repo);
	}
	return list;
}

function hasProfile(world, person) {
	if (person.kind !== 'User' || !person.traits) return false;
	return (
		person.traits.refusing === 'readme' ||
		new Random(world.seed, 'profile repository', person.id).chance(0.15)
	);
}

/** One more repository, made while the world is served. */
export function createRepository(world, person, fields, now) {
	const list = world.ownRepositories(person);
	const k = person.ownCount;
	if (k >= OWN_MAX - 1) return null;
	const repo = new Repository(OWN_BASE + person.index * OWN_MAX + k, person, fields.name);
	const language = person.traits.languages[0];
	Object.assign(
		repo,
		{
			isOwn: true,
			domain: person.traits.domains[0],
			language,
			languages: [{ name: language, size: 5000 }],
			level: 3,
			quality: 0.6,
			product: DOMAINS[person.traits.domains[0]].products[0],
			createdAt: now,
			pushedAt: now,
			updatedAt: now,
			makeTree: (r) => ownTree(world, r, person, k),
			makeWork: (r) => ownWork(world, r, person),
		},
		fields,
	);
	person.ownCount++;
	list.push(repo);
	return repo;
}

function ownRepository(world, person, k) {
	const random = new Random(world.seed, 'own', person.id, k);
	const t = person.traits;
	const repo = new Repository(OWN_BASE + person.index * OWN_MAX + k, person, '');
	repo.isOwn = true;
	repo.domain = random.pick(t.domains);
	repo.makeTree = (r) => ownTree(world, r, person, k);
	repo.makeWork = (r) => ownWork(world, r, person);
	dates(repo, random, world.now);
	if (k === OWN_MAX - 1) {
		repo.name = person.login;
		repo.level = 5;
		return repo;
	}
	const parent = world.seeds.length && random.chance(0.28) ? random.pick(world.seeds) : null;
	if (parent) return fork(repo, parent);
	const quality = Math.min(1, Math.max(0, t.quality + random.normal() * 0.22));
	repo.language = random.chance(0.75) ? t.languages[0] : random.pick(t.languages);
	repo.level = Math.min(4, Math.floor(quality * 5));
	repo.quality = quality;
	repo.product = random.pick(DOMAINS[repo.domain].products);
	repo.name = random.chance(0.35 - 0.3 * quality)
		? random.pick(CHORES)
		: `${random.pick(FIRST)}-${repo.product.split(' ').pop().toLowerCase()}`;
	repo.description = random.chance(0.4 + quality * 0.5)
		? `${random.pick([article(repo.product), `Small ${repo.product}`, `Fast ${repo.product}`, `Yet another ${repo.product}`, `Simple ${repo.product}`])} in ${repo.language}`
		: null;
	if (t.planted && random.chance(0.1))
		repo.description = `${repo.description ?? ''} ${leak(person, random)}`.trim();
	repo.stars =
		Math.floor(random.pareto(1, 20000, 0.9) * (0.2 + quality * quality * (0.5 + t.prominence))) -
		(quality < 0.5 ? 1 : 0);
	repo.stars = Math.max(0, repo.stars);
	repo.forks = Math.floor(repo.stars * random.next() * 0.2);
	repo.watchers = Math.floor(repo.stars * 0.03) + 1;
	repo.issues = Math.floor(repo.stars * random.next() * 0.15);
	repo.license = random.chance(0.3 + quality * 0.6)
		? random.pick(['MIT', 'Apache-2.0', 'MIT', 'BSD-3-Clause', 'GPL-3.0', 'MPL-2.0'])
		: null;
	repo.topics = random.chance(quality)
		? [
				...new Set([
					...LANGUAGES[repo.language].topics.slice(0, 1),
					...random.sample(DOMAINS[repo.domain].topics, random.range(0, 4)),
				]),
			]
		: [];
	repo.isArchived = random.chance(0.06);
	repo.isTemplate = random.chance(0.02);
	repo.isEmpty = random.chance(0.02);
	const size = Math.floor(random.pareto(2000, 3_000_000, 0.5));
	repo.languages = [{ name: repo.language, size }];
	if (random.chance(0.5))
		repo.languages.push({ name: 'Shell', size: Math.floor(size * random.next() * 0.1) + 50 });
	repo.diskUsage = Math.ceil(size / 700);
	if (quality > 0.6 && repo.stars > 5) repo.releases = releases(repo, random);
	return repo;
}

function dates(repo, random, now) {
	repo.createdAt = now - random.range(30, 9 * 365) * DAY;
	const life = Math.max(1, Math.floor((now - repo.createdAt) / DAY));
	repo.pushedAt =
		repo.createdAt + Math.floor(Math.min(life - 0.5, life * Math.min(1, random.next() * 1.4)) * DAY);
	repo.updatedAt = repo.pushedAt;
}

function fork(repo, parent) {
	Object.assign(repo, {
		name: parent.name,
		isFork: true,
		parent,
		language: parent.language,
		languages: parent.languages,
		topics: [],
		domain: parent.domain,
		license: parent.license,
		description: parent.description,
		level: 3,
		quality: 0.6,
		diskUsage: parent.diskUsage,
		defaultBranch: parent.defaultBranch,
	});
	repo.makeTree = () => parent.tree;
	return repo;
}

function releases(repo, random) {
	const list = [];
	const count = random.range(1, 12);
	for (let i = count; i > 0; i--)
		list.push({
			id: repo.id * 20 + i,
			tag: `v${i > 6 ? 1 : 0}.${i}.0`,
			name: `v${i > 6 ? 1 : 0}.${i}.0`,
			publishedAt: repo.createdAt + Math.floor(((repo.pushedAt - repo.createdAt) * i) / count),
			repo,
		});
	return list;
}

function ownTree(world, repo, person, k) {
	if (repo.isEmpty) return new Tree(`empty ${repo.id}`, []);
	const random = new Random(world.seed, 'tree', person.id, k);
	const files = [];
	const add = (path, size, text) =>
		files.push({
			path,
			size: Math.floor(size),
			oid: fakeOid('blob', repo.id, path, repo.version ?? 0),
			text,
		});
	const known = (path) => {
		const text = knownText(repo, path);
		if (text != null)
			files.push({ path, size: Buffer.byteLength(text), oid: blobOid(text), text: () => text });
		else add(path, random.range(200, 4000));
	};
	addReadme(world, repo, person, random, files);
	if (repo.level === 5) return new Tree(`own ${repo.id}`, files);
	const style = LANGUAGES[repo.language] ?? LANGUAGES.Shell;
	known(style.manifest);
	if (repo.language === 'Rust') add('Cargo.lock', 20000);
	if (repo.language === 'Go') add('go.sum', 9000);
	const sources = random.sample(DOMAINS[repo.domain].parts, random.range(1, 6)).map((part) =>
		part
			.toLowerCase()
			.replace(/[^a-z]+/g, '_')
			.replace(/^_|_$/g, ''),
	);
	for (const name of sources) add(`${style.dir}/${name}.${style.ext}`, random.pareto(400, 60000, 0.8));
	if (random.chance(repo.quality))
		for (const name of sources.slice(0, Math.ceil(sources.length * repo.quality)))
			add(
				style.test(name).includes('/') ? style.test(name) : `${style.dir}/${style.test(name)}`,
				random.pareto(300, 20000, 0.8),
			);
	if (random.chance(repo.quality * 0.9)) known('.github/workflows/ci.yml');
	if (random.chance(repo.quality * 0.3)) add('codecov.yml', 120);
	for (const [path, p] of [
		['LICENSE', repo.license ? 1 : 0],
		['.gitignore', 0.8],
		['CONTRIBUTING.md', repo.level / 6],
		['CHANGELOG.md', repo.level / 6],
		['Dockerfile', 0.3],
		['docs/design.md', repo.quality / 3],
		['.golangci.yml', repo.language === 'Go' ? repo.quality / 2 : 0],
	])
		if (random.chance(p)) known(path);
	if (repo.level === 0 && random.chance(0.4))
		for (let i = 0; i < 30; i++) add(`node_modules/left-pad-${i}/index.js`, 400);
	return new Tree(`own ${repo.id} ${repo.version ?? 0}`, files);
}

function addReadme(world, repo, person, random, files) {
	if (repo.level !== 5 && random.chance(0.08)) return;
	const path =
		repo.level === 5
			? 'README.md'
			: random.weighted({
					'README.md': 84,
					'readme.md': 4,
					'README.rst': 3,
					README: 3,
					'Readme.md': 3,
					'docs/README.md': 2,
					'.github/README.md': 1,
				});
	const make = () => {
		if (repo.readmeText != null) return repo.readmeText;
		const r = new Random(world.seed, 'readme', repo.id);
		if (person.traits.hostile && repo.id % 2)
			return `# ${repo.name}\n\n${hostileText(person.traits.hostile)}\n`;
		return repo.level === 5 ? profileReadme(r, person) : readmeText(r, repo, person, repo.level);
	};
	const text = make();
	files.push({ path, size: Buffer.byteLength(text), oid: blobOid(text), text: make });
}

function ownWork(world, repo, person) {
	const random = new Random(world.seed, 'own work', repo.id);
	const commits = [];
	const count = repo.isEmpty ? 0 : Math.floor(random.pareto(2, 400, 0.8));
	for (let i = 0; i < count; i++) {
		const date = repo.pushedAt - Math.floor(((repo.pushedAt - repo.createdAt) * i) / count);
		commits.push(
			new Commit(repo, {
				oid: i === 0 ? repo.head : fakeOid('own commit', repo.id, i),
				author: person,
				committer: person,
				date,
				additions: Math.floor(random.pareto(1, 900, 0.6)),
				deletions: Math.floor(random.pareto(1, 300, 0.7)) - 1,
				changedFiles: random.range(1, 6),
				merge: false,
			}),
		);
	}
	return { commits, pulls: [], comments: [] };
}
