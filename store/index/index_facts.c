/*
 * Words of facts.  Texts that a changed record still has are told by comparing
 * them whole, so that only the others are cut into words.
 */
#include <stdlib.h>
#include <string.h>

#include "store/index/fact_terms.h"
#include "store/index/fact_words.h"
#include "store/index/index.h"
#include "store/lmdb.h"
#include "store/posting/pairs.h"
#include "store/store_internal.h"
#include "store/value/value.h"

/* ---- texts of a record ---- */

struct text {
	uint64_t hash;
	const char *at;
};

struct texts {
	struct arena *arena;
	struct text *items;
	size_t n;
	size_t room;
};

static uint64_t
hash_of(const char *text)
{
	const uint64_t odd = UINT64_C(0x9E3779B97F4A7C15);
	size_t len = strlen(text);
	uint64_t state = len, word;

	for (; len >= sizeof(word); len -= sizeof(word)) {
		memcpy(&word, text, sizeof(word));
		state = (state ^ word) * odd;
		state ^= state >> 29;
		text += sizeof(word);
	}
	word = 0;
	memcpy(&word, text, len);
	state = (state ^ word) * odd;
	return state ^ state >> 32;
}

static void
add_text(void *context, const char *text)
{
	struct texts *texts = context;

	if (texts->n == texts->room) {
		struct text *old = texts->items;

		texts->room = 2 * texts->room + 64;
		texts->items = arena_alloc(texts->arena,
		    texts->room * sizeof(*texts->items));
		if (texts->n > 0)
			memcpy(texts->items, old, texts->n * sizeof(*old));
	}
	texts->items[texts->n++] = (struct text){ 0, text };
}

/* Hashes alone would do but for texts that were made to have the same. */
static int
compare(const void *left, const void *right)
{
	const struct text *a = left, *b = right;

	if (a->hash != b->hash)
		return a->hash < b->hash ? -1 : 1;
	return strcmp(a->at, b->at);
}

static void
sort(struct texts *texts)
{
	for (size_t i = 0; i < texts->n; i++)
		texts->items[i].hash = hash_of(texts->items[i].at);
	if (texts->n > 0)
		qsort(texts->items, texts->n, sizeof(*texts->items), compare);
}

/* Leaves in `from` those that `other` has not; both are sorted. */
static void
keep_others(const struct texts *from, const struct texts *other,
    struct texts *ret_kept)
{
	size_t j = 0;

	for (size_t i = 0; i < from->n; i++) {
		while (j < other->n &&
		    compare(&other->items[j], &from->items[i]) < 0)
			j++;
		if (j == other->n ||
		    compare(&other->items[j], &from->items[i]) != 0)
			add_text(ret_kept, from->items[i].at);
	}
}

/* ---- giving words ---- */

struct giving {
	struct txn *txn;
	uint32_t ordinal;
	int rc;
};

static void
give_word(void *context, const char *word, size_t len)
{
	struct giving *giving = context;
	struct posting_term term = { .space = POSTING_WORD };

	if (giving->rc < 0)
		return;
	term.term = (struct slice){ (const uint8_t *)word,
		len < POSTING_WORD_MAX ? len : POSTING_WORD_MAX };
	giving->rc = posting_put(giving->txn, &term, giving->ordinal, true);
}

static void
give_text(void *context, const char *text)
{
	pairs_each(text, give_word, context);
}

/* Whether the words were made ahead, of the very same texts. */
static bool
are_ready(const struct fact_words *ready, const struct texts *texts)
{
	if (ready == NULL || ready->n_texts != texts->n)
		return false;
	for (size_t i = 0; i < texts->n; i++)
		if (ready->texts[i] != texts->items[i].at)
			return false;
	return true;
}

static int
give_texts(struct txn *txn, uint32_t ordinal, const struct texts *texts)
{
	const struct fact_words *ready = txn->store->words;
	struct giving giving = { .txn = txn, .ordinal = ordinal };

	if (are_ready(ready, texts)) {
		for (size_t i = 0; i < ready->n_words; i++)
			give_word(&giving, (const char *)ready->words[i].bytes,
			    ready->words[i].len);
		return giving.rc;
	}
	for (size_t i = 0; i < texts->n; i++)
		give_text(&giving, texts->items[i].at);
	return giving.rc;
}

