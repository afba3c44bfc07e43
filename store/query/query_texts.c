#include "store/query/query_texts.h"

#include "base/mem.h"
#include "base/share.h"
#include "store/query/query_facts.h"
#include "store/store_internal.h"
#include "store/value/packer.h"

enum {
	AT_ONCE = 32 /* people: so few that both threads end together */
};

/* What each thread has of its own. */
struct hand {
	struct packer *packer;
	struct arena arena; /* of one record */
};

/* A record to be searched. */
struct fact {
	struct fact *next; /* of the same person */
	struct slice value;
};

struct query_texts {
	struct query_source *source;
	const struct terms_search *search;
	struct hand hands[SHARE_HANDS];
	/* Of a call. */
	const int64_t *people;
	struct fact **facts; /* of each one */
	bool *may;
	struct arena arena;
};

struct query_texts *
query_texts_new(struct query_source *source, const struct terms_search *search)
{
	struct query_texts *texts = mem_calloc(1, sizeof(*texts));

	texts->source = source;
	texts->search = search;
	for (size_t i = 0; i < SHARE_HANDS; i++)
		texts->hands[i].packer = packer_new();
	return texts;
}

void
query_texts_free(struct query_texts *texts)
{
	if (texts == NULL)
		return;
	for (size_t i = 0; i < SHARE_HANDS; i++) {
		packer_free(texts->hands[i].packer);
		arena_done(&texts->hands[i].arena);
	}
	arena_done(&texts->arena);
	mem_free(texts);
}

/* ---- looking up ---- */

static void
add(struct query_texts *texts, size_t i, struct slice value)
{
	struct fact *fact = arena_alloc(&texts->arena, sizeof(*fact));

	*fact = (struct fact){ texts->facts[i], value };
	texts->facts[i] = fact;
}

/* Work and own repositories, the former in front. */
static int
find_facts(struct query_texts *texts, size_t i)
{
	int64_t person = texts->people[i];
	struct query_fact fact;
	int rc = query_facts_first(texts->source, person, &fact);

	for (; rc == 0; rc = query_facts_next(texts->source, person, &fact))
		add(texts, i, fact.value);
	return rc == ERR_NOTFOUND ? 0 : rc;
}

static void
find(void *context, size_t from, size_t to)
{
	struct query_texts *texts = context;

	for (size_t i = from; i < to; i++)
		texts->may[i] = find_facts(texts, i) < 0;
}

/* ---- searching ---- */

static bool
may_have(const struct query_texts *texts, struct hand *hand, struct slice value)
{
	struct record_packed all;

	arena_reset(&hand->arena);
	return packer_texts(hand->packer, value, &hand->arena, &all) < 0 ||
	    terms_stand_among(&hand->arena, all.texts, all.texts_len,
		texts->search);
}

static void
search(void *context, size_t hand, size_t from, size_t to)
{
	struct query_texts *texts = context;

	for (size_t i = from; i < to; i++)
		for (const struct fact *fact = texts->facts[i];
		     fact != NULL && !texts->may[i]; fact = fact->next)
			texts->may[i] =
			    may_have(texts, &texts->hands[hand], fact->value);
}

void
query_texts_sift(struct query_texts *texts, const int64_t *people, size_t n,
    bool *may)
{
	const struct share share = { .n = n,
		.step = AT_ONCE,
		.prepare = find,
		.work = search,
		.context = texts };

	arena_reset(&texts->arena);
	texts->people = people;
	texts->facts = arena_calloc(&texts->arena, n, sizeof(*texts->facts));
	texts->may = may;
	share_out(&share);
}
