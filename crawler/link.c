#include "crawler/link.h"

#include <string.h>

#include "base/str.h"
#include "crawler/url.h"

/* Longer addresses are no page of ours. */
enum {
	URL_MAX = 2048
};

static const char *
skip_blanks(const char *p)
{
	while (*p == ' ' || *p == '\t')
		p++;
	return p;
}

/* Whether a blank-separated list of relation types holds this one. */
static bool
holds(const char *list, size_t len, const char *relation)
{
	size_t want = strlen(relation);

	for (size_t i = 0; i < len;) {
		size_t n = 0;

		while (i + n < len && list[i + n] != ' ')
			n++;
		if (n == want) {
			size_t same = 0;

			while (same < n &&
			    str_lower(list[i + same]) == relation[same])
				same++;
			if (same == n)
				return true;
		}
		i += n + 1;
	}
	return false;
}

/*
 * Reads the parameters after "<...>" up to the next comma outside quotes.
 * Returns where reading goes on; *ret_match tells whether rel= holds it.
 */
static const char *
read_parameters(const char *p, const char *relation, bool *ret_match)
{
	bool seen = false;

	*ret_match = false;
	while (*p != '\0' && *p != ',') {
		const char *name, *value;
		size_t name_len, value_len;

		if (*p == ';' || *p == ' ' || *p == '\t') {
			p++;
			continue;
		}
		name = p;
		p += name_len = strcspn(p, "=;, \t");
		p = skip_blanks(p);
		if (*p != '=')
			continue;
		p = skip_blanks(p + 1);
		if (*p == '"') {
			value = ++p;
			p += value_len = strcspn(p, "\"");
			if (*p == '"')
				p++;
		} else {
			value = p;
			p += value_len = strcspn(p, ";, \t");
		}
		/* RFC 8288, 3.3: only the first rel counts */
		if (name_len == 3 && strncmp(name, "rel", 3) == 0 && !seen) {
			seen = true;
			*ret_match = holds(value, value_len, relation);
		}
	}
	return p;
}

const char *
link_find(struct arena *arena, const char *header, const char *relation,
    const char *base, bool *ret_foreign)
{
	const char *p = header;

	if (ret_foreign != NULL)
		*ret_foreign = false;
	while ((p = strchr(p, '<')) != NULL) {
		const char *start = p + 1, *url;
		size_t len = strcspn(start, ">");
		bool match;

		if (start[len] != '>')
			return NULL;
		p = read_parameters(start + len + 1, relation, &match);
		if (!match)
			continue;
		if (len > URL_MAX)
			return NULL;
		url = url_join(arena, base, arena_text(arena, start, len));
		if (url != NULL && url_same_origin(url, base))
			return url;
		if (ret_foreign != NULL)
			*ret_foreign = true;
		return NULL;
	}
	return NULL;
}
