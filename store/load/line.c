#include "store/load/line.h"

#include <stdio.h>
#include <string.h>

#include "base/array.h"
#include "store/rights/journal.h"

/* A row for a member that has another name in the dump. */
#define NAMED(kind, text, member)                                     \
	{                                                             \
		0, kind, text, offsetof(struct line, member), 0, NULL \
	}
#define KEY(kind, member) NAMED(kind, #member, member)

static const struct record_field header_fields[] = {
	KEY(RECORD_INT, format),
	KEY(RECORD_INT, schema),
	KEY(RECORD_TIME, at),
	KEY(RECORD_TEXT, name),
	KEY(RECORD_INT, suppress_key),
};
static const struct record_field hash_fields[] = {
	KEY(RECORD_TEXT, hash),
};
/* By what the scores of a role are weighed. */
#define WEIGHT(family, name) \
	NAMED(RECORD_PART, "weight_" name, weights[FAMILY_##family])
static const struct record_field role_fields[] = {
	KEY(RECORD_TEXT, name),
	WEIGHT(MERGED_WORK, "merged_work"),
	WEIGHT(REVIEW, "review"),
	WEIGHT(COMMITS, "commits"),
	WEIGHT(OWN_PROJECTS, "own_projects"),
	WEIGHT(TESTS_CI, "tests_ci"),
	WEIGHT(README, "readme"),
	WEIGHT(STACK_FIT, "stack_fit"),
	WEIGHT(DOMAIN_DEPTH, "domain_depth"),
	WEIGHT(STANDING, "standing"),
};
static const struct record_field value_fields[] = {
	KEY(RECORD_TEXT, name),
	KEY(RECORD_TEXT, text),
};
static const struct record_field taken_fields[] = {
	KEY(RECORD_BOOL, is_name_taken),
};
static const struct record_field person_key_fields[] = {
	KEY(RECORD_INT, person),
};
static const struct record_field score_key_fields[] = {
	KEY(RECORD_TEXT, role),
	NAMED(RECORD_INT, "card_place", card.place),
	NAMED(RECORD_INT, "card_followers", card.followers),
	NAMED(RECORD_INT, "card_stars", card.stars),
	NAMED(RECORD_BOOL, "card_is_hireable", card.is_hireable),
	NAMED(RECORD_BOOL, "card_is_remote", card.is_remote),
	NAMED(RECORD_BOOL, "card_has_linkedin", card.has_linkedin),
	NAMED(RECORD_BOOL, "card_has_website", card.has_website),
	NAMED(RECORD_BOOL, "card_has_social", card.has_social),
};
static const struct record_field lead_key_fields[] = {
	KEY(RECORD_INT, person),
	KEY(RECORD_TEXT, role),
};
static const struct record_field known_fields[] = {
	KEY(RECORD_TEXT, hash),
	KEY(RECORD_TIME, at),
};
static const struct record_field listed_fields[] = {
	KEY(RECORD_TEXT, name),
	KEY(RECORD_TEXT, role),
	KEY(RECORD_INT, person),
};
static const struct record_field validator_key_fields[] = {
	KEY(RECORD_TEXT, url),
	KEY(RECORD_TEXT, hash),
};
static const struct record_field journal_key_fields[] = {
	KEY(RECORD_INT, sequence),
};
static const struct record_field end_fields[] = {
	KEY(RECORD_INT, lines),
};

#define KEYS(fields)                                                  \
	{                                                             \
		"keys", sizeof(struct line), fields, COUNT(fields), 0 \
	}
static const struct record_type header_keys = KEYS(header_fields);
static const struct record_type hash_keys = KEYS(hash_fields);
static const struct record_type role_keys = KEYS(role_fields);
static const struct record_type value_keys = KEYS(value_fields);
static const struct record_type taken_keys = KEYS(taken_fields);
static const struct record_type person_keys = KEYS(person_key_fields);
static const struct record_type score_keys = KEYS(score_key_fields);
static const struct record_type lead_keys = KEYS(lead_key_fields);
static const struct record_type known_keys = KEYS(known_fields);
static const struct record_type listed_keys = KEYS(listed_fields);
static const struct record_type task_keys = { "keys", 0, NULL, 0, 0 };
static const struct record_type validator_keys = KEYS(validator_key_fields);
static const struct record_type journal_keys = KEYS(journal_key_fields);
static const struct record_type end_keys = KEYS(end_fields);

static const struct line_type types[LINE_KINDS] = {
	[LINE_HEADER] = { "muster-dump",
	    "The first line: the form of the lines, the schema of the store, "
	    "when, by which program, and the fingerprint of the key that the "
	    "hashes were made with.",
	    &header_keys, NULL },
	[LINE_SUPPRESSED] = { "suppressed",
	    "Somebody who is never to be fetched, stored or shown, by keyed "
	    "hash (64 hex digits).",
	    &hash_keys, &store_suppression_record },
	[LINE_ROLE] = { "role",
	    "A role that has scores or a pipeline, and the weights of its "
	    "list.",
	    &role_keys, NULL },
	[LINE_VALUE] = { "value",
	    "A small value of the program's: enabled roles, medians, ...",
	    &value_keys, NULL },
	[LINE_REPOSITORY] = { "repository", "A repository that was walked.",
	    &taken_keys, &repository_record },
	[LINE_PERSON] = { "person",
	    "A profile; with `refusal` one who asked not to be recruited, of "
	    "whom nothing else is kept.",
	    &taken_keys, &person_record },
	[LINE_PORTFOLIO] = { "portfolio", "A person's own repositories.",
	    &person_keys, &portfolio_record },
	[LINE_WORK] = { "work", "What a person did in one walked repository.",
	    &person_keys, &work_record },
	[LINE_SCORE] = { "score",
	    "A person's score for a role; card_... is what the ranked index "
	    "held of the person when the score was made.",
	    &score_keys, &score_row_record },
	[LINE_LEAD] = { "lead",
	    "Where a person stands in a role's pipeline; without `role` what "
	    "holds for all roles.",
	    &lead_keys, &lead_record },
	[LINE_KNOWN] = { "known",
	    "Somebody who is known from elsewhere, by keyed hash (64 hex "
	    "digits), and since when.",
	    &known_keys, NULL },
	[LINE_SEARCH] = { "search",
	    "A saved search, and when it was last listed for which role.",
	    &task_keys, &search_record },
	[LINE_LISTED] = { "listed",
	    "Whom the saved search `name` has listed for the role.",
	    &listed_keys, NULL },
	[LINE_TASK] = { "task", "What is to be fetched, and how far it is.",
	    &task_keys, &task_record },
	[LINE_VALIDATOR] = { "validator",
	    "For asking GitHub whether something has changed; of a long URL "
	    "the head and the hash of all of it.",
	    &validator_keys, &validator_record },
	[LINE_JOURNAL] = { "journal", "Who did what, when.", &journal_keys,
	    &store_journal_record },
	[LINE_END] = { "end",
	    "The last line: how many there are; a dump without it was cut "
	    "off.",
	    &end_keys, NULL },
};

const struct line_type *
line_type(enum line_kind kind)
{
	return &types[kind];
}

bool
line_kind_parse(const char *name, size_t len, enum line_kind *ret_kind)
{
	for (int kind = 0; kind < LINE_KINDS; kind++)
		if (strlen(types[kind].name) == len &&
		    memcmp(types[kind].name, name, len) == 0) {
			*ret_kind = (enum line_kind)kind;
			return true;
		}
	return false;
}

void
line_write(enum line_kind kind, const struct line *line, struct buf *out)
{
	const struct line_type *type = &types[kind];
	struct json_writer json;

	json_writer_init(&json, out);
	json_begin_object(&json);
	json_member_text(&json, "kind", type->name);
	record_json_members(type->keys, line, &json);
	if (type->record != NULL)
		record_json_members(type->record, &line->of, &json);
	json_end_object(&json);
	buf_char(out, '\n');
}

/* ---- hex digits ---- */

static const char hex[] = "0123456789abcdef";

const char *
line_hex(struct arena *arena, const uint8_t *bytes, size_t n)
{
	char *text = arena_alloc(arena, 2 * n + 1);

	for (size_t i = 0; i < n; i++) {
		text[2 * i] = hex[bytes[i] >> 4];
		text[2 * i + 1] = hex[bytes[i] & 15];
	}
	text[2 * n] = '\0';
	return text;
}

bool
line_unhex(const char *text, size_t n, uint8_t *ret_bytes)
{
	if (text == NULL || strlen(text) != 2 * n)
		return false;
	for (size_t i = 0; i < n; i++) {
		const char *high = strchr(hex, text[2 * i]);
		const char *low = strchr(hex, text[2 * i + 1]);

		if (high == NULL || low == NULL)
			return false;
		ret_bytes[i] = (uint8_t)((high - hex) << 4 | (low - hex));
	}
	return true;
}

/* ---- the schema ---- */

static const char *
kind_text(const struct record_field *field)
{
	switch (field->kind) {
	case RECORD_INT:
		return "whole number";
	case RECORD_BOOL:
		return "true or false";
	case RECORD_REAL:
	case RECORD_PART:
		return "number";
	case RECORD_TEXT:
		return "text";
	case RECORD_TEXTS:
		return "list of texts";
	case RECORD_TIME:
		return "time, RFC 3339";
	case RECORD_LIST:
		return "list of";
	}
	return "";
}

static void
write_fields(const struct record_type *type, int depth, struct buf *out)
{
	for (size_t i = 0; i < type->n_fields; i++) {
		const struct record_field *field = &type->fields[i];

		buf_format(out, "%*s%-*s %s", 2 * depth, "", 24 - 2 * depth,
		    field->name, kind_text(field));
		if (field->kind == RECORD_LIST)
			buf_format(out, " %s", field->item->name);
		buf_char(out, '\n');
		if (field->kind == RECORD_LIST)
			write_fields(field->item, depth + 1, out);
	}
}

void
store_dump_schema(struct buf *out)
{
	for (int kind = 0; kind < LINE_KINDS; kind++) {
		const struct line_type *type = &types[kind];

		buf_format(out, "%s%s: %s\n", kind > 0 ? "\n" : "", type->name,
		    type->about);
		write_fields(type->keys, 1, out);
		if (type->record != NULL)
			write_fields(type->record, 1, out);
	}
}
