#ifndef TESTS_UNIT_LEAD_INPUT_H
#define TESTS_UNIT_LEAD_INPUT_H

/*
 * A lead for tests, read from a file of lines "key value".  '#' begins a
 * comment line; in values \n \t \r \\ and \xHH stand for bytes, and " | "
 * separates parts.  An unknown key fails the test.  See tests/golden/export.
 */
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/str.h"
#include "store/query.h"
#include "tests/unit/test.h"

enum {
	INPUT_ITEMS = 16,
	INPUT_PARTS = 5,
	INPUT_MAX_BYTES = 1024 * 1024
};

struct lead_input {
	struct arena *arena;
	struct lead_row *row;
	const char *parts[INPUT_PARTS];
	size_t n;
};

static inline int
input_hex(char c)
{
	return str_is_digit(c) ? c - '0' : str_lower(c) - 'a' + 10;
}

static inline char *
input_unescape(struct arena *arena, const char *text, size_t len)
{
	char *out = arena_text(arena, text, len);
	size_t n = 0;

	for (size_t i = 0; i < len; i++) {
		if (text[i] != '\\' || i + 1 == len) {
			out[n++] = text[i];
			continue;
		}
		i++;
		if (text[i] == 'x' && i + 2 < len) {
			out[n++] = (char)(input_hex(text[i + 1]) * 16 +
			    input_hex(text[i + 2]));
			i += 2;
		} else {
			out[n++] = text[i] == 'n' ? '\n'
			    : text[i] == 't'      ? '\t'
			    : text[i] == 'r'      ? '\r'
						  : text[i];
		}
	}
	out[n] = '\0';
	return out;
}

static inline void
input_split(struct lead_input *input, const char *value, size_t len)
{
	memset(input->parts, 0, sizeof(input->parts));
	for (input->n = 0; input->n < INPUT_PARTS;) {
		const char *bar = memmem(value, len, " | ", 3);
		size_t part = bar != NULL ? (size_t)(bar - value) : len;

		input->parts[input->n++] =
		    input_unescape(input->arena, value, part);
		if (bar == NULL)
			return;
		value = bar + 3;
		len -= part + 3;
	}
	fail_msg("too many parts: %s", value);
}

static inline int64_t
input_int(const struct lead_input *input, size_t part)
{
	int64_t value = 0;

	assert_true(part < input->n);
	assert_ok(str_to_int(input->parts[part], INT64_MIN, INT64_MAX, &value));
	return value;
}

static inline double
input_real(const struct lead_input *input, size_t part)
{
	double value = 0;

	assert_true(part < input->n);
	assert_ok(str_to_real(input->parts[part], &value));
	return value;
}

static inline int64_t
input_time(const struct lead_input *input, size_t part)
{
	int64_t value = 0;

	if (part >= input->n)
		return 0;
	assert_ok(clock_parse(input->parts[part], &value));
	return value;
}

/* One more of a list whose room for INPUT_ITEMS is made at the first. */
static inline void *
input_more(struct lead_input *input, void *items, size_t *n, size_t size)
{
	assert_true(*n < INPUT_ITEMS);
	if (*n == 0)
		items = arena_calloc(input->arena, INPUT_ITEMS, size);
	(*n)++;
	return items;
}

#define INPUT_ADD(input, items, n, ...)                                       \
	do {                                                                  \
		(items) = input_more(input, (items), &(n), sizeof(*(items))); \
		(items)[(n)-1] = __VA_ARGS__;                                 \
	} while (0)

static inline bool
input_person(struct lead_input *input, const char *key)
{
	struct person *person = &input->row->person;
	const char *text = input->parts[0];

	if (str_equal(key, "id"))
		person->id = input_int(input, 0);
	else if (str_equal(key, "login"))
		person->login = text;
	else if (str_equal(key, "name"))
		person->name = text;
	else if (str_equal(key, "company"))
		person->company = text;
	else if (str_equal(key, "location"))
		person->location = text;
	else if (str_equal(key, "hireable"))
		person->hireable = true;
	else if (str_equal(key, "followers"))
		person->followers = input_int(input, 0);
	else if (str_equal(key, "first_seen"))
		person->first_seen = input_time(input, 0);
	else if (str_equal(key, "fetched_at"))
		person->fetched_at = input_time(input, 0);
	else if (str_equal(key, "link"))
		INPUT_ADD(input, person->links, person->n_links,
		    (struct link){ text, input->parts[1] });
	else
		return false;
	return true;
}

