#include "signals/scoring.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/format.h"
#include "base/map.h"
#include "base/str.h"
#include "base/text.h"

enum {
	REASON_BYTES = 640,
	SENTENCE_LEAST = 40, /* bytes of a sentence that stands alone */
	FEW = 32, /* items that are sorted in place: the same order, faster */
	CITED_OF = 64, /* best pieces to choose from */
	ALIKE_BYTES = 32 /* at the start of a text */
};

int64_t
scoring_day(int64_t date)
{
	return date <= 0 ? date : date - date % CLOCK_DAY_S;
}

double
scoring_decay(const struct scoring *scoring, int64_t date)
{
	const struct rubric *rubric = scoring->rubric;
	int64_t days;

	if (date < scoring->since)
		return 0;
	days = (scoring_day(scoring->now) - scoring_day(date)) / CLOCK_DAY_S;
	/* A clock that is ahead makes nobody's work worth more. */
	if (days < 0)
		return 1;
	return days < DECAY_DAYS ? rubric->decay[days]
				 : scoring_decay_of(rubric, days);
}

double
scoring_decay_of(const struct rubric *rubric, int64_t days)
{
	int64_t age =
	    rubric->now - scoring_day(rubric->now) + days * CLOCK_DAY_S;
	int64_t half_life = rubric->role->half_life_months;

	if (half_life <= 0 || age <= 0)
		return 1;
	return exp2(-((double)age / CLOCK_MONTH_S) / (double)half_life);
}

void
scoring_reason(const struct scoring *scoring, struct signal *signal,
    int64_t date, const char *url, const char *format, ...)
{
	char text[REASON_BYTES];
	struct reason *reason;
	va_list args;
	int n;

	if (signal->n_reasons >= REASONS_MAX)
		return;
	if (signal->reasons == NULL)
		signal->reasons = arena_calloc(scoring->arena, REASONS_MAX,
		    sizeof(*signal->reasons));
	va_start(args, format);
	n = format_text(text, sizeof(text), format, args);
	va_end(args);
	if (n < 0)
		return;
	reason = &signal->reasons[signal->n_reasons++];
	reason->text = arena_text(scoring->arena, text,
	    text_cut(text, strlen(text), sizeof(text) - 1));
	reason->url = url;
	reason->date = scoring_day(date);
}

/* "fix the race (#123)": GitHub's own mark of a squashed pull request. */
static size_t
without_number(const char *title, size_t len)
{
	size_t i = len;

	if (i < 4 || title[i - 1] != ')')
		return len;
	for (i--; i > 0 && str_is_digit(title[i - 1]); i--)
		;
	if (i < 3 || title[i - 1] != '#' || title[i - 2] != '(')
		return len;
	for (i -= 2; i > 0 && title[i - 1] == ' '; i--)
		;
	return i;
}

/* Whether a text is one harmless line as it is: most are, and Unicode's tables
 * cost more than all else in a reason. */
static bool
is_plain(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)(text[i] - ' ') > '~' - ' ' ||
		    (text[i] == ' ' && text[i + 1] == ' '))
			return false;
	return true;
}

const char *
scoring_line(const struct scoring *scoring, const char *text, size_t columns)
{
	size_t len = strlen(text);

	if (!is_plain(text, len))
		return text_show(scoring->arena, text, columns);
	if (len <= columns)
		return text;
	return arena_format(scoring->arena, "%.*s\xE2\x80\xA6",
	    (int)columns - 1, text);
}

/* A cut text ends between words. */
static const char *
cut_at_word(const struct scoring *scoring, const char *text)
{
	static const char dots[] = "\xE2\x80\xA6";
	size_t len = strlen(text), end;

	if (!str_ends(text, dots))
		return text;
	end = len - strlen(dots);
	while (end > 0 && text[end] != ' ')
		end--;
	if (end < len / 2)
		return text;
	while (end > 0 && strchr(" ,;:-(", text[end - 1]) != NULL)
		end--;
	return arena_format(scoring->arena, "%.*s%s", (int)end, text, dots);
}

