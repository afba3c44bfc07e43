#include <string.h>

#include "base/array.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/str.h"
#include "base/text.h"
#include "signals/claim.h"
#include "signals/claim_forms.h"

/*
 * Claims in words.  Forms, dates and details are picked by a number made of
 * person and claim, so that fifty sentences of a list are not the same one fifty
 * times, and a lead's stays the same from one day to the next.
 */
enum {
	SENTENCE_COLUMNS = 240,
	SENTENCE_BYTES = 2048,
	LONGEST = 110, /* columns of a title or a quotation */
	MIDDLE = 70,
	SHORTEST = 30,
	LINES_TOLD = 10,
	DATE_FORMS = 3,
	YEAR_DIGITS = 4,
	OID_SHOWN = 7
};

/* A sentence in the making. */
struct wording {
	const struct scoring *scoring;
	const struct claim *claim;
	uint64_t seed; /* what is left of it */
	size_t columns; /* of a title or a quotation */
	bool is_brief; /* no details */
	struct buf out;
};

static size_t
pick(struct wording *wording, size_t n)
{
	size_t picked = (size_t)(wording->seed % n);

	wording->seed /= n;
	return picked;
}

static uint64_t
mix(uint64_t seed, uint64_t value)
{
	seed = (seed ^ value) * 0x9E3779B97F4A7C15u;
	return seed ^ seed >> 32;
}

static uint64_t
seed_of(const struct scoring *scoring, const struct claim *claim)
{
	uint64_t seed =
	    mix((uint64_t)claim->kind + 1, (uint64_t)scoring->facts->person.id);

	seed = mix(seed, (uint64_t)claim->number);
	seed = mix(seed, (uint64_t)claim->comment);
	for (const char *at = claim->oid; at != NULL && *at != '\0'; at++)
		seed = mix(seed, (uint8_t)*at);
	return mix(seed, 0xA5);
}

static void
put(struct wording *wording, const char *text)
{
	buf_text(&wording->out, text);
}

/* "#123" */
static void
put_pull_number(struct wording *wording)
{
	put(wording, "#");
	buf_int(&wording->out, wording->claim->number);
}

/* "15,345" */
static void
put_number(struct wording *wording, int64_t n)
{
	if (n < 1000) {
		buf_int(&wording->out, n);
		return;
	}
	put_number(wording, n / 1000);
	buf_char(&wording->out, ',');
	n %= 1000;
	for (int64_t unit = 100; unit > 0; unit /= 10)
		buf_char(&wording->out, (char)('0' + n / unit % 10));
}

static void
put_count(struct wording *wording, int64_t n, const char *noun)
{
	put_number(wording, n);
	put(wording, " ");
	put(wording, noun);
	if (n != 1)
		put(wording, "s");
}

static void
put_year(struct wording *wording, int64_t date)
{
	char text[CLOCK_TEXT_LEN];

	clock_format_date(date, text);
	buf_add(&wording->out, text, YEAR_DIGITS);
}

static void
put_date(struct wording *wording, bool is_bare)
{
	static const char *const months[] = { "January", "February", "March",
		"April", "May", "June", "July", "August", "September",
		"October", "November", "December" };
	size_t form = pick(wording, DATE_FORMS), month;
	char text[CLOCK_TEXT_LEN];

	clock_format_date(wording->claim->date, text);
	month = (size_t)(text[5] - '0') * 10 + (size_t)(text[6] - '0') - 1;
	if (!is_bare)
		put(wording, form == 2 ? "on " : "in ");
	if (form == 2) {
		buf_text(&wording->out, text[8] == '0' ? text + 9 : text + 8);
		put(wording, " ");
	}
	if (form != 1 && month < COUNT(months)) {
		put(wording, months[month]);
		put(wording, " ");
	}
	buf_add(&wording->out, text, YEAR_DIGITS);
}

/* The largest round number below n, 0 if there is none. */
static int64_t
round_below(size_t n)
{
	static const size_t rounds[] = { 5000, 2000, 1000, 500, 300, 200, 100,
		50, 30, 20, 10, 5 };

	for (size_t i = 0; i < COUNT(rounds); i++)
		if (n > rounds[i])
			return (int64_t)rounds[i];
	return 0;
}

static void
put_more_than(struct wording *wording, size_t n)
{
	int64_t least = round_below(n);

	if (least > 0)
		put(wording, pick(wording, 2) == 0 ? "more than " : "over ");
	put_number(wording, least > 0 ? least : (int64_t)n);
}