/* ---- words that matter ---- */

/* Words of texts that come or go; those that are met elsewhere are no change. */
struct sought {
	struct index_terms terms;
	uint64_t looks; /* a bit for what each of them looks like */
	bool *is_met; /* of each */
	size_t left;
};

static void
seek_text(void *context, const char *text)
{
	index_terms_words(context, POSTING_WORD, text);
}

/* By first byte and length: most words that are met look like none. */
static uint64_t
look_of(struct slice word)
{
	return UINT64_C(1) << (word.bytes[0] + 8 * word.len) % 64;
}

static void
meet_word(void *context, const char *word, size_t len)
{
	struct sought *sought = context;
	const struct index_terms *terms = &sought->terms;
	size_t low = 0, high = terms->n;
	struct slice at = { (const uint8_t *)word,
		len < POSTING_WORD_MAX ? len : POSTING_WORD_MAX };

	if ((sought->looks & look_of(at)) == 0)
		return;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order =
		    index_term_compare(&(struct index_term){ POSTING_WORD,
					   { 0 }, at },
			&terms->items[middle]);

		if (order == 0) {
			sought->left -= !sought->is_met[middle];
			sought->is_met[middle] = true;
			return;
		}
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
}

static void
meet_text(void *context, const char *text)
{
	struct sought *sought = context;

	if (sought->left > 0)
		pairs_each(text, meet_word, sought);
}

/* The words of `texts` that those of `others` have not, so far. */
static void
seek(const struct texts *texts, const struct texts *others,
    struct sought *ret_sought)
{
	*ret_sought = (struct sought){ .terms = { .arena = texts->arena } };
	for (size_t i = 0; i < texts->n; i++)
		seek_text(&ret_sought->terms, texts->items[i].at);
	index_terms_sort(&ret_sought->terms);
	ret_sought->left = ret_sought->terms.n;
	for (size_t i = 0; i < ret_sought->left; i++)
		ret_sought->looks |= look_of(ret_sought->terms.items[i].term);
	ret_sought->is_met = arena_calloc(texts->arena, ret_sought->left,
	    sizeof(*ret_sought->is_met));
	for (size_t i = 0; i < others->n; i++)
		meet_text(ret_sought, others->items[i].at);
}

static int
put_sought(struct txn *txn, uint32_t ordinal, const struct sought *sought,
    bool has)
{
	int rc = 0;

	for (size_t i = 0; i < sought->terms.n && rc == 0; i++)
		if (!sought->is_met[i])
			rc = posting_put(txn,
			    &(struct posting_term){ .space = POSTING_WORD,
				.term = sought->terms.items[i].term },
			    ordinal, has);
	return rc;
}

/* The texts of a stored fact. */
static int
each_fact_text(struct txn *txn, const struct fact_key *at, struct slice value,
    fact_text_fn *each, void *context)
{
	struct arena arena = { 0 };
	struct portfolio portfolio;
	struct work work;
	int rc = 0;

	if (at->kind == FACT_WORK) {
		rc = value_decode(txn, value, &work_record, &arena, &work);
		if (rc == 0)
			fact_texts_work(&work, each, context);
	} else if (at->kind == FACT_PORTFOLIO) {
		rc = value_decode(txn, value, &portfolio_record, &arena,
		    &portfolio);
		if (rc == 0)
			fact_texts_portfolio(&portfolio, each, context);
	}
	arena_done(&arena);
	return rc;
}

int
index_each_text(struct txn *txn, int64_t person, const struct fact_key *but,
    fact_text_fn *each, void *context, bool *ret_is_corrupt)
{
	struct slice found, value;
	struct cursor *cursor;
	struct fact_key at;
	struct key prefix;
	int rc;

	*ret_is_corrupt = false;
	rc = cursor_open(txn, TABLE_FACT, &cursor);
	if (rc < 0)
		return rc;
	key_fact_prefix(&prefix, person);
	rc = cursor_seek(cursor, &prefix, &found, &value);
	while (rc == 0 && key_prefixes(&prefix, found)) {
		if (key_fact_parse(found, &at) &&
		    (but == NULL || but->kind != at.kind ||
			but->repository != at.repository))
			rc = each_fact_text(txn, &at, value, each, context);
		if (rc == ERR_CORRUPT) {
			*ret_is_corrupt = true;
			rc = 0;
		}
		if (rc == 0)
			rc = cursor_next(cursor, &found, &value);
	}
	cursor_close(cursor);
	return rc == ERR_NOTFOUND ? 0 : rc;
}

