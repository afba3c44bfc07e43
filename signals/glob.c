#include "signals/glob.h"

#include <string.h>

#include "base/str.h"

/* The whole of text up to `end` matches the whole pattern up to `stop`. */
static bool
match(const char *pattern, const char *stop, const char *text, const char *end)
{
	const char *star = NULL, *retry = NULL;

	while (text < end) {
		if (pattern < stop && *pattern == '*') {
			star = pattern++;
			retry = text;
		} else if (pattern < stop &&
		    str_lower(*pattern) == str_lower(*text)) {
			pattern++;
			text++;
		} else if (star != NULL) {
			pattern = star + 1;
			text = ++retry;
		} else {
			return false;
		}
	}
	while (pattern < stop && *pattern == '*')
		pattern++;
	return pattern == stop;
}

bool
glob_match(const char *pattern, const char *path)
{
	size_t n = strlen(pattern);
	bool is_directory = n > 0 && pattern[n - 1] == '/';
	bool is_rooted = pattern[0] == '/';
	const char *stop = pattern + n - (is_directory ? 1 : 0);

	if (is_rooted)
		pattern++;
	/* A pattern with a directory in it matches at any depth. */
	for (const char *at = path; at != NULL && *at != '\0';) {
		const char *end = at + strlen(at), *next;

		if (is_directory) {
			size_t slashes = 0;

			for (const char *p = pattern; p < stop; p++)
				slashes += *p == '/';
			for (next = at; (next = strchr(next, '/')) != NULL;
			     next++)
				if (slashes-- == 0)
					break;
			if (next != NULL && match(pattern, stop, at, next))
				return true;
		} else if (match(pattern, stop, at, end)) {
			return true;
		}
		next = strchr(at, '/');
		at = is_rooted || next == NULL ? NULL : next + 1;
	}
	return false;
}

bool
glob_any(const char *const *patterns, size_t n, const char *path)
{
	for (size_t i = 0; i < n; i++)
		if (glob_match(patterns[i], path))
			return true;
	return false;
}