static void
put_others(struct wording *wording)
{
	static const char *const starts[] = { ", and ", ", along with ",
		", as well as " };
	size_t form = pick(wording, 1 + COUNT(starts));

	if (form == 0 || wording->is_brief ||
	    round_below(wording->claim->count) == 0)
		return;
	put(wording, starts[form - 1]);
	put_more_than(wording, wording->claim->count);
	put(wording, " others since ");
	put_year(wording, wording->claim->since);
}

static void
put_oid(struct wording *wording)
{
	const char *oid = wording->claim->oid;

	put(wording, " (");
	buf_add(&wording->out, oid, strnlen(oid, OID_SHOWN));
	put(wording, ")");
}

/* What is in brackets after a title: its number, its size, its commit. */
static void
put_detail(struct wording *wording)
{
	const struct claim *claim = wording->claim;
	bool has_lines = claim->lines >= LINES_TOLD;
	bool has_files = claim->files > 1;
	size_t form = pick(wording, 5);

	if (wording->is_brief || form == 0)
		return;
	if (claim->oid != NULL) {
		if (form < 3)
			put_oid(wording);
		return;
	}
	/* A date in brackets follows. */
	if (claim->kind == CLAIM_MERGES)
		return;
	if (claim->kind != CLAIM_PULL || form == 1 ||
	    (!has_lines && !has_files)) {
		if (form >= 3)
			return;
		put(wording, " (");
		put_pull_number(wording);
		put(wording, ")");
		return;
	}
	put(wording, " (");
	if (form == 2) {
		put_pull_number(wording);
		put(wording, ", ");
	}
	if (has_lines && form != 4)
		put_count(wording, claim->lines, "line");
	if (has_lines && has_files && form == 3)
		put(wording, " in ");
	if (has_files && (form >= 3 || !has_lines))
		put_count(wording, claim->files, "file");
	if (has_lines && !has_files && form == 4)
		put_count(wording, claim->lines, "line");
	put(wording, ")");
}

/* What has quotation marks itself stands between curved ones. */
static void
put_in_marks(struct wording *wording, const char *text, size_t len)
{
	bool is_curved = strchr(text, '"') != NULL;

	put(wording, is_curved ? "\xE2\x80\x9C" : "\"");
	buf_add(&wording->out, text, len);
	put(wording, is_curved ? "\xE2\x80\x9D" : "\"");
}

static void
put_quoted(struct wording *wording, const char *text)
{
	size_t len = strlen(text);

	while (len > 1 && text[len - 1] == '.')
		len--;
	put_in_marks(wording, text, len);
}

static void
put_title(struct wording *wording)
{
	put_quoted(wording,
	    scoring_title(wording->scoring, wording->claim->title,
		wording->columns));
	put_detail(wording);
}

/* The end of the quotation ends the sentence. */
static void
put_said(struct wording *wording)
{
	const char *text = scoring_quote(wording->scoring,
	    wording->claim->title, wording->columns);
	size_t len;

	if (text == NULL)
		return;
	len = strlen(text);
	put_in_marks(wording, text, len);
	if (strchr(".?!", text[len - 1]) == NULL &&
	    !str_ends(text, "\xE2\x80\xA6"))
		put(wording, ".");
}

/* Stars come and go: a round number below them. */
static void
put_stars(struct wording *wording)
{
	const struct repository *own = wording->claim->own;
	int64_t unit = own->stars < 100 ? 10 : own->stars < 10000 ? 100 : 1000;
	int64_t round = own->stars / unit * unit;

	if (round < own->stars)
		put(wording, pick(wording, 2) == 0 ? "more than " : "over ");
	put_count(wording, round, "star");
	if (own->forks > 1 && !wording->is_brief && pick(wording, 2) == 0) {
		put(wording, " and ");
		put_count(wording, own->forks, "fork");
	}
}

static void
put_description(struct wording *wording)
{
	const char *text = wording->claim->title;

	if (text == NULL || text[0] == '\0' || wording->columns <= SHORTEST ||
	    scoring_is_redacted(text))
		return;
	put(wording, ": ");
	put_quoted(wording,
	    scoring_title(wording->scoring, text, wording->columns));
}

static void
put_commits(struct wording *wording)
{
	size_t n = wording->claim->count, form = pick(wording, 3);

	if (n == 1) {
		put(wording, form == 0 ? "a commit" : "one commit");
		return;
	}
	if (form == 1)
		put(wording, "a total of ");
	put_count(wording, (int64_t)n, "commit");
	if (form == 2)
		put(wording, " in all");
}

/* "an Elixir project" */
static void
put_language(struct wording *wording)
{
	const char *language = wording->claim->language;
	size_t form = pick(wording, 3);

	if (language == NULL || form == 0)
		return;
	language = scoring_line(wording->scoring, language, SHORTEST);
	if (form == 1)
		put(wording, ", a project in ");
	else if (strchr("AEIOaeio", language[0]) != NULL)
		put(wording, ", an ");
	else
		put(wording, ", a ");
	put(wording, language);
	if (form != 1)
		put(wording, " project");
}

