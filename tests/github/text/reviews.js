// Review comments, from "lgtm" to ones that explain, cite and propose code; and
// those that an agent writes, seconds after the pull request was opened.

import { DOMAINS } from './vocabulary.js';
import { ALTERNATIVES, CAUSES, CHANGES, SITUATIONS, SYMPTOMS } from './situations.js';
import { leak } from './plant.js';

const EMPTY = [
	'lgtm',
	'LGTM',
	'LGTM :+1:',
	'nit',
	'nice!',
	'same here',
	'ditto',
	'+1',
	'Done.',
	'done',
	'Fixed, thanks!',
	'why?',
	'Good catch',
	'👍',
	'typo',
	'Thanks!',
	'ok',
	'not sure about this',
	'hm',
	'still needed?',
	'cool',
	'Ack',
	'see above',
	'wrong indent',
];
const SMALL = [
	(w) => `nit: rename this, \`${w.ident}\` says more than \`tmp\``,
	(w) => `Can you add a test for \`${w.ident}\`?`,
	() => 'Please run the formatter.',
	(w) => `Shouldn't the ${w.part} handle this?`,
	(w) => `\`${w.ident}\` can be private.`,
	(w) => `Do we need this? \`${w.ident}\` already does it.`,
	(w) => `Missing error check after \`${w.ident}\`.`,
	(w) => `What happens ${w.when}?`,
	(w) => `I think this breaks ${w.when}.`,
	(w) => `Maybe move this into \`${w.ident}\`.`,
	(w) => `Is the ${w.part} still right ${w.when}?`,
	(w) => `Please ${w.change}.`,
	() => 'This comment is out of date now.',
];
const CONCERNS = [
	(w) => `This allows ${w.fault} ${w.when}.`,
	(w) => `I don't think this is safe ${w.when}: ${w.cause}.`,
	(w) => `If the process dies between these two lines we are left with ${w.fault}.`,
	(w) => `${cap(w.when)} \`${w.ident}\` returns before the ${w.part} has seen the change, as ${w.cause}.`,
	(w) => `We had exactly this in the ${w.part} a while ago, and ${w.symptom}.`,
	(w) =>
		`\`${w.ident}\` is called for every element here, so this is quadratic in the size of the ${w.part}; with 40k entries ${w.symptom}.`,
	(w) => `The error from \`${w.ident}\` is swallowed. ${cap(w.when)} the caller sees success.`,
	(w) =>
		`Two callers can both pass the check above before either has written, which is ${w.fault} all over again.`,
	(w) =>
		`Holding the lock across \`${w.ident}\` worries me: it may block ${w.when}, and then everything behind the ${w.part} waits.`,
	(w) =>
		`Nice simplification. One concern: it changes the order in which the ${w.part} sees events ${w.when}.`,
];
const PROPOSALS = [
	(w) => `Could we ${w.change}?`,
	(w) => `${cap(w.mechanism)} would close the window.`,
	(w) => `I would ${w.change}; then \`${w.ident}\` needs no special case.`,
	(w) => `How about ${w.mechanism}? It costs a little more, but it stays right ${w.when}.`,
	(w) => `What if \`${w.ident}\` returned the old value, so that the caller can decide?`,
	(w) => `Either we ${w.change}, or we document that it may happen. I prefer the first.`,
	(w) => `Happy to take ${w.mechanism} as a follow-up, if you add a TODO with the issue's number.`,
];
const TAILS = [
	(w) =>
		`\n\n\`\`\`${w.lang}\nif err := ${w.ident}(ctx); err != nil {\n    return fmt.Errorf("${w.ident}: %w", err)\n}\n\`\`\``,
	(w) => `\n\n\`\`\`suggestion\n    return ${w.ident}(old, ${w.n})\n\`\`\``,
	() => '\n\nSee https://www.postgresql.org/docs/current/explicit-locking.html for the details.',
	() => '\n\nBackground: https://kafka.apache.org/documentation/#semantics',
	(w) => `\n\nWe were bitten by this in #${w.n * 7 + 12}.`,
	(w) => `\n\nMeasured with ${w.n} writers on my machine: ${w.n * 31} µs before, ${w.n * 3} µs after.`,
	(w) => `\n\n${w.alternative}`,
];
const OTHER_TONGUES = [
	'これは競合状態になりませんか？ロックを先に取るべきだと思います。',
	'这里在高并发下会有问题，建议先加锁再检查。',
	'Hier fehlt noch die Behandlung des Timeouts, sonst hängt der Aufrufer.',
	'Il manque un test pour le cas où la liste est vide.',
	'Isso não funciona quando o contexto já foi cancelado.',
];
const RUDE = [
	'This is garbage, did you even read the docs?',
	'Are you serious? This is the dumbest way to do it.',
	'What a stupid idea.',
];

