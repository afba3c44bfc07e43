#include <stdlib.h>
#include <string.h>

#include "store/index/index.h"
#include "store/posting/pairs.h"

void
index_terms_add(struct index_terms *terms, enum posting_space space,
    const void *bytes, size_t len)
{
	if (terms->n == terms->room) {
		struct index_term *old = terms->items;

		terms->room = 2 * terms->room + 32;
		terms->items = arena_alloc(terms->arena,
		    terms->room * sizeof(*terms->items));
		if (terms->n > 0)
			memcpy(terms->items, old, terms->n * sizeof(*old));
	}
	terms->items[terms->n++] = (struct index_term){ space, terms->slot,
		{ bytes, len < KEY_TEXT_MAX ? len : KEY_TEXT_MAX } };
}

struct words {
	struct index_terms *terms;
	enum posting_space space;
};

static void
add_word(void *context, const char *word, size_t len)
{
	struct words *words = context;

	if (len > POSTING_WORD_MAX)
		len = POSTING_WORD_MAX;
	index_terms_add(words->terms, words->space,
	    arena_text(words->terms->arena, word, len), len);
}

void
index_terms_words(struct index_terms *terms, enum posting_space space,
    const char *text)
{
	struct words words = { terms, space };

	if (space == POSTING_WORD)
		pairs_each(text, add_word, &words);
	else
		terms_each(text, add_word, &words);
}

void
index_terms_repository(struct index_terms *terms, enum posting_space space,
    const char *folded)
{
	const char *slash = strchr(folded, '/');

	index_terms_add(terms, space, folded, strlen(folded));
	if (slash == NULL)
		return;
	index_terms_add(terms, space, folded, (size_t)(slash - folded));
	index_terms_add(terms, space, slash + 1, strlen(slash + 1));
}

static int
compare_slots(struct slot a, struct slot b)
{
	if (a.role != b.role)
		return a.role < b.role ? -1 : 1;
	return (int)a.generation - (int)b.generation;
}

int
index_term_compare(const struct index_term *a, const struct index_term *b)
{
	size_t len = a->term.len < b->term.len ? a->term.len : b->term.len;
	int order;

	if (a->space != b->space)
		return a->space < b->space ? -1 : 1;
	order = compare_slots(a->slot, b->slot);
	if (order == 0 && len > 0)
		order = memcmp(a->term.bytes, b->term.bytes, len);
	return order != 0
	    ? order
	    : (a->term.len > b->term.len) - (a->term.len < b->term.len);
}

static int
compare(const void *left, const void *right)
{
	return index_term_compare(left, right);
}

void
index_terms_sort(struct index_terms *terms)
{
	size_t kept = 0;

	if (terms->n > 0)
		qsort(terms->items, terms->n, sizeof(*terms->items), compare);
	for (size_t i = 0; i < terms->n; i++)
		if (kept == 0 ||
		    compare(&terms->items[kept - 1], &terms->items[i]) != 0)
			terms->items[kept++] = terms->items[i];
	terms->n = kept;
}

static int
put(struct txn *txn, uint32_t ordinal, const struct index_term *term, bool has)
{
	return posting_put(txn,
	    &(struct posting_term){ term->space, term->slot, term->term,
		false },
	    ordinal, has);
}

int
index_terms_change(struct txn *txn, uint32_t ordinal, struct index_terms *old,
    struct index_terms *new)
{
	size_t i = 0, j = 0;
	int rc = 0;

	if (old->n > 0) {
		index_terms_sort(old);
		index_terms_sort(new);
	}
	while (rc == 0 && (i < old->n || j < new->n)) {
		int order = i == old->n ? 1
		    : j == new->n
		    ? -1
		    : index_term_compare(&old->items[i], &new->items[j]);

		if (order < 0)
			rc = put(txn, ordinal, &old->items[i], false);
		else if (order > 0)
			rc = put(txn, ordinal, &new->items[j], true);
		i += order <= 0;
		j += order >= 0;
	}
	return rc;
}
