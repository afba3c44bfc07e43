/* Counts companies by the lists of what profiles say. */
#include <string.h>

#include "base/mem.h"
#include "store/posting/posting_list.h"
#include "store/query/query_tally.h"

struct employers {
	struct query_tally *tally;
	size_t n; /* leads that were counted */
	struct bits *cut; /* whom only a list of texts cut has; NULL: nobody */
};

/* Of one that is cut: the profiles tell what they say. */
static int
add_cut(struct employers *employers, const struct tally_list *cut)
{
	const struct query_tally *tally = employers->tally;
	struct posting_list list;

	if (employers->cut == NULL)
		employers->cut =
		    mem_calloc(tally->n_chunks, sizeof(*employers->cut));
	if (cut->chunk != TALLY_WHOLE)
		return bits_decode_or(cut->value, &employers->cut[cut->chunk])
		    ? 0
		    : ERR_CORRUPT;
	if (!posting_list_decode(cut->value, &list))
		return ERR_CORRUPT;
	for (size_t i = 0; i < list.n; i++) {
		uint32_t chunk = list.ordinals[i] / CHUNK_BITS;

		if (chunk >= tally->n_chunks)
			return ERR_CORRUPT;
		bits_set(&employers->cut[chunk], list.ordinals[i] % CHUNK_BITS);
	}
	return 0;
}

static int
add_one(void *context, const struct tally_list *list)
{
	struct employers *employers = context;
	struct query_tally *tally = employers->tally;
	struct employer employer;
	char company[KEY_TEXT_MAX];

	if (list->term.len >= KEY_TEXT_MAX)
		return add_cut(employers, list);
	if (list->n == 0)
		return 0;
	employers->n += list->n;
	memcpy(company, list->term.bytes, list->term.len);
	company[list->term.len] = '\0';
	/* What is kept whole comes once. */
	if (list->chunk == TALLY_WHOLE) {
		query_tally_employer(tally, company, &employer);
		query_tally_add_to(&employer, (int64_t)list->n);
	} else {
		query_tally_add_employer(tally, company, (int64_t)list->n);
	}
	return 0;
}

/* Those whose profiles are to be read, and who is in no list. */
static int
add_rest(struct run *run, const struct employers *employers)
{
	struct query_tally *tally = employers->tally;
	size_t n = employers->n;

	for (uint32_t i = 0; employers->cut != NULL && i < tally->n_chunks;
	     i++) {
		bits_and(&employers->cut[i], &tally->leads[i]);
		n += bits_count(&employers->cut[i]);
	}
	if (n > tally->n_leads)
		return ERR_CORRUPT;
	query_tally_add(tally, FACET_COMPANY, NULL,
	    (int64_t)(tally->n_leads - n));
	return employers->cut == NULL
	    ? 0
	    : query_tally_read(run, employers->cut, PART_PERSON_FRONT);
}

/* Each profile is in one list, or in none. */
int
query_tally_employers(struct run *run)
{
	const struct slot people = { 0, 0, 0 };
	struct employers employers = { .tally = run->source.options->tally };
	int rc = query_tally_each(run->source.txn, employers.tally,
	    POSTING_EMPLOYER, people, add_one, &employers);

	if (rc == 0)
		rc = add_rest(run, &employers);
	mem_free(employers.cut);
	return rc;
}
