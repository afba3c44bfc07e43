#ifndef TESTS_UNIT_RANDOM_VALUES_H
#define TESTS_UNIT_RANDOM_VALUES_H

/*
 * Conditions of random queries: each value is written in the query language on
 * one side and kept as what it means on the other, see random_answer.h.  No code
 * is shared with the store: no folding, no splitting.
 */
#include <math.h>

#include "base/str.h"
#include "store/query.h"
#include "tests/unit/random_world.h"

enum {
	ASKED_WORDS = 3,
	ASKED_LIST = 3,
	ASKED_CHILDREN = 4,
	ASKED_DEPTH = 4,
	ASKED_TEXT = 120,
	/* All numbers are compared in ten thousandths, which are whole. */
	UNIT = 10000
};

/* ---- what names mean ---- */

static inline bool
asked_skill(void *context, const char *name, const char **ret_id)
{
	(void)context;
	for (size_t i = 0; i < COUNT(made_skills); i++) {
		bool is_it = str_casecmp(name, made_skills[i]) == 0;

		for (size_t j = 0; j < 2; j++)
			is_it |= made_aliases[i][j] != NULL &&
			    str_casecmp(name, made_aliases[i][j]) == 0;
		if (is_it) {
			*ret_id = made_skills[i];
			return true;
		}
	}
	return false;
}

static inline bool
asked_place(void *context, const char *name, int64_t *ret_place)
{
	(void)context;
	return str_starts(name, "place") &&
	    str_to_int(name + 5, 1, MADE_PLACES - 1, ret_place) == 0;
}

/* 1 and 2 are continents; 3n to 3n + 2 lie in n. */
static inline bool
asked_within(void *context, int64_t place, int64_t ancestor)
{
	(void)context;
	while (place > ancestor)
		place /= 3;
	return place == ancestor && place != 0;
}

static inline size_t
asked_below(void *context, int64_t place, int64_t *ids)
{
	size_t n = 0;

	for (int64_t i = 1; i < MADE_PLACES; i++)
		if (asked_within(context, i, place))
			ids[n++] = i;
	return n;
}

static const struct vocabulary asked_vocabulary = { .skill = asked_skill,
	.place = asked_place,
	.places_below = asked_below };

static inline bool
asked_is_excluded(void *context, const struct person *person)
{
	(void)context;
	return person->company != NULL &&
	    strcmp(person->company, "Acme GmbH") == 0;
}

/* ---- conditions ---- */

enum asked_field {
	ASKED_TEXTS,
	ASKED_LANG,
	ASKED_LOC,
	ASKED_SKILL,
	ASKED_COMPANY,
	ASKED_REPO,
	ASKED_SCORE,
	ASKED_BAND,
	ASKED_COVERAGE,
	ASKED_SIGNAL,
	ASKED_FOLLOWERS,
	ASKED_STARS,
	ASKED_PRS,
	ASKED_REVIEWS,
	ASKED_INVOLVEMENT,
	ASKED_ACTIVE,
	ASKED_CONTACT,
	ASKED_HIREABLE,
	ASKED_STATUS,
	ASKED_FLAG,
	ASKED_TAG,
	ASKED_OWNER,
	ASKED_KNOWN,
	ASKED_DUE,
	ASKED_SEED,
	ASKED_SINCE,
	ASKED_FIELDS
};

/* One value of a list. */
struct asked_value {
	char words[ASKED_WORDS][ASKED_TEXT]; /* folded */
	size_t n_words;
	char text[ASKED_TEXT]; /* folded, as a whole */
	const char *skill;
	bool is_prefix, is_none, is_remote, yes;
	double low, high;
	bool above, below;
	int code; /* family, status, kind of contact */
	int64_t place;
};

struct asked {
	enum asked_kind {
		ASKED_LEAF,
		ASKED_AND,
		ASKED_OR,
		ASKED_NOT
	} kind;
	struct asked *children[ASKED_CHILDREN];
	size_t n;
	enum asked_field field;
	struct asked_value values[ASKED_LIST]; /* one or the other */
	size_t n_values;
};

