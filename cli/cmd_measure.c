#include <stdio.h>
#include <string.h>

#include "base/array.h"
#include "base/buf.h"
#include "base/json.h"
#include "base/str.h"
#include "cli/command.h"
#include "cli/option.h"
#include "crawler/json.h"
#include "signals/measure.h"

enum {
	LINE_MAX_BYTES = 16 * 1024 * 1024,
	NUMBERS = 64 /* members of one line that are looked at */
};

struct measure {
	struct app *app;
	enum measure_kind kind;
	FILE *in;
	const char *file; /* its name, for messages */
	int64_t line;
	struct measure_number numbers[NUMBERS];
	size_t n_numbers;
	struct arena arena; /* of one line */
	struct buf out;
};

static int
take_number(void *context, const char *key, const struct json *value)
{
	struct measure *measure = context;

	if (json_kind(value) != JSON_KIND_NUMBER ||
	    measure->n_numbers == NUMBERS)
		return 0;
	measure->numbers[measure->n_numbers++] =
	    (struct measure_number){ key, 0 };
	return 0;
}

/* Texts and lists are borrowed from the line's document. */
static void
read_input(struct measure *measure, const struct json *line,
    struct measure_input *input)
{
	const struct json *paths = json_get(line, "paths");
	size_t n = json_count(paths);
	const char **list = arena_calloc(&measure->arena, n + 1, sizeof(*list));

	memset(input, 0, sizeof(*input));
	for (size_t i = 0; i < n; i++) {
		const char *path = json_text(json_at(paths, i), NULL);

		if (path != NULL)
			list[input->n_paths++] = path;
	}
	measure->n_numbers = 0;
	(void)json_each(line, take_number, measure); /* it never stops */
	for (size_t i = 0; i < measure->n_numbers; i++)
		measure->numbers[i].value =
		    json_get_real(line, measure->numbers[i].name);
	input->kind = measure->kind;
	input->text = json_get_text(line, "text");
	input->patch = json_get_text(line, "patch");
	input->lang = json_get_text(line, "lang");
	input->login = json_get_text(line, "login");
	input->name = json_get_text(line, "name");
	input->type = json_get_text(line, "type");
	input->bio = json_get_text(line, "bio");
	input->paths = list;
	input->numbers = measure->numbers;
	input->n_numbers = measure->n_numbers;
}

static void
put_sections(const struct measure_output *output, struct json_writer *json)
{
	json_put_key(json, "sections");
	json_begin_array(json);
	for (size_t i = 0; i < output->n_sections; i++) {
		const struct measure_section *section = &output->sections[i];

		json_begin_object(json);
		json_member_text(json, "heading", section->heading);
		json_put_key(json, "classes");
		json_begin_array(json);
		for (size_t j = 0; j < section->n_classes; j++)
			json_put_text(json, section->classes[j]);
		json_end_array(json);
		json_put_key(json, "parts");
		json_begin_object(json);
		for (size_t j = 0; j < section->n_parts; j++)
			json_member_real(json, section->parts[j].name,
			    section->parts[j].value, 6);
		json_end_object(json);
		json_end_object(json);
	}
	json_end_array(json);
}

static void
put_output(struct measure *measure, const struct json *id,
    const struct measure_output *output)
{
	struct json_writer json;

	buf_reset(&measure->out);
	json_writer_init(&json, &measure->out);
	json_begin_object(&json);
	json_put_key(&json, "id");
	if (json_kind(id) == JSON_KIND_NUMBER)
		json_put_int(&json, json_int(id));
	else
		json_put_text(&json, json_text(id, NULL));
	json_member_real(&json, "value", output->value, 6);
	if (output->is_unknown)
		json_member_bool(&json, "unknown", true);
	json_put_key(&json, "parts");
	json_begin_object(&json);
	for (size_t i = 0; i < output->n_parts; i++)
		json_member_real(&json, output->parts[i].name,
		    output->parts[i].value, 6);
	json_end_object(&json);
	json_put_key(&json, "reasons");
	json_begin_array(&json);
	for (size_t i = 0; i < output->n_reasons; i++)
		json_put_text(&json, output->reasons[i]);
	json_end_array(&json);
	if (measure->kind == MEASURE_README)
		put_sections(output, &json);
	json_end_object(&json);
	buf_char(&measure->out, '\n');
}

