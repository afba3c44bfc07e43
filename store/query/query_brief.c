/* What briefs tell of the leads of a chunk, and cards where they do not. */
#include <string.h>

#include "store/query/query_chunk.h"
#include "store/store_internal.h"

enum {
	/* Of a block so few are asked one by one; of their cards, as long as
	 * nothing of the brief was read: they lie in fewer pages. */
	FEW = 3
};

void
query_brief_open(struct query_chunk *chunk)
{
	struct query_source *source = chunk->source;

	if (brief_open(&chunk->brief, source->txn, source->role.slot) < 0)
		chunk->brief.cursor = NULL;
}

void
query_brief_close(struct query_chunk *chunk)
{
	brief_close(&chunk->brief);
}

static void
find_block(struct query_chunk *chunk, uint32_t number,
    struct brief_found *found)
{
	int rc = ERR_NOTFOUND;

	*found = (struct brief_found){ .is_found = true };
	if (chunk->brief.cursor != NULL)
		rc = brief_find(&chunk->brief, number, &found->block);
	if (rc < 0)
		found->block.value = NULL;
	if (rc < 0 && rc != ERR_CORRUPT && rc != ERR_NOTFOUND &&
	    chunk->failed == 0)
		chunk->failed = rc;
}

static void
read_block(struct query_chunk *chunk, uint32_t number,
    struct brief_found *found)
{
	if (!found->is_found || chunk->source->txn->write)
		find_block(chunk, number, found);
	if (brief_check(&chunk->brief, &found->block) < 0)
		found->block.value = NULL;
	found->is_read = true;
}

/* What a block has in a field; NULL: cards must tell.  Where the transaction
 * writes it may have moved since it was read. */
static inline const uint8_t *
find_levels(struct query_chunk *chunk, uint32_t number, enum brief_field field,
    struct brief_found *found)
{
	if (!found->is_read || chunk->source->txn->write)
		read_block(chunk, number, found);
	if (found->block.value == NULL)
		return NULL;
	if ((found->sound >> field & 1) != 0)
		return brief_field_again(&found->block, field);
	if (brief_field(&chunk->brief, &found->block, field) == NULL) {
		found->block.value = NULL;
		return NULL;
	}
	found->sound |= (uint16_t)(1U << field);
	return brief_field_again(&found->block, field);
}

/* Finds a block, and asks for fields of it. */
static void
fetch_fields(struct query_chunk *chunk, uint32_t number, unsigned fields,
    struct brief_found *found)
{
	if (!found->is_found)
		find_block(chunk, number, found);
	for (fields &= ~(unsigned)found->sound; fields != 0;
	     fields &= fields - 1)
		brief_fetch(&found->block,
		    (enum brief_field)__builtin_ctz(fields));
}

void
query_brief_read(struct query_chunk *chunk, uint32_t number, unsigned fields,
    struct brief_found found[static CHUNK_BRIEFS])
{
	uint32_t first = number * CHUNK_BRIEFS;

	for (uint32_t i = 0; i < CHUNK_BRIEFS; i++)
		fetch_fields(chunk, first + i, fields, &found[i]);
	for (uint32_t i = 0; i < CHUNK_BRIEFS; i++)
		for (unsigned left = fields; left != 0; left &= left - 1)
			(void)find_levels(chunk, first + i,
			    (enum brief_field)__builtin_ctz(left), &found[i]);
}

void
query_brief_fetch(const struct brief_found *found, unsigned fields,
    uint32_t ordinal)
{
	if (found->block.value == NULL)
		return;
	for (; fields != 0; fields &= fields - 1)
		brief_fetch_one(&found->block,
		    (enum brief_field)__builtin_ctz(fields),
		    ordinal % BRIEF_BLOCK);
}

/* Likewise, of a block of the current chunk. */
static const uint8_t *
find_in_chunk(struct query_chunk *chunk, size_t block, enum brief_field field)
{
	if (chunk->number == INDEX_FEW)
		return NULL;
	return find_levels(chunk,
	    chunk->number * CHUNK_BRIEFS + (uint32_t)block, field,
	    &chunk->briefs[block]);
}

/* A word of the set of those who are in the block. */
static uint64_t
who_has(const struct brief_found *found, size_t word)
{
	uint64_t has;

	memcpy(&has, brief_has(&found->block) + 8 * word, sizeof(has));
	return le64toh(has);
}

enum answer
query_brief_ask(struct query_chunk *chunk, const struct scan *scan,
    uint32_t ordinal, struct brief_found *found)
{
	size_t at = ordinal % BRIEF_BLOCK;
	const uint8_t *levels =
	    find_levels(chunk, ordinal / BRIEF_BLOCK, scan_field(scan), found);

	if (levels == NULL ||
	    (brief_has(&found->block)[at / 8] >> at % 8 & 1) == 0)
		return ANSWER_ASK;
	return scan_tells(scan, levels, at);
}

