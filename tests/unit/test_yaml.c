#include "base/str.h"
#include "config/yaml.h"
#include "tests/unit/config_fixture.h"

static int
parse(const char *text, struct yaml_tree *tree, struct err_detail *detail)
{
	memset(detail, 0, sizeof(*detail));
	return yaml_tree_parse("f.yaml", text, strlen(text), tree, detail);
}

static void
nodes_keep_line_and_column(void **state)
{
	struct err_detail detail;
	struct yaml_tree tree;
	const struct yaml_node *list;

	(void)state;
	assert_int_equal(parse("# head\na: 1\nb:\n  - x\n  - 'y'\n", &tree,
			     &detail),
	    0);
	assert_int_equal(tree.root->kind, YAML_TABLE);
	assert_int_equal(tree.root->n, 2);
	list = yaml_node_get(tree.root, "b");
	assert_int_equal(list->kind, YAML_LIST);
	assert_int_equal(list->items[1]->line, 5);
	assert_int_equal(list->items[1]->column, 5);
	assert_string_equal(list->items[1]->text, "y");
	assert_null(yaml_node_get(tree.root, "c"));
	yaml_tree_done(&tree);
}

static void
nothing_is_null_unless_quoted(void **state)
{
	struct err_detail detail;
	struct yaml_tree tree;

	(void)state;
	assert_int_equal(parse("a:\nb: ~\nc: null\nd: ''\ne: 'null'\n", &tree,
			     &detail),
	    0);
	assert_null(yaml_node_get(tree.root, "a"));
	assert_null(yaml_node_get(tree.root, "b"));
	assert_null(yaml_node_get(tree.root, "c"));
	assert_string_equal(yaml_node_get(tree.root, "d")->text, "");
	assert_string_equal(yaml_node_get(tree.root, "e")->text, "null");
	yaml_tree_done(&tree);
}

static void
an_empty_file_has_no_root(void **state)
{
	static const char *const texts[] = { "", "\n", "# only a comment\n",
		"---\n", "~\n" };
	struct err_detail detail;
	struct yaml_tree tree;

	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++) {
		assert_int_equal(parse(texts[i], &tree, &detail), 0);
		assert_null(tree.root);
		yaml_tree_done(&tree);
	}
}

static void
broken_yaml_names_its_line(void **state)
{
	static const struct {
		const char *text;
		int code;
		const char *said;
	} cases[] = {
		{ "a: [1, 2\nb: 3\n", ERR_PARSE, "f.yaml:2: not valid YAML: " },
		{ "a:\n\tb: 2\n", ERR_PARSE, "a tab? indent with blanks" },
		{ "a: \"b\n", ERR_PARSE, "a quote that is not closed?" },
		{ "a: 1\na: 2\n", ERR_PARSE,
		    "f.yaml:2: a: given twice, first in line 1" },
		{ "x:\n  b: 1\n  a: 1\n  c: 1\n  b: 2\n", ERR_PARSE,
		    "f.yaml:5: b: given twice, first in line 2" },
		{ "a: 1\n---\nb: 2\n", ERR_PARSE, "a second document" },
		{ "[a, b]: 1\n", ERR_PARSE, "a key that is no plain text" },
		{ "a: \"x\\0y\"\n", ERR_PARSE,
		    "f.yaml:1: not valid YAML: a control character" },
		{ "a: \"\\x1b[31m\"\n", ERR_PARSE, "a control character" },
		{ "a: \"\\x7f\"\n", ERR_PARSE, "a control character" },
		{ "a: ok\nb: \xff\xfe\n", ERR_PARSE, "f.yaml:2: not valid" },
		{ "a: &x [*x]\n", ERR_PARSE, "an alias within itself" },
		{ "a: *nobody\n", ERR_PARSE, "f.yaml:1: not valid YAML: " },
	};
	struct err_detail detail;
	struct yaml_tree tree;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_int_equal(parse(cases[i].text, &tree, &detail),
		    cases[i].code);
		if (strstr(detail.text, cases[i].said) == NULL)
			fail_msg("%s: %s", cases[i].text, detail.text);
	}
}

static void
aliases_are_resolved_within_limits(void **state)
{
	struct err_detail detail;
	struct yaml_tree tree;
	struct buf bomb;

	(void)state;
	assert_int_equal(parse("a: &x [1]\nb: *x\n", &tree, &detail), 0);
	assert_int_equal(yaml_node_get(tree.root, "b")->n, 1);
	yaml_tree_done(&tree);

	/* Nine lists of nine: 387 million values if they were written out. */
	buf_init(&bomb, 4096);
	buf_text(&bomb, "a0: &a0 [x,x,x,x,x,x,x,x,x]\n");
	for (int i = 1; i < 9; i++)
		buf_format(&bomb,
		    "a%d: &a%d [*a%d,*a%d,*a%d,*a%d,*a%d,*a%d,*a%d,*a%d,"
		    "*a%d]\n",
		    i, i, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1,
		    i - 1, i - 1);
	assert_int_equal(parse(bomb.data, &tree, &detail), ERR_PARSE);
	assert_non_null(strstr(detail.text, "too many values or aliases"));
	buf_done(&bomb);
}

