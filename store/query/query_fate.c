/* What becomes of those who surely match, as sets: by what cards say. */
#include "base/assert.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/prefetch.h"
#include "store/posting/ordinal.h"
#include "store/query/query_run.h"

enum {
	RULES = 4,
	/* So few of a chunk are told by their cards alone: one of a brief's
	 * block or two do not pay for reading it. */
	FEW_OF_CHUNK = 256
};

/* The first one that holds decides. */
struct rule {
	const struct scan *scan;
	enum query_fate fate;
};

/* ---- the rules, as query_look.c has them for one lead ---- */

void
query_rules_init(struct run *run)
{
	const struct query *query = run->source.query;
	struct query_rules *rules = &run->rules;
	int64_t now = run->source.now;
	/* Who was first seen then is due now. */
	int64_t due = now - (query_row_due_since(&run->source, 1) - 1);

	*rules = (struct query_rules){ .past_notice = { .kind = SCAN_NONE } };
	rules->past_notice = scan_range(COLUMN_FIRST_SEEN, 1, due - 1);
	rules->due = scan_range(COLUMN_FIRST_SEEN, due < 1 ? 1 : due,
	    due + (int64_t)7 * CLOCK_DAY_S);
	if (run->source.options->show_hidden)
		return;
	if (!query->names_flag)
		rules->out =
		    (struct scan){ .kind = SCAN_OUT, .number = COLUMN_TIER };
	if (!query->names_active)
		rules->inactive = scan_range(COLUMN_LAST_ACTIVE, 1,
		    now - (int64_t)INACTIVE_MONTHS * CLOCK_MONTH_S - 1);
}

static void
list_rules(const struct query_rules *rules, struct rule ret_rules[static RULES])
{
	ret_rules[0] = (struct rule){ &rules->past_notice, FATE_PAST_NOTICE };
	ret_rules[1] = (struct rule){ &rules->out, FATE_OUT };
	ret_rules[2] = (struct rule){ &rules->inactive, FATE_INACTIVE };
	ret_rules[3] = (struct rule){ &rules->due, FATE_DUE };
}

/* Moves those whom a rule names. */
static void
move(struct run *run, const struct scan *rule, struct bits *from,
    struct bits *ret_to)
{
	bits_clear(ret_to);
	if (rule->kind == SCAN_NONE)
		return;
	query_brief_scan(&run->chunk, rule, from, ret_to);
	bits_and_not(from, ret_to);
}

/* Cards lie anywhere: asked for while those before them are read. */
static void
prefetch_cards(struct query_chunk *chunk, const struct bits *of)
{
	for (size_t at = 0; bits_next(of, &at); at++) {
		const uint8_t *entry = query_chunk_entry(chunk, at);

		if (entry == NULL)
			return;
		prefetch_bytes(entry, COLUMN_CARD_BYTES);
	}
}

/* The same by all rules, lead by lead. */
static void
move_few(struct run *run, const struct rule rules[static RULES],
    struct bits of[static FATE_COUNT])
{
	struct bits *shown = &of[FATE_SHOWN];

	for (size_t i = 0; i < RULES; i++)
		bits_clear(&of[rules[i].fate]);
	if (run->chunk.number == INDEX_FEW)
		prefetch_cards(&run->chunk, shown);
	for (size_t at = 0; bits_next(shown, &at); at++) {
		const uint8_t *entry = query_chunk_entry(&run->chunk, at);
		size_t i = 0;

		if (entry == NULL)
			return;
		while (i < RULES && !scan_matches(rules[i].scan, entry))
			i++;
		if (i == RULES)
			continue;
		bits_drop(shown, at);
		bits_set(&of[rules[i].fate], at);
	}
}

void
query_fate_sets(struct run *run, const struct query_split *split,
    struct bits of[static FATE_COUNT])
{
	struct rule rules[RULES];

	of[FATE_UNPLACED] = split->unplaced;
	of[FATE_ASK] = split->unsure;
	of[FATE_SHOWN] = split->sure;
	list_rules(&run->rules, rules);
	if (run->chunk.number == INDEX_FEW ||
	    bits_count(&split->sure) <= FEW_OF_CHUNK) {
		move_few(run, rules, of);
		return;
	}
	for (size_t i = 0; i < RULES; i++)
		move(run, rules[i].scan, &of[FATE_SHOWN], &of[rules[i].fate]);
}

void
query_fate_count(struct run *run, enum query_fate fate, int64_t n)
{
	struct query_counts *counts = &run->counts;

	switch (fate) {
	case FATE_UNPLACED:
		counts->place_unknown += n;
		break;
	case FATE_PAST_NOTICE:
		counts->hidden_past_notice += n;
		break;
	case FATE_OUT:
		counts->hidden_out += n;
		break;
	case FATE_INACTIVE:
		counts->hidden_inactive += n;
		break;
	case FATE_DUE:
		counts->due_this_week += n;
		counts->matched += n;
		break;
	case FATE_SHOWN:
		counts->matched += n;
		break;
	case FATE_NONE:
	case FATE_ASK:
	case FATE_COUNT:
		break;
	}
}

/* ---- lead by lead ---- */

/* Of a chunk's leads: made when one of them is met. */
struct fates {
	/* Of 64 leads. */
	struct fate_word {
		uint64_t some; /* have a fate other than FATE_NONE */
		uint64_t sure; /* match; the rules tell the rest, */
		uint64_t shown; /* or have told: where a list is long */
	} words[CHUNK_BITS / 64];
	struct bits unplaced;
	struct brief_found briefs[CHUNK_BRIEFS];
};

struct query_fates {
	struct run *run;
	struct rule rules[RULES];
	unsigned fields; /* that the rules ask, a bit each */
	struct fates *of[FATES_KEPT]; /* by chunk */
};

