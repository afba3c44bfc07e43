#ifndef STORE_KEY_H
#define STORE_KEY_H

#include <endian.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/*
 * Every key of the store is built and parsed here; docs/INTERNALS/store.md has
 * the table.  Integers are big-endian, so that LMDB's memcmp order is their
 * order; those that can be negative have their sign bit flipped.
 */
enum {
	KEY_MAX = 511, /* LMDB's limit */
	KEY_TEXT_MAX = 200, /* names and terms are cut here */
	KEY_HASH_LEN = 32
};

/* Borrowed bytes. */
struct slice {
	const uint8_t *bytes;
	size_t len;
};

struct key {
	size_t len;
	uint8_t bytes[KEY_MAX];
};

bool key_equal(const struct key *key, struct slice slice);
/* Whether the slice begins with the key's bytes. */
bool key_prefixes(const struct key *key, struct slice slice);
struct slice key_slice(const struct key *key);
void key_from_slice(struct key *key, struct slice slice);

/*
 * The least key above all keys that begin with this one, for seeking past
 * them; false when there is none (all bytes 0xFF).
 */
bool key_after_prefix(struct key *key);

/* person: id.  repository: id. */
void key_id(struct key *key, int64_t id);
bool key_id_parse(struct slice slice, int64_t *ret_id);
/* An id as a value: without the zeros in front, or with them, as older programs
 * wrote it. */
void key_short_id(struct key *key, int64_t id);
bool key_short_id_parse(struct slice slice, int64_t *ret_id);

/*
 * name: kind, folded text cut to KEY_TEXT_MAX bytes.  Earlier bearers of a name
 * that leads to a later one: another kind, the text, a zero byte, id.
 */
enum name_kind {
	NAME_LOGIN = 1,
	NAME_REPOSITORY = 2
};
void key_name(struct key *key, enum name_kind kind, const char *folded);
void
key_bearers_prefix(struct key *key, enum name_kind kind, const char *folded);
void key_bearer(struct key *key, enum name_kind kind, const char *folded,
    int64_t id);
/* Of either form. */
bool key_name_parse(struct slice slice, enum name_kind *ret_kind,
    bool *ret_is_bearer);

/* fact: person, kind, repository (0 but for work). */
enum fact_kind {
	FACT_README = 1, /* the profile's */
	FACT_PORTFOLIO = 2,
	FACT_OWN = 3, /* names and stars of the portfolio, for queries */
	FACT_WORK = 4
};
struct fact_key {
	int64_t person;
	enum fact_kind kind;
	int64_t repository;
};
void key_fact(struct key *key, const struct fact_key *fact);
void key_fact_prefix(struct key *key, int64_t person);
void key_fact_kind_prefix(struct key *key, int64_t person, enum fact_kind kind);
bool key_fact_parse(struct slice slice, struct fact_key *ret_fact);

/*
 * A role's scores of one generation: a rescore builds the next one.  What
 * depends on weights, the rank and the column of cards, is of a generation of
 * its own, so that other weights make nothing else anew.
 */
struct slot {
	uint16_t role;
	uint8_t generation; /* of scores, signals and postings */
	uint8_t ranking; /* of rank and cards */
};

/* score: role, generation, part, person. */
enum score_part {
	SCORE_BRIEF = 1, /* of schema 3: all but the signals' reasons */
	SCORE_REASONS = 2, /* likewise: these */
	SCORE_WHOLE = 3
};
void key_score(struct key *key, struct slot slot, enum score_part part,
    int64_t person);
void key_score_prefix(struct key *key, struct slot slot, enum score_part part);
struct score_key {
	struct slot slot;
	enum score_part part;
	int64_t person;
};
bool key_score_parse(struct slice slice, struct score_key *ret_score);

/* rank: role, generation (slot.ranking), tier, inverted score, person. */
struct place_in_rank {
	uint8_t tier; /* needs not seen; RANK_TIER_OUT for those who are out */
	uint32_t score; /* in thousandths of a point */
};
enum {
	RANK_TIER_OUT = 255
};
struct rank_key {
	struct slot slot;
	struct place_in_rank place;
	int64_t person;
};
void key_rank(struct key *key, const struct rank_key *rank);
void key_rank_prefix(struct key *key, struct slot slot);
bool key_rank_parse(struct slice slice, struct rank_key *ret_rank);

/* posting: chunk, space, slot, term cut to KEY_TEXT_MAX bytes; see posting.h. */
struct posting_key {
	uint32_t chunk;
	uint8_t space;
	struct slot slot;
	struct slice term;
};
enum {
	KEY_POSTING_HEAD = 2 + 1 + 3,
	KEY_CHUNK_MAX = UINT16_MAX - 1,
	/* In the place of a chunk: changes that wait.  No ordinal is in it. */
	KEY_CHUNK_DELTA = UINT16_MAX - 1,
	/* In the place of a chunk: lists of the whole store. */
	KEY_CHUNK_WHOLE = UINT16_MAX
};
void key_posting(struct key *key, const struct posting_key *posting);
void key_posting_chunk_prefix(struct key *key, uint32_t chunk);
bool key_posting_parse(struct slice slice, struct posting_key *ret_posting);

