#ifndef CONFIG_PLACE_INTERNAL_H
#define CONFIG_PLACE_INTERNAL_H

#include <stdbool.h>

#include "config/names.h"
#include "config/place.h"

/* How a name has to be read; see the head of places.yaml. */
enum place_flag {
	PLACE_CODE = 1, /* "DE": capitals, or alone between commas */
	PLACE_WEAK = 2, /* "~": only beside a place that agrees */
	PLACE_ORDINARY = 4, /* an ordinary word too */
	PLACE_FILLER = 8, /* means nothing by itself */
	PLACE_REMOTE = 16 /* speaks of remote work */
};

/* A place that a key may stand for.  Like the keys without a pointer, so that
 * they can be built into the program (config/tables.h). */
struct place_reading {
	uint32_t place; /* index of the items */
	uint32_t flags; /* PLACE_CODE, PLACE_WEAK */
	uint32_t next; /* number of the key's next one, 0: none */
};

/* All that a key means. */
struct place_key {
	uint32_t flags; /* PLACE_ORDINARY, PLACE_FILLER, PLACE_REMOTE */
	uint32_t readings; /* number of the first, in the file's order */
};

/* A region given by its members: DACH. */
struct place_group {
	int64_t id;
	const int64_t *members;
	size_t n_members;
};

enum {
	PLACE_WORLD = 1,
	PLACE_IDS = 10 * 1000, /* ids are below */
	PLACE_DEPTH = 16
};

struct places {
	struct arena arena;
	struct place *items;
	size_t n;
	uint16_t *by_id; /* index in items + 1; 0: no such id */
	bool *has_children; /* by id */
	struct place_group *groups;
	size_t n_groups;
	struct names names; /* place_normalise()d name -> index of the keys */
	const struct place_key *keys;
	size_t n_keys;
	const struct place_reading *readings; /* numbered from 1 */
	size_t n_readings;
	/* While the file is read: the same, growing. */
	struct place_key *own_keys;
	struct place_reading *own_readings;
};

/* Empty, but for the tables by id. */
struct places *places_new(void);

/* By normalised name; NULL if it means nothing. */
const struct place_key *
place_key_find(const struct places *places, const char *key, size_t len);

/* A reading by its number; NULL for 0. */
const struct place_reading *
place_reading_get(const struct places *places, uint32_t number);

/* Enters a place that stands in `items` into the tables by id. */
void place_enter(struct places *places, const struct place *place);

/*
 * Folds a name and drops what people write or leave out: dots and apostrophes
 * vanish, hyphens and parentheses become blanks.  In the arena.
 */
char *place_normalise(struct arena *arena, const char *text, size_t len);

/* A word of somebody's text. */
struct place_word {
	const char *key; /* normalised */
	size_t len; /* of the key */
	size_t part; /* commas and the like divide parts */
	bool is_upper; /* at least two letters, all capitals */
	bool is_dense; /* a script that puts no blanks between words */
	bool is_number; /* holds digits */
};

/*
 * Cuts a text into words, at most `max`; returns how many.  A flag (two
 * regional indicators) is its country's code, a part by itself.
 */
size_t place_words_cut(struct arena *arena, const char *text, size_t len,
    struct place_word *ret_words, size_t max);

/* Bytes of the next character; ill-formed bytes count as a blank each. */
size_t place_char_next(const char *text, size_t len, uint32_t *ret);

/* The smallest place that contains both; PLACE_WORLD at the least. */
int64_t place_common(const struct places *places, int64_t a, int64_t b);

/* How many steps below the world. */
int place_depth(const struct places *places, int64_t id);

#endif
