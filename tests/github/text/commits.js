// Commit messages and pull-request texts, from "fix" to what, why and trailers.

import { DOMAINS } from './vocabulary.js';
import {
	ALTERNATIVES,
	BUMPED,
	CAUSES,
	CHANGES,
	CHORES,
	DOCS,
	SITUATIONS,
	SYMPTOMS,
	TESTED,
	TESTS,
} from './situations.js';
import { addressOf, leak } from './plant.js';

const BARE = [
	'fix',
	'wip',
	'update',
	'Update README.md',
	'typo',
	'more fixes',
	'cleanup',
	'address review',
	'lint',
	'fix tests',
	'bump',
	'.',
	'minor',
	'changes',
	'fix ci',
	'oops',
];
const VERBS = {
	fix: ['fix', 'repair', 'harden', 'guard', 'do not lose data in', 'stop a leak in', 'close a race in'],
	feat: [
		'add metrics to',
		'expose the state of',
		'allow tuning of',
		'make it possible to drain',
		'add a dry run to',
		'trace',
		'add a limit to',
	],
	perf: ['speed up', 'avoid a copy in', 'batch writes of', 'take the lock out of'],
	refactor: ['simplify', 'split', 'rework', 'extract', 'rename parts of'],
};

export const STYLES = ['conventional', 'component', 'plain'];

const cap = (text) => text[0].toUpperCase() + text.slice(1);

/** One line about what changes. */
export function subject(random, domain, style) {
	const words = DOMAINS[domain];
	const part = random.pick(words.parts);
	const kind = random.weighted({ fix: 34, feat: 20, perf: 9, refactor: 12, docs: 10, test: 8, chore: 7 });
	const fill = (text) => text.replace('{part}', part).replace('{when}', random.pick(SITUATIONS));
	let what;
	if (kind === 'docs') what = fill(random.pick(DOCS));
	else if (kind === 'test') what = fill(random.pick(TESTS));
	else if (kind === 'chore') what = random.pick(CHORES);
	else what = change(random, words, part, kind);
	const scope = part
		.split(' ')
		.pop()
		.toLowerCase()
		.replace(/[^a-z]/g, '');
	if (style === 'conventional') return `${kind}(${scope}): ${what}`;
	if (style === 'component') return `${scope}: ${what}`;
	return cap(what);
}

function change(random, words, part, kind) {
	if (kind === 'fix' && random.chance(0.3)) return `fix ${random.pick(words.faults)}`;
	if (random.chance(0.25)) return `use ${random.pick(words.mechanisms)} in the ${part}`;
	return `${random.pick(VERBS[kind])} the ${part}${random.chance(0.5) ? ` ${random.pick(SITUATIONS)}` : ''}`;
}

// Why: what was seen, what it came from, what is done, what else was thought of.
function reason(random, domain) {
	const words = DOMAINS[domain];
	const sentences = [
		random.pick([
			() => `${cap(random.pick(SITUATIONS))}, ${random.pick(SYMPTOMS)}.`,
			() => `We saw ${random.pick(words.faults)} ${random.pick(SITUATIONS)}: ${random.pick(SYMPTOMS)}.`,
			() => `${cap(random.pick(SYMPTOMS))}.`,
			() =>
				`Since the ${random.pick(words.parts)} became concurrent, ${random.pick(words.faults)} is possible.`,
		])(),
		random.pick([
			() => `The reason is that ${random.pick(CAUSES)}.`,
			() => `It turned out that ${random.pick(CAUSES)}.`,
			() =>
				`This happens because ${random.pick(CAUSES)}, which was harmless until the ${random.pick(words.parts)} changed.`,
		])(),
		random.pick([
			() => `Now we ${random.pick(CHANGES)}.`,
			() => `So ${random.pick(CHANGES)}, and use ${random.pick(words.mechanisms)} for the rest.`,
			() => `Use ${random.pick(words.mechanisms)} instead.`,
		])(),
	];
	if (random.chance(0.6)) sentences.push(random.pick(ALTERNATIVES));
	if (random.chance(0.4)) sentences.push(random.pick(TESTED));
	return sentences.join(' ');
}

/** A whole message; level 0 says nothing, 3 says what and why. */
export function commitMessage(random, person, domain, others = []) {
	if (person.traits.agent) return bump(random, true);
	const level = levelOf(random, person);
	let text = level === 0 ? random.pick(BARE) : subject(random, domain, person.traits.style);
	if (level === 2)
		text += random.chance(0.5)
			? `\n\n${random.pick(['Closes', 'Fixes', 'Refs', 'See'])} #${random.range(10, 4000)}.`
			: `\n\n${wrap(`${cap(random.pick(CHANGES))}.`)}`;
	if (level === 3) text += `\n\n${wrap(reason(random, domain))}\n\nFixes #${random.range(10, 4000)}`;
	return text + trailers(random, person, others);
}

// What the dependency bots write.
function bump(random, long) {
	const [major, minor, patch] = [random.int(4), random.int(30), random.int(9)];
	const title = `build(deps): bump ${random.pick(BUMPED)} from ${major}.${minor}.${patch} to ${major}.${minor}.${patch + 1}`;
	return long
		? `${title}\n\nBumps the dependency by one patch release.\n\n---\nupdated-dependencies:\n- dependency-type: direct:production\n  update-type: version-update:semver-patch\n...\n\nSigned-off-by: dependabot[bot] <support@example.com>`
		: title;
}

function trailers(random, person, others) {
	const lines = [];
	if (random.chance(0.25))
		lines.push(`Signed-off-by: ${person.name ?? person.login} <${addressOf(person)}>`);
	if (others.length && random.chance(0.12)) {
		const other = random.pick(others);
		lines.push(
			random.chance(0.6)
				? `Co-authored-by: ${other.name ?? other.login} <${other.id}+${other.login}@users.noreply.github.com>`
				: `Co-authored-by: ${other.name ?? other.login} <${addressOf(other)}>`,
		);
	}
	if (others.length && random.chance(0.05))
		lines.push(`Reviewed-by: ${random.pick(others).login} <${addressOf(random.pick(others))}>`);
	return lines.length ? `\n\n${lines.join('\n')}` : '';
}

function levelOf(random, person) {
	const x = person.traits.quality + random.normal() * 0.2;
	return x < 0.2 ? 0 : x < 0.52 ? 1 : x < 0.7 ? 2 : 3;
}

export function pullTitle(random, person, domain) {
	if (person.traits.agent) return bump(random, false);
	if (random.chance(0.08 * (1 - person.traits.quality))) return random.pick(BARE);
	return subject(random, domain, person.traits.style);
}

export function pullBody(random, person, domain) {
	if (person.traits.agent)
		return 'Bumps the dependency by one patch release.\n\n<details><summary>Release notes</summary>\n\nSee upstream.\n</details>';
	const level = levelOf(random, person);
	if (level === 0) return random.pick(['', '', 'see title', '<!-- please describe -->']);
	let text = level === 1 ? `${subject(random, domain, 'plain')}.` : `## Why\n\n${reason(random, domain)}\n`;
	if (level === 3)
		text += `\n## How it was tested\n\n- ${random.pick(TESTED)}\n- \`stress -n ${random.range(10, 500)}\` over night\n\nCloses #${random.range(10, 4000)}`;
	if (person.traits.planted && random.chance(0.2)) text += `\n\n${leak(person, random)}`;
	return text;
}

function wrap(text) {
	return text.replace(/(.{1,72})(?:\s+|$)/g, '$1\n').trimEnd();
}
