/* What becomes of those who surely match, as sets: by what cards say. */
#include "base/assert.h"
#include "base/clock.h"
#include "base/mem.h"
#include "store/ordinal.h"
#include "store/query_run.h"

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

/* The same by all rules, lead by lead. */
static void
move_few(struct run *run, const struct rule rules[static RULES],
    struct bits of[static FATE_COUNT])
{
	struct bits *shown = &of[FATE_SHOWN];

	for (size_t i = 0; i < RULES; i++)
		bits_clear(&of[rules[i].fate]);
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
	struct bits some; /* have a fate other than FATE_NONE */
	struct bits sure; /* match; the rules tell the rest */
	struct bits unplaced;
	struct brief_found briefs[CHUNK_BRIEFS];
};

struct query_fates {
	struct run *run;
	struct fates *of[FATES_KEPT]; /* by chunk */
};

struct query_fates *
query_fates_new(struct run *run)
{
	struct query_fates *fates = mem_calloc(1, sizeof(*fates));

	ASSERT(run->n_chunks <= FATES_KEPT);
	fates->run = run;
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

/* A chunk that can't be evaluated is looked at lead by lead. */
static struct fates *
make(struct run *run, uint32_t number)
{
	struct fates *of = mem_calloc(1, sizeof(*of));
	struct query_split split;

	if (query_split_chunk(run, number, &split) == 0) {
		of->sure = of->some = split.sure;
		of->unplaced = split.unplaced;
		bits_or(&of->some, &split.unsure);
		bits_or(&of->some, &split.unplaced);
		query_brief_read(&run->chunk, number, of->briefs);
		return of;
	}
	bits_fill(&of->some, CHUNK_BITS);
	if (run->chunk.failed == ERR_CORRUPT)
		run->chunk.failed = 0;
	return of;
}

/* Of one who surely matches. */
static enum query_fate
apply_rules(struct run *run, uint32_t ordinal, struct brief_found *found)
{
	struct rule rules[RULES];

	list_rules(&run->rules, rules);
	for (size_t i = 0; i < RULES; i++) {
		enum answer answer = ANSWER_NO;

		if (rules[i].scan->kind != SCAN_NONE)
			answer = query_brief_ask(&run->chunk, rules[i].scan,
			    ordinal, found);
		if (answer == ANSWER_YES)
			return rules[i].fate;
		if (answer == ANSWER_ASK)
			return FATE_ASK;
	}
	return FATE_SHOWN;
}

enum query_fate
query_fates_of(struct query_fates *fates, uint32_t ordinal)
{
	uint32_t number = ordinal / CHUNK_BITS;
	size_t at = ordinal % CHUNK_BITS;
	struct fates *of;

	if (ordinal == ORDINAL_NONE || number >= FATES_KEPT)
		return FATE_ASK;
	if (fates->of[number] == NULL)
		fates->of[number] = make(fates->run, number);
	of = fates->of[number];
	if (!bits_has(&of->some, at))
		return FATE_NONE;
	if (bits_has(&of->sure, at))
		return apply_rules(fates->run, ordinal,
		    &of->briefs[at / BRIEF_BLOCK]);
	return bits_has(&of->unplaced, at) ? FATE_UNPLACED : FATE_ASK;
}
