// GitHub's documented rate limits: primary ones by resource and token, and the
// secondary ones that nobody can ask for (docs: "Rate limits for the REST API").

const HOUR = 3600;

// limit and window in seconds: with a token, and without (by address).
const RESOURCES = {
	core: { token: 5000, anonymous: 60, window: HOUR },
	search: { token: 30, anonymous: 10, window: 60 },
	code_search: { token: 10, anonymous: 10, window: 60 },
	graphql: { token: 5000, anonymous: 0, window: HOUR },
	integration_manifest: { token: 5000, anonymous: 5000, window: HOUR },
	source_import: { token: 100, anonymous: 5, window: 60 },
	scim: { token: 15000, anonymous: 0, window: HOUR },
	dependency_snapshots: { token: 100, anonymous: 0, window: 60 },
	dependency_sbom: { token: 100, anonymous: 0, window: 60 },
	actions_runner_registration: { token: 10000, anonymous: 0, window: HOUR },
	code_scanning_autofix: { token: 10, anonymous: 0, window: 60 },
};

export const SECONDARY = {
	concurrent: 100,
	rest_points: 900,
	graphql_points: 2000,
	seconds: 90,
	graphql_seconds: 60,
	penalty: 60,
};

const MINUTE = 60_000;
// A request that arrives this soon after the refusal was sent was in flight: a
// round trip to GitHub, and time to look at the answer on a busy machine. Only
// idle time counts: while the simulator works, requests wait unread.
const IN_FLIGHT_MS = 500;
const idle = () => performance.eventLoopUtilization().idle;

export class Limits {
	/** @param on  {primary, secondary}: which rules hold at the start */
	constructor(clock, on = {}) {
		this.clock = clock;
		this.on = { primary: on.primary !== false, secondary: on.secondary !== false };
		this.reset();
	}

	/** Back to the start: nothing spent, nothing overridden. */
	reset() {
		this.primaryOn = this.on.primary;
		this.secondaryOn = this.on.secondary;
		this.overrides = {};
		this.secondary = { ...SECONDARY };
		this.callers = new Map();
	}

	/** Changes from a test: {core: {limit, remaining, reset}, primary: bool,
	 * secondary: bool | {...}}. They hold for every caller. */
	configure(change) {
		for (const [key, value] of Object.entries(change)) {
			if (key === 'primary') this.primaryOn = value;
			else if (key === 'secondary' && typeof value === 'boolean') this.secondaryOn = value;
			else if (key === 'secondary') Object.assign(this.secondary, value);
			else if (RESOURCES[key]) this.#override(key, value);
		}
	}

