/*
 * Evidence mostly shows what a reason has told of: it has the same link and
 * date, and the title that the sentence quotes.  So the record of a score says
 * that it is the same.  A number stands where the person's would:
 *   bit 0      reason_url is the link of the first evidence
 *   bits 1..5  of the first evidence: 3 bits which reason has its link and date,
 *              the first is 1, 0: none; a bit: the title is quoted there; a
 *              bit: the kind is "pull"
 *   bits 6..10, 11..15  of the second and third
 */
#include <string.h>

#include "base/str.h"
#include "store/score/score_record.h"

enum {
	REASON_MOST = 7, /* reasons that are tried */
	TITLE_BIT = 1 << 3,
	KIND_BIT = 1 << 4,
	ITEM_BITS = 5,
	ITEM_MASK = (1 << ITEM_BITS) - 1
};

static const char usual_kind[] = "pull";

/* The reason of that number, the first is 1; NULL: there is none. */
static const struct reason *
reason_at(const struct signal *signals, size_t n_signals, size_t number)
{
	for (size_t i = 0; i < n_signals; i++) {
		if (number <= signals[i].n_reasons)
			return &signals[i].reasons[number - 1];
		number -= signals[i].n_reasons;
	}
	return NULL;
}

/* What stands from the first quotation mark to the last. */
static bool
quoted(const char *text, const char **ret_begin, size_t *ret_len)
{
	const char *begin = text != NULL ? strchr(text, '"') : NULL;
	const char *end = begin != NULL ? strrchr(begin, '"') : NULL;

	if (end == begin)
		return false;
	*ret_begin = begin + 1;
	*ret_len = (size_t)(end - begin - 1);
	return true;
}

static bool
has_text(const char *text)
{
	return text != NULL && text[0] != '\0';
}

static bool
quotes(const struct reason *reason, const char *title)
{
	const char *begin;
	size_t len;

	return has_text(title) && quoted(reason->text, &begin, &len) &&
	    strlen(title) == len && memcmp(begin, title, len) == 0;
}

/* What is the same is taken out of the evidence. */
static unsigned int
take_same(const struct score *score, struct evidence *evidence)
{
	unsigned int same = 0;

	for (unsigned int i = 1; has_text(evidence->url) && i <= REASON_MOST;
	     i++) {
		const struct reason *reason =
		    reason_at(score->signals, FAMILY_COUNT, i);

		if (reason == NULL)
			break;
		if (!str_equal(reason->url, evidence->url) ||
		    reason->date != evidence->date)
			continue;
		same = i;
		evidence->url = NULL;
		evidence->date = 0;
		if (quotes(reason, evidence->title)) {
			same |= TITLE_BIT;
			evidence->title = NULL;
		}
	}
	if (evidence->kind != NULL && str_equal(evidence->kind, usual_kind)) {
		same |= KIND_BIT;
		evidence->kind = NULL;
	}
	return same;
}

void
score_same_take(struct score *score,
    struct evidence ret_evidence[static SCORE_SAME_MOST])
{
	unsigned int same = 0;

	if (score->n_evidence == 0 || score->n_evidence > SCORE_SAME_MOST)
		return;
	if (has_text(score->reason_url) &&
	    str_equal(score->reason_url, score->evidence[0].url)) {
		same = 1;
		score->reason_url = NULL;
	}
	for (size_t i = 0; i < score->n_evidence; i++) {
		ret_evidence[i] = score->evidence[i];
		same |= take_same(score, &ret_evidence[i])
		    << (1 + ITEM_BITS * i);
	}
	score->evidence = ret_evidence;
	score->person = same;
}

static int
restore_same(const struct score_row *row, unsigned int same,
    struct arena *arena, struct evidence *evidence)
{
	const struct reason *reason;
	const char *begin;
	size_t len;

	if ((same & KIND_BIT) != 0)
		evidence->kind = usual_kind;
	if ((same & REASON_MOST) == 0)
		return (same & TITLE_BIT) == 0 ? 0 : ERR_CORRUPT;
	reason = reason_at(row->signals, row->n_signals, same & REASON_MOST);
	if (reason == NULL)
		return ERR_CORRUPT;
	evidence->url = reason->url;
	evidence->date = reason->date;
	if ((same & TITLE_BIT) == 0)
		return 0;
	if (!quoted(reason->text, &begin, &len))
		return ERR_CORRUPT;
	evidence->title = memcpy(arena_calloc(arena, len + 1, 1), begin, len);
	return 0;
}

int
score_same_restore(struct score_row *row, struct arena *arena)
{
	struct score *score = &row->score;
	uint64_t same = (uint64_t)score->person;

	score->person = 0;
	if (same == 0)
		return 0;
	if (score->n_evidence == 0 || score->n_evidence > SCORE_SAME_MOST ||
	    same >> (1 + ITEM_BITS * score->n_evidence) != 0)
		return ERR_CORRUPT;
	for (size_t i = 0; i < score->n_evidence; i++)
		if (restore_same(row,
			(unsigned int)(same >> (1 + ITEM_BITS * i)) & ITEM_MASK,
			arena, &score->evidence[i]) < 0)
			return ERR_CORRUPT;
	if ((same & 1) != 0)
		score->reason_url = score->evidence[0].url;
	return 0;
}