static void
put_state(struct wording *wording)
{
	if (wording->is_brief)
		return;
	if (pick(wording, 2) == 0) {
		put_language(wording);
	} else if (wording->claim->date > 0) {
		put(wording, ", last pushed to ");
		put_date(wording, false);
	}
}

static void
put_latest(struct wording *wording)
{
	if (wording->claim->date <= 0)
		return;
	put(wording, wording->claim->count == 1 ? ", made " : ", the latest ");
	put_date(wording, false);
}

static const char *
file_name(const struct claim *claim)
{
	const char *slash =
	    claim->file == NULL ? NULL : strrchr(claim->file, '/');

	return slash != NULL ? slash + 1 : claim->file;
}

/* A plain name that is told whole, or not at all. */
static bool
has_file(const struct claim *claim)
{
	const char *name = file_name(claim);
	size_t len = 0;

	while (name != NULL && name[len] > ' ' && name[len] <= '~')
		len++;
	return len > 0 && name[len] == '\0' && len <= SHORTEST;
}

static void
put_pull(struct wording *wording)
{
	const char *name = wording->claim->repository;
	size_t form = pick(wording, 3);

	if (form == 0)
		put(wording, name);
	else if (form == 1)
		put(wording, "pull request ");
	put_pull_number(wording);
	if (form == 0)
		return;
	put(wording, form == 1 ? " of " : " in ");
	put(wording, name);
}

static void
put_slot(struct wording *wording, char slot)
{
	const struct claim *claim = wording->claim;

	switch (slot) {
	case 'r':
		put(wording, claim->repository);
		break;
	case 'n':
		put_pull_number(wording);
		break;
	case 'P':
		put_pull(wording);
		break;
	case 't':
		put_title(wording);
		break;
	case 'd':
	case 'D':
		put_date(wording, slot == 'D');
		break;
	case 'm':
		put_others(wording);
		break;
	case 'k':
		put_more_than(wording, claim->count);
		break;
	case 'y':
		put_year(wording, claim->since);
		break;
	case 'q':
		put_said(wording);
		break;
	case 'F':
		put(wording, file_name(claim));
		break;
	case 's':
		put_stars(wording);
		break;
	case 'Q':
		put_description(wording);
		break;
	case 'c':
		put_commits(wording);
		break;
	case 'l':
		put_language(wording);
		break;
	case 'v':
		put_state(wording);
		break;
	case 'L':
		put_latest(wording);
		break;
	}
}

static const struct claim_forms *
forms_of(const struct claim *claim)
{
	if (claim->kind == CLAIM_MERGES && round_below(claim->count) == 0)
		return &claim_forms_few_merges;
	if (claim->kind == CLAIM_COMMENT && has_file(claim))
		return &claim_forms_file;
	return &claim_forms[claim->kind];
}

static void
write_sentence(struct wording *wording)
{
	const struct claim_forms *list = forms_of(wording->claim);
	const char *form;

	wording->seed = seed_of(wording->scoring, wording->claim);
	form = list->items[pick(wording, list->n)];
	while (*form != '\0') {
		size_t plain = strcspn(form, "%");

		buf_add(&wording->out, form, plain);
		form += plain;
		if (*form == '\0')
			break;
		put_slot(wording, form[1]);
		form += 2;
	}
}

/* One try; *ret_fits: whether it is short enough. */
static const char *
try_sentence(struct wording *wording, bool *ret_fits)
{
	const struct scoring *scoring = wording->scoring;
	const char *text;

	buf_init(&wording->out, SENTENCE_BYTES);
	write_sentence(wording);
	text = arena_text(scoring->arena,
	    wording->out.data != NULL ? wording->out.data : "",
	    wording->out.len);
	*ret_fits = !wording->out.overflow &&
	    (wording->out.len < SENTENCE_COLUMNS ||
		text_width(text) < SENTENCE_COLUMNS);
	buf_done(&wording->out);
	return *ret_fits ? text
			 : scoring_line(scoring, text, SENTENCE_COLUMNS - 1);
}

const char *
claim_text(const struct scoring *scoring, const struct claim *claim)
{
	static const size_t columns[] = { LONGEST, MIDDLE, SHORTEST };
	const char *text = NULL;
	bool fits = false;

	/* A long name of a repository leaves less room for the title. */
	for (size_t i = 0; i < COUNT(columns) && !fits; i++) {
		struct wording wording = { .scoring = scoring,
			.claim = claim,
			.columns = columns[i],
			.is_brief = i > 0 };

		text = try_sentence(&wording, &fits);
	}
	return text;
}
