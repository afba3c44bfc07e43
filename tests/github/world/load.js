// Loads repositories from folders OWNER__NAME (see README.md, "Worlds on disk").
// Contributors are read at the start, the rest when it is first asked for.

import { readFileSync, readdirSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { Random, hash } from './random.js';
import { parse, DAY, HOUR } from './time.js';
import { Person, inventProfile } from './person.js';
import { Repository } from './repository.js';
import { Tree } from './tree.js';
import { Commit, Pull } from './work.js';
import { addReviews, crewOf, pullId } from './harvest.js';
import { addressOf } from '../text/plant.js';
import { DOMAINS, LANGUAGES } from '../text/vocabulary.js';

const UNKNOWN_PERSON = 1_300_000_000;

const lines = (path) =>
	existsSync(path) ? gunzipSync(readFileSync(path)).toString('utf8').split('\n').filter(Boolean) : [];
const records = (path) => lines(path).map((line) => JSON.parse(line));

/** The OWNER__NAME folders of a directory; or the directory itself is one. */
export function worldFolders(dir) {
	if (existsSync(join(dir, 'repository.json'))) return [dir];
	return readdirSync(dir)
		.sort()
		.map((name) => join(dir, name))
		.filter((path) => existsSync(join(path, 'repository.json')));
}

export function load(world, folders, options) {
	const loaded = folders.map((dir) => ({
		dir,
		facts: JSON.parse(readFileSync(join(dir, 'repository.json'), 'utf8')),
		people: records(join(dir, 'contributors.jsonl.gz')),
	}));
	const identity = identities(loaded);
	for (const { dir, facts, people } of loaded) addRepository(world, dir, facts, people, identity, options);
}

// A login may stand with a made-up id in one folder and with the true id in
// another; an id may stand with several logins, of which the latest is today's.
function identities(loaded) {
	const idOf = new Map();
	const current = new Map();
	for (const { people } of loaded)
		for (const row of people) {
			const key = row.login.toLowerCase();
			const known = idOf.get(key);
			if (!known || (known.made_up && !row.made_up)) idOf.set(key, row);
		}
	for (const row of idOf.values()) {
		const other = current.get(row.id);
		if (!other || other.last < row.last) current.set(row.id, row);
	}
	return { idOf, current };
}

function addRepository(world, dir, facts, rows, identity, options) {
	const [ownerLogin, name] = facts.full_name.split('/');
	const language = Object.keys(facts.languages)[0] ?? null;
	const people = new Map(); // login, folded -> {person, commits}
	const repo = new Repository(facts.id, null, name);
	for (const row of rows) {
		const person = personOf(world, row, identity, language, rows, options);
		const entry = people.get(person);
		if (entry) entry.commits += row.commits;
		else {
			people.set(person, { person, commits: row.commits });
			person.works.push(repo);
		}
	}
	repo.owner = world.byLogin(ownerLogin) ?? world.organization(ownerLogin);
	fill(repo, facts, language, world);
	const list = [...people.values()].sort((a, b) => b.commits - a.commits || a.person.id - b.person.id);
	repo.contributorList = () => list;
	repo.company = list.slice(0, 40).map((entry) => entry.person);
	repo.makeTree = () => readTree(dir, facts);
	repo.makeWork = () => readWork(world, dir, repo, list, options);
	world.addSeed(repo);
}

function personOf(world, row, identity, language, rows, options) {
	const best = identity.idOf.get(row.login.toLowerCase());
	const known = world.byId(best.id);
	const now = identity.current.get(best.id);
	if (known) {
		remember(world, known, row.login);
		return known;
	}
	const person = new Person(now.type, now.id, now.login, now.name || null);
	const rank = rows.indexOf(row) / rows.length;
	inventProfile(person, world.seed, {
		...options,
		language: LANGUAGES[language] ? language : 'Go',
		keepName: true,
		prominence: Math.max(0, 1 - rank * 1.4) * 0.8 + new Random('luck', person.id).next() * 0.2,
		createdBefore: parse(row.first),
		now: world.now,
	});
	world.addPerson(person);
	remember(world, person, row.login);
	return person;
}

function remember(world, person, login) {
	if (person.login.toLowerCase() !== login.toLowerCase()) {
		person.formerLogins.push(login);
		world.alias(login, person);
	}
}

function fill(repo, facts, language, world) {
	const random = new Random(world.seed, 'loaded', facts.id);
	const domains = { Go: 'infrastructure', Rust: 'performance', Python: 'api' };
	repo.domain = DOMAINS[domains[language]] ? domains[language] : 'api';
	repo.language = language;
	repo.languages = Object.entries(facts.languages)
		.map(([key, size]) => ({ name: key, size }))
		.sort((a, b) => b.size - a.size);
	repo.createdAt = parse(facts.created_at);
	repo.pushedAt = repo.updatedAt = parse(facts.pushed_at);
	repo.defaultBranch = facts.default_branch;
	repo.headOid = facts.head;
	repo.ageMs = world.now - repo.createdAt;
	repo.stars = Math.floor(random.pareto(1500, 50000, 0.5));
	repo.forks = Math.floor(repo.stars * 0.15);
	repo.watchers = Math.floor(repo.stars * 0.02);
	repo.issues = random.range(20, 700);
	repo.license = 'Apache-2.0';
	repo.description = `${repo.name}, a ${language ?? 'text'} project`;
	repo.topics = [...(LANGUAGES[language]?.topics ?? []), ...random.sample(DOMAINS[repo.domain].topics, 3)];
	repo.diskUsage = Math.ceil(repo.languages.reduce((sum, l) => sum + l.size, 0) / 200);
	repo.ordinal = world.nextOrdinal();
	repo.releases = Array.from({ length: 8 }, (_, k) => ({
		id: repo.ordinal * 100 + k,
		tag: `v1.${8 - k}.0`,
		name: `v1.${8 - k}.0`,
		publishedAt: repo.pushedAt - (k * 47 + 3) * DAY,
		repo,
	}));
}

function readTree(dir, facts) {
	const files = lines(join(dir, 'tree.tsv.gz'))
		.map((line) => line.split('\t'))
		.filter(([, type]) => type === 'blob')
		.map(([path, , oid, size]) => ({ path, oid, size: Number(size) || 0 }));
	const readme = files.find((file) => file.path === facts.readme);
	const path = join(dir, facts.readme ?? 'README.md');
	if (readme && existsSync(path)) {
		readme.text = readFileSync(path, 'utf8');
		readme.size = Buffer.byteLength(readme.text);
	}
	return new Tree(`loaded ${facts.id}`, files);
}

function readWork(world, dir, repo, list, options) {
	const find = finder(world, repo, options);
	const commits = records(join(dir, 'commits.jsonl.gz')).map((row) => {
		const author = find(row.author);
		return new Commit(repo, {
			oid: row.sha,
			author,
			committer: row.committer === 'web-flow' ? world.webFlow : find(row.committer),
			date: parse(row.date),
			additions: row.additions,
			deletions: row.deletions,
			changedFiles: row.files,
			merge: row.merge,
			text: withAddresses(row.message, author),
		});
	});
	const pulls = records(join(dir, 'pulls.jsonl.gz')).map((row) => loadedPull(repo, row, find));
	pulls.sort((a, b) => b.createdAt - a.createdAt || b.number - a.number);
	pulls.forEach((pull, i) => {
		pull.id = pullId(repo.ordinal, pulls.length - i);
	});
	const random = new Random(world.seed, 'loaded work', repo.id);
	const comments = addReviews(
		repo,
		random,
		crewOf(list.map((entry) => entry.person).filter((p) => p.kind === 'User')),
		repo.ordinal,
		pulls,
		1.5,
	);
	commits.sort((a, b) => b.date - a.date);
	return { commits, pulls, comments };
}

function loadedPull(repo, row, find) {
	const mergedAt = parse(row.merged_at);
	const random = new Random('loaded pull', repo.id, row.number);
	return new Pull(repo, {
		number: row.number,
		author: find(row.author),
		mergedBy: row.merged_by ? find(row.merged_by) : null,
		state: 'MERGED',
		mergedAt,
		closedAt: mergedAt,
		updatedAt: mergedAt,
		createdAt: mergedAt - Math.floor(random.pareto(0.5, 900, 0.6) * HOUR),
		additions: row.additions,
		deletions: row.deletions,
		changedFiles: row.files,
		mergeOid: row.merge_commit,
		isDraft: false,
		text: withAddresses(row.title, find(row.author)),
	});
}

// Authors of commits and pull requests who are in no list of contributors.
function finder(world, repo, options) {
	const seen = new Map();
	return (login) => {
		let person = seen.get(login);
		if (!person) {
			person = world.byLoginOrAlias(login);
			if (!person) {
				const bot = /\[bot\]$/.test(login);
				person = new Person(
					bot ? 'Bot' : 'User',
					UNKNOWN_PERSON + (hash(login.toLowerCase()) % 90_000_000),
					login,
					null,
				);
				inventProfile(person, world.seed, {
					...options,
					language: LANGUAGES[repo.language] ? repo.language : 'Go',
					prominence: 0.1,
					now: world.now,
				});
				world.addPerson(person);
				person.works.push(repo);
			}
			seen.set(login, person);
		}
		return person;
	};
}

// The data has "<address>" where an address was.
function withAddresses(text, person) {
	return text.includes('<address>') ? text.replaceAll('<address>', addressOf(person)) : text;
}