const uint8_t *
query_brief_levels(struct query_chunk *chunk, size_t block,
    enum brief_field field, const uint64_t need[static SCAN_WORDS])
{
	struct brief_found *found = &chunk->briefs[block];
	const uint8_t *levels = find_in_chunk(chunk, block, field);

	for (size_t i = 0; levels != NULL && i < SCAN_WORDS; i++)
		if ((need[i] & ~who_has(found, i)) != 0)
			return NULL;
	return levels;
}

/* Whether there are more than so many; of many few words are counted. */
static bool
has_more(const uint64_t words[static SCAN_WORDS], size_t most)
{
	size_t n = 0;

	for (size_t i = 0; i < SCAN_WORDS && n <= most; i++)
		n += bits_in_word(words[i]);
	return n > most;
}

static bool
is_empty(const uint64_t words[static SCAN_WORDS])
{
	uint64_t any = 0;

	for (size_t i = 0; i < SCAN_WORDS; i++)
		any |= words[i];
	return any == 0;
}

/* One after another. */
static void
ask_few(const struct scan *scan, const uint8_t *levels,
    const uint64_t need[static SCAN_WORDS], uint64_t sure[static SCAN_WORDS],
    uint64_t may[static SCAN_WORDS])
{
	for (size_t i = 0; i < SCAN_WORDS; i++) {
		sure[i] = may[i] = 0;
		for (uint64_t left = need[i]; left != 0; left &= left - 1) {
			size_t at = (size_t)__builtin_ctzll(left);
			enum answer answer =
			    scan_tells(scan, levels, 64 * i + at);

			if (answer != ANSWER_NO)
				may[i] |= UINT64_C(1) << at;
			if (answer == ANSWER_YES)
				sure[i] |= UINT64_C(1) << at;
		}
	}
}

void
query_brief_expect(struct query_chunk *chunk, enum brief_field field,
    const struct bits *need)
{
	if (chunk->number == INDEX_FEW)
		return;
	for (uint32_t i = 0; i < CHUNK_BRIEFS; i++) {
		if ((chunk->briefs[i].sound >> field & 1) == 0 &&
		    has_more(&need->words[i * SCAN_WORDS], FEW))
			fetch_fields(chunk, chunk->number * CHUNK_BRIEFS + i,
			    1U << field, &chunk->briefs[i]);
	}
}

void
query_brief_split(struct query_chunk *chunk, const struct scan *scan,
    size_t block, const uint64_t need[static SCAN_WORDS],
    uint64_t sure[static SCAN_WORDS], uint64_t may[static SCAN_WORDS])
{
	const uint8_t *levels = NULL;
	bool are_many = has_more(need, FEW);

	if (chunk->briefs[block].is_read || are_many)
		levels = find_in_chunk(chunk, block, scan_field(scan));
	if (levels == NULL) {
		memset(sure, 0, SCAN_WORDS * sizeof(*sure));
		memcpy(may, need, SCAN_WORDS * sizeof(*may));
		return;
	}
	if (are_many)
		scan_brief(scan, levels, sure, may);
	else
		ask_few(scan, levels, need, sure, may);
	for (size_t i = 0; i < SCAN_WORDS; i++) {
		uint64_t has = who_has(&chunk->briefs[block], i);

		sure[i] &= need[i] & has;
		may[i] = need[i] & (may[i] | ~has);
	}
}

/* By the cards of those in `ask`, a word of a set. */
static uint64_t
ask_cards(struct query_chunk *chunk, const struct scan *scan, size_t from,
    uint64_t ask)
{
	uint64_t yes = 0;

	for (; ask != 0 && chunk->failed == 0; ask &= ask - 1) {
		size_t at = (size_t)__builtin_ctzll(ask);
		const uint8_t *entry = query_chunk_entry(chunk, from + at);

		if (entry != NULL && scan_matches(scan, entry))
			yes |= UINT64_C(1) << at;
	}
	return yes;
}

void
query_brief_scan(struct query_chunk *chunk, const struct scan *scan,
    const struct bits *need, struct bits *ret_yes)
{
	query_brief_expect(chunk, scan_field(scan), need);
	for (size_t block = 0; block < CHUNK_BRIEFS; block++) {
		size_t from = block * SCAN_WORDS;
		uint64_t *yes = &ret_yes->words[from], may[SCAN_WORDS];

		if (is_empty(&need->words[from])) {
			memset(yes, 0, sizeof(may));
			continue;
		}
		query_brief_split(chunk, scan, block, &need->words[from], yes,
		    may);
		for (size_t i = 0; i < SCAN_WORDS; i++)
			yes[i] |= ask_cards(chunk, scan, (from + i) * 64,
			    may[i] & ~yes[i]);
	}
}