static void
depth_is_limited(void **state)
{
	struct err_detail detail;
	struct yaml_tree tree;
	struct buf deep;

	(void)state;
	buf_init(&deep, 4096);
	for (int i = 0; i < 40; i++)
		buf_char(&deep, '[');
	for (int i = 0; i < 40; i++)
		buf_char(&deep, ']');
	assert_int_equal(parse(deep.data, &tree, &detail), ERR_PARSE);
	assert_non_null(strstr(detail.text, "nested too deeply"));
	buf_done(&deep);
}

static void
hostile_nesting_takes_no_time(void **state)
{
	struct err_detail detail;
	struct yaml_tree tree;
	struct buf deep;

	(void)state;
	buf_init(&deep, YAML_BYTES);
	for (int i = 0; i < 100 * 1000; i++)
		buf_char(&deep, i % 2 == 0 ? '[' : '{');
	assert_int_equal(parse(deep.data, &tree, &detail), ERR_PARSE);
	buf_done(&deep);
}

static void
size_is_limited(void **state)
{
	struct config_fixture fixture;
	struct err_detail detail = { 0 };
	struct yaml_tree tree;
	struct buf large;
	char *path;

	(void)state;
	fixture_init(&fixture);
	buf_init(&large, 2 * YAML_BYTES);
	while (large.len <= YAML_BYTES)
		buf_text(&large, "# nothing\n");
	path = fixture_write(&fixture, "large.yaml", large.data);
	assert_int_equal(yaml_tree_read(path, &tree, &detail), ERR_LIMIT);
	memset(&detail, 0, sizeof(detail));
	assert_int_equal(yaml_tree_parse("f", large.data, large.len, &tree,
			     &detail),
	    ERR_LIMIT);
	assert_int_equal(yaml_tree_read("/nonexistent.yaml", &tree, NULL),
	    ERR_NOTFOUND);
	buf_done(&large);
	fixture_done(&fixture);
}

static void
errors_show_what_was_got(void **state)
{
	struct err_detail detail;
	struct yaml_tree tree;
	const struct yaml_node *root;

	(void)state;
	assert_int_equal(parse("a: x\nb: [1]\nc: {d: 1}\ne: \"two\\nlines\"\n",
			     &tree, &detail),
	    0);
	root = tree.root;
	assert_int_equal(yaml_node_error(&tree, yaml_node_get(root, "a"), "a",
			     "a number up to %d", 9),
	    ERR_INVAL);
	assert_string_equal(detail.text,
	    "f.yaml:1: a: got \"x\", expected a number up to 9");
	/* The first error wins. */
	(void)yaml_node_error(&tree, yaml_node_get(root, "b"), "b", "more");
	assert_non_null(strstr(detail.text, "f.yaml:1: a:"));
	memset(&detail, 0, sizeof(detail));
	(void)yaml_node_error(&tree, yaml_node_get(root, "b"), "b", "a text");
	assert_string_equal(detail.text,
	    "f.yaml:2: b: got a list, expected a text");
	memset(&detail, 0, sizeof(detail));
	(void)yaml_node_error(&tree, yaml_node_get(root, "c"), NULL, "a text");
	assert_string_equal(detail.text,
	    "f.yaml:3: got a table of keys, expected a text");
	memset(&detail, 0, sizeof(detail));
	(void)yaml_node_error(&tree, yaml_node_get(root, "e"), "e", "one");
	assert_string_equal(detail.text,
	    "f.yaml:4: e: got \"two lines\", expected one");
	memset(&detail, 0, sizeof(detail));
	(void)yaml_node_unknown(&tree, root->pairs[0].key, "up", "b");
	assert_string_equal(detail.text,
	    "f.yaml:1: up.a: unknown key, did you mean \"b\"?");
	yaml_tree_done(&tree);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nodes_keep_line_and_column),
		cmocka_unit_test(nothing_is_null_unless_quoted),
		cmocka_unit_test(an_empty_file_has_no_root),
		cmocka_unit_test(broken_yaml_names_its_line),
		cmocka_unit_test(aliases_are_resolved_within_limits),
		cmocka_unit_test(depth_is_limited),
		cmocka_unit_test(hostile_nesting_takes_no_time),
		cmocka_unit_test(size_is_limited),
		cmocka_unit_test(errors_show_what_was_got),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
