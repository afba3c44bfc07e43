// Addresses and telephone numbers that are planted in texts, so that a test can
// search a store for them. Domains are those of RFC 2606; numbers are from the
// ranges that regulators keep free for films and books.

import { Random } from '../world/random.js';
import { fold } from './names.js';

const DOMAINS = ['example.com', 'example.org'];

const NUMBERS = [
	(r) => `+1 (202) 555-01${two(r)}`,
	(r) => `+1-415-555-01${two(r)}`,
	(r) => `+44 20 7946 0${three(r)}`,
	(r) => `+44 7700 900${three(r)}`,
	(r) => `+49 (0)30 23125 ${three(r)}`,
	(r) => `+33 1 99 00 ${two(r)} ${two(r)}`,
	(r) => `+46 70 174 06 ${two(r)}`,
];

const two = (r) => String(r.range(10, 99));
const three = (r) => String(r.range(100, 999));

/** The address of a person: always the same, always at example.com or .org. */
export function addressOf(person, purpose = '') {
	const random = new Random('address', person.id, purpose);
	const local =
		fold(person.name || person.login)
			.replace(/[^a-z0-9]+/g, random.pick(['.', '_', '']))
			.replace(/^[._]+|[._]+$/g, '') || `p${person.id}`;
	return `${local}${random.chance(0.2) ? random.range(1, 99) : ''}@${random.pick(DOMAINS)}`;
}

export function phoneOf(person) {
	const random = new Random('phone', person.id);
	return random.pick(NUMBERS)(random);
}

/** A sentence that gives an address or a number away. */
export function leak(person, random) {
	const mail = addressOf(person, random.chance(0.3) ? 'work' : '');
	return random.pick([
		`Reach me at ${mail}.`,
		`Mail: ${mail}`,
		`mailto:${mail}`,
		`(${mail})`,
		`contact <${mail}> or ${phoneOf(person)}`,
		`Call ${phoneOf(person)}`,
		`✉ ${mail} ☎ ${phoneOf(person)}`,
		`${mail.toUpperCase()}`,
	]);
}
