#ifndef OUTREACH_LEAD_FIELD_H
#define OUTREACH_LEAD_FIELD_H

#include "outreach/lead_view.h"

/*
 * The contract's fields: one table, read by the JSON and the CSV writer and by
 * every format to come.  A plain field lies at an offset of the view or of its
 * row; the last kinds are lists of structs, written by name.
 */
enum lead_field_kind {
	FIELD_INT,
	FIELD_RANK, /* an int that is unknown when 0 */
	FIELD_SCORE, /* hidden for applicants */
	FIELD_SHARE, /* 0..1 */
	FIELD_BOOL,
	FIELD_TEXT,
	FIELD_WORD, /* one of our own */
	FIELD_TEXTS,
	FIELD_TIME,
	FIELD_EVIDENCE,
	FIELD_ALTERNATES,
	FIELD_SKILLS,
	FIELD_LINKS,
	FIELD_NOTES,
	FIELD_SIGNALS,
	FIELD_SEEDS
};

enum lead_field_base {
	FIELD_OF_VIEW,
	FIELD_OF_ROW
};

/* What must be read or worked out for a field; of the others the card and the
 * pipeline's record tell. */
enum lead_need {
	LEAD_NEEDS_PROFILE = 1, /* the front of it, if not the links */
	LEAD_NEEDS_SCORE = 2, /* the record, with its evidence */
	LEAD_NEEDS_REASONS = 4, /* of the signals */
	LEAD_NEEDS_NAMES = 8, /* the name split in two */
	LEAD_NEEDS_COMPANY = 16,
	LEAD_NEEDS_LINKS = 32,
	LEAD_NEEDS_POINTS = 64,
	LEAD_NEEDS_URL = 128,
	LEAD_NEEDS_ALL = 255
};

struct lead_field {
	const char *name;
	enum lead_field_kind kind;
	enum lead_field_base base;
	unsigned int needs; /* of enum lead_need */
	size_t offset;
	size_t count; /* of FIELD_TEXTS: where the number of items lies */
};

enum {
	LEAD_FIELD_EVIDENCE = 3, /* flat columns of evidence */
	LEAD_FIELD_ALTERNATES = 3, /* likewise */
	LEAD_FIELD_MAX_BYTES = 256 * 1024 /* of one text or cell */
};

extern const struct lead_field lead_fields[];
extern const size_t lead_fields_n;

/*
 * Fields in the order in which they are to be written; the table has fewer than
 * LEAD_COLUMNS_MAX.
 */
enum {
	LEAD_COLUMNS_MAX = 64
};

struct lead_columns {
	uint8_t fields[LEAD_COLUMNS_MAX]; /* places in the table */
	size_t n;
	unsigned int needs; /* of all of them */
};

void lead_columns_all(struct lead_columns *ret_columns);
/*
 * "login,name,score": names of fields, each once; "basic", in front, stands for
 * those that take no look at evidence and are of use in any list.  ERR_INVAL:
 * the detail names the one that is unknown or there twice.
 */
int lead_columns_parse(const char *text, struct lead_columns *ret_columns,
    struct err_detail *detail) MUST_CHECK;

/* Where a plain field's value lies. */
static inline const void *
lead_field_at(const struct lead_view *view, const struct lead_field *field,
    size_t offset)
{
	const void *base = field->base == FIELD_OF_VIEW
	    ? (const void *)view
	    : (const void *)view->row;

	return (const char *)base + offset;
}

/* The value of a plain field; borrowed from the view. */
static inline int64_t
lead_field_int(const struct lead_view *view, const struct lead_field *field)
{
	return *(const int64_t *)lead_field_at(view, field, field->offset);
}

static inline double
lead_field_real(const struct lead_view *view, const struct lead_field *field)
{
	return *(const double *)lead_field_at(view, field, field->offset);
}

static inline bool
lead_field_bool(const struct lead_view *view, const struct lead_field *field)
{
	return *(const bool *)lead_field_at(view, field, field->offset);
}

static inline const char *
lead_field_text(const struct lead_view *view, const struct lead_field *field)
{
	return *(const char *const *)lead_field_at(view, field, field->offset);
}

static inline const char **
lead_field_texts(const struct lead_view *view, const struct lead_field *field,
    size_t *ret_n)
{
	*ret_n = *(const size_t *)lead_field_at(view, field, field->count);
	return *(const char **const *)lead_field_at(view, field, field->offset);
}

#endif
