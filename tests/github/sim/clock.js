// The simulator's wall clock: it runs with the machine's, from a start that can
// be chosen, and tests can push it forward (or back: clocks jump). With a clock
// file it is besides ahead by what stands there, as the program under test is
// (see base/clock.h): "MILLISECONDS [MORE]", where MORE is that program's
// wrong wall clock and no business of ours.

import { openSync, readSync, writeSync } from 'node:fs';

export class Clock {
	#fd;
	#text = Buffer.alloc(64);
	#ahead = [0, 0];

	/** @param file  path of the clock file, or none */
	constructor(start, file) {
		this.#fd = file == null ? null : openSync(file, 'r+');
		this.offset = start == null ? 0 : start - Date.now();
	}

	#read() {
		if (this.#fd == null) return this.#ahead;
		const size = readSync(this.#fd, this.#text, 0, 64, 0);
		const match = /^(-?\d+)(?: (-?\d+))?\n/.exec(this.#text.toString('latin1', 0, size));
		// Half written: as it was.
		if (match) this.#ahead = [Number(match[1]), Number(match[2] ?? 0)];
		return this.#ahead;
	}

	/** Milliseconds since 1970. */
	now() {
		return Date.now() + this.offset + this.#read()[0];
	}

	seconds() {
		return Math.floor(this.now() / 1000);
	}

	advance(seconds) {
		this.offset += seconds * 1000;
	}

	set(ms) {
		this.offset += ms - this.now();
	}

	/** Sets the caller's wall clock wrong, not ours. */
	advanceCaller(seconds) {
		if (this.#fd == null) throw new Error("the caller's clock needs --clock-file");
		const [ahead, more] = this.#read();
		writeSync(this.#fd, `${ahead} ${more + seconds * 1000}\n`, 0);
	}
}
