#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "store/fact/name.h"
#include "store/index/terms.h"
#include "store/posting/pairs.h"
#include "store/query/query_index.h"
#include "store/query/query_row.h"

/* ---- collecting ---- */

static void
push(struct leaf_maker *maker, struct posting_term **items, size_t *n,
    size_t *capacity, const struct posting_term *term)
{
	struct posting_term *more;

	if (*n == *capacity) {
		*capacity = *capacity * 2 + 4;
		more = arena_calloc(maker->arena, *capacity, sizeof(*more));
		if (*n > 0)
			memcpy(more, *items, *n * sizeof(*more));
		*items = more;
	}
	(*items)[(*n)++] = *term;
}

static bool
is_of_people(enum posting_space space)
{
	return space < POSTING_MEMBER;
}

static struct posting_term
make_term(struct leaf_maker *maker, enum posting_space space, const void *bytes,
    size_t len, bool is_prefix)
{
	struct posting_term term = { .space = space,
		.is_prefix = is_prefix,
		.term = { (const uint8_t *)bytes, len } };

	if (!is_of_people(space))
		term.slot = maker->source->role.slot;
	return term;
}

/* Holds for whoever has this one. */
static void
add_any(struct leaf_maker *maker, enum posting_space space, const char *text,
    bool is_prefix)
{
	size_t len = strlen(text);
	struct leaf_terms *leaf = maker->leaf;
	struct posting_term term =
	    make_term(maker, space, text, len, is_prefix);

	/* The index has it cut, and cannot tell it from others. */
	if (len >= KEY_TEXT_MAX)
		leaf->is_open = true;
	push(maker, &leaf->any, &leaf->n_any, &maker->any_capacity, &term);
}

static void
add_all(struct leaf_maker *maker, const struct posting_term *term)
{
	struct leaf_terms *leaf = maker->leaf;

	push(maker, &leaf->all, &leaf->n_all, &maker->all_capacity, term);
}

void
query_terms_words(struct leaf_maker *maker, enum posting_space space,
    const char *words, bool is_prefix)
{
	struct leaf_terms *leaf = maker->leaf;
	size_t n = 0;

	leaf->is_exact = true;
	while (*words == ' ' && words[1] != '\0') {
		size_t len = strcspn(words + 1, " ");
		bool is_last = words[len + 2] == '\0';
		bool is_long = len >= POSTING_WORD_MAX;
		struct posting_term term = make_term(maker, space, words + 1,
		    is_long ? POSTING_WORD_MAX : len,
		    is_prefix && is_last && !is_long);

		add_all(maker, &term);
		leaf->is_exact = leaf->is_exact && !is_long;
		words += len + 1;
		n++;
	}
	leaf->is_exact = leaf->is_exact && n == 1;
}

/* A word of a phrase, where pairs are looked for. */
struct side {
	const char *word; /* NULL: none */
	size_t len;
	enum pair_side side;
};

static struct side
side_at(const char *words, bool is_prefix)
{
	struct side side = { NULL, 0, PAIR_NONE };

	if (*words != ' ' || words[1] == '\0')
		return side;
	side.word = words + 1;
	side.len = strcspn(side.word, " ");
	/* The last one may go on. */
	if (!is_prefix || side.word[side.len + 1] != '\0')
		side.side = pairs_side(side.word, side.len);
	return side;
}

/*
 * Words in facts: the pairs of frequent ones, which are side by side in a text
 * that has the phrase, and the words that are in none of these.  Exact when one
 * term is all.
 */
static void
add_fact_words(struct leaf_maker *maker, const char *words, bool is_prefix)
{
	struct leaf_terms *leaf = maker->leaf;
	struct side next = side_at(words, is_prefix), at;
	bool is_paired = false; /* `at`, with the one before */
	bool is_cut = false;

	while (next.word != NULL) {
		bool was_paired = is_paired;
		struct posting_term term;
		size_t len;

		at = next;
		next = side_at(at.word + at.len, is_prefix);
		is_paired = pairs_are_one(at.side, next.side);
		if (was_paired && !is_paired)
			continue;
		len = is_paired ? at.len + 1 + next.len : at.len;
		is_cut = is_cut || len >= POSTING_WORD_MAX;
		if (len > POSTING_WORD_MAX)
			len = POSTING_WORD_MAX;
		term = make_term(maker, POSTING_WORD, at.word, len,
		    is_prefix && next.word == NULL && len < POSTING_WORD_MAX);
		add_all(maker, &term);
	}
	leaf->is_exact = leaf->n_all == 1 && !is_cut;
}

