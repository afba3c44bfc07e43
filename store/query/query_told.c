/*
 * Of few people, whose company has the words of a condition.  Postings tell who
 * has each of several words, not whether they stand side by side; but profiles
 * mostly write a company in a few ways, and who writes it in the same way is in
 * one list.  So a profile of each way is read, and tells for all of them.
 */
#include <string.h>

#include "store/query/query_bound.h"
#include "store/query/query_row.h"

enum {
	/* Profiles that are read; who is left then is looked at as ever. */
	READ_MOST = 16,
	ASKED_MIN = 4 /* fewer are looked at as soon */
};

struct teller {
	struct query_source *source;
	const struct query_bound *bound;
	const struct node *node;
	enum answer *answers; /* of those in the bound */
	size_t n_open;
	struct query_row row;
	struct column cards;
};

/* All of whom a list does not name: no. */
static int
drop_others(struct teller *teller, const struct posting_term *term)
{
	const struct query_bound *bound = teller->bound;
	struct posting_list list;
	size_t j = 0;
	int rc = posting_whole(teller->source->txn, term, &list);

	/* Kept by chunks, or not to be read: it says nothing here. */
	if (rc < 0)
		return rc == ERR_LIMIT || rc == ERR_CORRUPT ? 0 : rc;
	for (size_t i = 0; i < bound->n; i++) {
		while (j < list.n && list.ordinals[j] < bound->ordinals[i])
			j++;
		if (teller->answers[i] == ANSWER_ASK &&
		    (j == list.n || list.ordinals[j] != bound->ordinals[i])) {
			teller->answers[i] = ANSWER_NO;
			teller->n_open--;
		}
	}
	return 0;
}

/* For all who have this text, too. */
static int
answer_alike(struct teller *teller, const char *text, enum answer answer)
{
	const struct query_bound *bound = teller->bound;
	struct posting_term term = { .space = POSTING_EMPLOYER,
		.term = { (const uint8_t *)text, strlen(text) } };
	struct posting_list list;
	size_t j = 0;
	int rc;

	/* A longer one stands for all that begin so. */
	if (term.term.len >= KEY_TEXT_MAX)
		return 0;
	rc = posting_whole(teller->source->txn, &term, &list);
	if (rc < 0)
		return rc == ERR_LIMIT || rc == ERR_CORRUPT ? 0 : rc;
	for (size_t i = 0; i < bound->n && j < list.n; i++) {
		while (j < list.n && list.ordinals[j] < bound->ordinals[i])
			j++;
		if (j < list.n && list.ordinals[j] == bound->ordinals[i] &&
		    teller->answers[i] == ANSWER_ASK) {
			teller->answers[i] = answer;
			teller->n_open--;
		}
	}
	return 0;
}

/* Reads one profile.  Whose can't be read stays open. */
static int
ask(struct teller *teller, size_t at)
{
	const struct predicate *what = &teller->node->predicate;
	struct query_row *row = &teller->row;
	enum answer answer;
	const uint8_t *entry;
	int rc;

	rc = column_at(&teller->cards, teller->bound->ordinals[at], &entry);
	if (rc == ERR_CORRUPT)
		return 0;
	if (rc < 0 && rc != ERR_NOTFOUND)
		return rc;
	if (rc == ERR_NOTFOUND) { /* is not of the role */
		teller->answers[at] = ANSWER_NO;
		teller->n_open--;
		return 0;
	}
	query_row_begin_bare(row, column_number(entry, COLUMN_PERSON),
	    teller->bound->ordinals[at]);
	answer = what->match(row, what) ? ANSWER_YES : ANSWER_NO;
	if (row->failed < 0)
		return row->failed == ERR_CORRUPT ? 0 : row->failed;
	teller->source->verified++;
	teller->answers[at] = answer;
	teller->n_open--;
	return row->lead.person.company != NULL
	    ? answer_alike(teller, row->lead.person.company, answer)
	    : 0;
}

static int
tell(struct teller *teller, const struct leaf_terms *leaf)
{
	size_t n = teller->bound->n, n_read = 0;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < leaf->n_all; i++)
		if (!leaf->all[i].is_prefix)
			rc = drop_others(teller, &leaf->all[i]);
	for (size_t i = 0; rc == 0 && i < n && n_read < READ_MOST; i++) {
		if (teller->answers[i] != ANSWER_ASK)
			continue;
		rc = ask(teller, i);
		n_read++;
	}
	return rc;
}

static int
tell_leaf(struct query_source *source, struct query_bound *bound,
    const struct node *node)
{
	struct query_index *index = source->index;
	struct teller teller = { .source = source,
		.bound = bound,
		.node = node,
		.n_open = bound->n };
	int rc;

	if (node->predicate.match != query_match_company ||
	    bound->n < ASKED_MIN || !query_index_knows(index, node->leaf) ||
	    query_index_is_exact(index, node->leaf) ||
	    query_index_leaf(index, node->leaf)->is_open)
		return 0;
	teller.answers =
	    arena_calloc(&bound->arena, bound->n, sizeof(*teller.answers));
	for (size_t i = 0; i < bound->n; i++)
		teller.answers[i] = ANSWER_ASK;
	query_row_init(&teller.row, source);
	column_init(&teller.cards, source->txn, COLUMN_CARD, source->role.slot);
	rc = tell(&teller, query_index_leaf(index, node->leaf));
	query_row_done(&teller.row);
	if (rc == 0)
		query_index_tell(index, node->leaf,
		    &(struct index_told){ bound, teller.answers,
			teller.n_open });
	return rc;
}

/* As deep as the parser allows.  NOLINTBEGIN(misc-no-recursion) */
int
query_bound_tell(struct query_bound *bound, struct query_source *source,
    const struct node *node)
{
	int rc = node->kind == NODE_LEAF ? tell_leaf(source, bound, node) : 0;

	for (size_t i = 0; rc == 0 && i < node->n; i++)
		rc = query_bound_tell(bound, source, node->children[i]);
	return rc;
}
/* NOLINTEND(misc-no-recursion) */