const char *
scoring_title(const struct scoring *scoring, const char *title, size_t columns)
{
	const char *text;
	size_t len;

	if (title == NULL)
		return "untitled";
	text = str_trim(title, strcspn(title, "\n"), &len);
	len = without_number(text, len);
	text = cut_at_word(scoring,
	    scoring_line(scoring, arena_text(scoring->arena, text, len),
		columns));
	return text[0] == '\0' ? "untitled" : text;
}

bool
scoring_is_redacted(const char *text)
{
	return strstr(text, "<e-mail>") != NULL ||
	    strstr(text, "<phone>") != NULL;
}

/* Code, quoted lines and headings of forms are not what somebody says; what
 * they call a nit is not worth repeating. */
static bool
is_said(const char *line, size_t len)
{
	size_t words = 0;

	if (len < 3 || strchr(">`|#<-*=!", line[0]) != NULL ||
	    ((line[0] == 'n' || line[0] == 'N') && line[1] == 'i' &&
		line[2] == 't'))
		return false;
	for (size_t i = 0; i < len && words < 2; i++)
		words += line[i] == ' ';
	return words == 2;
}

/* Bytes up to the end of the first sentence, if it is long enough to tell
 * something and followed by another. */
static size_t
sentence_len(const char *line, size_t len)
{
	for (size_t i = SENTENCE_LEAST; i + 1 < len; i++)
		if (line[i + 1] == ' ' &&
		    (line[i] == '.' || line[i] == '?' || line[i] == '!'))
			return i + 1;
	return len;
}

const char *
scoring_quote(const struct scoring *scoring, const char *body, size_t columns)
{
	bool is_code = false;

	while (body != NULL && *body != '\0') {
		size_t len = strcspn(body, "\r\n"), kept;
		const char *line = str_trim(body, len, &kept);

		if (kept >= 3 && memcmp(line, "```", 3) == 0)
			is_code = !is_code;
		else if (!is_code && is_said(line, kept)) {
			line = arena_text(scoring->arena, line,
			    sentence_len(line, kept));
			return scoring_is_redacted(line)
			    ? NULL
			    : cut_at_word(scoring,
				  scoring_line(scoring, line, columns));
		}
		body += len + strspn(body + len, "\r\n");
	}
	return NULL;
}

const char *
scoring_trace_url(const struct scoring *scoring, const struct trace *trace)
{
	if (trace->own != NULL && trace->own->full_name != NULL)
		return fact_url_repository(scoring->arena,
		    trace->own->full_name);
	if (trace->done_in == NULL ||
	    scoring_repository(trace->done_in) == NULL)
		return NULL;
	if (trace->oid != NULL)
		return fact_url_commit(scoring->arena,
		    scoring_repository(trace->done_in), trace->oid);
	return fact_url_pull(scoring->arena, scoring_repository(trace->done_in),
	    trace->number);
}

const char *
scoring_trace_text(const struct scoring *scoring, const struct trace *trace)
{
	const char *title = scoring_title(scoring, trace->title, TITLE_COLUMNS);

	switch (trace->rank) {
	case TRACE_OWN:
		return arena_format(scoring->arena, "what %s says of itself",
		    title);
	case TRACE_MESSAGE:
		return arena_format(scoring->arena, "the message of \"%s\"",
		    title);
	case TRACE_OTHERS:
		return arena_format(scoring->arena,
		    "\"%s\", reviewed or merged for somebody else", title);
	case TRACE_SLIGHT:
	case TRACE_WORK:
		return arena_format(scoring->arena, "\"%s\"", title);
	}
	return title;
}

const char *
scoring_repository(const struct work *work)
{
	return work->in == NULL ? NULL : work->in->full_name;
}

