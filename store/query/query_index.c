#include "store/query/query_index.h"

#include <string.h>

#include "base/mem.h"
#include "store/column/front.h"
#include "store/posting/posting_reader.h"
#include "store/query/query_bound.h"
#include "store/query/query_probe.h"
#include "store/query/query_row.h"
#include "store/query/query_suspects.h"

enum {
	/* Sets that are kept, 2 KiB each, made when they are first asked for: so
	 * many leaves of so many chunks that a walk finds them again. */
	KEPT = 1024,
	SPREAD = 131, /* a prime: leaves of one chunk lie apart */
	/* Who asks for so many leads of a chunk may ask for all. */
	PROBED_MOST = 8
};

struct kept {
	struct index_bits *bits;
	struct query_probe *probe;
	uint32_t chunk;
	uint32_t limit; /* which one, of those of few people */
	uint16_t leaf;
	uint16_t probed; /* leads that were asked for one by one */
	bool is_set;
};

struct query_index {
	struct query_source *source;
	struct leaf_terms *leaves; /* by number */
	bool has_terms[QUERY_LEAVES_MAX];
	struct index_told *told[QUERY_LEAVES_MAX]; /* NULL: nothing */
	const struct query_bound *few; /* NULL: everybody is asked for */
	uint32_t limit; /* times that few people were set */
	struct slot front; /* of the terms of the front's chunks */
	bool is_passing; /* no chunk is asked for twice */
	/* What was gathered of few people, NULL: nothing of that leaf. */
	const struct query_bound *gathered_for;
	struct index_bits *gathered[INDEX_SETS];
	struct suspects suspects;
	struct posting_reader reader;
	struct arena arena;
	int failed;
	struct kept kept[KEPT];
};

/* ---- what the leaves stand for ---- */

static void
fail(struct query_index *index, int rc)
{
	if (index->failed == 0 && rc < 0 && rc != ERR_CORRUPT)
		index->failed = rc;
}

static void
make_leaf(struct query_index *index, const struct node *node)
{
	const struct predicate *what = &node->predicate;
	struct leaf_terms *leaf = &index->leaves[node->leaf];
	struct leaf_maker maker = { .source = index->source,
		.arena = &index->arena,
		.leaf = leaf,
		.what = what };

	if (what->terms == NULL)
		return;
	what->terms(&maker, what);
	fail(index, maker.rc);
	/* Names that can't be read: the records will tell. */
	leaf->is_open = leaf->is_open || maker.rc < 0;
	index->has_terms[node->leaf] = !leaf->is_scanned;
}

/* As deep as the parser allows.  NOLINTBEGIN(misc-no-recursion) */
static void
make_leaves(struct query_index *index, const struct node *node)
{
	if (node->kind == NODE_LEAF)
		make_leaf(index, node);
	for (size_t i = 0; i < node->n; i++)
		make_leaves(index, node->children[i]);
}
/* NOLINTEND(misc-no-recursion) */

/* ---- sets ---- */

/* In each of their chunks. */
static int
or_few(struct query_index *index, const struct posting_term *term,
    struct bits *bits)
{
	const struct query_bound *few = index->few;
	uint32_t chunk = INDEX_FEW;
	struct bits all;
	int rc;

	for (size_t i = 0; i < few->n; i++) {
		uint32_t ordinal = few->ordinals[i];

		if (ordinal / CHUNK_BITS != chunk) {
			chunk = ordinal / CHUNK_BITS;
			bits_clear(&all);
			rc = posting_reader_or(&index->reader, chunk, term,
			    &all);
			if (rc < 0 && rc != ERR_NOTFOUND)
				return rc;
		}
		if (bits_has(&all, ordinal % CHUNK_BITS))
			bits_set(bits, i);
	}
	return 0;
}

static int
or_front(struct query_index *index, uint32_t chunk,
    const struct posting_term *term, struct bits *bits)
{
	struct posting_term there = *term;

	there.slot = index->front;
	return posting_reader_or(&index->reader, chunk, &there, bits);
}

/* A set that is not there is empty. */
static int
or_term(struct query_index *index, uint32_t chunk,
    const struct posting_term *term, struct bits *bits)
{
	int rc;

	if (chunk == INDEX_FEW)
		rc = or_few(index, term, bits);
	else if (chunk >= FRONT_CHUNK)
		rc = or_front(index, chunk, term, bits);
	else
		rc = posting_reader_or(&index->reader, chunk, term, bits);
	return rc == ERR_NOTFOUND ? 0 : rc;
}

/* Adds those who have any of the terms. */
static int
or_any(struct query_index *index, uint32_t chunk, const struct leaf_terms *leaf,
    struct bits *bits)
{
	int rc = 0;

