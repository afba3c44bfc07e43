#include "cli/subject_page.h"

#include <string.h>

#include "base/array.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/text.h"
#include "store/rights.h"

enum {
	/* A record of 16 MB grows sixfold if all of it is escaped. */
	PAGE_MAX_BYTES = 128 * 1024 * 1024,
	INDENT = 2
};

struct subject_page {
	FILE *out;
	bool is_json;
	struct buf text; /* not yet written */
	struct json_writer json;
	const char *part; /* the open one, NULL: none */
	int64_t n; /* entries of the part */
	const char *what; /* of the record that is told */
	struct mention *mentions; /* what the text tells of at the end */
	size_t n_mentions;
	struct arena arena;
	struct arena kept; /* of the mentions */
};

/* Mentions of one kind in one repository. */
struct mention {
	const char *what;
	const char *repository; /* or NULL */
	int64_t n;
	int64_t records;
};

/* Members of a profile that are muster's own, not GitHub's. */
static const char *const own_members[] = { "bot_reason", "fetched_at",
	"first_seen", "gists", "refused_at", "vanished_at" };

struct subject_page *
subject_page_new(FILE *out, bool is_json)
{
	struct subject_page *page = mem_calloc(1, sizeof(*page));

	page->out = out;
	page->is_json = is_json;
	buf_init(&page->text, PAGE_MAX_BYTES);
	json_writer_init(&page->json, &page->text);
	return page;
}

void
subject_page_free(struct subject_page *page)
{
	if (page == NULL)
		return;
	buf_done(&page->text);
	arena_done(&page->arena);
	arena_done(&page->kept);
	mem_free(page->mentions);
	mem_free(page);
}

/* What was made goes out; fputs's failure shows at the end. */
static void
flush(struct subject_page *page)
{
	if (page->text.len > 0)
		(void)fwrite(page->text.data, 1, page->text.len, page->out);
	buf_reset(&page->text);
	arena_reset(&page->arena);
}

static const char *
time_text(struct subject_page *page, int64_t at)
{
	char text[CLOCK_TEXT_LEN];

	clock_format(at, text);
	return arena_strdup(&page->arena, text);
}

/* ---- values ---- */

/* What a number of a record stands for; NULL: for itself. */
static const char *
word_of(const char *what, const struct record_field *field, const void *value)
{
	int64_t n;

	if (field->kind != RECORD_INT)
		return NULL;
	memcpy(&n, (const char *)value + field->offset, sizeof(n));
	if (str_equal(what, "pipeline") && str_equal(field->name, "status"))
		return status_name((enum status)n);
	if (str_equal(what, "score") && str_equal(field->name, "band"))
		return band_name((enum band)n);
	if (str_equal(what, "score") && str_equal(field->name, "involvement"))
		return involvement_name((enum involvement)n);
	return NULL;
}

/* A text as Markdown shows it: one line, nothing in it is markup. */
static void
put_text(struct subject_page *page, const char *text)
{
	struct buf line;

	buf_init(&line, PAGE_MAX_BYTES);
	text_line(&line, text, strlen(text));
	for (size_t i = 0; i < line.len; i++) {
		if (strchr("\\`*_[]<>#|&", line.data[i]) != NULL)
			buf_char(&page->text, '\\');
		buf_char(&page->text, line.data[i]);
	}
	buf_done(&line);
}

static void put_fields(struct subject_page *page,
    const struct record_type *type, const void *value, int depth);

static const void *
member(const struct record_field *field, const void *value)
{
	return (const char *)value + field->offset;
}

static size_t
count_of(const struct record_field *field, const void *value)
{
	size_t n;

	memcpy(&n, (const char *)value + field->count, sizeof(n));
	return n;
}

