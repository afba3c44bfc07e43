// The simulator's wall clock: it runs with the machine's, from a start that can
// be chosen, and tests can push it forward (or back: clocks jump).

export class Clock {
	constructor(start) {
		this.offset = start == null ? 0 : start - Date.now();
	}

	/** Milliseconds since 1970. */
	now() {
		return Date.now() + this.offset;
	}

	seconds() {
		return Math.floor(this.now() / 1000);
	}

	advance(seconds) {
		this.offset += seconds * 1000;
	}

	set(ms) {
		this.offset = ms - Date.now();
	}
}