bool
scoring_is_own(const struct scoring *scoring, const struct work *work)
{
	const char *name = scoring_repository(work);
	const char *login = scoring->facts->person.login;
	size_t n;

	if (name == NULL || login == NULL)
		return false;
	for (n = 0; login[n] != '\0'; n++)
		if (str_lower(name[n]) != str_lower(login[n]))
			return false;
	return n > 0 && name[n] == '/';
}

bool
scoring_is_judgement(const struct scoring *scoring, const struct merge *merge)
{
	return merge->number != 0 && merge->author != 0 &&
	    merge->author != scoring->facts->person.id;
}

/* Whether the name is of a skill that the role asks for, a language or not. */
static bool
is_asked(const struct rubric *rubric, const struct map *names, const char *name,
    bool is_language)
{
	char key[128];
	void *index;
	size_t skill;

	if (name == NULL || !str_copy(key, sizeof(key), name))
		return false;
	str_lower_all(key);
	index = map_get_text(names, key);
	if (index == NULL)
		return false;
	skill = (uintptr_t)index - 1;
	return rubric->is_related[skill] &&
	    (rubric->catalogue->skills[skill].language != NULL) == is_language;
}

double
scoring_relevance(const struct scoring *scoring, const struct work *work)
{
	const struct rubric *rubric = scoring->rubric;
	const struct repository *in = work->in;
	char key[256];

	if (map_count(rubric->seeds) == 0 || in == NULL)
		return 1;
	if (in->full_name != NULL &&
	    str_copy(key, sizeof(key), in->full_name)) {
		str_lower_all(key);
		if (map_get_text(rubric->seeds, key) != NULL)
			return 1;
	}
	for (size_t i = 0; i < in->n_topics; i++)
		if (is_asked(rubric, rubric->topics, in->topics[i], false))
			return 1;
	return is_asked(rubric, rubric->languages, in->primary_language, true)
	    ? scoring->rules->merged_language
	    : scoring->rules->merged_unrelated;
}

double
scoring_log(double n, double full)
{
	double value;

	if (n <= 0 || full <= 0)
		return 0;
	value = log1p(n) / log1p(full);
	return value > 1 ? 1 : value;
}

/* Adding up to 1, each `ratio` of the one before. */
static double
first_weight(size_t n_best, double *ret_ratio)
{
	double ratio = 1 - 2.0 / (double)(n_best + 1), weight = 1, sum = 0;

	for (size_t i = 0; i < n_best; i++) {
		sum += weight;
		weight *= ratio;
	}
	*ret_ratio = ratio;
	return 1 / sum;
}

