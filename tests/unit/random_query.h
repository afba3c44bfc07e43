#ifndef TESTS_UNIT_RANDOM_QUERY_H
#define TESTS_UNIT_RANDOM_QUERY_H

/* Random queries as trees of conditions, with order, page and weights. */
#include "tests/unit/random_values.h"

/* ---- trees ---- */

static const struct asked_name {
	const char *name;
	bool takes_list;
} asked_names[ASKED_FIELDS] = { { "", false }, { "lang", true },
	{ "loc", true }, { "skill", true }, { "company", true },
	{ "repo", true }, { "score", false }, { "band", true },
	{ "coverage", false }, { "signal.", false }, { "followers", false },
	{ "stars", false }, { "prs", false }, { "reviews", false },
	{ "involvement", true }, { "active", false }, { "contact", true },
	{ "hireable", false }, { "status", true }, { "flag", true },
	{ "tag", true }, { "owner", true }, { "known", false },
	{ "due", false }, { "seed", true }, { "since", false } };

static inline void
ask_leaf(struct question *it, struct asked *node)
{
	enum asked_field field =
	    (enum asked_field)roll(it->dice, ASKED_FIELDS + 4);

	/* Words more often than anything else. */
	if (field >= ASKED_FIELDS)
		field = ASKED_TEXTS;
	node->field = field;
	node->kind = ASKED_LEAF;
	node->values[0].code = (int)roll(it->dice, FAMILY_COUNT);
	if (field != ASKED_TEXTS)
		buf_format(&it->text, "%s%s:", asked_names[field].name,
		    field == ASKED_SIGNAL
			? family_name((enum family)node->values[0].code)
			: "");
	do {
		if (node->n_values > 0)
			buf_char(&it->text, ',');
		write_value(it, field, &node->values[node->n_values++]);
	} while (asked_names[field].takes_list && node->n_values < ASKED_LIST &&
	    one_in(it->dice, 3));
}

/* A quote would end the list before it: then there is no list. */
static inline bool
is_list_broken(const struct question *it, const struct asked *node,
    size_t start)
{
	return node->n_values > 1 && strchr(it->text.data + start, '"') != NULL;
}

static inline struct asked *ask(struct question *it, int depth);

static inline struct asked *
ask_new(struct question *it)
{
	return arena_calloc(&it->arena, 1, sizeof(struct asked));
}

static inline struct asked *
ask_one(struct question *it, int depth)
{
	static const char *const nots[] = { "not ", "-", "NOT " };
	struct asked *node = ask_new(it);
	size_t start = it->text.len;

	if (one_in(it->dice, 5)) {
		buf_text(&it->text, nots[roll(it->dice, COUNT(nots))]);
		node->kind = ASKED_NOT;
		node->n = 1;
		node->children[0] = ask_one(it, depth);
		return node;
	}
	if (depth < ASKED_DEPTH && one_in(it->dice, 3)) {
		buf_char(&it->text, '(');
		node = ask(it, depth + 1);
		buf_char(&it->text, ')');
		return node;
	}
	for (;;) {
		ask_leaf(it, node);
		if (!is_list_broken(it, node, start))
			return node;
		*node = (struct asked){ .kind = ASKED_LEAF };
		it->text.len = start;
	}
}

static inline struct asked *
ask_all(struct question *it, int depth)
{
	static const char *const ands[] = { " ", " and ", " AND ", "  " };
	struct asked *node = ask_new(it);

	node->kind = ASKED_AND;
	do {
		if (node->n > 0)
			buf_text(&it->text, ands[roll(it->dice, COUNT(ands))]);
		node->children[node->n++] = ask_one(it, depth);
	} while (node->n < ASKED_CHILDREN - 1 && one_in(it->dice, 2));
	return node;
}

static inline struct asked *
ask(struct question *it, int depth)
{
	struct asked *node = ask_new(it);

	node->kind = ASKED_OR;
	do {
		if (node->n > 0)
			buf_text(&it->text,
			    one_in(it->dice, 2) ? " OR " : " or ");
		node->children[node->n++] = ask_all(it, depth);
	} while (node->n < 3 && one_in(it->dice, 4));
	return node;
}

/* ---- the whole ---- */

static inline void
ask_order(struct question *it)
{
	static const char *const sorts[] = { "score", "recent", "followers",
		"stars", "prs", "reviews", "since", "signal." };

	if (one_in(it->dice, 2))
		return;
	it->sort = (enum asked_sort)roll(it->dice, ASKED_SORTS);
	it->sort_family = (int)roll(it->dice, FAMILY_COUNT);
	buf_format(&it->text, "%ssort:%s%s", it->text.len > 0 ? " " : "",
	    sorts[it->sort],
	    it->sort == ASKED_BY_SIGNAL
		? family_name((enum family)it->sort_family)
		: "");
}

static inline void
ask_page(struct question *it)
{
	struct dice *dice = it->dice;
	int sum = 0;

	it->role = one_in(dice, 4) ? 1 : 0;
	it->show_hidden = one_in(dice, 2);
	it->limit = -1;
	if (!one_in(dice, 3)) {
		it->offset = one_in(dice, 2) ? 0 : roll_low(dice, 60);
		it->limit = roll_low(dice, 60);
	}
	it->has_weights = one_in(dice, 8);
	for (int i = 0; it->has_weights && i < FAMILY_COUNT; i++) {
		it->weights[i] = one_in(dice, 2) ? -1 : (int)roll(dice, 40);
		sum += it->weights[i] < 0 ? made_weights[it->role][i]
					  : it->weights[i];
	}
	if (it->has_weights && sum % 2 == 0)
		it->weights[0] = it->weights[0] < 0
		    ? made_weights[it->role][0] + 1
		    : it->weights[0] + 1;
}

/* What stands in the query, wherever. */
static inline void
note_fields(struct question *it, const struct asked *node)
{
	for (size_t i = 0; i < node->n; i++)
		note_fields(it, node->children[i]);
	if (node->kind != ASKED_LEAF)
		return;
	it->names[node->field] = true;
	for (size_t i = 0; i < node->n_values; i++)
		it->has_place |= node->values[i].place != 0;
}

static inline void
question_init(struct question *it, struct world *world, struct dice *dice)
{
	*it = (struct question){ .world = world, .dice = dice };
	buf_init(&it->text, 64 * 1024);
	ask_page(it);
	if (!one_in(dice, 12))
		it->root = ask(it, 0);
	if (it->root != NULL)
		note_fields(it, it->root);
	ask_order(it);
	if (it->text.len == 0)
		buf_text(&it->text, " ");
}

static inline void
question_done(struct question *it)
{
	buf_done(&it->text);
	arena_done(&it->arena);
}

#endif
