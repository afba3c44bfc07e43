#ifndef CONFIG_NAMES_H
#define CONFIG_NAMES_H

#include <stddef.h>
#include <stdint.h>

/*
 * A table from names to numbers, for data that is looked up far more often than
 * it is made.  It is two flat arrays without a pointer, so that a table can be
 * built into the program and used from there as it is (config/tables.h).
 */
struct name_slot {
	uint32_t hash;
	uint32_t text; /* where the name begins in `texts` */
	uint32_t len; /* 0: a free slot; so there is no empty name */
	uint32_t value;
};

/* Zero-initialise.  Read-only when `own_slots` is NULL: the arrays then are
 * borrowed. */
struct names {
	const struct name_slot *slots;
	uint32_t n_slots; /* a power of two, or 0 */
	uint32_t n;
	const char *texts;
	uint32_t texts_len;
	struct name_slot *own_slots;
	char *own_texts;
	uint32_t texts_capacity;
};

enum {
	NAMES_NONE = -1
};

void names_done(struct names *names);

/* The value of a name, or NAMES_NONE. */
int64_t names_find(const struct names *names, const char *name, size_t len);

/* Adds a name that is not there; `len` above 0.  The text is copied. */
void
names_add(struct names *names, const char *name, size_t len, uint32_t value);

#endif
