/* Facets count exactly, most frequent first. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/facets.h"
#include "tests/unit/test.h"

static void
add(struct facets *facets, const char *language, const char *company,
    const char *band)
{
	struct lead_view view;
	struct lead_row row;

	memset(&view, 0, sizeof(view));
	memset(&row, 0, sizeof(row));
	view.row = &row;
	view.company = company;
	view.band = band;
	if (language != NULL) {
		row.score.languages = &language;
		row.score.n_languages = 1;
	}
	facets_add(facets, &view);
}

static void
values_are_counted_and_sorted(void **state)
{
	struct facets *facets = NULL;
	struct json_writer json;
	struct term term = { 0 };
	struct app app;
	char *text = NULL;
	size_t len = 0;
	struct buf out;

	(void)state;
	app_init(&app, "muster");
	assert_int_equal(facets_new(&app, "lang,company,band", &facets), 0);
	add(facets, "Go", "acme; globex", "A");
	add(facets, "Rust", "acme", NULL);
	add(facets, "Go", NULL, "A");
	add(facets, NULL, "acme", "B");
	buf_init(&out, 4096);
	json_writer_init(&json, &out);
	facets_json(facets, &json);
	assert_string_equal(out.data,
	    "{\"lang\":[{\"value\":\"Go\",\"count\":2},{\"value\":\"Rust\","
	    "\"count\":1}],\"company\":[{\"value\":\"acme\",\"count\":3},{"
	    "\"value\":\"globex\",\"count\":1},{\"value\":\"unknown\","
	    "\"count\":1}],\"band\":[{\"value\":\"A\",\"count\":2},{"
	    "\"value\":\"B\",\"count\":1},{\"value\":\"none\",\"count\":1}]}");
	buf_done(&out);
	term.out = open_memstream(&text, &len);
	assert_non_null(term.out);
	facets_print(facets, &term);
	assert_int_equal(fclose(term.out), 0);
	assert_non_null(strstr(text, "       2  Go\n       1  Rust\n"));
	free(text);
	facets_free(facets);
	app_done(&app);
}

static void
unknown_facets_are_refused(void **state)
{
	static const char *const names[] = { "lang,colour", "x", "lang,,loc" };

	(void)state;
	for (size_t i = 0; i < COUNT(names); i++) {
		struct facets *facets = NULL;
		struct app app;

		app_init(&app, "muster");
		assert_int_equal(facets_new(&app, names[i], &facets),
		    ERR_INVAL);
		assert_null(facets);
		assert_non_null(strstr(app.detail.text, "involvement"));
		app_done(&app);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_are_counted_and_sorted),
		cmocka_unit_test(unknown_facets_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