static inline bool
input_score_lists(struct lead_input *input, const char *key)
{
	struct score *score = &input->row->score;
	const char *text = input->parts[0];

	if (str_equal(key, "flag"))
		INPUT_ADD(input, score->flags, score->n_flags, text);
	else if (str_equal(key, "must_missing"))
		INPUT_ADD(input, score->must_missing, score->n_must_missing,
		    text);
	else if (str_equal(key, "language"))
		INPUT_ADD(input, score->languages, score->n_languages, text);
	else if (str_equal(key, "skill"))
		INPUT_ADD(input, score->skills, score->n_skills,
		    (struct skill_seen){ text, 0.5 });
	else if (str_equal(key, "evidence"))
		INPUT_ADD(input, score->evidence, score->n_evidence,
		    (struct evidence){ text, input->parts[1], input->parts[2],
			input_time(input, 3) });
	else if (str_equal(key, "alternate"))
		INPUT_ADD(input, score->alternates, score->n_alternates,
		    (struct reason){ text, input->parts[1],
			input_time(input, 2) });
	else if (str_equal(key, "seed"))
		INPUT_ADD(input, score->seeds, score->n_seeds,
		    (struct seed_work){ text, 0, input_int(input, 1),
			input_int(input, 2), input_int(input, 3) });
	else
		return false;
	return true;
}

static inline void
input_signal(struct lead_input *input, bool is_reason)
{
	struct signal *signal;
	enum family family;

	assert_true(family_parse(input->parts[0], &family));
	signal = &input->row->score.signals[family];
	if (is_reason) {
		INPUT_ADD(input, signal->reasons, signal->n_reasons,
		    (struct reason){ input->parts[1], input->parts[2], 0 });
		return;
	}
	signal->value = input_real(input, 1);
	signal->coverage = input_real(input, 2);
	signal->weight = input_real(input, 3);
	signal->points = input_real(input, 4);
}

static inline bool
input_score(struct lead_input *input, const char *key)
{
	struct score *score = &input->row->score;
	const char *text = input->parts[0];

	if (str_equal(key, "score"))
		score->score = input_real(input, 0);
	else if (str_equal(key, "coverage"))
		score->coverage = input_real(input, 0);
	else if (str_equal(key, "band"))
		assert_true(band_parse(text, &score->band));
	else if (str_equal(key, "involvement")) {
		score->involvement = (enum involvement)input_int(input, 0);
		score->involvement_reason = input->parts[1];
	} else if (str_equal(key, "headline"))
		score->headline = text;
	else if (str_equal(key, "reason"))
		score->reason = text;
	else if (str_equal(key, "reason_url"))
		score->reason_url = text;
	else if (str_equal(key, "merged"))
		score->merged_pulls = input_int(input, 0);
	else if (str_equal(key, "reviews"))
		score->reviews = input_int(input, 0);
	else if (str_equal(key, "last_active"))
		score->last_active = input_time(input, 0);
	else if (str_equal(key, "rubric"))
		score->rubric = text;
	else if (str_equal(key, "signal"))
		input_signal(input, false);
	else if (str_equal(key, "why"))
		input_signal(input, true);
	else
		return input_score_lists(input, key);
	return true;
}

static inline bool
input_lead(struct lead_input *input, const char *key)
{
	struct lead *lead = &input->row->lead;
	const char *text = input->parts[0];
	enum status status;

	if (str_equal(key, "rank"))
		input->row->rank = input_int(input, 0);
	else if (str_equal(key, "status")) {
		assert_true(status_parse(text, &status));
		lead->status = (int64_t)status;
		lead->status_at = input_time(input, 1);
		lead->status_reason = input->parts[2];
	} else if (str_equal(key, "contacted_at"))
		lead->contacted_at = lead->noticed_at = input_time(input, 0);
	else if (str_equal(key, "owner"))
		lead->owner = text;
	else if (str_equal(key, "tag"))
		INPUT_ADD(input, lead->tags, lead->n_tags, text);
	else if (str_equal(key, "note"))
		INPUT_ADD(input, lead->notes, lead->n_notes,
		    (struct note){ input_time(input, 1), text });
	else
		return false;
	return true;
}

/* The bytes of a file, with their number; in the arena. */
static inline const char *
input_file(const char *path, struct arena *arena, size_t *ret_len)
{
	struct err_detail detail = { 0 };
	const char *text;
	struct buf content;

	buf_init(&content, INPUT_MAX_BYTES);
	if (file_read(path, &content, &detail) != 0)
		fail_msg("%s", detail.text);
	text = arena_text(arena, content.data != NULL ? content.data : "",
	    content.len);
	*ret_len = content.len;
	buf_done(&content);
	return text;
}

static inline void
input_read(const char *path, struct arena *arena, struct lead_row *ret_row)
{
	struct lead_input input = { .arena = arena, .row = ret_row };
	size_t len;
	const char *at = input_file(path, arena, &len);

	memset(ret_row, 0, sizeof(*ret_row));
	for (; *at != '\0'; at += len + (at[len] == '\n')) {
		size_t key_len = strcspn(at, " \n");
		const char *key = arena_text(arena, at, key_len);
		size_t skip;

		len = strcspn(at, "\n");
		if (len == 0 || at[0] == '#')
			continue;
		skip = key_len < len ? key_len + 1 : len;
		input_split(&input, at + skip, len - skip);
		if (!input_person(&input, key) && !input_score(&input, key) &&
		    !input_lead(&input, key))
			fail_msg("%s: unknown key %s", path, key);
	}
}

#endif
