#include <string.h>

#include "base/str.h"
#include "config/place_internal.h"

/*
 * From free text to a place, in three steps, each linear in the text: cut it
 * into parts (between commas and the like) and words; find names in the words
 * of each part; of all that the names may stand for take what agrees best.
 */
enum {
	TEXT_BYTES = 256, /* GitHub allows no longer location */
	WORDS = 64,
	NAME_WORDS = 5, /* of the longest name */
	NAME_BYTES = 128,
	MENTIONS = 16,
	READINGS = 48,
	SCRIPT_LETTERS = 8 /* of a name in a script without blanks */
};

struct mention {
	const struct place_key *key;
	size_t part;
	size_t n_words;
	bool is_upper;
	bool is_pure; /* only names and fillers stand in its part */
	bool is_alone; /* no other name stands in its part */
	bool is_whole; /* no other word does */
	bool is_after_name; /* so is the part before, by a name perhaps */
};

struct candidate {
	const struct place *place;
	size_t mention;
	int agreements; /* how many other mentions may mean the same */
	bool is_weak;
};

struct text {
	const struct places *places;
	struct arena arena;
	struct place_word words[WORDS];
	size_t n_words;
	struct mention mentions[MENTIONS];
	size_t n_mentions;
	struct candidate candidates[READINGS];
	size_t n_candidates;
	bool is_remote;
	bool is_shouted; /* ALL IN CAPITALS: these then mean nothing */
};

/* All capitals, and not just codes such as "NYC, USA". */
static bool
is_shouted(const struct text *text)
{
	bool is_long = false;

	for (size_t i = 0; i < text->n_words; i++) {
		const struct place_word *word = &text->words[i];

		if (!word->is_upper && !word->is_number)
			return false;
		is_long = is_long || word->len > 3;
	}
	return is_long;
}

static void
add_mention(struct text *text, const struct place_key *key, size_t first,
    size_t n)
{
	const struct place_word *word = &text->words[first];
	struct mention *mention = &text->mentions[text->n_mentions];

	if (text->n_mentions == MENTIONS)
		return;
	memset(mention, 0, sizeof(*mention));
	mention->key = key;
	mention->part = word->part;
	mention->n_words = n;
	mention->is_upper = n == 1 && word->is_upper;
	text->n_mentions++;
}

/* The words [i, i + n) as one name; NULL if they are none. */
static const struct place_key *
look_up(const struct text *text, size_t i, size_t n)
{
	char name[NAME_BYTES];
	size_t len = 0;

	for (size_t j = i; j < i + n; j++) {
		const struct place_word *word = &text->words[j];

		if (len + word->len + 1 >= sizeof(name))
			return NULL;
		if (j > i)
			name[len++] = ' ';
		memcpy(name + len, word->key, word->len);
		len += word->len;
	}
	return place_key_find(text->places, name, len);
}

/*
 * Names inside a word of a dense script: "中国上海" is two.  A single letter
 * is never a name.
 */
static size_t
find_dense(struct text *text, size_t at)
{
	const struct place_word *word = &text->words[at];
	size_t ends[TEXT_BYTES + 1], n = 0, found = 0;
	uint32_t c;

	for (size_t i = 0; i < word->len && n < TEXT_BYTES; n++) {
		ends[n] = i;
		i += place_char_next(word->key + i, word->len - i, &c);
	}
	ends[n] = word->len;
	for (size_t i = 0; i < n;) {
		const struct place_key *key = NULL;
		size_t take = n - i < SCRIPT_LETTERS ? n - i : SCRIPT_LETTERS;

		for (; take >= 2; take--) {
			key = place_key_find(text->places, word->key + ends[i],
			    ends[i + take] - ends[i]);
			if (key != NULL)
				break;
		}
		i += key == NULL ? 1 : take;
		if (key == NULL)
			continue;
		found++;
		if (key->flags & PLACE_REMOTE)
			text->is_remote = true;
		if (key->readings != 0)
			add_mention(text, key, at, 1);
	}
	return found;
}

/*
 * Whether a word that may be a filler is one here: "in", "de", "la".  Standing
 * alone, or in capitals where these mean something, it is read as a code.
 */
