#include "store/query/query_suspects.h"

#include "base/mem.h"
#include "store/fact/name.h"
#include "store/fact/person.h"
#include "store/index/terms.h"
#include "store/lmdb.h"
#include "store/posting/ordinal.h"
#include "store/query/query_index.h"
#include "store/query/query_row.h"

static int
add_person(struct suspects *suspects, struct txn *txn, int64_t person)
{
	uint32_t ordinal;
	int rc = ordinal_get(txn, person, &ordinal);

	if (rc < 0 || ordinal == ORDINAL_NONE)
		return rc == ERR_NOTFOUND ? 0 : rc;
	if (suspects->n_ordinals == suspects->capacity) {
		suspects->capacity = suspects->capacity * 2 + 16;
		suspects->ordinals = mem_resize(suspects->ordinals,
		    suspects->capacity, sizeof(*suspects->ordinals));
	}
	suspects->ordinals[suspects->n_ordinals++] = ordinal;
	return 0;
}

/* Of two whose records say that login one is an earlier bearer of it. */
static int
add_bearers(struct suspects *suspects, struct txn *txn, const char *folded)
{
	struct slice found, value;
	struct cursor *cursor;
	struct key prefix;
	int64_t id;
	int rc, failed = 0;

	rc = cursor_open(txn, TABLE_NAME, &cursor);
	if (rc < 0)
		return rc;
	key_bearers_prefix(&prefix, NAME_LOGIN, folded);
	rc = cursor_seek(cursor, &prefix, &found, &value);
	while (rc == 0 && failed == 0 && key_prefixes(&prefix, found)) {
		failed = key_short_id_parse(value, &id)
		    ? add_person(suspects, txn, id)
		    : ERR_CORRUPT;
		rc = cursor_next(cursor, &found, &value);
	}
	cursor_close(cursor);
	if (failed < 0)
		return failed;
	return rc == ERR_NOTFOUND ? 0 : rc;
}

static int
add_login(struct suspects *suspects, struct txn *txn, struct arena *arena,
    const char *login)
{
	const char *folded = store_person_fold_login(arena, login);
	int64_t id;
	int rc;

	rc = store_name_find(txn, NAME_LOGIN, folded, &id);
	if (rc == 0)
		rc = add_person(suspects, txn, id);
	if (rc == 0 || rc == ERR_NOTFOUND)
		rc = add_bearers(suspects, txn, folded);
	return rc;
}

int
query_suspects_find(struct query_source *source, struct arena *arena,
    struct suspects *ret)
{
	const struct query_suspects *given = source->options->suspects;
	int rc = 0;

	*ret = (struct suspects){ .is_anybody = true };
	if (given == NULL)
		return 0;
	ret->companies =
	    arena_calloc(arena, given->n_companies, sizeof(*ret->companies));
	for (size_t i = 0; i < given->n_logins && rc == 0; i++)
		rc = add_login(ret, source->txn, arena, given->logins[i]);
	for (size_t i = 0; i < given->n_companies; i++) {
		struct leaf_terms *leaf = &ret->companies[i];
		struct leaf_maker maker = { .source = source,
			.arena = arena,
			.leaf = leaf };
		const char *words = terms_of(arena, given->companies[i]);

		query_terms_words(&maker, POSTING_COMPANY, words, false);
		leaf->is_open = leaf->n_all == 0;
	}
	ret->n_companies = given->n_companies;
	ret->is_anybody = rc != 0;
	return rc;
}

void
query_suspects_done(struct suspects *suspects)
{
	mem_free(suspects->ordinals);
}
