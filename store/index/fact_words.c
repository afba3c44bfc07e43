#include "store/index/fact_words.h"

#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "store/index/fact_terms.h"
#include "store/posting/pairs.h"
#include "store/posting/posting.h"

enum {
	SLOTS_FIRST = 1024,
	/* Of one large record no memory is kept, that all others would clear. */
	SLOTS_KEEP = 4096
};

struct slot_of {
	uint32_t hash;
	uint32_t at; /* one above the word's index; 0: empty */
};

struct word_set {
	struct arena *arena; /* of the record that is being read */
	struct slot_of *slots;
	size_t n_slots; /* a power of two */
	struct slice *words;
	size_t n;
	size_t room;
	const char **texts;
	size_t n_texts;
	size_t texts_room;
	uint64_t seed; /* nobody is to make words that fall together */
};

static void
resize(struct word_set *set, size_t n_slots)
{
	mem_free(set->slots);
	set->slots = mem_calloc(n_slots, sizeof(*set->slots));
	set->n_slots = n_slots;
}

struct word_set *
word_set_new(void)
{
	struct word_set *set = mem_calloc(1, sizeof(*set));

	/* Without it the words are the same, only slower on hostile ones. */
	if (getentropy(&set->seed, sizeof(set->seed)) != 0)
		set->seed = (uint64_t)(uintptr_t)set;
	resize(set, SLOTS_FIRST);
	return set;
}

void
word_set_free(struct word_set *set)
{
	if (set == NULL)
		return;
	mem_free(set->slots);
	mem_free(set);
}

static uint32_t
hash_of(uint64_t seed, const char *word, size_t len)
{
	const uint64_t odd = UINT64_C(0x9E3779B97F4A7C15);
	uint64_t state = seed ^ len, part;

	for (; len > sizeof(part); len -= sizeof(part)) {
		memcpy(&part, word, sizeof(part));
		state = (state ^ part) * odd;
		state ^= state >> 32;
		word += sizeof(part);
	}
	part = 0;
	for (size_t i = 0; i < len; i++)
		part = part << 8 | (uint8_t)word[i];
	state = (state ^ part) * odd;
	state ^= state >> 32;
	return (uint32_t)((state * odd) >> 32);
}

static void
place(struct word_set *set, uint32_t hash, size_t index)
{
	size_t mask = set->n_slots - 1, at = hash & mask;

	while (set->slots[at].at != 0)
		at = (at + 1) & mask;
	set->slots[at] = (struct slot_of){ hash, (uint32_t)index + 1 };
}

static void
grow(struct word_set *set)
{
	resize(set, 2 * set->n_slots);
	for (size_t i = 0; i < set->n; i++)
		place(set,
		    hash_of(set->seed, (const char *)set->words[i].bytes,
			set->words[i].len),
		    i);
}

static bool
has(const struct word_set *set, const char *word, size_t len, uint32_t hash)
{
	size_t mask = set->n_slots - 1, at = hash & mask;

	for (; set->slots[at].at != 0; at = (at + 1) & mask) {
		const struct slice *other;

		if (set->slots[at].hash != hash)
			continue;
		other = &set->words[set->slots[at].at - 1];
		if (other->len == len && memcmp(other->bytes, word, len) == 0)
			return true;
	}
	return false;
}

static void *
more(struct arena *arena, const void *items, size_t n, size_t *room,
    size_t size)
{
	void *larger;

	*room = 2 * *room + 128;
	larger = arena_alloc(arena, *room * size);
	if (n > 0)
		memcpy(larger, items, n * size);
	return larger;
}

static void
add_word(void *context, const char *word, size_t len)
{
	struct word_set *set = context;
	uint32_t hash;

	if (len > POSTING_WORD_MAX)
		len = POSTING_WORD_MAX;
	hash = hash_of(set->seed, word, len);
	if (has(set, word, len, hash))
		return;
	if (set->n == set->room)
		set->words = more(set->arena, set->words, set->n, &set->room,
		    sizeof(*set->words));
	set->words[set->n] =
	    (struct slice){ (const uint8_t *)arena_text(set->arena, word, len),
		    len };
	if (2 * (set->n + 1) > set->n_slots)
		grow(set);
	place(set, hash, set->n++);
}

static void
add_text(void *context, const char *text)
{
	struct word_set *set = context;

	if (set->n_texts == set->texts_room)
		set->texts = more(set->arena, set->texts, set->n_texts,
		    &set->texts_room, sizeof(*set->texts));
	set->texts[set->n_texts++] = text;
	pairs_each(text, add_word, set);
}

static void
begin(struct word_set *set, struct arena *arena)
{
	set->arena = arena;
	set->words = NULL;
	set->n = 0;
	set->room = 0;
	set->texts = NULL;
	set->n_texts = 0;
	set->texts_room = 0;
}

static void
end(struct word_set *set, struct fact_words *ret_words)
{
	*ret_words =
	    (struct fact_words){ set->texts, set->n_texts, set->words, set->n };
	if (set->n_slots > SLOTS_KEEP)
		resize(set, SLOTS_FIRST);
	else if (set->n > 0)
		memset(set->slots, 0, set->n_slots * sizeof(*set->slots));
}

void
fact_words_of_work(struct word_set *set, const struct work *work,
    struct arena *arena, struct fact_words *ret_words)
{
	begin(set, arena);
	fact_texts_work(work, add_text, set);
	end(set, ret_words);
}

void
fact_words_of_portfolio(struct word_set *set, const struct portfolio *portfolio,
    struct arena *arena, struct fact_words *ret_words)
{
	begin(set, arena);
	fact_texts_portfolio(portfolio, add_text, set);
	end(set, ret_words);
}