/* Whether there is nothing to tell: zero, false, "", an empty list. */
static bool
is_empty(const struct record_field *field, const void *value)
{
	const void *at = member(field, value);

	switch (field->kind) {
	case RECORD_INT:
	case RECORD_TIME:
		return *(const int64_t *)at == 0;
	case RECORD_BOOL:
		return !*(const bool *)at;
	case RECORD_REAL:
	case RECORD_PART:
		return *(const double *)at == 0;
	case RECORD_TEXT:
		return *(const char *const *)at == NULL ||
		    **(const char *const *)at == '\0';
	case RECORD_TEXTS:
	case RECORD_LIST:
		return count_of(field, value) == 0;
	}
	return true;
}

static void
put_many(struct subject_page *page, const struct record_field *field,
    const void *value, int depth)
{
	size_t n = count_of(field, value);
	const char *items;

	memcpy(&items, member(field, value), sizeof(items));
	for (size_t i = 0; i < n; i++) {
		if (field->kind == RECORD_TEXTS) {
			buf_text(&page->text, i > 0 ? ", " : "");
			put_text(page,
			    ((const char *const *)(const void *)items)[i]);
			continue;
		}
		buf_format(&page->text, "\n%*s%zu.", INDENT * depth, "", i + 1);
		if (str_equal(page->what, "score") &&
		    str_equal(field->name, "signals") && i < FAMILY_COUNT)
			buf_format(&page->text, " %s",
			    family_title((enum family)i));
		put_fields(page, field->item, items + i * field->item->size,
		    depth + 1);
	}
}

static void
put_value(struct subject_page *page, const struct record_field *field,
    const void *value, int depth)
{
	const void *at = member(field, value);

	switch (field->kind) {
	case RECORD_INT:
		buf_format(&page->text, "%lld",
		    (long long)*(const int64_t *)at);
		break;
	case RECORD_TIME:
		buf_text(&page->text, time_text(page, *(const int64_t *)at));
		break;
	case RECORD_BOOL:
		buf_text(&page->text, "yes");
		break;
	case RECORD_REAL:
	case RECORD_PART:
		buf_format(&page->text, "%.3f", *(const double *)at);
		break;
	case RECORD_TEXT:
		put_text(page, *(const char *const *)at);
		break;
	case RECORD_TEXTS:
	case RECORD_LIST:
		put_many(page, field, value, depth);
		break;
	}
}

/* As deep as records are nested.  NOLINTBEGIN(misc-no-recursion) */
static void
put_fields(struct subject_page *page, const struct record_type *type,
    const void *value, int depth)
{
	for (size_t i = 0; i < type->n_fields; i++) {
		const struct record_field *field = &type->fields[i];
		const char *word =
		    depth == 0 ? word_of(page->what, field, value) : NULL;

		if (is_empty(field, value))
			continue;
		buf_format(&page->text, "\n%*s- %s: ", INDENT * depth, "",
		    field->name);
		if (word != NULL)
			buf_text(&page->text, word);
		else
			put_value(page, field, value, depth + 1);
	}
}
/* NOLINTEND(misc-no-recursion) */

/* ---- head ---- */

static void
head_json(struct subject_page *page, const struct person *person,
    const struct subject_suppression *suppression,
    const struct retention_end *end)
{
	struct json_writer *json = &page->json;

	if (person->id > 0)
		json_member_int(json, "id", person->id);
	json_member_text(json, "login", person->login);
	json_member_bool(json, "is_held",
	    person->first_seen != 0 || person->refusal != NULL);
	json_member_time(json, "first_seen", person->first_seen);
	json_member_time(json, "deleted_at", end->at);
	json_member_bool(json, "was_told", end->told);
	json_member_bool(json, "is_kept_out", suppression->is_there);
	json_member_time(json, "kept_out_since", suppression->since);
	json_member_time(json, "kept_out_until", suppression->until);
}

