#ifndef SIGNALS_REDACT_H
#define SIGNALS_REDACT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

/*
 * Appends the text with every e-mail address replaced by "<e-mail>" and every
 * phone number by "<phone>".  Handles "mailto:", "name at host dot org" and
 * "name [at] host" spellings, IDN hosts, and addresses in trailers.  Not
 * phone numbers: versions, dates, hashes, issue numbers, IP addresses.
 * Linear; out's max bounds it.  Repairs ill-formed UTF-8, turns NUL to U+FFFD.
 */
void redact_text(struct buf *out, const char *text, size_t len);

/* The same; returns how often it looked at bytes around signs, so that a test
 * can tell that the work grows with the text and no faster. */
size_t redact_text_counted(struct buf *out, const char *text, size_t len);

/* A person named in a trailer such as Co-authored-by. */
struct co_author {
	int64_t id; /* from ID+login@users.noreply.github.com; 0: unknown */
	char login[64];
};

/*
 * Parses the co-author trailers at the end of a commit message (before it is
 * redacted).  Returns how many were written to ret_authors (at most max);
 * *ret_agent tells that one of them, or the text, names an AI agent.
 */
size_t redact_co_authors(const char *message, size_t len,
    struct co_author *ret_authors, size_t max, bool *ret_agent);

/* Appends the message without its trailer block's address lines, redacted. */
void redact_commit_message(struct buf *out, const char *message, size_t len);

#endif