	#override(resource, value) {
		this.overrides[resource] = { ...this.overrides[resource], ...value };
		for (const caller of this.callers.values()) caller.buckets.delete(resource);
	}

	#caller(key) {
		let caller = this.callers.get(key);
		if (!caller)
			this.callers.set(
				key,
				(caller = {
					buckets: new Map(),
					recent: new Map(),
					spent: [],
					active: 0,
					bannedUntil: 0,
					toldAt: new Map(),
				}),
			);
		return caller;
	}

	/** {limit, used, remaining, reset} of a resource; a new window if it's time. */
	bucket(key, resource) {
		const { buckets } = this.#caller(key);
		const rule = RESOURCES[resource];
		const now = this.clock.seconds();
		let bucket = buckets.get(resource);
		if (!bucket || now >= bucket.reset) {
			const set = bucket
				? { limit: this.overrides[resource]?.limit }
				: (this.overrides[resource] ?? {});
			const limit = set.limit ?? (key === 'anonymous' ? rule.anonymous : rule.token);
			bucket = {
				limit,
				used: set.remaining == null ? 0 : limit - set.remaining,
				reset: set.reset ?? now + rule.window,
			};
			buckets.set(resource, bucket);
		}
		bucket.remaining = Math.max(0, bucket.limit - bucket.used);
		return bucket;
	}

	all(key) {
		return Object.fromEntries(Object.keys(RESOURCES).map((name) => [name, this.bucket(key, name)]));
	}

	/**
	 * Before a request (see request.js) is answered: {refusal, violations,
	 * concurrency}; refusal is null or {kind: 'primary'|'secondary', retryAfter}.
	 */
	enter({ caller: key, resource, route, weight, connection }) {
		const caller = this.#caller(key);
		const free = route.name === '/rate_limit';
		caller.active++;
		const violations = [];
		const now = this.clock.now();
		if (this.secondaryOn && now < caller.bannedUntil) {
			if (this.#knew(caller, 'secondary', connection)) violations.push('sent while secondary limited');
			return {
				refusal: { kind: 'secondary', retryAfter: Math.ceil((caller.bannedUntil - now) / 1000) },
				violations,
				concurrency: caller.active,
			};
		}
		// Asking for the limits costs nothing and is allowed without points.
		if (this.primaryOn && !free && this.bucket(key, resource).remaining <= 0) {
			if (this.#knew(caller, resource, connection))
				violations.push(`sent while ${resource} was used up`);
			return { refusal: { kind: 'primary' }, violations, concurrency: caller.active };
		}
		const rule = this.secondaryOn ? this.#secondaryRule(caller, resource, route.name, weight, now) : null;
		if (rule) {
			this.#ban(caller, now, this.secondary.penalty);
			violations.push(`secondary limit: ${rule}`);
			return {
				refusal: { kind: 'secondary', rule, retryAfter: this.secondary.penalty },
				violations,
				concurrency: caller.active,
			};
		}
		return { refusal: null, violations, concurrency: caller.active };
	}

	#secondaryRule(caller, resource, route, points, now) {
		if (caller.active > this.secondary.concurrent) return `${caller.active} concurrent requests`;
		const graphql = resource === 'graphql';
		const list = recent(caller.recent, graphql ? 'graphql' : route, now);
		list.push({ at: now, points });
		const sum = list.reduce((total, entry) => total + entry.points, 0);
		const most = graphql ? this.secondary.graphql_points : this.secondary.rest_points;
		if (sum > most) return `${sum} points in a minute at ${graphql ? 'graphql' : route}`;
		while (caller.spent.length && caller.spent[0].at < now - MINUTE) caller.spent.shift();
		const all = caller.spent.reduce((total, entry) => total + entry.ms, 0) / 1000;
		const ofGraphql =
			caller.spent.reduce((total, entry) => total + (entry.graphql ? entry.ms : 0), 0) / 1000;
		if (all > this.secondary.seconds) return `${all.toFixed(1)} s of processing in a minute`;
		if (ofGraphql > this.secondary.graphql_seconds)
			return `${ofGraphql.toFixed(1)} s of GraphQL processing in a minute`;
		return null;
	}

	#ban(caller, now, seconds) {
		caller.bannedUntil = now + seconds * 1000;
		caller.toldAt.delete('secondary');
	}

	/** Makes a limit that a fault announced a true one, unless "ban": false. */
	impose(key, resource, fault) {
		if (fault.ban === false) return null;
		if (fault.kind === 'secondary' && this.secondaryOn) {
			this.#ban(this.#caller(key), this.clock.now(), fault.retry_after || this.secondary.penalty);
			return { kind: 'secondary' };
		}
		if (['primary', 'rate-limit-200'].includes(fault.kind) && this.primaryOn) {
			const bucket = this.bucket(key, resource);
			bucket.used = bucket.limit;
			bucket.reset = this.clock.seconds() + (fault.reset ?? 60);
			return { kind: 'primary' };
		}
		return null;
	}

	// Whether the caller had been told: on the same connection surely, on
	// another one when the answer has had time to arrive.
	#knew(caller, what, connection) {
		const told = caller.toldAt.get(what);
		return told != null && (told.connection === connection || idle() - told.at > IN_FLIGHT_MS);
	}

	/** After the answer: what was told, how long it took. */
	leave({ caller: key, resource, connection }, { ms, refusal, counted }) {
		const caller = this.#caller(key);
		caller.active--;
		if (counted) caller.spent.push({ at: this.clock.now(), ms, graphql: resource === 'graphql' });
		const told = { at: idle(), connection };
		if (refusal?.kind === 'secondary') caller.toldAt.set('secondary', told);
		if (this.primaryOn && this.bucket(key, resource).remaining <= 0) caller.toldAt.set(resource, told);
		else caller.toldAt.delete(resource);
	}

	charge(key, resource, points) {
		const bucket = this.bucket(key, resource);
		bucket.used += points;
		bucket.remaining = Math.max(0, bucket.limit - bucket.used);
	}
}

function recent(map, key, now) {
	let list = map.get(key);
	if (!list) map.set(key, (list = []));
	while (list.length && list[0].at < now - MINUTE) list.shift();
	return list;
}