struct question {
	struct world *world;
	struct dice *dice;
	struct arena arena;
	struct buf text;
	struct asked *root;
	bool names[ASKED_FIELDS];
	bool has_place;
	enum asked_sort {
		ASKED_BY_SCORE,
		ASKED_BY_RECENT,
		ASKED_BY_FOLLOWERS,
		ASKED_BY_STARS,
		ASKED_BY_PRS,
		ASKED_BY_REVIEWS,
		ASKED_BY_SINCE,
		ASKED_BY_SIGNAL,
		ASKED_SORTS
	} sort;
	int sort_family;
	int role;
	bool show_hidden;
	int64_t offset, limit;
	bool has_weights;
	int weights[FAMILY_COUNT]; /* -1: the stored one */
};

/* ---- writing values ---- */

static inline struct made *
anybody(struct question *it)
{
	return &it->world->people[roll(it->dice, (int64_t)it->world->n)];
}

/* In any case, since case means nothing; ASCII alone. */
static inline void
write_cased(struct question *it, const char *text)
{
	int64_t how = roll(it->dice, 3);

	for (; *text != '\0'; text++)
		buf_char(&it->text,
		    how == 0 && *text >= 'a' && *text <= 'z'
			? (char)(*text - 'a' + 'A')
			: *text);
}

static inline void
write_quoted(struct question *it, const char *text)
{
	bool needs = strchr(text, ' ') != NULL;

	buf_text(&it->text, needs ? "\"" : "");
	write_cased(it, text);
	buf_text(&it->text, needs ? "\"" : "");
}

/* Cuts a folded word behind some character, the second at least. */
static inline void
cut_word(struct question *it, char *word)
{
	size_t len = strlen(word), at;

	if (len < 3)
		return;
	at = 2 + (size_t)roll(it->dice, (int64_t)len - 1);
	while (at < len && ((unsigned char)word[at] & 0xC0) == 0x80)
		at++;
	word[at] = '\0';
}

/* Words that stand in somebody's work, or just any. */
static inline void
pick_words(struct question *it, struct asked_value *value)
{
	struct made *from = anybody(it);
	const struct made_text *text = NULL;

	value->n_words = 1 + (size_t)roll_low(it->dice, ASKED_WORDS);
	if (from->n_works > 0 && from->works[0].n > 0)
		text = &from->works[0].items[0].text;
	else if (from->n_owns > 0)
		text = &from->owns[0].readme;
	if (text != NULL && text->n >= value->n_words && !one_in(it->dice, 4)) {
		size_t at = (size_t)roll(it->dice,
		    (int64_t)(text->n - value->n_words + 1));

		for (size_t i = 0; i < value->n_words; i++)
			made_folded(it->world, &text->tokens[at + i],
			    value->words[i], ASKED_TEXT);
		return;
	}
	for (size_t i = 0; i < value->n_words; i++)
		(void)snprintf(value->words[i], ASKED_TEXT, "%s",
		    made_words[roll(it->dice, COUNT(made_words))].folded);
	/* Or the name of a repository and who owns it. */
	if (one_in(it->dice, 5)) {
		const struct made_name *name =
		    &it->world->walked[roll(it->dice, MADE_WALKED)];

		value->n_words = 2;
		(void)snprintf(value->words[0], ASKED_TEXT, "%s", name->owner);
		(void)snprintf(value->words[1], ASKED_TEXT, "%s",
		    made_words[name->words[0]].folded);
	}
}

/* One word bare, more of them quoted or with something between. */
static inline void
write_words(struct question *it, struct asked_value *value)
{
	bool is_bare = value->n_words == 1 || one_in(it->dice, 3);
	const char *skill;

	if (value->n_words == 1 && asked_skill(NULL, value->words[0], &skill))
		value->skill = skill;
	else if (one_in(it->dice, 4)) {
		cut_word(it, value->words[value->n_words - 1]);
		value->is_prefix = true;
	}
	buf_text(&it->text, is_bare ? "" : "\"");
	for (size_t i = 0; i < value->n_words; i++) {
		if (i > 0)
			buf_text(&it->text, is_bare ? "/" : " ");
		write_cased(it, value->words[i]);
	}
	buf_text(&it->text, is_bare ? "" : "\"");
	buf_text(&it->text, value->is_prefix ? "*" : "");
}

/* ---- numbers ---- */

/* How an end of a range is written: scaled by UNIT. */
typedef void write_end(struct question *it, int64_t end);

static inline void
write_plain(struct question *it, int64_t end)
{
	char text[32];

	if (end % (500 * UNIT) == 0 && end > 0 && one_in(it->dice, 2)) {
		buf_format(&it->text, "%.1fk", (double)end / (1000 * UNIT));
		return;
	}
	(void)snprintf(text, sizeof(text), "%.4f", (double)end / UNIT);
	/* Without idle zeros, mostly. */
	for (size_t len = strlen(text);
	     len > 1 && (text[len - 1] == '0' || text[len - 1] == '.'); len--) {
		bool was_point = text[len - 1] == '.';

		text[len - 1] = '\0';
		if (was_point)
			break;
	}
	buf_text(&it->text, text);
}