static bool
is_filler(const struct text *text, const struct place_key *key, size_t i,
    bool is_only)
{
	if (key == NULL || !(key->flags & PLACE_FILLER))
		return false;
	if (key->readings == 0)
		return true;
	return !is_only && (!text->words[i].is_upper || text->is_shouted);
}

/* What begins at word i: how many words it takes, 0 if it means nothing. */
static size_t
find_name(struct text *text, size_t i, size_t end, bool is_only)
{
	size_t most = end - i < NAME_WORDS ? end - i : NAME_WORDS;

	for (size_t n = most; n > 0; n--) {
		const struct place_key *key = look_up(text, i, n);

		if (key == NULL)
			continue;
		if (n == 1 && is_filler(text, key, i, is_only))
			return 1;
		if (key->flags & PLACE_REMOTE) {
			text->is_remote = true;
			return n;
		}
		if (key->readings == 0)
			continue;
		add_mention(text, key, i, n);
		return n;
	}
	if (text->words[i].is_dense && find_dense(text, i) > 0)
		return 1;
	/* Postal codes and time zones say nothing. */
	return text->words[i].is_number ? 1 : 0;
}

/*
 * The words [i, end) stand between two commas.  Returns whether they hold more
 * than fillers: perhaps a place, known or not.
 */
static bool
read_part(struct text *text, size_t i, size_t end, bool is_after_name)
{
	size_t first = text->n_mentions, begin = i;
	bool is_pure = true, is_only = end - i == 1;

	while (i < end) {
		size_t n = find_name(text, i, end, is_only);

		if (n == 0)
			is_pure = false;
		i += n == 0 ? 1 : n;
	}
	for (size_t j = first; j < text->n_mentions; j++) {
		text->mentions[j].is_pure = is_pure;
		text->mentions[j].is_alone =
		    is_pure && text->n_mentions == first + 1;
		text->mentions[j].is_whole = text->mentions[j].is_alone &&
		    text->mentions[j].n_words == end - begin;
		text->mentions[j].is_after_name =
		    is_after_name && text->mentions[j].is_whole;
		if (text->is_shouted && end - begin > 1)
			text->mentions[j].is_upper = false;
	}
	return !is_pure || text->n_mentions > first;
}

/*
 * Whether a mention can be read so, and whether it then needs company.  Codes
 * in capitals count everywhere; "austin tx" in small letters only beside what
 * agrees; ordinary words only where nothing else is said.
 */
static bool
can_be(const struct mention *mention, const struct place_reading *reading,
    bool *ret_weak)
{
	bool is_ordinary = (mention->key->flags & PLACE_ORDINARY) != 0;

	*ret_weak = (reading->flags & PLACE_WEAK) != 0;
	if (!(reading->flags & PLACE_CODE))
		return mention->is_pure || !is_ordinary;
	if (mention->is_upper)
		return mention->is_pure || !is_ordinary;
	if (!mention->is_alone || is_ordinary)
		*ret_weak = true;
	return mention->is_pure;
}

static void
add_candidates(struct text *text)
{
	for (size_t i = 0; i < text->n_mentions; i++) {
		const struct place_reading *reading =
		    place_reading_get(text->places,
			text->mentions[i].key->readings);

		for (; reading != NULL;
		     reading = place_reading_get(text->places, reading->next)) {
			struct candidate *candidate =
			    &text->candidates[text->n_candidates];
			bool is_weak;

			if (text->n_candidates == READINGS ||
			    !can_be(&text->mentions[i], reading, &is_weak))
				continue;
			candidate->place = &text->places->items[reading->place];
			candidate->mention = i;
			candidate->is_weak = is_weak;
			text->n_candidates++;
		}
	}
}

static bool
agree(const struct places *places, const struct place *a, const struct place *b)
{
	return places_within(places, a->id, b->id) ||
	    places_within(places, b->id, a->id);
}

static void
count_agreements(struct text *text)
{
	for (size_t i = 0; i < text->n_candidates; i++) {
		struct candidate *candidate = &text->candidates[i];
		size_t last = MENTIONS;

		for (size_t j = 0; j < text->n_candidates; j++) {
			const struct candidate *other = &text->candidates[j];

			/* A mention counts once, however many readings. */
			if (other->mention == candidate->mention ||
			    other->mention == last ||
			    !agree(text->places, candidate->place,
				other->place))
				continue;
			candidate->agreements++;
			last = other->mention;
		}
	}
}

