/* What the options of `export` mean together. */
#include <string.h>

#include "base/array.h"
#include "base/file.h"
#include "base/str.h"
#include "cli/exporting.h"
#include "cli/target.h"

enum {
	HEADER_MAX_BYTES = 1024 * 1024
};

/* --preset, else --format, else the file's ending, else CSV. */
static int
find_format(struct exporting *export)
{
	struct app *app = export->app;
	const struct export_format **format = &export->bundle.format;

	if (export->preset != NULL) {
		if (export->format_name != NULL &&
		    str_casecmp(export->format_name, "csv") != 0)
			return app_error(app, ERR_INVAL,
			    "--preset %s: is CSV, no other format",
			    export->preset->name);
		*format = &export_format_preset;
		return 0;
	}
	if (export->format_name != NULL) {
		*format = export_format_find(export->format_name);
		if (*format == NULL)
			return app_error(app, ERR_INVAL,
			    "--format: \"%.40s\": expected one of %s",
			    export->format_name, export_format_names());
		return 0;
	}
	*format = export_format_find("csv");
	if (export->path == NULL)
		return 0;
	*format = export_format_of(export->path);
	if (*format == NULL)
		return app_error(app, ERR_INVAL,
		    "%.200s: its ending names no format: add --format (%s)",
		    export->path, export_format_names());
	return 0;
}

static int
choose_format(struct exporting *export)
{
	const struct export_format *format;
	int rc = find_format(export);

	if (rc != 0)
		return rc;
	format = export->bundle.format;
	if (format->needs_file && export->path == NULL)
		return app_error(export->app, ERR_INVAL,
		    "%s: needs a file to write to: add -o FILE", format->name);
	if ((export->excel || export->separator != NULL) &&
	    format != export_format_find("csv"))
		return app_error(export->app, ERR_INVAL,
		    "--%s: only for --format csv; Excel reads xlsx as it is",
		    export->excel ? "excel" : "separator");
	return 0;
}

/* Excel of most of Europe wants semicolons. */
static int
choose_separator(struct exporting *export)
{
	static const struct {
		const char *name;
		char separator;
	} names[] = { { ",", ',' }, { "comma", ',' }, { ";", ';' },
		{ "semicolon", ';' }, { "\t", '\t' }, { "tab", '\t' } };

	export->options.is_excel = export->excel;
	export->options.separator = export->excel ? ';' : ',';
	if (export->separator == NULL)
		return 0;
	for (size_t i = 0; i < COUNT(names); i++)
		if (str_equal(export->separator, names[i].name)) {
			export->options.separator = names[i].separator;
			return 0;
		}
	return app_error(export->app, ERR_INVAL,
	    "--separator: \"%.20s\": expected comma, semicolon or tab",
	    export->separator);
}

static int
check_preset(struct exporting *export)
{
	struct app *app = export->app;

	if (export->preset_name == NULL) {
		if (export->header_file != NULL || export->sets.n > 0 ||
		    export->maps.n > 0)
			return app_error(app, ERR_INVAL,
			    "--header-file, --set and --map belong to a "
			    "--preset (%s)",
			    preset_names());
		return 0;
	}
	export->preset = preset_find(export->preset_name);
	if (export->preset == NULL)
		return app_error(app, ERR_INVAL,
		    "--preset: \"%.40s\": expected one of %s",
		    export->preset_name, preset_names());
	if (export->all_roles || export->roles.n > 1)
		return app_error(app, ERR_INVAL,
		    "--preset %s: takes one role, since a person may fit "
		    "several",
		    export->preset->name);
	return 0;
}

int
exporting_plan_preset(struct exporting *export)
{
	struct app *app = export->app;
	struct preset_request request = {
		.preset = export->preset,
		.sets = export->sets.items,
		.n_sets = export->sets.n,
		.maps = export->maps.items,
		.n_maps = export->maps.n,
		.with_score = export->with_score,
	};
	struct buf header;
	int rc = 0;

	if (export->preset == NULL)
		return 0;
	buf_init(&header, HEADER_MAX_BYTES);
	if (export->header_file != NULL) {
		rc = file_read(export->header_file, &header, &app->detail);
		request.header = header.data != NULL ? header.data : "";
		request.header_len = header.len;
	}
	if (rc == 0)
		rc = preset_plan_make(&request, &app->arena,
		    &export->options.preset, &app->detail);
	buf_done(&header);
	return rc == 0 ? 0 : ERR_INVAL;
}

static int
check_mark(struct exporting *export)
{
	int rc;

	if (export->mark_name == NULL)
		return 0;
	rc = target_status(export->app, "--mark", export->mark_name,
	    &export->mark);
	if (rc == 0 &&
	    (export->mark == STATUS_DO_NOT_CONTACT ||
		export->mark == STATUS_DECLINED))
		return app_error(export->app, ERR_INVAL,
		    "--mark %s: whom that is said of should not be on a list; "
		    "see muster mark --help",
		    export->mark_name);
	return rc;
}

/* --fields; and what has to be read. */
static int
check_fields(struct exporting *export)
{
	const struct export_format *format = export->bundle.format;
	struct err_detail detail = { 0 };

	export->needs = LEAD_NEEDS_ALL;
	if (export->fields != NULL && !format->takes_columns)
		return app_error(export->app, ERR_INVAL,
		    "--fields: only for --format csv or jsonl");
	if (export->fields != NULL) {
		if (lead_columns_parse(export->fields, &export->columns,
			&detail) != 0)
			return app_error(export->app, ERR_INVAL, "--fields: %s",
			    detail.text);
		export->options.columns = &export->columns;
		export->needs = export->columns.needs;
	}
	if (!format->needs_reasons)
		export->needs &= ~(unsigned int)LEAD_NEEDS_REASONS;
	return 0;
}

int
exporting_check(struct exporting *export)
{
	int rc = check_preset(export);

	if (str_equal(export->path, "-"))
		export->path = NULL;
	if (rc == 0)
		rc = choose_format(export);
	if (rc == 0)
		rc = choose_separator(export);
	if (rc == 0)
		rc = check_fields(export);
	if (rc == 0)
		rc = check_mark(export);
	return rc;
}