/* "29", "29%" and "0.29". */
static inline void
write_percent(struct question *it, int64_t end)
{
	int64_t how = roll(it->dice, 3), percent = end / UNIT;

	if (how == 0)
		buf_format(&it->text, "0.%02lld", (long long)percent);
	else
		buf_format(&it->text, "%lld%s", (long long)percent,
		    how == 1 ? "%" : "");
}

static inline void
write_band(struct question *it, int64_t end)
{
	buf_text(&it->text, band_name((enum band)(end / UNIT)));
}

static inline void
write_involvement(struct question *it, int64_t end)
{
	write_cased(it, involvement_name((enum involvement)(end / UNIT)));
}

/* Days before or after now, or a date. */
static inline void
write_days(struct question *it, int64_t end, int sign)
{
	int64_t days = sign * (end / UNIT - FIXTURE_NOW) / MADE_DAY;
	char date[CLOCK_TEXT_LEN];

	clock_format(end / UNIT, date);
	if (days < 0 || one_in(it->dice, 4))
		buf_format(&it->text, "%s", date);
	else if (days % 7 == 0 && one_in(it->dice, 2))
		buf_format(&it->text, "%lldw", (long long)days / 7);
	else
		buf_format(&it->text, "%lldd", (long long)days);
}

static inline void
write_past(struct question *it, int64_t end)
{
	write_days(it, end, -1);
}

static inline void
write_future(struct question *it, int64_t end)
{
	write_days(it, end, 1);
}

/* A range with ends at or about what people have; `single` is what one number
 * alone means: 0 equal, 1 at least, -1 at most. */
static inline void
write_range(struct question *it, struct asked_value *value, int64_t a,
    int64_t b, write_end *end, int single)
{
	static const char *const signs[] = { ">", ">=", "<", "<=" };
	int64_t how = roll(it->dice, 8), low = a < b ? a : b,
		high = a < b ? b : a;

	value->low = -INFINITY;
	value->high = INFINITY;
	if (how < 4) {
		buf_text(&it->text, signs[how]);
		end(it, a);
		*(how < 2 ? &value->low : &value->high) = (double)a;
		value->above = how == 0;
		value->below = how == 2;
	} else if (how == 4) {
		end(it, a);
		value->low = single < 0 ? -INFINITY : (double)a;
		value->high = single > 0 ? INFINITY : (double)a;
	} else {
		bool is_open = one_in(it->dice, 2);

		if (how != 5 || !is_open) {
			/* The wrong way round means the same. */
			end(it, how == 7 ? high : low);
			value->low = (double)low;
		}
		buf_text(&it->text, "..");
		if (how != 6 || !is_open) {
			end(it, how == 7 ? low : high);
			value->high = (double)high;
		}
	}
}

/* ---- one condition ---- */

static inline void
write_name_value(struct question *it, struct asked_value *value, bool seeds)
{
	struct made *who = anybody(it);
	const struct made_name *name = &it->world->walked[roll(it->dice,
	    seeds && !one_in(it->dice, 5) ? MADE_SEEDS : MADE_WALKED)];
	char *slash;

	if (!seeds && who->n_owns > 0 && one_in(it->dice, 4))
		name = &who->owns[0].name;
	made_full_name(name, true, value->text, ASKED_TEXT);
	slash = strchr(value->text, '/');
	switch (roll(it->dice, 4)) {
	case 0:
		*slash = '\0';
		break;
	case 1:
		memmove(value->text, slash + 1, strlen(slash));
		break;
	default:
		break;
	}
	if (one_in(it->dice, 3)) {
		cut_word(it, value->text);
		value->is_prefix = true;
	}
	write_cased(it, value->text);
	buf_text(&it->text, value->is_prefix ? "*" : "");
}