static int
compare_int64(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

static int
compare_dates(const void *a, const void *b)
{
	return compare_int64(*(const int64_t *)a, *(const int64_t *)b);
}

void
scoring_sort_dates(int64_t *dates, size_t n)
{
	if (n > FEW) {
		qsort(dates, n, sizeof(*dates), compare_dates);
		return;
	}
	for (size_t i = 1; i < n; i++) {
		int64_t date = dates[i];
		size_t at = i;

		for (; at > 0 && dates[at - 1] > date; at--)
			dates[at] = dates[at - 1];
		dates[at] = date;
	}
}

double
scoring_weekly(const struct scoring *scoring, int64_t *dates, size_t n,
    double most)
{
	double sum = 0, week_n = 0;
	int64_t week = -1;

	scoring_sort_dates(dates, n);
	for (size_t i = n; i-- > 0;) {
		int64_t this_week = dates[i] / (7 * CLOCK_DAY_S);

		week_n = this_week == week ? week_n + 1 : 1;
		week = this_week;
		if (week_n <= most)
			sum += scoring_decay(scoring, dates[i]);
	}
	return sum;
}

/* Best first; ties newest first, then by place in the facts. */
static int
compare_pieces(const void *a, const void *b)
{
	const struct piece *x = a, *y = b;
	int order = (x->quality < y->quality) - (x->quality > y->quality);

	if (order == 0)
		order = compare_int64(y->date, x->date);
	if (order == 0)
		order = compare_int64(x->work->repository, y->work->repository);
	if (order == 0)
		order = (x->index > y->index) - (x->index < y->index);
	return order;
}

static void
sort_pieces(struct piece *pieces, size_t n)
{
	if (n > FEW) {
		qsort(pieces, n, sizeof(*pieces), compare_pieces);
		return;
	}
	for (size_t i = 1; i < n; i++) {
		struct piece piece;
		size_t at = i;

		if (compare_pieces(&pieces[i - 1], &pieces[i]) <= 0)
			continue;
		piece = pieces[i];
		for (; at > 0 && compare_pieces(&pieces[at - 1], &piece) > 0;
		     at--)
			pieces[at] = pieces[at - 1];
		pieces[at] = piece;
	}
}

/* Whether a near-copy, or a full share of the repository, was taken before. */
static bool
is_barred(const struct piece *pieces, const size_t *taken, size_t n_taken,
    const struct piece *piece, size_t per_repo)
{
	size_t same = 0;

	for (size_t i = 0; i < n_taken; i++) {
		const struct piece *other = &pieces[taken[i]];

		if (other->work->repository != piece->work->repository)
			continue;
		if (other->shape == piece->shape || ++same >= per_repo)
			return true;
	}
	return false;
}

/*
 * Copies lie inside repositories, repositories inside all: for such nested
 * limits taking the best that fits is the best choice, and one more piece can
 * only make it better.
 */
double
scoring_best(struct piece *pieces, size_t n, size_t n_best, size_t per_repo,
    size_t *ret_taken, size_t *ret_n_taken)
{
	double ratio, weight = first_weight(n_best, &ratio), value = 0;
	size_t n_taken = 0;

	sort_pieces(pieces, n);
	for (size_t i = 0; i < n && n_taken < n_best; i++) {
		if (pieces[i].quality <= 0)
			break;
		if (is_barred(pieces, ret_taken, n_taken, &pieces[i], per_repo))
			continue;
		ret_taken[n_taken++] = i;
		value += weight * pieces[i].quality;
		weight *= ratio;
	}
	*ret_n_taken = n_taken;
	return value;
}

static int
compare_falling(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x < *y) - (*x > *y);
}

double
scoring_ranked(double *qualities, size_t n, size_t n_best)
{
	double ratio, weight = first_weight(n_best, &ratio), value = 0;

	qsort(qualities, n, sizeof(*qualities), compare_falling);
	for (size_t i = 0; i < n && i < n_best; i++) {
		value += weight * qualities[i];
		weight *= ratio;
	}
	return value;
}

const char *
scoring_pull_title(const struct piece *piece)
{
	return piece->work->pulls[piece->index].title;
}

const char *
scoring_comment_body(const struct piece *piece)
{
	return piece->work->comments[piece->index].body;
}

const char *
scoring_commit_message(const struct piece *piece)
{
	return piece->work->commits[piece->index].message;
}

static bool
begins_like_another(const struct piece *pieces, const size_t *cited,
    size_t n_cited, const char *(*text)(const struct piece *), size_t i)
{
	const char *mine = text(&pieces[i]);

	for (size_t k = 0; k < n_cited; k++) {
		const char *other = text(&pieces[cited[k]]);

		if (cited[k] == i ||
		    (mine != NULL && other != NULL &&
			strncmp(mine, other, ALIKE_BYTES) == 0))
			return true;
	}
	return false;
}

size_t
scoring_cited(const struct piece *pieces, size_t n, size_t most,
    const char *(*text)(const struct piece *), size_t *ret_cited)
{
	size_t n_cited = 0;

	if (n > CITED_OF)
		n = CITED_OF;
	for (int round = 0; round < 2; round++)
		for (size_t i = 0; i < n && n_cited < most; i++) {
			const struct piece *piece = &pieces[i];

			if (!piece->is_concrete ||
			    piece->fits != (round == 0) ||
			    scoring_repository(piece->work) == NULL ||
			    begins_like_another(pieces, ret_cited, n_cited,
				text, i))
				continue;
			ret_cited[n_cited++] = i;
		}
	return n_cited;
}