struct query_fates *
query_fates_new(struct run *run)
{
	struct query_fates *fates = mem_calloc(1, sizeof(*fates));

	ASSERT(run->n_chunks <= FATES_KEPT);
	fates->run = run;
	list_rules(&run->rules, fates->rules);
	for (size_t i = 0; i < RULES; i++)
		if (fates->rules[i].scan->kind != SCAN_NONE)
			fates->fields |= 1U << scan_field(fates->rules[i].scan);
	run->chunk.stand_in = query_chunk_stand_in(&run->source);
	return fates;
}

void
query_fates_free(struct query_fates *fates)
{
	fates->run->chunk.stand_in = NULL;
	for (size_t i = 0; i < FATES_KEPT; i++)
		mem_free(fates->of[i]);
	mem_free(fates);
}

/* All of a chunk at once, rather than those who are met one by one. */
static void
take_shown(struct run *run, const struct query_split *split, struct fates *of)
{
	struct bits sets[FATE_COUNT];

	query_fate_sets(run, split, sets);
	for (size_t i = 0; i < CHUNK_BITS / 64; i++)
		of->words[i].shown = sets[FATE_SHOWN].words[i];
}

/* A chunk that can't be evaluated is looked at lead by lead. */
static struct fates *
make(struct query_fates *fates, uint32_t number)
{
	struct run *run = fates->run;
	struct fates *of = mem_calloc(1, sizeof(*of));
	struct query_split split;
	bool is_made = query_split_chunk(run, number, &split) == 0;

	for (size_t i = 0; i < CHUNK_BITS / 64; i++) {
		struct fate_word *word = &of->words[i];

		word->sure = is_made ? split.sure.words[i] : 0;
		word->some = is_made ? word->sure | split.unsure.words[i] |
			split.unplaced.words[i]
				     : UINT64_MAX;
	}
	if (is_made) {
		of->unplaced = split.unplaced;
		query_brief_read(&run->chunk, number, fates->fields,
		    of->briefs);
		if (query_ahead_is_used(run))
			take_shown(run, &split, of);
	} else if (run->chunk.failed == ERR_CORRUPT) {
		run->chunk.failed = 0;
	}
	return of;
}

/* Of a lead; NULL: nothing is known. */
static struct fates *
find(const struct query_fates *fates, uint32_t ordinal)
{
	uint32_t number = ordinal / CHUNK_BITS;

	return ordinal == ORDINAL_NONE || number >= FATES_KEPT
	    ? NULL
	    : fates->of[number];
}

static const struct fate_word *
word_of(const struct fates *of, uint32_t ordinal)
{
	return &of->words[ordinal % CHUNK_BITS / 64];
}

static bool
has(uint64_t word, uint32_t ordinal)
{
	return (word >> ordinal % 64 & 1) != 0;
}

/* Of one who surely matches. */
static enum query_fate
apply_rules(const struct query_fates *fates, uint32_t ordinal,
    struct brief_found *found)
{
	for (size_t i = 0; i < RULES; i++) {
		const struct rule *rule = &fates->rules[i];
		enum answer answer = ANSWER_NO;

		if (rule->scan->kind != SCAN_NONE)
			answer = query_brief_ask(&fates->run->chunk, rule->scan,
			    ordinal, found);
		if (answer == ANSWER_YES)
			return rule->fate;
		if (answer == ANSWER_ASK)
			return FATE_ASK;
	}
	return FATE_SHOWN;
}

static enum query_fate
fate_of(const struct query_fates *fates, uint32_t ordinal)
{
	struct fates *of = find(fates, ordinal);
	const struct fate_word *word;

	if (of == NULL)
		return FATE_ASK;
	word = word_of(of, ordinal);
	if (has(word->shown, ordinal))
		return FATE_SHOWN;
	if (!has(word->some, ordinal))
		return FATE_NONE;
	if (has(word->sure, ordinal))
		return apply_rules(fates, ordinal,
		    &of->briefs[ordinal % CHUNK_BITS / BRIEF_BLOCK]);
	return bits_has(&of->unplaced, ordinal % CHUNK_BITS) ? FATE_UNPLACED
							     : FATE_ASK;
}

/* Asks for the word that tells of a lead. */
static void
fetch_word(struct query_fates *fates, uint32_t ordinal)
{
	uint32_t number = ordinal / CHUNK_BITS;

	if (ordinal == ORDINAL_NONE || number >= FATES_KEPT)
		return;
	if (fates->of[number] == NULL)
		fates->of[number] = make(fates, number);
	prefetch_bytes(word_of(fates->of[number], ordinal),
	    sizeof(struct fate_word));
}

/* Asks for what the rules will ask of one who surely matches. */
static void
fetch_ruled(const struct query_fates *fates, uint32_t ordinal)
{
	const struct fates *of = find(fates, ordinal);
	const struct fate_word *word = of != NULL ? word_of(of, ordinal) : NULL;

	if (word != NULL && has(word->sure & ~word->shown, ordinal))
		query_brief_fetch(&of->briefs[ordinal % CHUNK_BITS /
				      BRIEF_BLOCK],
		    fates->fields, ordinal);
}

void
query_fates_of(struct query_fates *fates, const uint32_t *ordinals, size_t n,
    enum query_fate *ret_fates)
{
	for (size_t i = 0; i < n; i++)
		fetch_word(fates, ordinals[i]);
	for (size_t i = 0; i < n; i++)
		fetch_ruled(fates, ordinals[i]);
	for (size_t i = 0; i < n; i++)
		ret_fates[i] = fate_of(fates, ordinals[i]);
}
