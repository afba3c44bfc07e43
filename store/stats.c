#include "base/array.h"
#include "store/meta.h"
#include "store/rights.h"
#include "store/store_internal.h"

/* People with a pipeline record; the table has one or more a person. */
static int
count_leads(struct txn *txn, int64_t *ret_n)
{
	struct slice found, value;
	struct cursor *cursor;
	struct key all = { 0 };
	int64_t n = 0, last = 0, person;
	uint16_t role;
	int rc;

	rc = cursor_open(txn, TABLE_LEAD, &cursor);
	if (rc < 0)
		return rc;
	rc = cursor_seek(cursor, &all, &found, &value);
	while (rc == 0) {
		if (key_lead_parse(found, &person, &role) && person != last) {
			last = person;
			n++;
		}
		rc = cursor_next(cursor, &found, &value);
	}
	cursor_close(cursor);
	if (rc != ERR_NOTFOUND)
		return rc;
	*ret_n = n;
	return 0;
}

static int
count_scores(struct txn *txn, int64_t *ret_n)
{
	struct arena arena = { 0 };
	struct role_count *roles;
	size_t n_roles;
	int64_t n = 0;
	int rc;

	rc = store_roles(txn, &arena, &roles, &n_roles);
	for (size_t i = 0; rc == 0 && i < n_roles; i++)
		n += roles[i].leads;
	arena_done(&arena);
	if (rc == 0)
		*ret_n = n;
	return rc;
}

int
store_stats(struct txn *txn, struct store_stats *ret_stats)
{
	struct store_stats stats = { .corrupt = txn->store->corrupt };
	const struct {
		enum table table;
		int64_t *n;
	} sizes[] = {
		{ TABLE_PERSON, &stats.people },
		{ TABLE_REPOSITORY, &stats.repositories },
		{ TABLE_TASK, &stats.tasks },
		{ TABLE_JOURNAL, &stats.journal },
	};
	const struct {
		enum meta_kind kind;
		const char *name;
		int64_t *n;
	} counters[] = {
		{ META_COUNTER, COUNT_PROFILES, &stats.profiles },
		{ META_COUNTER, COUNT_REFUSALS, &stats.refusals },
		{ META_COUNTER, COUNT_WORKS, &stats.works },
		{ META_SYSTEM, SCHEMA_KEY, &stats.schema_version },
	};
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < COUNT(sizes); i++)
		rc = db_count(txn, sizes[i].table, sizes[i].n);
	for (size_t i = 0; rc == 0 && i < COUNT(counters); i++)
		rc = meta_get_int(txn, counters[i].kind, counters[i].name,
		    counters[i].n);
	if (rc == 0)
		rc = count_scores(txn, &stats.scores);
	if (rc == 0)
		rc = count_leads(txn, &stats.leads_touched);
	if (rc == 0)
		rc = store_suppressed_count(txn, &stats.suppressed);
	if (rc == 0)
		rc =
		    lmdb_space(txn, &stats.bytes_used, &stats.bytes_free_pages);
	if (rc == 0)
		*ret_stats = stats;
	return rc;
}
