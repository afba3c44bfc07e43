#include "outreach/export.h"

#include <errno.h>
#include <string.h>

#include "base/array.h"
#include "base/mem.h"
#include "base/str.h"
#include "outreach/lead_csv.h"

enum {
	LEAD_MAX_BYTES = 4 * 1024 * 1024,
	/* Leads are written that many bytes at a time. */
	WRITE_BYTES = 256 * 1024,
	PART_MAX_BYTES = EXPORT_PART_ROWS * LEAD_MAX_BYTES
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
		rc = errno == ENOSPC || errno == EDQUOT || errno == EFBIG
		    ? ERR_FULL
		    : ERR_IO;
	buf_reset(out);
	return rc;
}

/* What a list of chosen columns needs from lead to lead. */
struct columns {
	struct lead_columns all;
	struct lead_csv csv;
};

static struct columns *
columns_of(struct export_writer *writer)
{
	struct columns *columns = writer->state;
	const struct lead_columns *chosen = writer->options->columns;

	if (columns != NULL)
		return columns;
	columns = mem_calloc(1, sizeof(*columns));
	lead_columns_all(&columns->all);
	lead_csv_init(&columns->csv, &writer->out, writer->options->separator,
	    chosen != NULL ? chosen : &columns->all);
	writer->state = columns;
	return columns;
}

static void
drop_columns(struct export_writer *writer)
{
	struct columns *columns = writer->state;

	if (columns != NULL)
		lead_csv_done(&columns->csv);
	mem_free(columns);
}

static int
csv_begin(struct export_writer *writer)
{
	/* Without the mark Excel takes the bytes for the system's 8-bit set. */
	if (writer->options->is_excel)
		buf_text(&writer->out, "\xEF\xBB\xBF");
	lead_csv_heading(&columns_of(writer)->csv);
	return 0;
}

static int
csv_lead(struct export_writer *writer, const struct lead_view *view)
{
	lead_csv_row(&columns_of(writer)->csv, view);
	return 0;
}

static int
jsonl_lead(struct export_writer *writer, const struct lead_view *view)
{
	struct json_writer json;

	json_writer_init(&json, &writer->out);
	lead_view_json_columns(view, columns_of(writer)->csv.columns, &json);
	buf_char(&writer->out, '\n');
	return 0;
}

int
export_json_line(FILE *stream, const struct lead_view *view)
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

static const struct export_format csv = {
	.name = "csv",
	.ending = ".csv",
	.takes_columns = true,
	.is_apart = true,
	.begin = csv_begin,
	.lead = csv_lead,
	.drop = drop_columns,
};

static const struct export_format jsonl = {
	.name = "jsonl",
	.ending = ".jsonl",
	.takes_columns = true,
	.is_apart = true,
	.needs_reasons = true,
	.lead = jsonl_lead,
	.drop = drop_columns,
};

static const struct export_format *const formats[] = { &csv, &jsonl,
	&export_format_xlsx, &export_format_markdown };

enum {
	N_FORMATS = COUNT(formats)
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

int64_t
export_size(const struct export_writer *writer)
{
	off_t written = ftello(writer->stream);

	return written < 0 ? -1 : written + (int64_t)writer->out.len;
}

int
export_begin(struct export_writer *writer)
{
	buf_init(&writer->out, WRITE_BYTES + LEAD_MAX_BYTES);
	return writer->format->begin == NULL ? 0
					     : writer->format->begin(writer);
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
	int rc = writer->format->lead(writer, view);

	if (rc == 0 && writer->out.len < WRITE_BYTES && !writer->out.overflow)
		return 0;
	return flush(writer, rc);
}

/* ---- parts ---- */

void
export_part_lead(struct export_part *part, const struct export_format *format,
    const struct export_options *options, const struct lead_view *view)
{
	struct export_writer *writer = &part->writer;
	size_t before;

	if (writer->format == NULL) {
		writer->format = format;
		writer->options = options;
		buf_init(&writer->out, PART_MAX_BYTES);
	}
	before = writer->out.len;
	part->rc = format->lead(writer, view);
	if (part->rc == 0 &&
	    (writer->out.overflow || writer->out.len - before > LEAD_MAX_BYTES))
		part->rc = ERR_LIMIT;
	part->people[part->n++] = view->row->person.id;
	part->reachable += !str_equal(view->contact, "none");
}

int
export_add(struct export_writer *writer, struct export_part *part)
{
	struct buf *made = &part->writer.out;
	int rc = part->rc;

	if (rc == 0 && writer->out.len + made->len >= WRITE_BYTES)
		rc = export_flush(writer->stream, &writer->out);
	if (rc != 0)
		return rc;
	if (made->len >= WRITE_BYTES)
		return export_flush(writer->stream, made);
	buf_add(&writer->out, made->data, made->len);
	return 0;
}

void
export_part_reset(struct export_part *part)
{
	part->rc = 0;
	part->n = 0;
	part->reachable = 0;
	buf_reset(&part->writer.out);
}

void
export_part_done(struct export_part *part)
{
	export_done(&part->writer);
}

int
export_end(struct export_writer *writer)
{
	return flush(writer,
	    writer->format->end == NULL ? 0 : writer->format->end(writer));
}

void
export_done(struct export_writer *writer)
{
	if (writer->format != NULL && writer->format->drop != NULL)
		writer->format->drop(writer);
	writer->state = NULL;
	buf_done(&writer->out);
}
