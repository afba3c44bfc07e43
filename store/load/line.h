#ifndef STORE_LOAD_LINE_H
#define STORE_LOAD_LINE_H

#include "base/json.h"
#include "store/rights.h"
#include "store/rights/suppress.h"
#include "store/score/score_record.h"
#include "store/task.h"

/*
 * Lines of a dump: one JSON object each, "kind" first, then what stands in the
 * key, then the members of the record by its own table.  line.c has the table
 * of the kinds; it feeds dump, load and the printed schema.
 */
enum line_kind {
	LINE_HEADER,
	LINE_SUPPRESSED,
	LINE_ROLE,
	LINE_VALUE,
	LINE_REPOSITORY,
	LINE_PERSON,
	LINE_PORTFOLIO,
	LINE_WORK,
	LINE_SCORE,
	LINE_LEAD,
	LINE_KNOWN,
	LINE_SEARCH,
	LINE_LISTED,
	LINE_TASK,
	LINE_VALIDATOR,
	LINE_JOURNAL,
	LINE_END,
	LINE_KINDS
};

enum {
	/* Of the lines' form, raised when an older program would misread. */
	DUMP_FORMAT = 1,
	/* A record of VALUE_MAX bytes grows sixfold if all of it is escaped. */
	LINE_MAX_BYTES = 128 * 1024 * 1024
};

/* One line of any kind. */
struct line {
	/* What stands in keys, or in no record. */
	int64_t format;
	int64_t schema;
	int64_t at;
	int64_t suppress_key; /* the key's fingerprint */
	int64_t lines; /* all, with header and end */
	int64_t person;
	int64_t sequence;
	const char *role;
	const char *name;
	const char *text;
	const char *hash; /* hex digits */
	const char *url;
	double weights[FAMILY_COUNT]; /* of a role */
	bool is_name_taken; /* another bears the login or name now */
	struct card card;
	union {
		struct suppression suppression;
		struct repository repository;
		struct person person;
		struct portfolio portfolio;
		struct work work;
		struct score_row score;
		struct lead lead;
		struct search search;
		struct task task;
		struct validator validator;
		struct journal_entry journal;
	} of;
};

struct line_type {
	const char *name;
	const char *about; /* one sentence */
	const struct record_type *keys; /* over struct line */
	const struct record_type *record; /* over its `of`; NULL: none */
};

const struct line_type *line_type(enum line_kind kind);
/* False if there is no such kind. */
bool line_kind_parse(const char *name, size_t len, enum line_kind *ret_kind);

/* Appends the line with its line end. */
void line_write(enum line_kind kind, const struct line *line, struct buf *out);

/* Hex digits of bytes and back; false unless there are exactly n bytes. */
const char *line_hex(struct arena *arena, const uint8_t *bytes, size_t n);
bool line_unhex(const char *text, size_t n, uint8_t *ret_bytes);

#endif
