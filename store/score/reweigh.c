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
#include "store/score/reweigh.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/mem.h"
#include "store/column/card.h"
#include "store/column/column.h"
#include "store/posting/ordinal.h"
#include "store/score/role.h"

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
make_order(struct txn *txn, struct slot slot, uint32_t blocks, uint32_t from,
    struct reweigh *reweigh)
{
	uint32_t sum = 0;
	int rc;

	forget_order(reweigh);
	reweigh->counts = mem_calloc(BUCKETS, sizeof(*reweigh->counts));
	rc = each_card(txn, slot, blocks, count, reweigh);
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
	return each_card(txn, slot, blocks, place, reweigh);
}

/* ---- the rank ---- */

struct ranked {
	struct rank_key rank;
	uint32_t ordinal;
};

/* Whoever has gone, or has another place since, was seen to by score.c. */
static bool
read_ranked(struct column *cards, uint32_t bucket, uint32_t ordinal,
    struct ranked *ret_ranked)
{
	const uint8_t *entry;
	struct card card;

	*ret_ranked = (struct ranked){ { .slot = cards->slot }, ordinal };
	if (column_at(cards, ordinal, &entry) < 0 ||
	    bucket_of(entry) != bucket ||
	    !column_card(entry, &card, &ret_ranked->rank.place))
		return false;
	ret_ranked->rank.person = card.person;
	return true;
}

static int
compare_ranked(const void *a, const void *b)
{
	const struct rank_key *x = &((const struct ranked *)a)->rank;
	const struct rank_key *y = &((const struct ranked *)b)->rank;

	if (x->place.score != y->place.score)
		return x->place.score < y->place.score ? 1 : -1;
	return (x->person > y->person) - (x->person < y->person);
}

/* One bucket. */
static int
put_bucket(struct column *cards, uint32_t bucket, struct reweigh *reweigh)
{
	size_t end = reweigh->counts[bucket], n = 0;
	struct ranked *list = mem_calloc(end - reweigh->at + 1, sizeof(*list));
	int rc = 0;

	cards->has_block = false; /* a write may have moved it */
	for (; reweigh->at < end; reweigh->at++)
		n += read_ranked(cards, bucket, reweigh->ordinals[reweigh->at],
		    &list[n]);
	qsort(list, n, sizeof(*list), compare_ranked);
	for (size_t i = 0; i < n && rc == 0; i++)
		rc = store_rank_put(cards->txn, &list[i].rank, list[i].ordinal);
	mem_free(list);
	return rc;
}

/* As far as there is an order. */
static int
put_buckets(struct column *cards, struct reweigh *reweigh, int64_t until_ms,
    uint32_t *bucket)
{
	int rc = 0;

	for (; rc == 0 && *bucket < reweigh->to; (*bucket)++) {
		if (reweigh->at < reweigh->counts[*bucket] &&
		    clock_mono_ms() >= until_ms)
			break;
		rc = put_bucket(cards, *bucket, reweigh);
	}
	return rc;
}

static int
count_blocks(struct txn *txn, uint32_t *ret_blocks)
{
	uint32_t next = 0;
	int rc = ordinal_next(txn, &next);

	*ret_blocks = next / COLUMN_BLOCK + (next % COLUMN_BLOCK != 0);
	return rc;
}

int
reweigh_rank(struct txn *txn, struct slot slot, struct reweigh *reweigh,
    int64_t until_ms, uint32_t *bucket)
{
	struct column cards;
	uint32_t blocks;
	int rc = 0;

	if (*bucket >= BUCKETS)
		return ERR_NOTFOUND;
	if (reweigh->ordinals == NULL || *bucket < reweigh->from ||
	    *bucket >= reweigh->to) {
		rc = count_blocks(txn, &blocks);
		if (rc == 0)
			rc = make_order(txn, slot, blocks, *bucket, reweigh);
	}
	if (rc < 0)
		return rc;
	column_open_cards(&cards, txn, slot);
	rc = put_buckets(&cards, reweigh, until_ms, bucket);
	column_close(&cards);
	return rc;
}

static int
make_ranks(struct txn *txn, struct role_slot *role, int64_t until_ms,
    struct reweigh *reweigh)
{
	uint32_t bucket = (uint32_t)(role->built_to - ranks_from);
	int rc = reweigh_rank(txn, role->built, reweigh, until_ms, &bucket);

	role->built_to = ranks_from + bucket;
	return rc;
}

int
store_reweigh_slice(struct txn *txn, const char *name, struct reweigh *reweigh,
    int64_t until_ms)
{
	struct role_slot role;
	uint32_t blocks = 0;
	int rc = store_role_find(txn, name, &role);

	if (rc == 0 && !role.is_built)
		rc = ERR_NOTFOUND;
	if (rc == 0)
		rc = count_blocks(txn, &blocks);
	if (rc < 0)
		return rc;
	rc = role.built_to < ranks_from
	    ? make_cards(txn, &role, blocks, until_ms)
	    : make_ranks(txn, &role, until_ms, reweigh);
	reweigh->done = role.built_to < ranks_from
	    ? 0.3 * (double)role.built_to / (blocks + 1)
	    : 0.3 + 0.7 * (double)(role.built_to - ranks_from) / BUCKETS;
	return rc < 0 ? rc : store_role_put(txn, name, &role);
}
