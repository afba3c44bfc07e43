#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/mem.h"
#include "store/fact/person.h"
#include "store/index/index.h"
#include "store/lmdb.h"
#include "store/meta.h"
#include "store/rights/scrub.h"
#include "store/value/value.h"

/* Items kept a person and repository, newest first; the rest is forgotten. */
enum {
	PULLS_MAX = 2000,
	MERGES_MAX = 2000,
	REVIEWS_MAX = 2000,
	COMMENTS_MAX = 500,
	COMMITS_MAX = 1000
};

/* One list of struct work: where it stands, what makes items the same. */
struct item_list {
	size_t items; /* offset of the pointer in struct work */
	size_t n; /* offset of the count */
	size_t size;
	size_t number; /* offset of the identifying number ... */
	size_t text; /* ... and of the text that goes on with it */
	bool has_number, has_text;
	size_t date;
	size_t max;
};

#define LIST(member, type, key, at, most)                                   \
	{                                                                   \
		offsetof(struct work, member),                              \
		    offsetof(struct work, n_##member), sizeof(struct type), \
		    offsetof(struct type, key), 0, true, false,             \
		    offsetof(struct type, at), most                         \
	}

static const struct item_list lists[] = {
	LIST(pulls, pull, number, merged_at, PULLS_MAX),
	{ offsetof(struct work, merges), offsetof(struct work, n_merges),
	    sizeof(struct merge), offsetof(struct merge, number),
	    offsetof(struct merge, oid), true, true,
	    offsetof(struct merge, merged_at), MERGES_MAX },
	LIST(reviews, review, number, submitted_at, REVIEWS_MAX),
	LIST(comments, comment, id, created_at, COMMENTS_MAX),
	{ offsetof(struct work, commits), offsetof(struct work, n_commits),
	    sizeof(struct commit), 0, offsetof(struct commit, oid), false, true,
	    offsetof(struct commit, authored_at), COMMITS_MAX },
};

/* ---- accounts ---- */

void
store_work_erase(struct work *work,
    bool (*is_gone)(const void *context, int64_t account), const void *context)
{
	for (size_t i = 0; i < work->n_pulls; i++)
		if (is_gone(context, work->pulls[i].merged_by))
			work->pulls[i].merged_by = ACCOUNT_ERASED;
	for (size_t i = 0; i < work->n_merges; i++)
		if (is_gone(context, work->merges[i].author))
			work->merges[i].author = ACCOUNT_ERASED;
	for (size_t i = 0; i < work->n_reviews; i++)
		if (is_gone(context, work->reviews[i].author))
			work->reviews[i].author = ACCOUNT_ERASED;
}

/* ---- lists ---- */

/* An item as it is compared; order follows where it was given. */
struct item {
	const char *at;
	const char *text;
	int64_t number;
	int64_t date;
	bool is_old;
	size_t order;
};

static int64_t
int_at(const char *at, size_t offset)
{
	int64_t value;

	memcpy(&value, at + offset, sizeof(value));
	return value;
}

static int
compare_int(int64_t a, int64_t b)
{
	return a < b ? -1 : a > b;
}

static int
compare_key(const struct item *a, const struct item *b)
{
	if (a->number != b->number)
		return compare_int(a->number, b->number);
	return strcmp(a->text, b->text);
}

/* Same items together, the one to keep first: new, then the latest. */
static int
by_key(const void *left, const void *right)
{
	const struct item *a = left, *b = right;
	int order = compare_key(a, b);

	if (order == 0)
		order = (int)a->is_old - (int)b->is_old;
	if (order == 0)
		order = compare_int(b->date, a->date);
	return order != 0 ? order
			  : compare_int((int64_t)b->order, (int64_t)a->order);
}

static int
by_date(const void *left, const void *right)
{
	const struct item *a = left, *b = right;
	int order = compare_int(b->date, a->date);

	return order != 0 ? order : -compare_key(a, b);
}

static size_t
gather(const struct item_list *list, const struct work *work, bool is_old,
    struct item *to)
{
	const char *base = (const char *)work, *items;
	size_t n;

	memcpy(&items, base + list->items, sizeof(items));
	memcpy(&n, base + list->n, sizeof(n));
	for (size_t i = 0; to != NULL && i < n; i++) {
		const char *at = items + i * list->size, *text = NULL;

		if (list->has_text)
			memcpy(&text, at + list->text, sizeof(text));
		to[i] = (struct item){ .at = at,
			.text = text != NULL ? text : "",
			.number =
			    list->has_number ? int_at(at, list->number) : 0,
			.date = int_at(at, list->date),
			.is_old = is_old,
			.order = i };
	}
	return n;
}

static size_t
keep_first(struct item *items, size_t n)
{
	size_t kept = 0;

	for (size_t i = 0; i < n; i++)
		if (kept == 0 || compare_key(&items[kept - 1], &items[i]) != 0)
			items[kept++] = items[i];
	return kept;
}

static void
merge_list(const struct item_list *list, const struct work *old,
    const struct work *new, struct arena *arena, struct work *merged)
{
	size_t n =
	    gather(list, new, false, NULL) + gather(list, old, true, NULL);
	struct item *items = mem_calloc(n, sizeof(*items));
	char *copy = NULL, *base = (char *)merged;
	size_t n_new = gather(list, new, false, items);

	(void)gather(list, old, true, items + n_new); /* counted above */
	qsort(items, n, sizeof(*items), by_key);
	n = keep_first(items, n);
	qsort(items, n, sizeof(*items), by_date);
	if (n > list->max)
		n = list->max;
	if (n > 0)
		copy = arena_alloc(arena, n * list->size);
	for (size_t i = 0; i < n; i++)
		memcpy(copy + i * list->size, items[i].at, list->size);
	memcpy(base + list->items, &copy, sizeof(copy));
	memcpy(base + list->n, &n, sizeof(n));
	mem_free(items);
}

static void
work_key(struct key *key, int64_t person, int64_t repository)
{
	key_fact(key, &(struct fact_key){ person, FACT_WORK, repository });
}

int
store_work_get(struct txn *txn, int64_t person, int64_t repository,
    struct arena *arena, struct work *ret_work)
{
	struct key key;

	if (person <= 0 || repository <= 0)
		return ERR_NOTFOUND;
	work_key(&key, person, repository);
	return value_get(txn, TABLE_FACT, &key, &work_record, arena, ret_work);
}

static int
write_work(struct txn *txn, int64_t person, struct work *work)
{
	struct key key;
	int rc;

	work_key(&key, person, work->repository);
	/* The texts of very long comments may still be too much for one value:
	 * the oldest half is let go until it fits. */
	while ((rc = value_put(txn, TABLE_FACT, &key, &work_record, work)) ==
	    ERR_LIMIT) {
		if (work->n_comments == 0 && work->n_commits == 0)
			return ERR_LIMIT;
		work->n_comments /= 2;
		work->n_commits /= 2;
	}
	return rc;
}

int
store_work_merge(struct txn *txn, int64_t person, const struct work *work)
{
	struct arena arena = { 0 };
	struct work old = { 0 }, new = *work, merged;
	uint32_t ordinal;
	int rc, was;

	if (work->repository <= 0)
		return ERR_INVAL;
	rc = store_person_ensure(txn, person, &ordinal);
	if (rc < 0)
		return rc;
	was = store_work_get(txn, person, work->repository, &arena, &old);
	if (was == ERR_NOTFOUND || was == ERR_CORRUPT)
		old = (struct work){ 0 }; /* what was read of it is nothing */
	else
		rc = was;
	scrub_incoming(txn, &work_record, &arena, &new);
	merged = new;
	for (size_t i = 0; i < COUNT(lists); i++)
		merge_list(&lists[i], &old, &new, &arena, &merged);
	if (work->commits_total == 0)
		merged.commits_total = old.commits_total;
	if (old.fetched_at > merged.fetched_at)
		merged.fetched_at = old.fetched_at;
	if (rc == 0)
		rc = write_work(txn, person, &merged);
	if (rc == 0 && was == ERR_NOTFOUND)
		rc = meta_count(txn, COUNT_WORKS, 1);
	if (rc == 0)
		rc = was == ERR_CORRUPT
		    ? index_words_again(txn, ordinal, person)
		    : index_work(txn, ordinal, person, was == 0 ? &old : NULL,
			  &merged);
	arena_done(&arena);
	return rc;
}
