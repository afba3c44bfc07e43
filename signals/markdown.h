#ifndef SIGNALS_MARKDOWN_H
#define SIGNALS_MARKDOWN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

enum {
	MARKDOWN_BYTES = 64 * 1024, /* what is longer is cut */
	MARKDOWN_SECTIONS = 512
};

/* A heading and what stands below it up to the next one of any level. */
struct section {
	int level; /* 1..6; 0: what comes before the first heading */
	const char *heading; /* as written, without its marks */
	const char *body; /* source text, borrowed */
	size_t body_len;
	size_t code; /* blocks of code */
	size_t links;
	size_t images;
	size_t items; /* of lists */
	size_t paragraphs;
	size_t words; /* of running text */
};

struct markdown {
	struct section *sections;
	size_t n_sections;
	bool is_cut; /* longer than MARKDOWN_BYTES */
	bool is_plain; /* too tangled: read by lines, not by cmark-gfm */
};

/*
 * Reads a document's outline.  Texts point into `text` or live in the arena.
 * Takes at most some 20 ms whatever the bytes: cmark-gfm is not linear on
 * hostile input, so what has more brackets, marks or nesting than a document
 * of a person's is read line by line.
 */
void markdown_read(const char *text, size_t len, struct arena *arena,
    struct markdown *ret_markdown);

#endif