static void
head_text(struct subject_page *page, const struct person *person,
    const struct subject_suppression *suppression,
    const struct retention_end *end)
{
	struct buf *text = &page->text;

	buf_text(text, "\n");
	if (person->refusal != NULL)
		buf_text(text,
		    "You asked not to be recruited. Nothing else is held.\n");
	else if (person->first_seen == 0)
		buf_format(text, "No data is held under this %s.\n",
		    person->id > 0
			? "id"
			: "name. Of people who refuse only the id is known: "
			  "ask by that, too");
	else
		buf_format(text,
		    "First found on %s. %s; everything is deleted after %s "
		    "unless that changes.\n",
		    time_text(page, person->first_seen),
		    end->told ? "You were told" : "You were not told yet",
		    time_text(page, end->at));
	if (suppression->is_there && suppression->until == 0)
		buf_format(text,
		    "Kept out for ever since %s, by a keyed hash of id and "
		    "login: never fetched, stored or shown.\n",
		    time_text(page, suppression->since));
	else if (suppression->is_there)
		buf_format(text,
		    "Kept out since %s until %s, by a keyed hash of id and "
		    "login.\n",
		    time_text(page, suppression->since),
		    time_text(page, suppression->until));
}

void
subject_page_head(struct subject_page *page, const struct person *person,
    const char *asked, const struct subject_suppression *suppression,
    const struct retention_end *end, int64_t now)
{
	if (page->is_json) {
		json_begin_object(&page->json);
		json_member_text(&page->json, "asked_for", asked);
		json_member_time(&page->json, "asked_at", now);
		head_json(page, person, suppression, end);
		return;
	}
	buf_text(&page->text, "# What is held on ");
	put_text(page, asked);
	buf_format(&page->text, "\n\nAs of %s. Times are in UTC.\n",
	    time_text(page, now));
	head_text(page, person, suppression, end);
}

/* ---- parts ---- */

static void
put_mentions(struct subject_page *page)
{
	for (size_t i = 0; i < page->n_mentions; i++) {
		const struct mention *mention = &page->mentions[i];

		buf_format(&page->text, "\n- %s", mention->what);
		if (mention->repository != NULL) {
			buf_text(&page->text, ", ");
			put_text(page, mention->repository);
		}
		buf_format(&page->text, ": %lld", (long long)mention->n);
		if (mention->records > 1)
			buf_format(&page->text, " in %lld records",
			    (long long)mention->records);
	}
	page->n_mentions = 0;
}

static void
end_part(struct subject_page *page)
{
	if (page->part == NULL)
		return;
	put_mentions(page);
	if (page->is_json)
		json_end_array(&page->json);
	else if (page->n == 0)
		buf_text(&page->text, "\nNothing.\n");
	else if (!str_equal(page->part, "records"))
		buf_char(&page->text, '\n'); /* of the last line */
	page->part = NULL;
}

static const char *
title_of(const char *part)
{
	static const char *const titles[][2] = {
		{ "records", "What is held" },
		{ "journal", "What was done with it" },
		{ "files", "Files that left the store with it" },
		{ "mentions", "Where others' data mention you" },
	};

	for (size_t i = 0; i < COUNT(titles); i++)
		if (str_equal(titles[i][0], part))
			return titles[i][1];
	return part;
}

void
subject_page_part(struct subject_page *page, const char *name)
{
	end_part(page);
	page->part = name;
	page->n = 0;
	if (page->is_json) {
		json_put_key(&page->json, name);
		json_begin_array(&page->json);
	} else {
		buf_format(&page->text, "\n## %s\n", title_of(name));
	}
	flush(page);
}

static bool
is_own_member(const struct subject_record *record, const char *name)
{
	if (!str_equal(record->what, "profile"))
		return false;
	for (size_t i = 0; i < COUNT(own_members); i++)
		if (str_equal(own_members[i], name))
			return true;
	return false;
}

