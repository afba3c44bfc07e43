// READMEs of very different quality: from a title alone to what a stranger
// needs, in Markdown, reStructuredText now and then, and in other languages.

import { article, DOMAINS, LANGUAGES } from './vocabulary.js';
import { leak, addressOf } from './plant.js';

/** The text of a repository's README; level 0 (a title) to 4 (all of it). */
export function readmeText(random, repo, person, level) {
	const words = DOMAINS[repo.domain];
	const name = repo.name;
	const lang = LANGUAGES[repo.language] ?? LANGUAGES.Shell;
	const product = repo.product ?? random.pick(words.products);
	const parts = [`# ${name}\n`];
	if (level >= 3)
		parts.push(
			`[![CI](https://github.com/${repo.fullName}/actions/workflows/ci.yml/badge.svg)](https://github.com/${repo.fullName}/actions) ![coverage](https://img.shields.io/badge/coverage-9${random.int(10)}%25-green)\n`,
		);
	if (level === 0)
		return planted(
			parts[0] + random.pick(['', 'TODO\n', 'WIP\n', `${repo.description ?? ''}\n`]),
			person,
			random,
		);
	parts.push(
		`${name} is ${article(product).replace(/^A/, 'a')} written in ${repo.language ?? 'text'}. ${level > 1 ? `It deals with ${random.pick(words.faults)} so that you don't have to.` : ''}\n`,
	);
	if (level >= 2)
		parts.push(
			`## Install\n\n\`\`\`sh\n${lang.install(repo.fullName)}\n\`\`\`\n`,
			`## Usage\n\n\`\`\`${lang.ext}\n${snippet(repo, random)}\n\`\`\`\n`,
		);
	if (level >= 3)
		parts.push(
			`## Why\n\nExisting tools make you choose between simplicity and ${random.pick(words.parts)} correctness. ${name} uses ${random.pick(words.mechanisms)}, because ${random.pick(words.faults)} is not something a library may leave to its users.\n`,
			`## How it works\n\nEvery request passes the ${random.pick(words.parts)} first. It is bounded, and when it is full the caller is told at once. The ${random.pick(words.parts)} behind it uses ${random.pick(words.mechanisms)}.\n\n| load | p50 | p99 |\n|---|---|---|\n| 1k/s | ${random.range(1, 4)} ms | ${random.range(5, 20)} ms |\n| 10k/s | ${random.range(2, 8)} ms | ${random.range(15, 60)} ms |\n`,
			`## Development\n\n\`\`\`sh\n${lang.run}\n\`\`\`\n`,
		);
	if (level >= 4)
		parts.push(
			'## When not to use it\n\nIf a single process is enough for you, a mutex is simpler.\n',
			`## Contributing\n\nIssues and pull requests are welcome; see [CONTRIBUTING.md](CONTRIBUTING.md). Please open an issue before large changes. Security reports: ${addressOf(person, 'security')}\n`,
			`## Status\n\nUsed in production since ${random.range(2016, 2024)}. Semantic versioning; see the [changelog](CHANGELOG.md).\n`,
		);
	parts.push(`## License\n\n${repo.license ?? 'MIT'}\n`);
	return planted(parts.join('\n'), person, random);
}

function planted(text, person, random) {
	return person.traits?.planted ? `${text}\n## Contact\n\n${leak(person, random)}\n` : text;
}

function snippet(repo, random) {
	const name = repo.name.replace(/[^a-z0-9]/gi, '') || 'lib';
	switch (repo.language) {
		case 'Go':
			return `c, err := ${name}.New(ctx, ${name}.WithLimit(${random.range(2, 64)}))\nif err != nil {\n\tlog.Fatal(err)\n}\ndefer c.Close()`;
		case 'Rust':
			return `let c = ${name}::Client::builder().limit(${random.range(2, 64)}).build().await?;`;
		case 'Python':
			return `import ${name}\n\nwith ${name}.connect(limit=${random.range(2, 64)}) as c:\n    c.run()`;
		case 'C':
			return `struct ${name} *c = ${name}_open(path);\nif (c == NULL)\n\terr(1, "%s", path);`;
		default:
			return `const c = new ${name}({ limit: ${random.range(2, 64)} })`;
	}
}

const REFUSALS = [
	'No recruiters please.',
	'Recruiters: please do not contact me.',
	'Not interested in job offers. No recruiters!',
	'no headhunters',
	'Bitte keine Recruiter-Anfragen.',
	'Keine Headhunter bitte.',
	'Pas de recruteurs, merci.',
	'No reclutadores, por favor.',
	'Sem recrutadores, por favor.',
	'リクルーターからの連絡はご遠慮ください。',
	'谢绝猎头。',
	'Geen recruiters a.u.b.',
];
const MINORS = [
	'High school student from {place}, learning {lang}',
	'16 y/o developer',
	'15 years old. I like {lang}.',
	'highschooler, {lang} enthusiast',
	'Schüler (16), baue Sachen in {lang}',
];
const OPEN = [
	'open to work',
	'Open to new opportunities',
	'Looking for a new role in {domain}',
	'Available for hire from spring',
];
const BIOS = [
	'{lang} engineer',
	'Backend engineer, mostly {lang} and {domain}.',
	'I like {domain} and strong coffee',
	'Distributed systems, {lang}, climbing',
	'Staff engineer. {domain}, {domain2}.',
	'{lang} / {lang2} · {domain}',
	"building things that don't fall over",
	'SRE who writes {lang}',
	'Maintainer of a few {lang} libraries',
	'Software developer',
	'PhD student in {domain}',
	'he who forgets to fsync',
	'Debugging production since 2009',
	'Infrastructure at scale. Opinions are my own.',
	'Data engineer: Kafka, PostgreSQL, {lang}',
	'dad, runner, {lang}',
	'🦀',
	'Entwickler für {domain}',
	'后端开发，{lang}',
	'Ingénieure logiciel, {lang}',
];

export function bioText(random, person) {
	const t = person.traits;
	const fill = (text) =>
		text
			.replace('{lang}', t.languages[0])
			.replace('{lang2}', t.languages[1] ?? 'SQL')
			.replace('{domain}', t.domains[0])
			.replace('{domain2}', t.domains[1] ?? 'tea')
			.replace('{place}', person.location ?? 'Earth');
	const parts = [];
	if (t.minor) parts.push(fill(random.pick(MINORS)));
	else if (random.chance(0.7)) parts.push(fill(random.pick(BIOS)));
	if (t.refusing === 'bio') parts.push(random.pick(REFUSALS));
	else if (person.hireable && random.chance(0.4)) parts.push(fill(random.pick(OPEN)));
	if (t.planted && random.chance(0.5)) parts.push(leak(person, random));
	return parts.length ? parts.join(' ').slice(0, 160) : null;
}

/** The README of the repository login/login. */
export function profileReadme(random, person) {
	const t = person.traits;
	const refusal = t.refusing === 'readme' ? `\n**${random.pick(REFUSALS)}**\n` : '';
	return planted(
		`### Hi there 👋\n\nI am ${person.name ?? person.login}. I work on ${t.domains.join(' and ')}, mostly in ${t.languages.join(', ')}.\n${refusal}\n- 🔭 currently: ${random.pick(DOMAINS[t.domains[0]].products)}\n- 🌱 learning: ${random.pick(Object.keys(LANGUAGES))}\n`,
		person,
		random,
	);
}
