// Review comments, from "lgtm" to ones that explain, cite and propose code; and
// those that an agent writes, seconds after the pull request was opened.

import { DOMAINS } from './vocabulary.js';
import { leak } from './plant.js';

const EMPTY = ['lgtm', 'LGTM', 'LGTM :+1:', 'nit', 'nice!', 'same here', 'ditto', '+1', 'Done.', 'done', 'Fixed, thanks!', 'why?', 'Good catch', '👍', 'typo', 'Thanks!', 'ok', 'not sure about this'];
const SMALL = [
	(w) => `nit: rename this, \`${w.ident}\` says more than \`tmp\``,
	() => 'Can you add a test for this?',
	() => 'Please run the formatter.',
	(w) => `Shouldn't the ${w.part} handle this?`,
	() => 'This can be private.',
	(w) => `Do we need this? \`${w.ident}\` already does it.`,
	() => 'Missing error check.',
];
const REASONED = [
	(w) => `This allows ${w.fault}: two callers can both pass the check above before either has written. ${cap(w.mechanism)} would close the window. What do you think?`,
	(w) => `I don't think the lock is needed here. The ${w.part} is only touched from the loop, so it adds contention without protecting anything; if that ever changes, ${w.mechanism} would be the better tool.`,
	(w) => `If the process dies between these two lines we are left with ${w.fault}. Could we reverse the order, so that a crash leaves garbage that the next start can collect instead of a dangling reference?`,
	(w) => `The error is swallowed here. When the ${w.part} times out the caller sees success, and the retry in \`${w.ident}\` never happens. Please return it wrapped with the key, so that the log names what failed.`,
	(w) => `This is O(n²) in the number of entries because \`${w.ident}\` rescans the list for every insert. A map keyed by id keeps it linear; with the 40k entries we see in practice that is the difference between 2 s and 5 ms.`,
	(w) => `Nice simplification. One concern: this changes the order in which the ${w.part} sees events, since the callback now runs after the commit. Is anything relying on the old order? The test in \`${w.ident}_test\` only covers a single event.`,
];
const TAILS = [
	(w) => `\n\n\`\`\`${w.lang}\nif err := ${w.ident}(ctx); err != nil {\n    return fmt.Errorf("${w.ident}: %w", err)\n}\n\`\`\``,
	() => '\n\n```suggestion\n    return nil, errStale\n```',
	() => '\n\nSee https://www.postgresql.org/docs/current/explicit-locking.html for the details.',
	() => '\n\nBackground: https://kafka.apache.org/documentation/#semantics',
	() => '\n\nWe were bitten by this in #412.',
];
const OTHER_TONGUES = ['これは競合状態になりませんか？ロックを先に取るべきだと思います。', '这里在高并发下会有问题，建议先加锁再检查。', 'Hier fehlt noch die Behandlung des Timeouts, sonst hängt der Aufrufer.', 'Il manque un test pour le cas où la liste est vide.', 'Isso não funciona quando o contexto já foi cancelado.'];
const RUDE = ['This is garbage, did you even read the docs?', 'Are you serious? This is the dumbest way to do it.', 'What a stupid idea.'];

const IDENTS = ['flushBatch', 'acquire', 'commit_offset', 'retryPolicy', 'decode_frame', 'lookup', 'applySnapshot', 'renewLease', 'readLoop', 'handle_timeout'];

const cap = (text) => text[0].toUpperCase() + text.slice(1);

/** What a reviewer writes on a line of a pull request. */
export function reviewComment(random, person, domain, language) {
	const words = DOMAINS[domain];
	const w = {
		part: random.pick(words.parts), fault: random.pick(words.faults), mechanism: random.pick(words.mechanisms),
		ident: random.pick(IDENTS), lang: language.toLowerCase(),
	};
	const x = person.traits.quality + random.normal() * 0.2;
	let text;
	if (person.traits.agent)
		text = agentComment(w);
	else if (random.chance(0.004))
		text = random.pick(RUDE);
	else if (random.chance(0.01))
		text = random.pick(OTHER_TONGUES);
	else if (x < 0.38)
		text = random.pick(EMPTY);
	else if (x < 0.55)
		text = random.pick(SMALL)(w);
	else
		text = random.pick(REASONED)(w) + (x > 0.7 ? random.pick(TAILS)(w) : '');
	if (person.traits.planted && random.chance(0.06))
		text += `\n${leak(person, random)}`;
	return text;
}

function agentComment(w) {
	return `## Summary\n\n**Potential issue:** The \`${w.ident}\` function may cause ${w.fault}.\n\n### Recommendation\n\n- ✅ Consider ${w.mechanism}\n- ✅ Add error handling\n- ✅ Improve readability\n\n<!-- generated -->`;
}

export function reviewBody(random, state) {
	if (state === 'APPROVED')
		return random.pick(['', '', '', 'LGTM', 'Thanks!', 'Looks good, one nit inline.', ':shipit:']);
	if (state === 'CHANGES_REQUESTED')
		return random.pick(['Thanks for working on this. Two things before we can merge, see inline.', 'Please add a test.', '']);
	return '';
}

/** The hunk that a comment stands on. */
export function diffHunk(random, person, domain) {
	const ident = random.pick(IDENTS);
	const start = random.range(10, 900);
	const author = person.traits.planted && random.chance(0.3) ? `\n+// author: ${leak(person, random).replace(/\n/g, ' ')}` : '';
	return `@@ -${start},6 +${start},8 @@ func (p *pool) ${ident}(ctx context.Context) error {\n \tp.mu.Lock()${author}\n+\tif p.closed {\n+\t\treturn errClosed\n \t// ${random.pick(DOMAINS[domain].parts)}`;
}
