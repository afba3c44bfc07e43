#include "outreach/export.h"

#include <errno.h>
#include <string.h>

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
csv_begin(struct export_writer *writer)
{
	/* Without the mark Excel takes the bytes for the system's 8-bit set. */
	if (writer->options->is_excel)
		buf_text(&writer->out, "\xEF\xBB\xBF");
	lead_view_csv_heading(&writer->out, writer->options->separator);
	return 0;
}

static int
csv_lead(struct export_writer *writer, const struct lead_view *view)
{
	lead_view_csv(view, &writer->out, writer->options->separator);
	return 0;
}

static void
put_json_line(struct buf *out, const struct lead_view *view)
{
	struct json_writer json;

	json_writer_init(&json, out);
	lead_view_json(view, &json);
	buf_char(out, '\n');
}

static int
jsonl_lead(struct export_writer *writer, const struct lead_view *view)
{
	put_json_line(&writer->out, view);
	return 0;
}

int
export_json_line(FILE *stream, const struct lead_view *view)
{
	struct buf out;
	int rc;

	buf_init(&out, LEAD_MAX_BYTES);
	put_json_line(&out, view);
	rc = export_flush(stream, &out);
	buf_done(&out);
	return rc;
}

static const struct export_format csv = {
	.name = "csv",
	.ending = ".csv",
	.begin = csv_begin,
	.lead = csv_lead,
};

static const struct export_format jsonl = {
	.name = "jsonl",
	.ending = ".jsonl",
	.needs_reasons = true,
	.lead = jsonl_lead,
};

static const struct export_format *const formats[] = { &csv, &jsonl,
	&export_format_xlsx, &export_format_markdown };

enum {
	N_FORMATS = sizeof(formats) / sizeof(formats[0])
};

const struct export_format *
export_format_find(const char *name)
{
	for (size_t i = 0; i < N_FORMATS; i++)
		if (str_casecmp(name, formats[i]->name) == 0)
			return formats[i];
	return NULL;
}

const struct export_format *
export_format_of(const char *file_name)
{
	size_t len = strlen(file_name);

	for (size_t i = 0; i < N_FORMATS; i++) {
		size_t ending = strlen(formats[i]->ending);

		if (len > ending &&
		    str_casecmp(file_name + len - ending, formats[i]->ending) ==
			0)
			return formats[i];
	}
	return NULL;
}

const char *
export_format_names(void)
{
	return "csv, jsonl, xlsx, md";
}

/* ---- a writer's life ---- */

static int
flush(struct export_writer *writer, int rc)
{
	return rc != 0 ? rc : export_flush(writer->stream, &writer->out);
}

int
export_begin(struct export_writer *writer)
{
	buf_init(&writer->out, LEAD_MAX_BYTES);
	if (writer->format->begin == NULL)
		return 0;
	return flush(writer, writer->format->begin(writer));
}

int
export_section(struct export_writer *writer,
    const struct export_section *section)
{
	if (writer->format->section == NULL)
		return 0;
	return flush(writer, writer->format->section(writer, section));
}

int
export_lead(struct export_writer *writer, const struct lead_view *view)
{
	return flush(writer, writer->format->lead(writer, view));
}

int
export_end(struct export_writer *writer)
{
	if (writer->format->end == NULL)
		return 0;
	return flush(writer, writer->format->end(writer));
}

void
export_done(struct export_writer *writer)
{
	if (writer->format != NULL && writer->format->drop != NULL)
		writer->format->drop(writer);
	writer->state = NULL;
	buf_done(&writer->out);
}