	for (size_t i = 0; i < leaf->n_any && rc == 0; i++)
		rc = or_term(index, chunk, &leaf->any[i], bits);
	return rc;
}

/* Those who have all of the terms, into `bits`. */
static int
and_all(struct query_index *index, uint32_t chunk,
    const struct leaf_terms *leaf, struct bits *bits)
{
	struct bits one;
	int rc = 0;

	bits_clear(bits);
	if (leaf->n_all > 0)
		rc = or_term(index, chunk, &leaf->all[0], bits);
	for (size_t i = 1; i < leaf->n_all && rc == 0 && !bits_is_empty(bits);
	     i++) {
		bits_clear(&one);
		rc = or_term(index, chunk, &leaf->all[i], &one);
		bits_and(bits, &one);
	}
	return rc;
}

static int
make_terms(struct query_index *index, uint32_t chunk,
    const struct leaf_terms *leaf, struct index_bits *out)
{
	int rc;

	if (leaf->is_open) {
		bits_fill(&out->may, CHUNK_BITS);
		return 0;
	}
	rc = or_any(index, chunk, leaf, &out->yes);
	if (rc < 0 || leaf->n_all == 0) {
		out->may = out->yes;
		return rc;
	}
	rc = and_all(index, chunk, leaf, &out->may);
	if (leaf->is_exact)
		bits_or(&out->yes, &out->may);
	bits_or(&out->may, &out->yes);
	return rc;
}

static int
make_told(struct query_index *index, size_t leaf, struct index_bits *out)
{
	const struct index_told *told = index->told[leaf];
	struct bits yes, open;
	int rc;

	bits_clear(&yes);
	bits_clear(&open);
	for (size_t i = 0; i < told->few->n; i++) {
		if (told->answers[i] == ANSWER_YES)
			bits_set(&yes, i);
		if (told->answers[i] == ANSWER_ASK)
			bits_set(&open, i);
	}
	if (told->n_open > 0) {
		rc = make_terms(index, INDEX_FEW, &index->leaves[leaf], out);
		if (rc < 0)
			return rc;
		bits_and(&out->yes, &open);
		bits_and(&out->may, &open);
	}
	bits_or(&out->yes, &yes);
	bits_or(&out->may, &yes);
	return 0;
}

/* Where somebody is in the chunk; CHUNK_BITS: not there. */
static size_t
place_in(const struct query_index *index, uint32_t chunk, uint32_t ordinal)
{
	size_t at;

	if (chunk != INDEX_FEW)
		return ordinal / CHUNK_BITS == chunk ? ordinal % CHUNK_BITS
						     : CHUNK_BITS;
	at = query_bound_find(index->few, ordinal);
	return at < index->few->n ? at : CHUNK_BITS;
}

static bool
excludes_nobody(const struct query_index *index)
{
	const struct suspects *suspects = &index->suspects;

	return index->source->options->is_excluded == NULL ||
	    (!suspects->is_anybody && suspects->n_ordinals == 0 &&
		suspects->n_companies == 0);
}

static int
make_excluded(struct query_index *index, uint32_t chunk, struct index_bits *out)
{
	const struct suspects *suspects = &index->suspects;
	struct bits *all = &out->may, one;
	int rc = 0;

	if (excludes_nobody(index))
		return 0;
	if (suspects->is_anybody) {
		bits_fill(all, CHUNK_BITS);
		return 0;
	}
	for (size_t i = 0; i < suspects->n_ordinals; i++) {
		size_t at = place_in(index, chunk, suspects->ordinals[i]);

		if (at < CHUNK_BITS)
			bits_set(all, at);
	}
	for (size_t i = 0; i < suspects->n_companies && rc == 0; i++) {
		if (suspects->companies[i].is_open)
			bits_fill(all, CHUNK_BITS);
		rc = and_all(index, chunk, &suspects->companies[i], &one);
		bits_or(all, &one);
	}
	return rc;
}

static const uint8_t no_place[4];

/* What is known of few people without asking lists. */
static bool
take_gathered(const struct query_index *index, size_t leaf, uint32_t chunk,
    struct index_bits *out)
{
	if (chunk != INDEX_FEW || index->gathered_for != index->few ||
	    index->gathered[leaf] == NULL)
		return false;
	*out = *index->gathered[leaf];
	return true;
}

static int
make_sets(struct query_index *index, size_t leaf, uint32_t chunk,
    struct index_bits *out)
{
	struct slot slot = index->source->role.slot;
	struct posting_term term = { .slot = slot };
	int rc;

