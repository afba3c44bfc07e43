// Deterministic randomness. Everything in a world is a function of a seed and
// of the keys of the thing that is asked for, never of the order of asking.

/** A 32-bit hash of any mix of strings and numbers. */
export function hash(...parts) {
	let h = 0x811c9dc5;
	for (const part of parts) {
		const text = typeof part === 'string' ? part : String(part);
		for (let i = 0; i < text.length; i++) {
			h ^= text.charCodeAt(i);
			h = Math.imul(h, 0x01000193);
		}
		// A separator, so that ('ab', 'c') and ('a', 'bc') differ.
		h ^= 0x1f;
		h = Math.imul(h, 0x01000193);
	}
	return finish(h);
}

function finish(h) {
	h ^= h >>> 16;
	h = Math.imul(h, 0x85ebca6b);
	h ^= h >>> 13;
	h = Math.imul(h, 0xc2b2ae35);
	h ^= h >>> 16;
	return h >>> 0;
}

/** 40 hexadecimal digits that look like a git object id. */
export function fakeOid(...parts) {
	let h = hash(...parts);
	let oid = '';
	for (let i = 0; i < 5; i++) {
		h = finish((h + 0x9e3779b9) | 0);
		oid += h.toString(16).padStart(8, '0');
	}
	return oid;
}

/** A small fast generator (mulberry32) keyed by anything hash() takes. */
export class Random {
	constructor(...parts) {
		this.state = hash(...parts);
	}

	/** A number in [0, 1). */
	next() {
		this.state = (this.state + 0x6d2b79f5) | 0;
		let t = this.state;
		t = Math.imul(t ^ (t >>> 15), t | 1);
		t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
		return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
	}

	/** An integer in [0, n). */
	int(n) {
		return Math.floor(this.next() * n);
	}

	/** An integer in [low, high]. */
	range(low, high) {
		return low + this.int(high - low + 1);
	}

	chance(p) {
		return this.next() < p;
	}

	pick(list) {
		return list[this.int(list.length)];
	}

	/** The key of an entry of {key: weight}, by weight. */
	weighted(table) {
		const entries = Object.entries(table);
		let sum = 0;
		for (const [, weight] of entries) sum += weight;
		let at = this.next() * sum;
		for (const [key, weight] of entries) {
			at -= weight;
			if (at < 0) return key;
		}
		return entries[entries.length - 1][0];
	}

	/** Heavy-tailed: most values near low, a few near high. */
	pareto(low, high, alpha = 1) {
		const u = this.next();
		const a = low ** -alpha;
		const b = high ** -alpha;
		return (a - u * (a - b)) ** (-1 / alpha);
	}

	/** A rough normal deviate with mean 0 and deviation 1. */
	normal() {
		return (this.next() + this.next() + this.next() + this.next() - 2) * 1.732;
	}

	/** Up to n different items, in random order. */
	sample(list, n) {
		const copy = list.slice();
		const count = Math.min(n, copy.length);
		for (let i = 0; i < count; i++) {
			const j = i + this.int(copy.length - i);
			[copy[i], copy[j]] = [copy[j], copy[i]];
		}
		copy.length = count;
		return copy;
	}
}

/** Picks indexes 0..n-1 by weight in constant time (Vose's alias method). */
export class Alias {
	constructor(weights) {
		const n = weights.length;
		const sum = weights.reduce((a, b) => a + b, 0) || 1;
		this.chance = new Float64Array(n);
		this.other = new Int32Array(n);
		const scaled = Float64Array.from(weights, (w) => (w * n) / sum);
		const small = [];
		const large = [];
		scaled.forEach((w, i) => (w < 1 ? small : large).push(i));
		while (small.length && large.length) {
			const s = small.pop();
			const l = large[large.length - 1];
			this.chance[s] = scaled[s];
			this.other[s] = l;
			scaled[l] -= 1 - scaled[s];
			if (scaled[l] < 1) small.push(large.pop());
		}
		for (const i of small.concat(large)) this.chance[i] = 1;
	}

	pick(random) {
		const i = random.int(this.chance.length);
		return random.next() < this.chance[i] ? i : this.other[i];
	}
}
