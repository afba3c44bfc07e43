#ifndef OUTREACH_TEMPLATE_H
#define OUTREACH_TEMPLATE_H

#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "outreach/token.h"

/*
 * A message template: a small part of Mustache.
 *
 *   {{token}} {{token|fallback}}     a text; most tokens need a fallback
 *   {{#token}}...{{/token}}          if it is known; for lists: for each item
 *   {{^token}}...{{/token}}          if it is not
 *   {{! remark }}                    nothing; {{! limit: 399 }} limits drafts
 *
 * A line that holds a section's tag or a remark alone leaves no line.  There
 * are no partials, no other delimiters and no escaping: drafts are plain text.
 */
struct template;

enum {
	TEMPLATE_MAX_BYTES = 64 * 1024,
	TEMPLATE_NODES_MAX = 2000,
	TEMPLATE_DEPTH_MAX = 8,
	TEMPLATE_ITEMS_MAX = 8
};

/*
 * What a render gets its texts from; they are one line each.  NULL or "":
 * missing.  `items` are those of the token's list; `flags` tell of
 * TOKEN_KIND_FLAG.
 */
struct template_item {
	const char *texts[TOKEN_COUNT];
};

struct template_values {
	const char *texts[TOKEN_COUNT];
	bool flags[TOKEN_COUNT];
	struct template_item items[TOKEN_COUNT][TEMPLATE_ITEMS_MAX];
	size_t n_items[TOKEN_COUNT];
};

/* ERR_PARSE: "NAME:LINE:COLUMN: {{token}}: ..."; texts live in the arena. */
int template_parse(const char *name, const char *text, size_t len,
    struct arena *arena, const struct template **ret_template,
    struct err_detail *detail) MUST_CHECK;

/* Which tokens fell back and which were missing, as sets of 1 << token. */
struct template_gaps {
	uint64_t fell_back;
	uint64_t missing; /* a draft that lacks them is wrong or blank */
};

/* Appends the message without blanks at its ends.  What is missing leaves
 * nothing and is told in the gaps. */
void template_render(const struct template *template,
    const struct template_values *values, struct buf *out,
    struct template_gaps *ret_gaps);

/* "FILE:LINE:COLUMN" of a token's first place, in the arena. */
const char *template_place(const struct template *template, enum token token,
    struct arena *arena);

/* Characters (UTF-16 units) a draft may have; 0: no limit. */
int64_t template_limit(const struct template *template);

#endif