static inline void
write_label(struct question *it, struct asked_value *value,
    const struct made_label *label)
{
	size_t n = 0, at;

	while (n < 3 && label->words[n] != NULL)
		n++;
	at = (size_t)roll(it->dice, (int64_t)n);
	value->n_words = 1 + (size_t)roll(it->dice, (int64_t)(n - at));
	if (value->n_words > ASKED_WORDS)
		value->n_words = ASKED_WORDS;
	for (size_t i = 0; i < value->n_words; i++)
		(void)snprintf(value->words[i], ASKED_TEXT, "%s",
		    label->words[at + i]);
	value->is_prefix = one_in(it->dice, 4);
	if (value->is_prefix)
		cut_word(it, value->words[value->n_words - 1]);
	for (size_t i = 0; i < value->n_words; i++)
		buf_format(&it->text, "%s%s", i > 0 ? "-" : "",
		    value->words[i]);
	buf_text(&it->text, value->is_prefix ? "*" : "");
}

static inline void
write_lang(struct question *it, struct asked_value *value)
{
	const struct made_language *language =
	    &made_languages[roll(it->dice, COUNT(made_languages))];

	(void)snprintf(value->text, ASKED_TEXT, "%s", language->folded);
	if (one_in(it->dice, 4)) {
		size_t at = 1 + (size_t)roll(it->dice, 4);

		if (at < strlen(value->text))
			value->text[at] = '\0';
		value->is_prefix = true;
		write_quoted(it, value->text);
		buf_text(&it->text, "*");
		return;
	}
	value->skill = language->skill;
	if (language->skill != NULL && one_in(it->dice, 2)) {
		/* By another name of the skill that the language is. */
		(void)snprintf(value->text, ASKED_TEXT, "%s",
		    strcmp(language->skill, "go") == 0 ? "golang"
						       : language->skill);
	}
	write_quoted(it, value->text);
}

static inline void
write_skill(struct question *it, struct asked_value *value)
{
	size_t i = (size_t)roll(it->dice, COUNT(made_skills));
	const char *name = made_skills[i];

	if (one_in(it->dice, 4)) {
		(void)snprintf(value->text, ASKED_TEXT, "%s", name);
		value->text[1 + roll(it->dice, 2)] = '\0';
		value->is_prefix = true;
		write_cased(it, value->text);
		buf_text(&it->text, "*");
		return;
	}
	value->skill = name;
	if (made_aliases[i][0] != NULL && one_in(it->dice, 2))
		name = made_aliases[i][0];
	write_cased(it, name);
}

static inline void
write_loc(struct question *it, struct asked_value *value)
{
	int64_t what = roll(it->dice, 8);

	value->is_none = what == 0;
	value->is_remote = what == 1;
	if (what == 0) {
		buf_text(&it->text, "unknown");
	} else if (what == 1) {
		buf_text(&it->text, "remote");
	} else {
		value->place = 1 + roll_low(it->dice, MADE_PLACES - 1);
		buf_format(&it->text, "place%lld", (long long)value->place);
	}
}

/* A tag or an owner, or that there is none. */
static inline void
write_exact(struct question *it, struct asked_value *value, const char *text)
{
	size_t len = strlen(text);

	value->is_none = one_in(it->dice, 4);
	if (value->is_none) {
		buf_text(&it->text, "none");
		return;
	}
	for (size_t i = 0; i <= len; i++)
		value->text[i] = str_lower(text[i]);
	value->is_prefix = one_in(it->dice, 3);
	if (value->is_prefix)
		value->text[1 + roll(it->dice, 4) % (int64_t)len] = '\0';
	write_quoted(it, value->text);
	buf_text(&it->text, value->is_prefix ? "*" : "");
}

static inline void
write_figure(struct question *it, enum asked_field field,
    struct asked_value *value)
{
	const struct made *a = anybody(it), *b = anybody(it);
	const struct made_score *x = &a->scores[it->role],
				*y = &b->scores[it->role];
	int64_t low = 0, high = 0;
	write_end *end = write_plain;

	switch ((int)field) {
	case ASKED_SCORE:
		low = x->score * (UNIT / 10);
		high = y->score * (UNIT / 10);
		break;
	case ASKED_COVERAGE:
		low = x->coverage % 100 * UNIT;
		high = y->coverage % 100 * UNIT;
		end = write_percent;
		break;
	case ASKED_SIGNAL:
		low = x->values[value->code] * (UNIT / 100);
		high = y->values[value->code] * (UNIT / 100);
		break;
	case ASKED_FOLLOWERS:
		low = x->followers * UNIT;
		high = y->followers / 500 * 500 * UNIT;
		break;
	case ASKED_STARS:
		low = x->stars * UNIT;
		high = y->stars / 500 * 500 * UNIT;
		break;
	case ASKED_PRS:
		low = x->merged * UNIT;
		high = y->merged * UNIT;
		break;
	case ASKED_REVIEWS:
		low = x->reviews * UNIT;
		high = y->reviews * UNIT;
		break;
	case ASKED_BAND:
		low = (1 + roll(it->dice, BAND_A)) * UNIT;
		high = (1 + roll(it->dice, BAND_A)) * UNIT;
		end = write_band;
		break;
	default:
		low = roll(it->dice, INVOLVEMENT_FOUNDER + 1) * UNIT;
		high = roll(it->dice, INVOLVEMENT_FOUNDER + 1) * UNIT;
		end = write_involvement;
		break;
	}
	write_range(it, value, low, high, end, 0);
}

