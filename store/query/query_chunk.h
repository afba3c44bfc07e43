#ifndef STORE_QUERY_QUERY_CHUNK_H
#define STORE_QUERY_QUERY_CHUNK_H

#include "store/column/column.h"
#include "store/query/query_index.h"
#include "store/query/query_row.h"
#include "store/query/query_scan.h"

enum {
	/* A block may be in two chunks. */
	CHUNK_BLOCKS = CHUNK_BITS / COLUMN_BLOCK + 2,
	CHUNK_BRIEFS = CHUNK_BITS / BRIEF_BLOCK
};

/* A block of briefs, and what was found sound of it. */
struct brief_found {
	bool is_found; /* but nothing of it was looked at */
	bool is_read;
	struct brief_block block; /* without a value: cards tell */
	uint16_t sound; /* a bit for each field that was looked through */
};

/*
 * Evaluates conditions for a whole chunk of leads at once, with no record
 * read: who satisfies them for sure, and who may.  The rest is for
 * query_match_node() to tell, lead by lead.
 */
struct query_chunk {
	struct query_source *source;
	struct query_index *index;
	/* A lead that is nothing but its card: for conditions on cards. */
	struct query_row row;
	struct column cards;
	uint32_t number;
	struct column_block blocks[CHUNK_BLOCKS]; /* those that were asked */
	struct brief brief; /* without a cursor: cards tell everything */
	struct brief_found briefs[CHUNK_BRIEFS];
	struct scan *scans; /* by leaf */
	struct arena arena;
	/* NULL, or those of whom alone the query asks: they are one chunk of
	 * their own, INDEX_FEW, bit i the i-th of them. */
	const struct query_bound *few;
	const uint8_t **few_entries; /* theirs, once they were asked for */
	/* A condition on lists of the role's leads that whoever matches
	 * satisfies: its list stands for all of the role where nobody has a
	 * record in the pipeline.  NULL: there is none, or all are wanted. */
	const struct node *stand_in;
	const struct bits
	    *window; /* NULL, or of whom alone of a chunk it asks */
	struct bits members; /* of the role, and in the window */
	struct bits leads; /* that have a record in the pipeline */
	int64_t looked; /* cards that were looked at */
	/* Let conditions on places hold; for who gave none. */
	bool assume_place;
	/* The first failure; ERR_CORRUPT when the columns can't be read, so
	 * that the chunk can't be evaluated. */
	int failed;
};

/* What is true, and what may be: `may` includes `yes`. */
struct truth {
	struct bits yes;
	struct bits may;
};

void query_chunk_init(struct query_chunk *chunk, struct query_source *source);
void query_chunk_done(struct query_chunk *chunk);

/* Limits chunk and index to few people, who must live as long; NULL: no more. */
void
query_chunk_limit(struct query_chunk *chunk, const struct query_bound *few);

/* Begins with a chunk; false on failure (chunk->failed). */
bool query_chunk_open(struct query_chunk *chunk, uint32_t number);
/* With the one that somebody is in; where that is. */
bool query_chunk_open_at(struct query_chunk *chunk, uint32_t ordinal,
    size_t *ret_offset);

/* Who is there. */
uint32_t query_chunk_ordinal(const struct query_chunk *chunk, size_t offset);

/* What can be chunk->stand_in when nothing but the whole query is asked. */
const struct node *query_chunk_stand_in(const struct query_source *source);

/* Evaluates a node for the leads in `need`; only bits of these are set. */
void query_chunk_match(struct query_chunk *chunk, const struct node *node,
    const struct bits *need, struct truth *ret_truth);

/* Keeps of `bits` those whom is_excluded() can hold for. */
void query_chunk_suspects(struct query_chunk *chunk, struct bits *bits);

/* The column's entry of one of few people, if it was read and still stands
 * there; or NULL. */
const uint8_t *
query_chunk_seen(const struct query_chunk *chunk, uint32_t ordinal);

/* The column's entry of a member; NULL on failure. */
const uint8_t *query_chunk_entry(struct query_chunk *chunk, size_t offset);
/* Its card, into chunk->row; false on failure. */
bool query_chunk_card(struct query_chunk *chunk, size_t offset);

/* ---- query_brief.c: many at once ---- */

void query_brief_open(struct query_chunk *chunk);
void query_brief_close(struct query_chunk *chunk);

/* Who of `need`, members, has such a number on the card; all are told. */
void query_brief_scan(struct query_chunk *chunk, const struct scan *scan,
    const struct bits *need, struct bits *ret_yes);

/* What the brief of one lead says, of any chunk; `found` is the caller's, for
 * the ordinal's block. */
enum answer query_brief_ask(struct query_chunk *chunk, const struct scan *scan,
    uint32_t ordinal, struct brief_found *found);

/* Reads the blocks of a chunk, and of them fields that most will be asked for (a
 * bit each): in order that is cheaper. */
void query_brief_read(struct query_chunk *chunk, uint32_t number,
    unsigned fields, struct brief_found found[static CHUNK_BRIEFS]);
/* Asks for what they say of one lead. */
void query_brief_fetch(const struct brief_found *found, unsigned fields,
    uint32_t ordinal);

/* Asks for what most of a chunk's blocks say, before any is looked through. */
void query_brief_expect(struct query_chunk *chunk, enum brief_field field,
    const struct bits *need);

/* Of a block's share of a set who has, and who may have.  Who has no brief that
 * can be read may. */
void query_brief_split(struct query_chunk *chunk, const struct scan *scan,
    size_t block, const uint64_t need[static SCAN_WORDS],
    uint64_t ret_sure[static SCAN_WORDS], uint64_t ret_may[static SCAN_WORDS]);

/* What the briefs of a block have in a field; NULL if cards must tell of any of
 * these. */
const uint8_t *query_brief_levels(struct query_chunk *chunk, size_t block,
    enum brief_field field, const uint64_t need[static SCAN_WORDS]);

#endif