static int
measure_line(struct measure *measure, const char *text, size_t len)
{
	const struct json_limits limits = { LINE_MAX_BYTES, 1000000, 16 };
	struct err_detail detail = { 0 };
	struct measure_output output;
	struct measure_input input;
	struct json *root = NULL;
	int rc = json_parse(text, len, &limits, &root, &detail);

	if (rc == 0 && json_kind(root) != JSON_KIND_OBJECT)
		rc = err_set(&detail, ERR_PARSE, "expected a JSON object");
	if (rc != 0)
		return app_error(measure->app, ERR_CORRUPT, "%.200s:%lld: %s",
		    measure->file, (long long)measure->line,
		    err_text(&detail, rc));
	arena_reset(&measure->arena);
	memset(&output, 0, sizeof(output));
	read_input(measure, root, &input);
	measure_run(measure->app->rules, &input, &measure->arena, &output);
	put_output(measure, json_get(root, "id"), &output);
	json_free(root);
	if (measure->out.overflow ||
	    fwrite(measure->out.data, 1, measure->out.len, stdout) !=
		measure->out.len)
		return app_error(measure->app, ERR_IO,
		    "standard output: can't be written");
	return 0;
}

/* One line of any length up to the limit into `line`; false at the end. */
static bool
read_line(FILE *in, struct buf *line)
{
	int c;

	buf_reset(line);
	while ((c = getc_unlocked(in)) != EOF) {
		buf_char(line, (char)c);
		if (c == '\n')
			break;
	}
	return line->len > 0;
}

static int
measure_all(struct measure *measure)
{
	struct buf line;
	const char *text;
	size_t len;
	int rc = 0;

	buf_init(&line, LINE_MAX_BYTES);
	while (rc == 0 && read_line(measure->in, &line)) {
		measure->line++;
		text = str_trim(line.data, line.len, &len);
		if (line.overflow)
			rc = app_error(measure->app, ERR_LIMIT,
			    "%.200s:%lld: a line of more than %d MB",
			    measure->file, (long long)measure->line,
			    LINE_MAX_BYTES / 1024 / 1024);
		else if (len > 0)
			rc = measure_line(measure, text, len);
	}
	buf_done(&line);
	return rc;
}

static int
run(struct measure *measure, const char *file)
{
	struct app *app = measure->app;
	int rc = app_rules(app);

	if (rc != 0)
		return rc;
	measure->in = stdin;
	measure->file = "standard input";
	if (file != NULL && !str_equal(file, "-")) {
		measure->in = fopen(file, "rbe");
		measure->file = file;
	}
	if (measure->in == NULL)
		return app_error(app, ERR_INVAL, "%.200s: can't be opened",
		    file);
	buf_init(&measure->out, LINE_MAX_BYTES);
	rc = measure_all(measure);
	if (measure->in != stdin)
		(void)fclose(measure->in); /* only read from */
	buf_done(&measure->out);
	arena_done(&measure->arena);
	return rc;
}

static int
unknown_kind(struct app *app, const char *given)
{
	struct buf names;
	int rc;

	buf_init(&names, ERR_DETAIL_LEN);
	for (int i = 0; i < MEASURE_COUNT; i++)
		buf_format(&names, "%s%s", i > 0 ? ", " : "",
		    measure_name((enum measure_kind)i));
	rc = app_error(app, ERR_INVAL, "measure: \"%.40s\": expected one of %s",
	    given, names.data);
	buf_done(&names);
	return rc;
}

int
cmd_measure(struct app *app, int argc, char **argv)
{
	struct measure measure = { .app = app };
	const char *role_name = NULL;
	const struct option_spec options[] = {
		{ "role", 'r', OPTION_TEXT, &role_name, "NAME",
		    "checked; what is measured here is the same for all roles",
		    0, 0 },
	};
	struct text_list operands;
	struct role role;
	int rc =
	    option_parse(app, options, COUNT(options), argc, argv, &operands);

	if (rc == 0)
		rc = option_expect(app, &operands, 1, 2,
		    "a signal and at most one file");
	if (rc != 0)
		return rc;
	if (!measure_parse(operands.items[0], &measure.kind))
		return unknown_kind(app, operands.items[0]);
	if (role_name != NULL)
		rc = app_role_read(app, role_name, &role);
	if (rc == 0)
		rc = run(&measure, operands.n == 2 ? operands.items[1] : NULL);
	return rc;
}
