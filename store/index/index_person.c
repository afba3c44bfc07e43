/* Terms of a profile, of the names of own repositories, of the pipeline; and
 * all terms of somebody at once, to compare with. */
#include <string.h>

#include "store/fact/person.h"
#include "store/index/index.h"
#include "store/index/terms.h"
#include "store/lmdb.h"
#include "store/posting/ordinal.h"
#include "store/score/role.h"
#include "store/score/score.h"
#include "store/score/score_record.h"
#include "store/store.h"

void
index_company_terms(const char *company, struct index_terms *terms)
{
	size_t len = company != NULL ? strlen(company) : 0;

	index_terms_words(terms, POSTING_COMPANY, company);
	if (len > 0)
		index_terms_add(terms, POSTING_EMPLOYER, company,
		    len < KEY_TEXT_MAX ? len : KEY_TEXT_MAX);
}

int
index_company(struct txn *txn, uint32_t ordinal, const char *old,
    const char *new)
{
	struct arena arena = { 0 };
	struct index_terms before = { .arena = &arena }, after = before;
	int rc;

	index_company_terms(old, &before);
	index_company_terms(new, &after);
	rc = index_terms_change(txn, ordinal, &before, &after);
	arena_done(&arena);
	return rc;
}

void
index_own_terms(const struct own *own, struct index_terms *terms)
{
	for (size_t i = 0; own != NULL && i < own->n_names; i++)
		index_terms_repository(terms, POSTING_REPO,
		    terms_fold(terms->arena, own->names[i]));
}

int
index_own(struct txn *txn, uint32_t ordinal, const struct own *old,
    const struct own *new)
{
	struct arena arena = { 0 };
	struct index_terms before = { .arena = &arena }, after = before;
	int rc;

	index_own_terms(old, &before);
	index_own_terms(new, &after);
	rc = index_terms_change(txn, ordinal, &before, &after);
	arena_done(&arena);
	return rc;
}

/* ---- the pipeline ---- */

int
index_pipeline(struct txn *txn, uint32_t ordinal, uint16_t role, bool has)
{
	return posting_put(txn,
	    &(struct posting_term){ .space = POSTING_PIPELINE,
		.slot = { .role = role } },
	    ordinal, has);
}

static int
pipeline_terms(struct txn *txn, int64_t person, struct index_terms *terms)
{
	struct slice found, value;
	struct cursor *cursor;
	struct key prefix;
	int64_t whose;
	int rc;

	rc = cursor_open(txn, TABLE_LEAD, &cursor);
	if (rc < 0)
		return rc;
	key_lead_prefix(&prefix, person);
	rc = cursor_seek(cursor, &prefix, &found, &value);
	while (rc == 0 && key_prefixes(&prefix, found)) {
		if (key_lead_parse(found, &whose, &terms->slot.role))
			index_terms_add(terms, POSTING_PIPELINE, "", 0);
		rc = cursor_next(cursor, &found, &value);
	}
	cursor_close(cursor);
	terms->slot.role = 0;
	return rc == ERR_NOTFOUND ? 0 : rc;
}

int
index_pipeline_again(struct txn *txn, uint32_t ordinal, int64_t person)
{
	struct arena arena = { 0 };
	struct index_terms before = { .arena = &arena }, after = before;
	int64_t n = 0;
	int rc;

	rc = db_count(txn, TABLE_LEAD, &n);
	if (rc < 0 || n == 0)
		return rc;
	rc = pipeline_terms(txn, person, &after);
	if (rc == 0)
		rc = index_terms_change(txn, ordinal, &before, &after);
	arena_done(&arena);
	return rc;
}

/* ---- all of it ---- */

static void
add_text(void *context, const char *text)
{
	index_terms_words(context, POSTING_WORD, text);
}

static int
worked_terms(struct txn *txn, int64_t person, struct index_terms *terms)
{
	struct slice found, value;
	struct cursor *cursor;
	struct key prefix;
	int rc;

	rc = cursor_open(txn, TABLE_FACT, &cursor);
	if (rc < 0)
		return rc;
	key_fact_kind_prefix(&prefix, person, FACT_WORK);
	rc = cursor_seek(cursor, &prefix, &found, &value);
	while (rc == 0 && key_prefixes(&prefix, found)) {
		/* The repository's id as the key has it. */
		if (found.len == prefix.len + 8)
			index_terms_add(terms, POSTING_WORKED,
			    arena_text(terms->arena,
				(const char *)found.bytes + prefix.len, 8),
			    8);
		rc = cursor_next(cursor, &found, &value);
	}
	cursor_close(cursor);
	return rc == ERR_NOTFOUND ? 0 : rc;
}

static int
excuse(int rc, bool *is_corrupt)
{
	*is_corrupt |= rc == ERR_CORRUPT;
	return rc == ERR_CORRUPT || rc == ERR_NOTFOUND ? 0 : rc;
}

static int
fact_terms(struct txn *txn, int64_t id, struct index_terms *terms,
    bool *ret_is_corrupt)
{
	struct person person = { 0 };
	struct own own = { 0 };
	bool is_corrupt = false;
	int rc;

	rc = store_person_get_brief(txn, id, terms->arena, &person);
	rc = excuse(rc, ret_is_corrupt);
	index_company_terms(person.company, terms);
	if (rc == 0)
		rc = excuse(store_own_get(txn, id, terms->arena, &own),
		    ret_is_corrupt);
	index_own_terms(&own, terms);
	if (rc == 0)
		rc = worked_terms(txn, id, terms);
	if (rc == 0)
		rc = pipeline_terms(txn, id, terms);
	if (rc == 0)
		rc = index_each_text(txn, id, NULL, add_text, terms,
		    &is_corrupt);
	*ret_is_corrupt |= is_corrupt;
	return rc;
}

static int
score_terms(struct txn *txn, struct slot slot, int64_t person,
    struct index_terms *terms)
{
	struct index_score of = { 0 };
	struct score score;
	struct card card;
	int rc;

	rc = store_score_get_brief(txn, slot, person, terms->arena, &score);
	if (rc == 0)
		rc = store_score_get_card(txn, slot, person, &card);
	if (rc < 0)
		return rc;
	of.score = &score;
	of.place = card.place;
	terms->slot = slot;
	index_score_terms(of, terms);
	terms->slot = (struct slot){ 0 };
	return 0;
}

int
index_all_terms(struct txn *txn, int64_t person, const struct role_slot *roles,
    size_t n_roles, struct index_terms *terms, bool *ret_is_corrupt)
{
	int rc;

	*ret_is_corrupt = false;
	terms->slot = (struct slot){ 0 };
	rc = fact_terms(txn, person, terms, ret_is_corrupt);
	for (size_t i = 0; i < n_roles && rc == 0; i++)
		rc = excuse(score_terms(txn, roles[i].slot, person, terms),
		    ret_is_corrupt);
	return rc;
}

int
index_facts_take(struct txn *txn, int64_t person)
{
	struct arena arena = { 0 };
	struct index_terms before = { .arena = &arena }, after = before;
	uint32_t ordinal = ORDINAL_NONE;
	bool is_corrupt = false;
	int rc;

	rc = ordinal_get(txn, person, &ordinal);
	if (rc < 0 || ordinal == ORDINAL_NONE)
		return rc == ERR_NOTFOUND || rc == ERR_CORRUPT ? 0 : rc;
	rc = fact_terms(txn, person, &before, &is_corrupt);
	if (rc == 0)
		rc = is_corrupt
		    ? posting_clear_all(txn, ordinal)
		    : index_terms_change(txn, ordinal, &before, &after);
	arena_done(&arena);
	return rc;
}
