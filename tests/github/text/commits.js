// Commit messages and pull-request texts, from "fix" to what, why and trailers.

import { DOMAINS } from './vocabulary.js';
import { addressOf, leak } from './plant.js';

const BARE = ['fix', 'wip', 'update', 'Update README.md', 'typo', 'more fixes', 'cleanup', 'address review', 'lint', 'fix tests', 'bump', '.', 'minor', 'changes', 'fix ci', 'oops'];
const VERBS = ['fix', 'add', 'rework', 'remove', 'speed up', 'simplify', 'document', 'test', 'guard', 'split', 'harden'];
const KINDS = ['fix', 'feat', 'refactor', 'perf', 'docs', 'test', 'chore', 'build'];

/** One line about what changes. */
export function subject(random, domain, style) {
	const words = DOMAINS[domain];
	const part = random.pick(words.parts);
	const what = random.pick([
		() => `${random.pick(VERBS)} ${part}`,
		() => `fix ${random.pick(words.faults)}`,
		() => `${part}: use ${random.pick(words.mechanisms)}`,
		() => `${part}: avoid ${random.pick(words.faults)}`,
		() => `add tests for the ${part}`,
		() => `document how the ${part} fails`,
	])();
	if (style === 'conventional')
		return `${random.pick(KINDS)}(${part.split(' ').pop().toLowerCase().replace(/[^a-z]/g, '')}): ${what}`;
	if (style === 'component')
		return `${part.split(' ')[0].toLowerCase()}: ${what}`;
	return what[0].toUpperCase() + what.slice(1);
}

export const STYLES = ['conventional', 'component', 'plain'];

function reason(random, domain) {
	const words = DOMAINS[domain];
	const fault = random.pick(words.faults);
	const mechanism = random.pick(words.mechanisms);
	const part = random.pick(words.parts);
	return random.pick([
		`We saw ${fault} in production: the ${part} assumed that only one caller would be active at a time. Switch to ${mechanism}, so that a second caller waits instead of overwriting.`,
		`The ${part} did its work before checking the deadline, which led to ${fault}. Check first, and cover the order with a test.`,
		`This replaces the ad-hoc locking by ${mechanism}. The old way was correct only as long as nobody called it from a callback, which the ${part} now does.`,
		`Without this, ${fault} is possible whenever the process restarts between the two writes. I considered a retry in the caller, but that only narrows the window.`,
		`Benchmarks on 8 cores: ${random.range(120, 900)} ns/op -> ${random.range(20, 110)} ns/op, ${random.range(2, 9)} allocs -> ${random.int(2)}. The gain comes from ${mechanism}.`,
	]);
}

/** A whole message; level 0 says nothing, 3 says what and why. */
export function commitMessage(random, person, domain, others = []) {
	const level = levelOf(random, person);
	let text;
	if (level === 0)
		text = random.pick(BARE);
	else
		text = subject(random, domain, person.traits.style);
	if (level === 2)
		text += `\n\n${random.pick(['Closes', 'Fixes', 'Refs', 'See'])} #${random.range(10, 4000)}.`;
	if (level === 3)
		text += `\n\n${wrap(reason(random, domain))}\n\nFixes #${random.range(10, 4000)}`;
	return text + trailers(random, person, others);
}

function trailers(random, person, others) {
	const lines = [];
	if (random.chance(0.25))
		lines.push(`Signed-off-by: ${person.name ?? person.login} <${addressOf(person)}>`);
	if (others.length && random.chance(0.12)) {
		const other = random.pick(others);
		lines.push(random.chance(0.6)
			? `Co-authored-by: ${other.name ?? other.login} <${other.id}+${other.login}@users.noreply.github.com>`
			: `Co-authored-by: ${other.name ?? other.login} <${addressOf(other)}>`);
	}
	if (others.length && random.chance(0.05))
		lines.push(`Reviewed-by: ${random.pick(others).login} <${addressOf(random.pick(others))}>`);
	return lines.length ? `\n\n${lines.join('\n')}` : '';
}

function levelOf(random, person) {
	const x = person.traits.quality + random.normal() * 0.18;
	return x < 0.25 ? 0 : x < 0.5 ? 1 : x < 0.68 ? 2 : 3;
}

export function pullTitle(random, person, domain) {
	if (random.chance(0.08 * (1 - person.traits.quality)))
		return random.pick(BARE);
	return subject(random, domain, person.traits.style);
}

export function pullBody(random, person, domain) {
	const level = levelOf(random, person);
	if (level === 0)
		return random.pick(['', '', 'see title', '<!-- please describe -->']);
	let text = level === 1 ? `${subject(random, domain, 'plain')}.` : `## Why\n\n${reason(random, domain)}\n`;
	if (level === 3)
		text += `\n## How it was tested\n\n- unit test for the order of events\n- \`stress -n ${random.range(10, 500)}\` over night\n\nCloses #${random.range(10, 4000)}`;
	if (person.traits.planted && random.chance(0.2))
		text += `\n\n${leak(person, random)}`;
	return text;
}

function wrap(text) {
	return text.replace(/(.{1,72})(?:\s+|$)/g, '$1\n').trimEnd();
}