enum column_kind {
	COLUMN_CARD = 1,
	COLUMN_SIGNAL = 2,
	/* No column: a container (store/posting/bits.h) of the free ordinals of a
	 * chunk, which stands for the block; slot 0.  See ordinal.c. */
	COLUMN_FREE = 3,
	COLUMN_BRIEF = 4, /* see brief.h */
	/* Not of ordinals, or not of all: see front_layout.h. */
	COLUMN_FRONT_ORDINAL = 5,
	COLUMN_FRONT_PLACE = 6
};

/* column: kind, slot, block; see column.h.  Cards and briefs are of
 * slot.ranking, all others of slot.generation. */
struct column_key {
	uint8_t kind;
	struct slot slot;
	uint32_t block;
};
void key_column(struct key *key, const struct column_key *column);
void key_column_prefix(struct key *key, uint8_t kind, struct slot slot);
bool key_column_parse(struct slice slice, struct column_key *ret_column);

/* lead: person, role number (0: holds for all roles). */
void key_lead(struct key *key, int64_t person, uint16_t role);
void key_lead_prefix(struct key *key, int64_t person);
bool
key_lead_parse(struct slice slice, int64_t *ret_person, uint16_t *ret_role);

/* task: stage, subject. */
void key_task(struct key *key, int64_t stage, int64_t subject);
bool
key_task_parse(struct slice slice, int64_t *ret_stage, int64_t *ret_subject);

/* ready: list, stage, share, inverted priority, due, subject. */
enum ready_list {
	READY_PENDING = 1,
	READY_DEAD = 2
};
struct ready_key {
	enum ready_list list;
	int64_t stage;
	int64_t share;
	int64_t priority;
	int64_t due;
	int64_t subject;
};
enum {
	STAGE_MAX = 0xFFFE,
	SHARE_MAX = 0xFFFE
};
void key_ready(struct key *key, const struct ready_key *ready);
void key_ready_list_prefix(struct key *key, enum ready_list list);
void
key_ready_stage_prefix(struct key *key, enum ready_list list, int64_t stage);
void key_ready_share_prefix(struct key *key, const struct ready_key *ready);
void key_ready_priority_prefix(struct key *key, const struct ready_key *ready);
bool key_ready_parse(struct slice slice, struct ready_key *ret_ready);

/*
 * validator: the URL; one over KEY_URL_MAX bytes is cut there and ends in the
 * hash that the caller made of all of it.
 */
enum {
	KEY_URL_MAX = 400
};
void key_validator(struct key *key, const char *url,
    const uint8_t hash[static KEY_HASH_LEN]);

/* suppressed: keyed hash. */
void key_suppressed(struct key *key, const uint8_t hash[static KEY_HASH_LEN]);

/* journal: sequence number from 1. */
void key_journal(struct key *key, int64_t sequence);
bool key_journal_parse(struct slice slice, int64_t *ret_sequence);

/* meta: one of the prefixes and a name of at most KEY_TEXT_MAX bytes. */
enum meta_kind {
	META_SYSTEM, /* "system/": schema version and the like */
	META_ROLE, /* "role/": number, generation and count of leads */
	META_COUNTER, /* "count/" */
	META_VALUE, /* "value/": store_meta_put() */
	META_SEARCH, /* "search/": saved searches */
	META_LISTED, /* "listed/": whom they have listed, see key_listed() */
	META_KNOWN, /* "known/": hashes of who is known from elsewhere */
	META_FRONT /* "front/": fronts of ranks, by number of the role */
};
void key_meta(struct key *key, enum meta_kind kind, const char *name);
void key_meta_prefix(struct key *key, enum meta_kind kind);
/* The name behind the prefix; false for another prefix. */
bool
key_meta_parse(struct slice slice, enum meta_kind kind, struct slice *ret_name);

/* meta, META_LISTED: name of a saved search, NUL, role number, person. */
void
key_listed(struct key *key, const char *search, uint16_t role, int64_t person);
/* All of one search; all of them with NULL. */
void key_listed_prefix(struct key *key, const char *search);
/* The name is not NUL-ended. */
bool key_listed_parse(struct slice slice, struct slice *ret_search,
    uint16_t *ret_role, int64_t *ret_person);

/* Fixed-width integers of keys, and of the small values that have no record.
 * Ids, which most are, as one word. */
static inline void
key_put_be(uint8_t *at, uint64_t value, size_t bytes)
{
	uint64_t word = htobe64(value);

	if (bytes == sizeof(word)) {
		memcpy(at, &word, sizeof(word));
		return;
	}
	for (size_t i = bytes; i-- > 0; value >>= 8)
		at[i] = (uint8_t)value;
}

static inline uint64_t
key_get_be(const uint8_t *at, size_t bytes)
{
	uint64_t value = 0;

	if (bytes == sizeof(value)) {
		memcpy(&value, at, sizeof(value));
		return be64toh(value);
	}
	for (size_t i = 0; i < bytes; i++)
		value = value << 8 | at[i];
	return value;
}

#endif