static inline void
write_time(struct question *it, enum asked_field field,
    struct asked_value *value)
{
	int64_t spans[2];
	bool is_future = field == ASKED_DUE;
	int64_t most = field == ASKED_ACTIVE ? 900 : is_future ? 35 : 45;

	value->is_none = !is_future && one_in(it->dice, 10);
	if (value->is_none) {
		buf_text(&it->text, "unknown");
		return;
	}
	for (int i = 0; i < 2; i++)
		spans[i] = (FIXTURE_NOW +
			       (is_future ? 1 : -1) * roll(it->dice, most) *
				   MADE_DAY) *
		    UNIT;
	write_range(it, value, spans[0], spans[1],
	    is_future ? write_future : write_past, is_future ? -1 : 1);
}

static const char *const asked_contacts[] = { "none", "linkedin", "website",
	"social" };

static inline void
write_choice(struct question *it, enum asked_field field,
    struct asked_value *value)
{
	if (field == ASKED_STATUS) {
		value->code = (int)roll(it->dice, STATUS_DO_NOT_CONTACT);
		buf_text(&it->text, status_name((enum status)value->code));
	} else if (field == ASKED_CONTACT) {
		value->code = (int)roll(it->dice, COUNT(asked_contacts));
		buf_text(&it->text, asked_contacts[value->code]);
	} else {
		value->yes = one_in(it->dice, 2);
		buf_text(&it->text, value->yes ? "yes" : "no");
	}
}

static inline void
write_value(struct question *it, enum asked_field field,
    struct asked_value *value)
{
	switch (field) {
	case ASKED_TEXTS:
		pick_words(it, value);
		write_words(it, value);
		break;
	case ASKED_LANG:
		write_lang(it, value);
		break;
	case ASKED_LOC:
		write_loc(it, value);
		break;
	case ASKED_SKILL:
		write_skill(it, value);
		break;
	case ASKED_COMPANY:
		write_label(it, value,
		    &made_companies[1 +
			roll(it->dice, COUNT(made_companies) - 1)]);
		break;
	case ASKED_FLAG:
		if (one_in(it->dice, 4)) {
			value->n_words = 1;
			(void)snprintf(value->words[0], ASKED_TEXT, "out");
			buf_text(&it->text, "out");
			break;
		}
		write_label(it, value,
		    &made_flags[roll(it->dice, COUNT(made_flags))]);
		break;
	case ASKED_REPO:
	case ASKED_SEED:
		write_name_value(it, value, field == ASKED_SEED);
		break;
	case ASKED_BAND:
		value->is_none = one_in(it->dice, 6);
		if (value->is_none)
			buf_text(&it->text, "none");
		else
			write_figure(it, field, value);
		break;
	case ASKED_SCORE:
	case ASKED_COVERAGE:
	case ASKED_SIGNAL:
	case ASKED_FOLLOWERS:
	case ASKED_STARS:
	case ASKED_PRS:
	case ASKED_REVIEWS:
	case ASKED_INVOLVEMENT:
		write_figure(it, field, value);
		break;
	case ASKED_ACTIVE:
	case ASKED_DUE:
	case ASKED_SINCE:
		write_time(it, field, value);
		break;
	case ASKED_CONTACT:
	case ASKED_HIREABLE:
	case ASKED_STATUS:
	case ASKED_KNOWN:
		write_choice(it, field, value);
		break;
	case ASKED_TAG:
		write_exact(it, value,
		    made_tags[roll(it->dice, COUNT(made_tags))]);
		break;
	case ASKED_OWNER:
		write_exact(it, value,
		    made_owners[1 + roll(it->dice, COUNT(made_owners) - 1)]);
		break;
	case ASKED_FIELDS:
		break;
	}
}

#endif