static void
record_json_fields(struct subject_page *page,
    const struct subject_record *record)
{
	struct json_writer *json = &page->json;

	for (size_t i = 0; i < record->type->n_fields; i++) {
		struct record_field field = record->type->fields[i];
		const struct record_type one = { "value", record->type->size,
			&field, 1, 0 };
		bool is_own = is_own_member(record, field.name);
		const char *word = word_of(record->what, &field, record->value);

		if (is_empty(&field, record->value))
			continue;
		json_begin_object(json);
		json_member_text(json, "field", field.name);
		field.name = "value";
		if (word != NULL)
			json_member_text(json, "value", word);
		else
			record_json_members(&one, record->value, json);
		json_member_text(json, "source",
		    is_own ? "made by muster" : record->source);
		json_member_time(json, "time", record->at);
		json_end_object(json);
	}
}

void
subject_page_record(struct subject_page *page,
    const struct subject_record *record)
{
	struct json_writer *json = &page->json;

	page->n++;
	page->what = record->what;
	if (page->is_json) {
		json_begin_object(json);
		json_member_text(json, "what", record->what);
		json_member_text(json, "about", record->about);
		json_member_text(json, "role", record->role);
		json_put_key(json, "fields");
		json_begin_array(json);
		record_json_fields(page, record);
		json_end_array(json);
		json_end_object(json);
		flush(page);
		return;
	}
	buf_format(&page->text, "\n### %s", record->what);
	if (record->role != NULL) {
		buf_text(&page->text, ": ");
		put_text(page, record->role);
	}
	buf_format(&page->text, "\n\n%s Source: %s", record->about,
	    record->source);
	if (record->at != 0)
		buf_format(&page->text, ", %s", time_text(page, record->at));
	buf_text(&page->text, ".\n");
	put_fields(page, record->type, record->value, 0);
	buf_char(&page->text, '\n');
	flush(page);
}

void
subject_page_journal(struct subject_page *page,
    const struct journal_entry *entry)
{
	struct json_writer *json = &page->json;

	page->n++;
	if (page->is_json) {
		json_begin_object(json);
		json_member_time(json, "at", entry->at);
		json_member_text(json, "action", entry->action);
		json_member_text(json, "actor", entry->actor);
		json_member_text(json, "person", entry->person);
		json_member_text(json, "detail", entry->detail);
		json_end_object(json);
	} else {
		buf_format(&page->text, "\n- %s %s", time_text(page, entry->at),
		    entry->action);
		if (entry->actor != NULL) {
			buf_text(&page->text, " by ");
			put_text(page, entry->actor);
		}
		if (entry->detail != NULL) {
			buf_text(&page->text, ": ");
			put_text(page, entry->detail);
		}
	}
	flush(page);
}

/* The text has a line for all records of a kind in a repository. */
static void
add_mention(struct subject_page *page, const char *what, const char *repository,
    int64_t n)
{
	struct mention *mention = page->mentions;
	struct mention *end = mention + page->n_mentions;

	while (mention < end &&
	    (!str_equal(mention->what, what) ||
		!str_equal(mention->repository, repository)))
		mention++;
	if (mention == end) {
		if ((page->n_mentions & (page->n_mentions - 1)) == 0)
			page->mentions = mem_resize(page->mentions,
			    page->n_mentions == 0 ? 1 : 2 * page->n_mentions,
			    sizeof(*page->mentions));
		mention = &page->mentions[page->n_mentions++];
		*mention = (struct mention){ .what = what,
			.repository = repository != NULL
			    ? arena_strdup(&page->kept, repository)
			    : NULL };
	}
	mention->n += n;
	mention->records++;
}

void
subject_page_mention(struct subject_page *page, const char *what,
    const char *repository, int64_t n)
{
	struct json_writer *json = &page->json;

	page->n++;
	if (page->is_json) {
		json_begin_object(json);
		json_member_text(json, "in", what);
		json_member_text(json, "repository", repository);
		json_member_int(json, "mentions", n);
		json_end_object(json);
		flush(page);
	} else {
		add_mention(page, what, repository, n);
	}
}

void
subject_page_end(struct subject_page *page)
{
	end_part(page);
	if (page->is_json) {
		json_end_object(&page->json);
		buf_char(&page->text, '\n');
	}
	flush(page);
}
