#include "outreach/bundle.h"

#include <errno.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "outreach/preset.h"

enum {
	FILES_MAX = 1000,
	TODO_MAX_BYTES = 1024 * 1024,
	PUSH_ROWS = 4096
};

struct bundle_file {
	struct file_replace file;
	const char *path;
};

static const struct preset *
preset(const struct bundle *bundle)
{
	return bundle->options->preset == NULL
	    ? NULL
	    : preset_of(bundle->options->preset);
}

/* "list.csv" with "-2" gives "list-2.csv". */
static const char *
variant(struct bundle *bundle, const char *insert)
{
	const char *path = bundle->path;
	const char *slash = strrchr(path, '/');
	const char *dot = strrchr(path, '.');
	size_t stem = strlen(path);

	if (dot != NULL && (slash == NULL || dot > slash + 1) && dot != path)
		stem = (size_t)(dot - path);
	return arena_format(&bundle->arena, "%.*s%s%s", (int)stem, path, insert,
	    path + stem);
}

const char *
bundle_todo_path(struct bundle *bundle)
{
	return variant(bundle, ".todo");
}

static int
explain(struct bundle *bundle, int rc)
{
	const char *path = bundle->n_files > 0
	    ? bundle->files[bundle->n_files - 1].path
	    : NULL;

	if (rc == 0)
		return 0;
	return err_set(bundle->detail, rc, "%.200s: can't be written: %s",
	    path != NULL ? path : "standard output", err_name(rc));
}

/* Opens the next file, or standard output, and begins a list in it. */
static int
open_next(struct bundle *bundle)
{
	struct bundle_file *next;
	char insert[24] = "";
	int rc = 0;

	bundle->rows = 0;
	memset(&bundle->writer, 0, sizeof(bundle->writer));
	bundle->writer.format = bundle->format;
	bundle->writer.options = bundle->options;
	bundle->writer.detail = bundle->detail;
	bundle->writer.stream = stdout;
	if (bundle->path != NULL) {
		if (bundle->n_files > 0)
			(void)snprintf(insert, sizeof(insert), "-%zu",
			    bundle->n_files + 1);
		bundle->files = mem_resize(bundle->files, bundle->n_files + 1,
		    sizeof(*bundle->files));
		next = &bundle->files[bundle->n_files];
		memset(next, 0, sizeof(*next));
		next->path =
		    insert[0] == '\0' ? bundle->path : variant(bundle, insert);
		rc =
		    file_replace_begin(&next->file, next->path, bundle->detail);
		if (rc != 0)
			return rc;
		bundle->n_files++;
		bundle->writer.stream = next->file.stream;
		bundle->writer.path = next->file.temporary;
	}
	return explain(bundle, export_begin(&bundle->writer));
}

static int
close_last(struct bundle *bundle)
{
	int rc = explain(bundle, export_end(&bundle->writer));

	export_done(&bundle->writer);
	return rc;
}

/* The names that Lever takes. */
static int
check_name(struct bundle *bundle)
{
	const struct preset *one = preset(bundle);
	const char *name = bundle->path, *slash;

	if (name == NULL || one == NULL || !one->is_plain_name)
		return 0;
	slash = strrchr(name, '/');
	name = slash != NULL ? slash + 1 : name;
	for (const char *at = name; *at != '\0' && !str_equal(at, ".csv"); at++)
		if (!str_is_digit(*at) && !(*at >= 'a' && *at <= 'z') &&
		    *at != '_' && *at != '-')
			return err_set(bundle->detail, ERR_INVAL,
			    "%.200s: %s takes file names of a-z, 0-9, _ and - "
			    "alone, such as leads.csv",
			    name, one->title);
	return 0;
}

int
bundle_begin(struct bundle *bundle)
{
	int rc = check_name(bundle);

	return rc != 0 ? rc : open_next(bundle);
}

int
bundle_section(struct bundle *bundle, const struct export_section *section)
{
	bundle->section = *section;
	return explain(bundle, export_section(&bundle->writer, section));
}

static bool
is_full(const struct bundle *bundle, const struct preset *one)
{
	if (bundle->rows == 0)
		return false;
	if (one->max_rows > 0 && bundle->rows >= one->max_rows)
		return true;
	/* One row is far below a thousandth of what a file may hold. */
	return one->max_bytes > 0 && bundle->path != NULL &&
	    export_size(&bundle->writer) >=
	    one->max_bytes - one->max_bytes / 100;
}