	if (leaf == INDEX_EXCLUDED)
		return make_excluded(index, chunk, out);
	if (leaf < INDEX_MEMBER && chunk == INDEX_FEW &&
	    index->told[leaf] != NULL && index->told[leaf]->few == index->few)
		return make_told(index, leaf, out);
	if (leaf < INDEX_MEMBER)
		return make_terms(index, chunk, &index->leaves[leaf], out);
	term.space = leaf == INDEX_MEMBER ? POSTING_MEMBER
	    : leaf == INDEX_LEAD          ? POSTING_PIPELINE
					  : POSTING_PLACE;
	if (leaf == INDEX_UNPLACED)
		term.term = (struct slice){ no_place, sizeof(no_place) };
	if (leaf == INDEX_LEAD) {
		struct posting_term all = { .space = POSTING_PIPELINE };

		/* Rising, for the reader. */
		term.slot.generation = 0;
		rc = or_term(index, chunk, &all, &out->yes);
		if (rc < 0)
			return rc;
	}
	rc = or_term(index, chunk, &term, &out->yes);
	out->may = out->yes;
	return rc;
}

static void
make_bits(struct query_index *index, size_t leaf, uint32_t chunk,
    struct index_bits *out)
{
	int rc;

	if (take_gathered(index, leaf, chunk, out))
		return;
	memset(out, 0, sizeof(*out));
	rc = make_sets(index, leaf, chunk, out);
	if (rc == 0)
		return;
	fail(index, rc);
	out->is_corrupt = true;
	bits_clear(&out->yes);
	bits_fill(&out->may, CHUNK_BITS);
}

/* Where what is known of the leaf's chunk is kept; nothing, if it was another
 * one's. */
static struct kept *
keep(struct query_index *index, size_t leaf, uint32_t chunk)
{
	size_t place = leaf * SPREAD + (index->is_passing ? 0 : chunk);
	struct kept *kept = &index->kept[place % KEPT];

	if (kept->leaf == leaf && kept->chunk == chunk &&
	    (chunk != INDEX_FEW || kept->limit == index->limit))
		return kept;
	kept->leaf = (uint16_t)leaf;
	kept->chunk = chunk;
	kept->limit = index->limit;
	kept->probed = 0;
	kept->is_set = false;
	return kept;
}

/* Whether a lead can be asked for alone. */
static bool
is_probed(const struct kept *kept)
{
	return !kept->is_set && kept->probed > 0 && kept->probed < PROBED_MOST;
}

/* The set of whose leaf leads were asked for alone. */
static bool
take_probed(const struct query_index *index, struct kept *kept)
{
	memset(kept->bits, 0, sizeof(*kept->bits));
	return query_probe_sets(kept->probe, &index->leaves[kept->leaf],
	    kept->bits);
}

const struct index_bits *
query_index_bits(struct query_index *index, size_t leaf, uint32_t chunk)
{
	struct kept *kept = keep(index, leaf, chunk);

	if (kept->is_set)
		return kept->bits;
	if (kept->bits == NULL)
		kept->bits = arena_alloc(&index->arena, sizeof(*kept->bits));
	if (!is_probed(kept) || !take_probed(index, kept))
		make_bits(index, leaf, chunk, kept->bits);
	kept->is_set = true;
	return kept->bits;
}

/* False where the set tells, once it is made. */
static bool
probe(struct query_index *index, struct kept *kept, size_t offset,
    enum answer *ret_answer)
{
	const struct leaf_terms *leaf;

	if (kept->is_set || kept->leaf >= INDEX_MEMBER ||
	    kept->chunk == INDEX_FEW || kept->probed == PROBED_MOST)
		return false;
	leaf = &index->leaves[kept->leaf];
	if (kept->probe == NULL)
		kept->probe = arena_alloc(&index->arena, sizeof(*kept->probe));
	if ((kept->probed > 0 ||
		query_probe_open(kept->probe, &index->reader, kept->chunk,
		    leaf)) &&
	    query_probe_ask(kept->probe, leaf, offset, ret_answer)) {
		kept->probed++;
		return true;
	}
	kept->probed = PROBED_MOST;
	return false;
}

/* The chunk to ask for somebody, and where they are there. */
static size_t
find(const struct query_index *index, uint32_t ordinal, uint32_t *ret_chunk)
{
	size_t at = index->few != NULL ? place_in(index, INDEX_FEW, ordinal)
				       : CHUNK_BITS;

	*ret_chunk = at < CHUNK_BITS ? INDEX_FEW : ordinal / CHUNK_BITS;
	return at < CHUNK_BITS ? at : ordinal % CHUNK_BITS;
}

enum answer
query_index_ask(struct query_index *index, size_t leaf, uint32_t ordinal)
{
	uint32_t chunk;
	size_t offset = find(index, ordinal, &chunk);
	const struct index_bits *bits;
	enum answer answer;

	if (leaf == INDEX_EXCLUDED && excludes_nobody(index))
		return ANSWER_NO;
	if (probe(index, keep(index, leaf, chunk), offset, &answer))
		return answer;
	bits = query_index_bits(index, leaf, chunk);
	if (!bits_has(&bits->may, offset))
		return ANSWER_NO;
	return bits_has(&bits->yes, offset) ? ANSWER_YES : ANSWER_ASK;
}

