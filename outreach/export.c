#include "outreach/export.h"

#include <errno.h>
#include <string.h>

#include "base/buf.h"
#include "base/str.h"

enum {
	LEAD_MAX_BYTES = 4 * 1024 * 1024
};

int
export_flush(FILE *stream, struct buf *out)
{
	int rc = 0;

	errno = 0;
	if (out->overflow)
		rc = ERR_LIMIT;
	else if (out->len > 0 &&
	    fwrite(out->data, 1, out->len, stream) != out->len)
		rc = errno == ENOSPC || errno == EDQUOT ? ERR_FULL : ERR_IO;
	buf_reset(out);
	return rc;
}

static int
csv_begin(FILE *stream)
{
	struct buf out;
	int rc;

	buf_init(&out, LEAD_MAX_BYTES);
	lead_view_csv_heading(&out);
	rc = export_flush(stream, &out);
	buf_done(&out);
	return rc;
}

static int
csv_lead(FILE *stream, const struct lead_view *view)
{
	struct buf out;
	int rc;

	buf_init(&out, LEAD_MAX_BYTES);
	lead_view_csv(view, &out);
	rc = export_flush(stream, &out);
	buf_done(&out);
	return rc;
}

static int
jsonl_lead(FILE *stream, const struct lead_view *view)
{
	struct json_writer json;
	struct buf out;
	int rc;

	buf_init(&out, LEAD_MAX_BYTES);
	json_writer_init(&json, &out);
	lead_view_json(view, &json);
	buf_char(&out, '\n');
	rc = export_flush(stream, &out);
	buf_done(&out);
	return rc;
}

static const struct export_format formats[] = {
	{ "csv", ".csv", csv_begin, csv_lead, NULL },
	{ "jsonl", ".jsonl", NULL, jsonl_lead, NULL },
};

enum {
	N_FORMATS = sizeof(formats) / sizeof(formats[0])
};

const struct export_format *
export_format_find(const char *name)
{
	for (size_t i = 0; i < N_FORMATS; i++)
		if (str_casecmp(name, formats[i].name) == 0)
			return &formats[i];
	return NULL;
}

const struct export_format *
export_format_of(const char *file_name)
{
	size_t len = strlen(file_name);

	for (size_t i = 0; i < N_FORMATS; i++) {
		size_t ending = strlen(formats[i].ending);

		if (len > ending &&
		    str_casecmp(file_name + len - ending, formats[i].ending) ==
			0)
			return &formats[i];
	}
	return NULL;
}

const char *
export_format_names(void)
{
	return "csv, jsonl";
}
