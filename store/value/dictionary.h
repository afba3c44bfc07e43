#ifndef STORE_VALUE_DICTIONARY_H
#define STORE_VALUE_DICTIONARY_H

#include "store/key.h"

/*
 * What values are compressed with: texts that most values of a kind have in
 * common.  A dictionary can't forget anybody, so none is made from a store:
 * tests/dictionary/make.sh trains them on the simulator's invented people, and
 * they are files of the program.
 *
 * The number of a dictionary is part of the values' format: one that has been
 * released never changes; a better one gets the next number.
 */
enum value_kind {
	VALUE_PERSON,
	VALUE_REPOSITORY, /* portfolios and profile READMEs too */
	VALUE_WORK,
	VALUE_SCORE,
	VALUE_REASONS,
	DICTIONARY_COUNT,
	VALUE_OTHER = DICTIONARY_COUNT /* none */
};

/* What values of a type are compressed with. */
struct record_type;
enum value_kind dictionary_kind(const struct record_type *type);

/* "person", as its file is named. */
const char *dictionary_name(enum value_kind kind);

/* Of the program, for ever. */
struct slice dictionary_bytes(enum value_kind kind);

/* The SHA-256 that the bytes must have, 64 hex digits. */
const char *dictionary_digest(enum value_kind kind);

#endif