bool
query_index_is_sound(struct query_index *index, size_t leaf, uint32_t ordinal)
{
	uint32_t chunk;

	(void)find(index, ordinal, &chunk);
	return !index->leaves[leaf].is_open &&
	    (is_probed(keep(index, leaf, chunk)) ||
		!query_index_bits(index, leaf, chunk)->is_corrupt);
}

bool
query_index_knows(const struct query_index *index, size_t leaf)
{
	return leaf >= INDEX_MEMBER || index->has_terms[leaf];
}

const struct leaf_terms *
query_index_leaf(const struct query_index *index, size_t leaf)
{
	return &index->leaves[leaf];
}

size_t
query_index_terms(const struct query_index *index, size_t leaf)
{
	return index->leaves[leaf].n_any + index->leaves[leaf].n_all;
}

void
query_index_tell(struct query_index *index, size_t leaf,
    const struct index_told *told)
{
	struct index_told *kept = arena_alloc(&index->arena, sizeof(*kept));

	*kept = *told;
	index->told[leaf] = kept;
}

void
query_index_limit(struct query_index *index, const struct query_bound *few)
{
	index->few = few;
	index->limit++;
}

void
query_index_front(struct query_index *index, struct slot slot)
{
	index->front = slot;
}

const uint32_t *
query_index_suspects(const struct query_index *index, size_t *ret_n)
{
	*ret_n = index->suspects.n_ordinals;
	return index->suspects.ordinals;
}

static void
gather_leaf(struct query_index *index, size_t leaf, uint32_t chunk,
    const struct bits *who, size_t from)
{
	const struct index_bits *bits = query_index_bits(index, leaf, chunk);
	struct index_bits *out = index->gathered[leaf];

	if (out == NULL)
		out = index->gathered[leaf] =
		    arena_calloc(&index->arena, 1, sizeof(*out));
	for (size_t i = 0; i < CHUNK_WORDS; i++)
		for (uint64_t left = who->words[i]; left != 0;
		     left &= left - 1, from++) {
			uint64_t bit = left & -left;

			if ((bits->yes.words[i] & bit) != 0)
				bits_set(&out->yes, from);
			if ((bits->may.words[i] & bit) != 0)
				bits_set(&out->may, from);
		}
	out->is_corrupt = out->is_corrupt || bits->is_corrupt;
}

void
query_index_gather(struct query_index *index, const struct query_bound *few,
    uint32_t chunk, const struct bits *who, size_t from)
{
	index->gathered_for = few;
	for (size_t i = 0; i < index->source->query->n_leaves; i++)
		if (query_index_knows(index, i))
			gather_leaf(index, i, chunk, who, from);
	if (index->source->has_leads)
		gather_leaf(index, INDEX_LEAD, chunk, who, from);
}

void
query_index_pass(struct query_index *index, bool is_passing)
{
	index->is_passing = is_passing;
}

bool
query_index_is_told(const struct query_index *index, size_t leaf)
{
	return index->told[leaf] != NULL && index->told[leaf]->n_open == 0;
}

bool
query_index_is_exact(const struct query_index *index, size_t leaf)
{
	const struct leaf_terms *terms = &index->leaves[leaf];

	return index->has_terms[leaf] && !terms->is_open &&
	    (terms->is_exact || terms->n_all == 0);
}

int
query_index_failed(const struct query_index *index)
{
	return index->failed;
}

/* ---- the whole ---- */

static size_t
count_terms(const struct query_index *index)
{
	const struct suspects *suspects = &index->suspects;
	size_t n = 0;

	for (size_t i = 0; i < index->source->query->n_leaves; i++)
		n += query_index_terms(index, i);
	for (size_t i = 0; i < suspects->n_companies; i++)
		n += suspects->companies[i].n_all;
	return n;
}

struct query_index *
query_index_new(struct query_source *source)
{
	struct query_index *index = mem_calloc(1, sizeof(*index));

	index->source = source;
	index->leaves = arena_calloc(&index->arena, QUERY_LEAVES_MAX,
	    sizeof(*index->leaves));
	make_leaves(index, source->query->root);
	fail(index,
	    query_suspects_find(source, &index->arena, &index->suspects));
	posting_reader_open(&index->reader, source->txn, count_terms(index));
	return index;
}

void
query_index_free(struct query_index *index)
{
	if (index == NULL)
		return;
	posting_reader_close(&index->reader);
	query_suspects_done(&index->suspects);
	arena_done(&index->arena);
	mem_free(index);
}
