/*
 * A role's rank and cards by other weights.  First the cards, block by block,
 * from the old ones and the signals; then the rank in its own order, since
 * entries that come in any other would change most of its pages in each
 * transaction.  The order is found by counting: leads are sorted into buckets
 * of a tier and a tenth of a point, by ordinal alone, a bucket by person when
 * its turn comes.
 *
 * built_to of role.c: the next block; from RANKS_FROM on the next bucket.
 */
#include <stdlib.h>

#include "base/clock.h"
#include "base/mem.h"
#include "store/column.h"
#include "store/ordinal.h"
#include "store/store_internal.h"

enum {
	TENTH = 100, /* of the rank's units */
	TENTHS = 1001,
	BUCKETS = 256 * TENTHS,
	/* Leads that are sorted at once, or those of one bucket. */
	SORTED_MAX = 4 * 1024 * 1024
};
static const int64_t ranks_from = (int64_t)1 << 62;

struct reweigh {
	uint32_t *counts; /* of leads, by bucket */
	uint32_t *ordinals; /* of buckets from `from` to `to` */
	size_t n, at;
	uint32_t from, to;
	double done;
};

struct reweigh *
store_reweigh_new(void)
{
	return mem_calloc(1, sizeof(struct reweigh));
}

static void
forget_order(struct reweigh *reweigh)
{
	mem_free(reweigh->counts);
	mem_free(reweigh->ordinals);
	reweigh->counts = NULL;
	reweigh->ordinals = NULL;
	reweigh->n = reweigh->at = 0;
}

void
store_reweigh_free(struct reweigh *reweigh)
{
	if (reweigh == NULL)
		return;
	forget_order(reweigh);
	mem_free(reweigh);
}

double
store_reweigh_done(const struct reweigh *reweigh)
{
	return reweigh->done;
}

bool
reweigh_has_ranks(const struct role_slot *role)
{
	return role->built_to >= ranks_from;
}

/* ---- cards ---- */

static int
make_cards(struct txn *txn, struct role_slot *role, uint32_t blocks,
    int64_t until_ms)
{
	struct column cards, signals;
	int rc = 0;

	column_init(&cards, txn, COLUMN_CARD, role->slot);
	column_init(&signals, txn, COLUMN_SIGNAL, role->slot);
	while (rc == 0 && role->built_to < blocks) {
		int64_t n = 0;

		rc = column_reweigh(&cards, &signals, (uint32_t)role->built_to,
		    role->built, &role->built_by.weights, &n);
		role->built_leads += n;
		role->built_to++;
		if (clock_mono_ms() >= until_ms)
			break;
	}
	if (rc == 0 && role->built_to >= blocks)
		role->built_to = ranks_from;
	return rc;
}

/* ---- order ---- */

static uint32_t
bucket_of(const uint8_t *entry)
{
	int64_t tenths = column_number(entry, COLUMN_SCORE) / TENTH;

	if (tenths >= TENTHS)
		tenths = TENTHS - 1;
	return (uint32_t)(column_number(entry, COLUMN_TIER) * TENTHS +
	    (TENTHS - 1 - tenths));
}

/* Calls for each card of the new ranking. */
static int
each_card(struct txn *txn, struct slot slot, uint32_t blocks,
    void (*take)(struct reweigh *, uint32_t bucket, uint32_t ordinal),
    struct reweigh *reweigh)
{
	struct column cards;

	column_init(&cards, txn, COLUMN_CARD, slot);
	for (uint32_t block = 0; block < blocks; block++) {
		struct column_block found;
		int rc = column_block(&cards, block, &found);

		if (rc < 0 && rc != ERR_NOTFOUND && rc != ERR_CORRUPT)
			return rc;
		for (uint32_t at = 0; rc == 0 && at < COLUMN_BLOCK; at++) {
			const uint8_t *entry = column_block_at(&found, at);

			if (entry != NULL)
				take(reweigh, bucket_of(entry),
				    block * COLUMN_BLOCK + at);
		}
	}
	return 0;
}

static void
count(struct reweigh *reweigh, uint32_t bucket, uint32_t ordinal)
{
	(void)ordinal;
	reweigh->counts[bucket]++;
}

/* `counts` say where each bucket's next ordinal goes. */
static void
place(struct reweigh *reweigh, uint32_t bucket, uint32_t ordinal)
{
	if (bucket >= reweigh->from && bucket < reweigh->to)
		reweigh->ordinals[reweigh->counts[bucket]++] = ordinal;
}

