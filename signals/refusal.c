#include <string.h>

#include "base/str.h"
#include "base/text.h"
#include "signals/people.h"
#include "signals/rules.h"

/*
 * Bios and profile READMEs that ask not to be recruited, or that speak of a
 * minor, by the phrases of refusals.yaml.  A phrase of the list own_work in
 * the same sentence ("I work on recruiter software") takes a refusal back.
 * Both lists and the text are folded, so case and accents don't matter.
 */
enum {
	SENTENCE_COLUMNS = 200,
	ADULT_AGE = 18,
	CHILD_AGE = 8,
	AGE_GAP = 4 /* bytes between a number and the word beside it */
};

struct sentence {
	const char *text; /* folded */
	bool refuses;
	bool is_own_work;
	bool is_minor;
	size_t intro; /* where the last word before an age ended; 0: none */
};

/* A number of at most two digits that stands alone. */
struct number {
	size_t start;
	size_t end;
	int value;
};

static bool
is_age(int value)
{
	return value >= CHILD_AGE && value < ADULT_AGE;
}

static bool
number_before(const char *text, size_t at, struct number *ret)
{
	size_t end = at, start;

	while (end > 0 && at - end < AGE_GAP &&
	    strchr(" -/", text[end - 1]) != NULL)
		end--;
	for (start = end; start > 0 && str_is_digit(text[start - 1]); start--)
		;
	/* "since 2016", "1.5 years", "v17" are no ages. */
	if (start == end || end - start > 2 ||
	    (start > 0 &&
		(str_is_alnum(text[start - 1]) || text[start - 1] == '.')))
		return false;
	*ret = (struct number){ start, end, 0 };
	for (size_t i = start; i < end; i++)
		ret->value = ret->value * 10 + (text[i] - '0');
	return true;
}

/* "im 16, ...", "i am 16 and ...", "student (16)": a number that ends its
 * clause. */
static bool
tells_age_after(const char *text, size_t at)
{
	struct number number;
	size_t end = at;

	while (text[end] == ' ' || text[end] == ':' || text[end] == '(')
		end++;
	while (str_is_digit(text[end]))
		end++;
	if (end == at || !number_before(text, end, &number) ||
	    !is_age(number.value))
		return false;
	return text[end] == '\0' || strchr(",.!;|)", text[end]) != NULL ||
	    str_starts(text + end, " and ") || str_starts(text + end, " & ");
}

static void
years_found(struct sentence *sentence, size_t at, bool is_sure)
{
	struct number number;

	if (!number_before(sentence->text, at, &number) ||
	    !is_age(number.value))
		return;
	if (is_sure ||
	    (sentence->intro > 0 && number.start > sentence->intro &&
		number.start - sentence->intro < AGE_GAP))
		sentence->is_minor = true;
}

static void
phrase_found(void *ctx, const struct word_hit *hit)
{
	struct sentence *sentence = ctx;

	switch ((enum refusal_list)hit->list) {
	case REFUSAL_PHRASE:
		sentence->refuses = true;
		break;
	case REFUSAL_WORK:
		sentence->is_own_work = true;
		break;
	case REFUSAL_MINOR:
		sentence->is_minor = true;
		break;
	case REFUSAL_AGE:
		years_found(sentence, hit->start, true);
		break;
	case REFUSAL_YEARS:
		years_found(sentence, hit->start, false);
		break;
	case REFUSAL_INTRO:
		sentence->intro = hit->end;
		sentence->is_minor |= tells_age_after(sentence->text, hit->end);
		break;
	}
}

/* A sentence ends at a line's end, at . ! ? before a blank, or at a bar. */
static bool
ends_at(const char *text, size_t len, size_t i)
{
	char c = text[i];

	if (c == '\n' || c == '|')
		return true;
	if (c == '.' || c == '!' || c == '?')
		return i + 1 == len || str_is_space(text[i + 1]);
	return i + 3 <= len && memcmp(text + i, "\xE3\x80\x82", 3) == 0;
}

static bool
judge(const struct rules *rules, struct arena *arena, const char *text,
    size_t len)
{
	char *folded = text_fold(arena, text, len);
	struct sentence sentence = { .text = folded };

	(void)words_scan(rules->refusals, folded, strlen(folded), phrase_found,
	    &sentence);
	if (sentence.is_minor)
		return true;
	return sentence.refuses && !sentence.is_own_work;
}

static const char *
look(const struct rules *rules, struct arena *arena, const char *text)
{
	size_t len, start = 0;

	if (text == NULL)
		return NULL;
	len = strlen(text);
	for (size_t i = 0; i < len; i++) {
		bool is_end = ends_at(text, len, i) || i + 1 == len;

		if (!is_end)
			continue;
		if (judge(rules, arena, text + start, i + 1 - start))
			return text_show(arena,
			    arena_text(arena, text + start, i + 1 - start),
			    SENTENCE_COLUMNS);
		start = i + 1;
	}
	return NULL;
}

const char *
people_refusal(const struct rules *rules, const struct person *person,
    struct arena *arena)
{
	const char *found = look(rules, arena, person->bio);

	if (found == NULL)
		found = look(rules, arena, person->profile_readme);
	/* Some write it where it is read first. */
	if (found == NULL)
		found = look(rules, arena, person->name);
	if (found == NULL)
		found = look(rules, arena, person->company);
	if (found == NULL)
		found = look(rules, arena, person->location);
	return found;
}