const IDENTS = [
	'flushBatch',
	'acquire',
	'commit_offset',
	'retryPolicy',
	'decode_frame',
	'lookup',
	'applySnapshot',
	'renewLease',
	'readLoop',
	'handle_timeout',
	'drain',
	'evict',
	'encodeKey',
	'next_page',
	'mergeRanges',
	'onClose',
	'reserve',
	'parseHeader',
	'pollOnce',
	'wakeup',
];

const cap = (text) => text[0].toUpperCase() + text.slice(1);

/** What a reviewer writes on a line of a pull request. */
export function reviewComment(random, person, domain, language) {
	const words = DOMAINS[domain];
	const w = {
		part: random.pick(words.parts),
		fault: random.pick(words.faults),
		mechanism: random.pick(words.mechanisms),
		ident: random.pick(IDENTS),
		lang: language.toLowerCase(),
		when: random.pick(SITUATIONS),
		cause: random.pick(CAUSES),
		change: random.pick(CHANGES),
		symptom: random.pick(SYMPTOMS),
		alternative: random.pick(ALTERNATIVES),
		n: random.range(2, 64),
	};
	// Even the best write "done" more often than an essay.
	const x = person.traits.quality - 0.06 + random.normal() * 0.27;
	let text;
	if (person.traits.agent) text = agentComment(w);
	else if (random.chance(0.004)) text = random.pick(RUDE);
	else if (random.chance(0.01)) text = random.pick(OTHER_TONGUES);
	else if (x < 0.36) text = random.pick(EMPTY);
	else if (x < 0.56) text = random.pick(SMALL)(w);
	else
		text = `${random.pick(CONCERNS)(w)} ${random.pick(PROPOSALS)(w)}${x > 0.78 ? random.pick(TAILS)(w) : ''}`;
	if (person.traits.planted && random.chance(0.06)) text += `\n${leak(person, random)}`;
	return text;
}

function agentComment(w) {
	return `## Summary\n\n**Potential issue:** The \`${w.ident}\` function may cause ${w.fault}.\n\n### Recommendation\n\n- ✅ Consider ${w.mechanism}\n- ✅ Add error handling\n- ✅ Improve readability\n\n<!-- generated -->`;
}

export function reviewBody(random, state) {
	if (state === 'APPROVED')
		return random.pick(['', '', '', 'LGTM', 'Thanks!', 'Looks good, one nit inline.', ':shipit:']);
	if (state === 'CHANGES_REQUESTED')
		return random.pick([
			'Thanks for working on this. Two things before we can merge, see inline.',
			'Please add a test.',
			'',
		]);
	return '';
}

/** The hunk that a comment stands on. */
export function diffHunk(random, person, domain) {
	const ident = random.pick(IDENTS);
	const start = random.range(10, 900);
	const author =
		person.traits.planted && random.chance(0.3)
			? `\n+// author: ${leak(person, random).replace(/\n/g, ' ')}`
			: '';
	return `@@ -${start},6 +${start},8 @@ func (p *pool) ${ident}(ctx context.Context) error {\n \tp.mu.Lock()${author}\n+\tif p.closed {\n+\t\treturn errClosed\n \t// ${random.pick(DOMAINS[domain].parts)}`;
}
