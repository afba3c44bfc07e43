/* Records as JSON: for dumps, which are read again, and for people. */
#include <stdbool.h>

#include "base/json.h"
#include "base/record_internal.h"

static void json_members(const struct record_type *type, const void *value,
    bool exact, struct json_writer *json);

static void
json_many(const struct record_field *field, const void *value, bool exact,
    struct json_writer *json)
{
	const char *items = record_pointer(value, field->offset);
	const char *const *texts = record_pointer(value, field->offset);
	size_t n = record_count(value, field);

	json_begin_array(json);
	for (size_t i = 0; i < n; i++) {
		if (field->kind == RECORD_TEXTS) {
			json_put_text(json, texts[i]);
			continue;
		}
		json_begin_object(json);
		json_members(field->item, items + i * field->item->size, exact,
		    json);
		json_end_object(json);
	}
	json_end_array(json);
}

static void
json_field(const struct record_field *field, const void *value, bool exact,
    struct json_writer *json)
{
	json_put_key(json, field->name);
	switch (field->kind) {
	case RECORD_INT:
		json_put_int(json, record_int(value, field->offset));
		break;
	case RECORD_TIME:
		json_put_time(json, record_int(value, field->offset));
		break;
	case RECORD_BOOL:
		json_put_bool(json,
		    *(const bool *)record_member(value, field->offset));
		break;
	case RECORD_REAL:
		if (exact)
			json_put_exact(json, record_real(value, field->offset));
		else
			json_put_real(json, record_real(value, field->offset),
			    6);
		break;
	case RECORD_PART:
		json_put_real(json, record_real(value, field->offset), 4);
		break;
	case RECORD_TEXT:
		json_put_text(json, record_pointer(value, field->offset));
		break;
	case RECORD_TEXTS:
	case RECORD_LIST:
		json_many(field, value, exact, json);
		break;
	}
}

/* What takes no bytes. */
static bool
is_empty(const struct record_field *field, const void *value)
{
	const char *text;

	switch (field->kind) {
	case RECORD_INT:
	case RECORD_TIME:
		return record_int(value, field->offset) == 0;
	case RECORD_BOOL:
		return !*(const bool *)record_member(value, field->offset);
	case RECORD_REAL:
		return record_real(value, field->offset) == 0;
	case RECORD_PART:
		return record_parts(value, field->offset) == 0;
	case RECORD_TEXT:
		text = record_pointer(value, field->offset);
		return text == NULL || text[0] == '\0';
	case RECORD_TEXTS:
	case RECORD_LIST:
		return record_count(value, field) == 0;
	}
	return true;
}

static void
json_members(const struct record_type *type, const void *value, bool exact,
    struct json_writer *json)
{
	for (size_t i = 0; i < type->n_fields; i++)
		if (!is_empty(&type->fields[i], value))
			json_field(&type->fields[i], value, exact, json);
}

void
record_json_members(const struct record_type *type, const void *value,
    struct json_writer *json)
{
	json_members(type, value, true, json);
}

void
record_json(const struct record_type *type, const void *value,
    struct json_writer *json)
{
	json_begin_object(json);
	json_members(type, value, false, json);
	json_end_object(json);
}
