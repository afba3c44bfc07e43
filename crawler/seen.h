#ifndef CRAWLER_SEEN_H
#define CRAWLER_SEEN_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Who was met in this run, so that each is counted once however many pages
 * name them.  A few words of memory each.
 */
enum seen_as {
	SEEN_PERSON,
	SEEN_BOT,
	SEEN_SUPPRESSED,
	SEEN_REFUSING,
	SEEN_SCORED,
	SEEN_KINDS
};

struct seen;

struct seen *seen_new(void);
void seen_free(struct seen *seen);

/* Notes a meeting; true if it is the first of this kind. */
bool seen_add(struct seen *seen, enum seen_as as, int64_t id);

bool seen_has(const struct seen *seen, enum seen_as as, int64_t id);

/* Bots may have no id: told apart by their login, case ignored. */
bool seen_add_bot(struct seen *seen, const char *login);

int64_t seen_count(const struct seen *seen, enum seen_as as);

#endif