static void
add_place(struct leaf_maker *maker, int64_t place)
{
	uint8_t *bytes = arena_alloc(maker->arena, 4);
	struct posting_term term;

	key_put_be(bytes, (uint64_t)place, 4);
	term = make_term(maker, POSTING_PLACE, bytes, 4, false);
	push(maker, &maker->leaf->any, &maker->leaf->n_any,
	    &maker->any_capacity, &term);
}

/* ---- repositories worked in ---- */

struct worked {
	struct leaf_maker *maker;
	struct terms_search search; /* of the condition's words */
	bool (*is_meant)(const struct worked *worked, const char *folded);
};

static int
add_worked(void *context, int64_t id, struct slice folded)
{
	const struct worked *worked = context;
	struct leaf_maker *maker = worked->maker;
	struct leaf_terms *leaf = maker->leaf;
	char name[KEY_MAX + 1];
	struct posting_term term;
	uint8_t *bytes;
	size_t len = folded.len < KEY_MAX ? folded.len : KEY_MAX;

	memcpy(name, folded.bytes, len);
	name[len] = '\0';
	if (!worked->is_meant(worked, name))
		return 0;
	bytes = arena_alloc(maker->arena, 8);
	key_put_be(bytes, (uint64_t)id, 8);
	term = make_term(maker, POSTING_WORKED, bytes, 8, false);
	push(maker, &leaf->any, &leaf->n_any, &maker->any_capacity, &term);
	return 0;
}

static int
by_bytes(const void *left, const void *right)
{
	const struct posting_term *a = left, *b = right;

	return memcmp(a->term.bytes, b->term.bytes, a->term.len);
}

/* Behind the leaf's other terms, in order. */
static void
add_all_worked(struct leaf_maker *maker,
    bool (*is_meant)(const struct worked *worked, const char *folded))
{
	const struct predicate *what = maker->what;
	struct worked worked = { .maker = maker, .is_meant = is_meant };
	struct leaf_terms *leaf = maker->leaf;
	size_t from = leaf->n_any;

	if (what->words != NULL)
		terms_search_init(&worked.search, what->words, what->is_prefix);
	maker->rc =
	    store_name_repositories(maker->source->txn, add_worked, &worked);
	if (leaf->n_any > from)
		qsort(leaf->any + from, leaf->n_any - from, sizeof(*leaf->any),
		    by_bytes);
}

static bool
has_words(const struct worked *worked, const char *folded)
{
	return terms_stand_in(folded, &worked->search);
}

static bool
is_named(const struct worked *worked, const char *folded)
{
	return query_match_repository(worked->maker->what, folded);
}

/* ---- the fields ---- */

/* Of a country with hundreds of places the cards tell faster. */
void
query_terms_loc(struct leaf_maker *maker, const struct predicate *what)
{
	struct leaf_terms *leaf = maker->leaf;

	leaf->is_scanned = what->place_kind == PLACE_REMOTE ||
	    what->n_places > QUERY_PLACE_TERMS_MAX;
	if (what->place_kind == PLACE_UNKNOWN)
		add_place(maker, 0);
	for (size_t i = 0; i < what->n_places && !leaf->is_scanned; i++)
		add_place(maker, what->places[i]);
}

void
query_terms_lang(struct leaf_maker *maker, const struct predicate *what)
{
	if (what->is_prefix)
		add_any(maker, POSTING_LANG, what->text, true);
	for (size_t i = 0; i < what->n_languages; i++)
		add_any(maker, POSTING_LANG, what->languages[i], false);
}

void
query_terms_skill(struct leaf_maker *maker, const struct predicate *what)
{
	if (what->id != NULL)
		add_any(maker, POSTING_SKILL, what->id, false);
	else
		add_any(maker, POSTING_SKILL, what->text, what->is_prefix);
}

void
query_terms_company(struct leaf_maker *maker, const struct predicate *what)
{
	query_terms_words(maker, POSTING_COMPANY, what->words, what->is_prefix);
}

void
query_terms_flag(struct leaf_maker *maker, const struct predicate *what)
{
	query_terms_words(maker, POSTING_FLAG, what->words, what->is_prefix);
}

void
query_terms_seed(struct leaf_maker *maker, const struct predicate *what)
{
	add_any(maker, POSTING_SEED, what->text, what->is_prefix);
}

void
query_terms_repo(struct leaf_maker *maker, const struct predicate *what)
{
	add_any(maker, POSTING_REPO, what->text, what->is_prefix);
	add_all_worked(maker, is_named);
}

void
query_terms_text(struct leaf_maker *maker, const struct predicate *what)
{
	if (what->id != NULL || what->is_prefix) {
		query_terms_skill(maker, what);
		query_terms_lang(maker, what);
	}
	add_fact_words(maker, what->words, what->is_prefix);
	add_all_worked(maker, has_words);
}