static void
exercise_found(void *ctx, const struct word_hit *hit)
{
	const struct rules **rules = ctx;

	if (*rules != NULL && (int)hit->list == (*rules)->lists[LIST_EXERCISES])
		*rules = NULL;
}

/* The name of a repository in lower case, its parts separated by blanks, and
 * without digits at its end. */
static void
plain_name(const char *name, char *out, size_t size)
{
	size_t n = 0;

	for (; *name != '\0' && n + 1 < size; name++)
		out[n++] =
		    strchr("-_.", *name) != NULL ? ' ' : str_lower(*name);
	while (n > 0 && (str_is_digit(out[n - 1]) || out[n - 1] == ' '))
		n--;
	out[n] = '\0';
}

static bool
begins_with_owner(const char *full_name, const char *name, size_t owner)
{
	size_t n = 0;

	while (n < owner && str_lower(name[n]) == str_lower(full_name[n]))
		n++;
	return n == owner;
}

/* "blog", "my-first-api", "ada.github.io", and the repository of a profile. */
static bool
is_placeholder(const struct rules *rules, const char *full_name,
    const char *name)
{
	const struct texts *list =
	    &rules->list_items[rules->lists[LIST_PLACEHOLDERS]];
	size_t owner = (size_t)(name - full_name) - 1, len = strlen(name);
	char plain[64];

	if (begins_with_owner(full_name, name, owner) &&
	    (len == owner || str_casecmp(name + owner, ".github.io") == 0))
		return true;
	plain_name(name, plain, sizeof(plain));
	for (size_t i = 0; i < list->n; i++)
		if (str_equal(plain, list->items[i]))
			return true;
	return false;
}

/* Solutions of puzzles, course work, settings: till others find use in it. */
static bool
is_exercise(const struct rules *rules, const struct repository *own)
{
	const char *slash =
	    own->full_name == NULL ? NULL : strchr(own->full_name, '/');
	const struct rules *left = rules;

	if (slash == NULL || (double)own->stars >= rules->stars_show)
		return false;
	if (is_placeholder(rules, own->full_name, slash + 1))
		return true;
	(void)words_scan(rules->words, slash + 1, strlen(slash + 1),
	    exercise_found, &left);
	return left == NULL;
}

bool
scoring_shows_work(const struct rules *rules, const struct repository *own)
{
	double bytes = 0;

	if (own->is_fork || own->is_mirror || is_exercise(rules, own))
		return false;
	for (size_t i = 0; i < own->n_languages; i++)
		bytes += (double)own->languages[i].bytes;
	return bytes > 0 || own->n_paths > 1 || own->stars > 0;
}

static size_t
count_distinct(int64_t *items, size_t n)
{
	size_t distinct = 0;

	scoring_sort_dates(items, n);
	for (size_t i = 0; i < n; i++)
		distinct += i == 0 || items[i] != items[i - 1];
	return distinct;
}

size_t
scoring_weeks(struct scoring *scoring, const struct piece *pieces, size_t n,
    double quality)
{
	int64_t *weeks, *shapes;
	size_t n_good = 0, n_weeks, n_shapes;

	if (n == 0)
		return 0;
	weeks = arena_alloc(scoring->arena, 2 * n * sizeof(*weeks));
	shapes = weeks + n;
	for (size_t i = 0; i < n; i++) {
		if (pieces[i].quality < quality)
			continue;
		weeks[n_good] = pieces[i].date / (7 * CLOCK_DAY_S);
		shapes[n_good++] = pieces[i].shape;
	}
	n_weeks = count_distinct(weeks, n_good);
	n_shapes = count_distinct(shapes, n_good);
	return n_weeks < n_shapes ? n_weeks : n_shapes;
}