/* The leads of the next buckets from `from` on, in their order. */
static int
make_order(struct txn *txn, const struct role_slot *role, uint32_t blocks,
    uint32_t from, struct reweigh *reweigh)
{
	uint32_t sum = 0;
	int rc;

	forget_order(reweigh);
	reweigh->counts = mem_calloc(BUCKETS, sizeof(*reweigh->counts));
	rc = each_card(txn, role->built, blocks, count, reweigh);
	if (rc < 0)
		return rc;
	reweigh->from = reweigh->to = from;
	while (reweigh->to < BUCKETS &&
	    (sum == 0 || sum + reweigh->counts[reweigh->to] <= SORTED_MAX)) {
		uint32_t n = reweigh->counts[reweigh->to];

		reweigh->counts[reweigh->to++] = sum;
		sum += n;
	}
	reweigh->n = sum;
	reweigh->ordinals = mem_calloc((size_t)sum + 1, sizeof(uint32_t));
	return each_card(txn, role->built, blocks, place, reweigh);
}

/* ---- the rank ---- */

struct ranked {
	int64_t score;
	int64_t person;
	uint32_t ordinal;
};

/* Whoever has gone, or has another place since, was seen to by score.c. */
static bool
read_ranked(struct txn *txn, struct slot slot, uint32_t bucket,
    uint32_t ordinal, struct ranked *ret_ranked)
{
	struct column cards;
	const uint8_t *entry;

	column_init(&cards, txn, COLUMN_CARD, slot);
	if (column_at(&cards, ordinal, &entry) < 0 ||
	    bucket_of(entry) != bucket)
		return false;
	*ret_ranked = (struct ranked){ column_number(entry, COLUMN_SCORE),
		column_number(entry, COLUMN_PERSON), ordinal };
	return true;
}

static int
compare_ranked(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;

	if (x->score != y->score)
		return x->score < y->score ? 1 : -1;
	return (x->person > y->person) - (x->person < y->person);
}

static int
put_ranked(struct txn *txn, struct slot slot, const struct ranked *ranked)
{
	struct rank_key rank = { .slot = slot, .person = ranked->person };
	struct column cards;
	const uint8_t *entry;
	struct card card;
	int rc;

	column_init(&cards, txn, COLUMN_CARD, slot);
	rc = column_at(&cards, ranked->ordinal, &entry);
	if (rc < 0 || !column_card(entry, &card, &rank.place))
		return rc;
	return store_rank_put(txn, &rank, ranked->ordinal);
}

/* One bucket. */
static int
put_bucket(struct txn *txn, struct slot slot, uint32_t bucket,
    struct reweigh *reweigh)
{
	size_t end = reweigh->counts[bucket], n = 0;
	struct ranked *list = mem_calloc(end - reweigh->at + 1, sizeof(*list));
	int rc = 0;

	for (; reweigh->at < end; reweigh->at++)
		n += read_ranked(txn, slot, bucket,
		    reweigh->ordinals[reweigh->at], &list[n]);
	qsort(list, n, sizeof(*list), compare_ranked);
	for (size_t i = 0; i < n && rc == 0; i++)
		rc = put_ranked(txn, slot, &list[i]);
	mem_free(list);
	return rc;
}

static int
make_ranks(struct txn *txn, struct role_slot *role, uint32_t blocks,
    int64_t until_ms, struct reweigh *reweigh)
{
	uint32_t bucket = (uint32_t)(role->built_to - ranks_from);
	int rc = 0;

	if (bucket >= BUCKETS)
		return ERR_NOTFOUND;
	if (reweigh->ordinals == NULL || bucket < reweigh->from ||
	    bucket >= reweigh->to)
		rc = make_order(txn, role, blocks, bucket, reweigh);
	for (; rc == 0 && bucket < reweigh->to; bucket++) {
		if (reweigh->at < reweigh->counts[bucket] &&
		    clock_mono_ms() >= until_ms)
			break;
		rc = put_bucket(txn, role->built, bucket, reweigh);
	}
	role->built_to = ranks_from + bucket;
	return rc;
}

int
store_reweigh_slice(struct txn *txn, const char *name, struct reweigh *reweigh,
    int64_t until_ms)
{
	struct role_slot role;
	uint32_t next, blocks;
	int rc = store_role_find(txn, name, &role);

	if (rc == 0 && !role.is_built)
		rc = ERR_NOTFOUND;
	if (rc == 0)
		rc = ordinal_next(txn, &next);
	if (rc < 0)
		return rc;
	blocks = next / COLUMN_BLOCK + (next % COLUMN_BLOCK != 0);
	rc = role.built_to < ranks_from
	    ? make_cards(txn, &role, blocks, until_ms)
	    : make_ranks(txn, &role, blocks, until_ms, reweigh);
	reweigh->done = role.built_to < ranks_from
	    ? 0.3 * (double)role.built_to / (blocks + 1)
	    : 0.3 + 0.7 * (double)(role.built_to - ranks_from) / BUCKETS;
	return rc < 0 ? rc : store_role_put(txn, name, &role);
}