/* Drops what lacks company, then all but those with the most agreement. */
static void
keep_best(struct text *text)
{
	int most = 0;
	size_t n = 0;

	for (size_t i = 0; i < text->n_candidates; i++)
		if (text->candidates[i].agreements > most)
			most = text->candidates[i].agreements;
	for (size_t i = 0; i < text->n_candidates; i++) {
		const struct candidate candidate = text->candidates[i];

		if (candidate.agreements == most &&
		    (most > 0 || !candidate.is_weak))
			text->candidates[n++] = candidate;
	}
	text->n_candidates = n;
}

/*
 * "Paris, TX": a city and then a region that doesn't hold it.  The region is
 * what is certain: there are more Parises than the list has.  0 if not so.
 */
static size_t
qualifier(const struct text *text)
{
	const bool *has_children = text->places->has_children;
	size_t second = 0;

	if (text->n_candidates == 0 || text->candidates[0].agreements > 0)
		return 0;
	for (size_t i = 0; i < text->n_candidates; i++) {
		const struct candidate *candidate = &text->candidates[i];
		const struct mention *mention =
		    &text->mentions[candidate->mention];

		if (candidate->mention == text->candidates[0].mention) {
			if (has_children[candidate->place->id])
				return 0;
		} else if (second == 0 && candidate->mention == 1 &&
		    mention->is_whole &&
		    mention->part == text->mentions[0].part + 1 &&
		    has_children[candidate->place->id]) {
			second = i;
		}
	}
	return text->n_mentions == 2 ? second : 0;
}

/* "Paso Robles, CA": a region's code after a name that means nothing here. */
static bool
names_region(const struct text *text, const struct mention *mention)
{
	if (!mention->is_after_name)
		return false;
	for (size_t i = 0; i < text->n_candidates; i++)
		if (text->mentions[text->candidates[i].mention].part + 1 ==
		    mention->part)
			return false;
	return true;
}

/*
 * One mention that may be two places: what both have in common.  But after the
 * name of a town it is the narrower region: California, not Canada.
 */
static const struct place *
settle(const struct text *text, const struct mention *mention,
    const struct place *a, const struct place *b)
{
	const struct places *places = text->places;
	int difference =
	    place_depth(places, a->id) - place_depth(places, b->id);

	if (names_region(text, mention)) {
		if (!places->has_children[a->id])
			return b;
		if (!places->has_children[b->id])
			return a;
		if (difference != 0)
			return difference > 0 ? a : b;
	}
	return places_get(places, place_common(places, a->id, b->id));
}

static const struct place *
choose(struct text *text)
{
	const struct places *places = text->places;
	size_t first = qualifier(text), mention;
	const struct place *best;
	bool is_settled = false;

	if (text->n_candidates == 0)
		return NULL;
	best = text->candidates[first].place;
	mention = text->candidates[first].mention;
	for (size_t i = first + 1; i < text->n_candidates; i++) {
		const struct candidate *candidate = &text->candidates[i];
		const struct place *place = candidate->place;

		if (!agree(places, best, place)) {
			if (candidate->mention != mention)
				continue;
			best =
			    settle(text, &text->mentions[mention], best, place);
			is_settled = true;
		} else if (!is_settled &&
		    place_depth(places, place->id) >
			place_depth(places, best->id)) {
			best = place;
			mention = candidate->mention;
		}
	}
	return best->id == PLACE_WORLD ? NULL : best;
}

const struct place *
places_recognise(const struct places *places, const char *location,
    bool *ret_remote)
{
	struct text text = { .places = places };
	const struct place *best;
	bool is_named = false;

	*ret_remote = false;
	if (location == NULL)
		return NULL;
	text.n_words = place_words_cut(&text.arena, location,
	    strnlen(location, TEXT_BYTES), text.words, WORDS);
	text.is_shouted = is_shouted(&text);
	for (size_t i = 0, end; i < text.n_words; i = end) {
		for (end = i + 1; end < text.n_words &&
		     text.words[end].part == text.words[i].part;)
			end++;
		is_named = read_part(&text, i, end, is_named);
	}
	add_candidates(&text);
	count_agreements(&text);
	keep_best(&text);
	best = choose(&text);
	*ret_remote = text.is_remote;
	arena_done(&text.arena);
	return best;
}