/* Takes the words of `gone` that neither `now` nor another fact has. */
static int
take_texts(struct txn *txn, uint32_t ordinal, const struct fact_key *at,
    const struct texts *gone, const struct texts *now)
{
	struct sought sought;
	bool is_corrupt;
	int rc = 0;

	seek(gone, now, &sought);
	if (sought.left > 0)
		rc = index_each_text(txn, at->person, at, meet_text, &sought,
		    &is_corrupt);
	return rc < 0 ? rc : put_sought(txn, ordinal, &sought, false);
}

/* Gives the words of `come` that the record had not: each that is given costs
 * the rewriting of a block. */
static int
give_new(struct txn *txn, uint32_t ordinal, const struct texts *come,
    const struct texts *before)
{
	struct sought sought;

	seek(come, before, &sought);
	return put_sought(txn, ordinal, &sought, true);
}

/* ---- one fact ---- */

static int
change(struct txn *txn, uint32_t ordinal, const struct fact_key *at,
    struct texts *old, struct texts *new)
{
	struct texts gone = { .arena = old->arena };
	struct texts come = { .arena = old->arena };
	int rc = 0;

	if (old->n == 0)
		return give_texts(txn, ordinal, new);
	sort(old);
	sort(new);
	keep_others(old, new, &gone);
	keep_others(new, old, &come);
	if (gone.n > 0)
		rc = take_texts(txn, ordinal, at, &gone, new);
	if (rc == 0 && come.n > 0)
		rc = give_new(txn, ordinal, &come, old);
	return rc;
}

void
index_expect_words(struct store *store, const struct fact_words *words)
{
	store->words = words;
}

int
index_work(struct txn *txn, uint32_t ordinal, int64_t person,
    const struct work *old, const struct work *new)
{
	struct arena arena = { 0 };
	struct texts before = { .arena = &arena }, after = before;
	struct posting_term worked = { .space = POSTING_WORKED };
	struct fact_key at = { person, FACT_WORK,
		old != NULL ? old->repository : new->repository };
	uint8_t id[8];
	int rc = 0;

	if (old != NULL)
		fact_texts_work(old, add_text, &before);
	if (new != NULL)
		fact_texts_work(new, add_text, &after);
	if ((old == NULL) != (new == NULL)) {
		key_put_be(id, (uint64_t)at.repository, sizeof(id));
		worked.term = (struct slice){ id, sizeof(id) };
		rc = posting_put(txn, &worked, ordinal, new != NULL);
	}
	if (rc == 0)
		rc = change(txn, ordinal, &at, &before, &after);
	arena_done(&arena);
	return rc;
}

int
index_portfolio(struct txn *txn, uint32_t ordinal, int64_t person,
    const struct portfolio *old, const struct portfolio *new)
{
	struct arena arena = { 0 };
	struct texts before = { .arena = &arena }, after = before;
	struct fact_key at = { person, FACT_PORTFOLIO, 0 };
	int rc;

	if (old != NULL)
		fact_texts_portfolio(old, add_text, &before);
	if (new != NULL)
		fact_texts_portfolio(new, add_text, &after);
	rc = change(txn, ordinal, &at, &before, &after);
	arena_done(&arena);
	return rc;
}

int
index_words_again(struct txn *txn, uint32_t ordinal, int64_t person)
{
	const struct posting_term words = { .space = POSTING_WORD,
		.is_prefix = true };
	struct giving giving = { .txn = txn, .ordinal = ordinal };
	bool is_corrupt;
	int rc;

	rc = posting_clear(txn, ordinal, &words);
	if (rc == 0)
		rc = index_each_text(txn, person, NULL, give_text, &giving,
		    &is_corrupt);
	return rc < 0 ? rc : giving.rc;
}
