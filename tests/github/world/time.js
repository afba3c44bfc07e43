// Times are milliseconds since 1970 inside, RFC 3339 in UTC outside.

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
export const YEAR = 365 * DAY;

/** GitHub's form: whole seconds, Z. */
export function iso(ms) {
	return ms == null ? null : new Date(ms).toISOString().slice(0, 19) + 'Z';
}

/** Milliseconds, or null when the text is no time. */
export function parse(text) {
	if (text == null) return null;
	const ms = Date.parse(text);
	return Number.isNaN(ms) ? null : ms;
}
