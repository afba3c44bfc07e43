#ifndef OUTREACH_PRESET_H
#define OUTREACH_PRESET_H

#include "outreach/export.h"

/*
 * What applicant tracking systems take in: columns as they document them, or
 * as the template has them that the user downloaded there.  No heading is
 * guessed; what is not known stays empty.  Reasons and links, never a score,
 * band or rank unless asked for.
 */
struct preset {
	const char *name; /* "greenhouse" */
	const char *title; /* "Greenhouse" */
	int64_t max_rows; /* of one file; 0: no limit known */
	int64_t max_bytes;
	bool wants_header; /* only with the header of a downloaded template */
	bool takes_more; /* columns beyond its own (custom fields) */
	bool is_plain_name; /* file names: a-z 0-9 _ - alone */
	const char *remark; /* said after an export; NULL: nothing */
};

const struct preset *preset_find(const char *name);
const char *preset_names(void); /* "greenhouse, gem, ..." */

/* The filled form of a preset: immutable, in the arena of preset_plan_make(). */
struct preset_plan;

struct preset_request {
	const struct preset *preset;
	const char *header; /* the template file's bytes; NULL: none given */
	size_t header_len;
	const char *const *sets; /* "COLUMN=TEXT": the same for all leads */
	size_t n_sets;
	const char *const *maps; /* "COLUMN=FIELD" of the lead object */
	size_t n_maps;
	bool with_score;
};

/* ERR_INVAL with a sentence for unknown columns or fields, a header that is
 * missing, superfluous, or not of that system. */
int preset_plan_make(const struct preset_request *request, struct arena *arena,
    const struct preset_plan **ret_plan, struct err_detail *detail) MUST_CHECK;

const struct preset *preset_of(const struct preset_plan *plan);

/* Why the system would not take this lead, in words; NULL: it will. */
const char *
preset_refusal(const struct preset_plan *plan, const struct lead_view *view);

/* The columns that nothing is written into, "Phone, Email"; "" if none. */
void preset_plan_empty(const struct preset_plan *plan, struct buf *ret_names);

/* The format of all presets; which one is in the options. */
extern const struct export_format export_format_preset;

/* The list of those who don't fit: heading and row, both as CSV. */
void preset_put_left_heading(struct buf *out);
void preset_put_left(struct buf *out, const struct lead_view *view,
    const char *cause);

#endif