static int
next_if_full(struct bundle *bundle)
{
	const struct preset *one = preset(bundle);
	int rc;

	if (one == NULL || !is_full(bundle, one))
		return 0;
	if (bundle->path == NULL)
		return err_set(bundle->detail, ERR_LIMIT,
		    "%s takes %lld leads a file: add -o FILE, so that the list "
		    "can be split",
		    one->title, (long long)one->max_rows);
	if (bundle->n_files >= FILES_MAX)
		return err_set(bundle->detail, ERR_LIMIT,
		    "over %d files: narrow the query", FILES_MAX);
	rc = close_last(bundle);
	if (rc == 0)
		rc = open_next(bundle);
	return rc == 0 ? bundle_section(bundle, &bundle->section) : rc;
}

static int
leave_out(struct bundle *bundle, const struct lead_view *view,
    const char *cause)
{
	struct buf out;
	int rc = 0;

	bundle->left_out++;
	if (bundle->path == NULL)
		return 0;
	buf_init(&out, TODO_MAX_BYTES);
	if (bundle->todo.stream == NULL) {
		rc = file_replace_begin(&bundle->todo, bundle_todo_path(bundle),
		    bundle->detail);
		preset_put_left_heading(&out);
	}
	preset_put_left(&out, view, cause);
	if (rc == 0)
		rc = export_flush(bundle->todo.stream, &out);
	buf_done(&out);
	if (rc != 0)
		return err_set(bundle->detail, rc,
		    "%.200s: can't be written: %s", bundle_todo_path(bundle),
		    err_name(rc));
	return 0;
}

/* So many more are in the last file; some of what it has is sent to the disk. */
static void
count(struct bundle *bundle, size_t n, int64_t reachable)
{
	int64_t before = bundle->rows / PUSH_ROWS;

	bundle->rows += (int64_t)n;
	if (bundle->n_files > 0 && bundle->rows / PUSH_ROWS > before)
		file_replace_push(&bundle->files[bundle->n_files - 1].file);
	bundle->written += (int64_t)n;
	bundle->reachable += reachable;
}

int
bundle_lead(struct bundle *bundle, const struct lead_view *view,
    bool *ret_written)
{
	const struct preset_plan *plan = bundle->options->preset;
	const char *cause = plan != NULL ? preset_refusal(plan, view) : NULL;
	int rc;

	*ret_written = cause == NULL;
	if (cause != NULL)
		return leave_out(bundle, view, cause);
	rc = next_if_full(bundle);
	if (rc == 0)
		rc = explain(bundle, export_lead(&bundle->writer, view));
	if (rc != 0)
		return rc;
	count(bundle, 1, !str_equal(view->contact, "none"));
	bundle->guessed += view->name_guessed;
	return 0;
}

bool
bundle_takes_parts(const struct bundle *bundle)
{
	return bundle->format->is_apart && bundle->options->preset == NULL;
}

void
bundle_make(const struct bundle *bundle, const struct lead_view *view,
    struct export_part *part)
{
	export_part_lead(part, bundle->format, bundle->options, view);
}

int
bundle_add(struct bundle *bundle, struct export_part *part)
{
	int rc = explain(bundle, export_add(&bundle->writer, part));

	if (rc == 0)
		count(bundle, part->n, part->reachable);
	return rc;
}

int
bundle_end(struct bundle *bundle)
{
	int rc = close_last(bundle);

	for (size_t i = 0; i < bundle->n_files && rc == 0; i++)
		rc = file_replace_sync(&bundle->files[i].file, bundle->detail);
	if (rc == 0 && bundle->todo.stream != NULL)
		rc = file_replace_sync(&bundle->todo, bundle->detail);
	return rc;
}

int
bundle_commit(struct bundle *bundle)
{
	int rc = 0;

	for (size_t i = 0; i < bundle->n_files && rc == 0; i++)
		rc =
		    file_replace_commit(&bundle->files[i].file, bundle->detail);
	if (rc == 0 && bundle->todo.stream != NULL)
		rc = file_replace_commit(&bundle->todo, bundle->detail);
	return rc;
}

void
bundle_drop(struct bundle *bundle)
{
	export_done(&bundle->writer);
	for (size_t i = 0; i < bundle->n_files; i++)
		file_replace_drop(&bundle->files[i].file);
	file_replace_drop(&bundle->todo);
	mem_free(bundle->files);
	bundle->files = NULL;
	bundle->n_files = 0;
	arena_done(&bundle->arena);
}

void
bundle_put_names(const struct bundle *bundle, struct buf *ret_names)
{
	for (size_t i = 0; i < bundle->n_files; i++)
		buf_format(ret_names, "%s%s", i > 0 ? ", " : "",
		    bundle->files[i].path);
}
