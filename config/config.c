#include "config/config.h"

#include <string.h>

#include "base/array.h"
#include "base/assert.h"
#include "base/buf.h"
#include "base/str.h"
#include "config/nearest.h"
#include "config/option.h"
#include "config/yaml.h"

enum {
	NAME_BYTES = 128,
	HELP_COLUMNS = 72
};

/* What each section is about, for the starter file. */
static const struct {
	const char *name;
	const char *title;
} sections[] = {
	{ "github", "How GitHub is asked." },
	{ "crawl", "How much is read, and how often." },
	{ "store", "Where what is known is kept, and for how long." },
	{ "daemon", "When muster daemon crawls, and where it can be watched." },
	{ "log", "What is said about the work." },
	{ "operator",
	    "Who you are: for drafts, and for the notice that people "
	    "have a right to." },
	{ "exclude", "Whom never to list." },
};

static bool
in_section(const struct option *option, const char *section)
{
	size_t len = option_section(option);

	return strlen(section) == len &&
	    strncmp(option->name, section, len) == 0;
}

static bool
is_section(const char *name)
{
	for (size_t i = 0; i < option_count; i++)
		if (in_section(&option_table[i], name))
			return true;
	return false;
}

static int
unknown_section(const struct yaml_tree *tree, const struct yaml_node *key)
{
	struct nearest nearest;

	nearest_init(&nearest, key->text);
	for (size_t i = 0; i < COUNT(sections); i++)
		nearest_offer(&nearest, sections[i].name, sections[i].name);
	/* A key that lost its section: "token_file" at the left margin. */
	for (size_t i = 0; i < option_count; i++)
		nearest_offer(&nearest,
		    option_table[i].name + option_section(&option_table[i]) + 1,
		    option_table[i].name);
	return yaml_node_unknown(tree, key, NULL, nearest_get(&nearest));
}

static int
unknown_key(const struct yaml_tree *tree, const struct yaml_node *key,
    const char *section)
{
	struct nearest nearest;

	nearest_init(&nearest, key->text);
	for (size_t i = 0; i < option_count; i++) {
		const struct option *option = &option_table[i];

		if (in_section(option, section))
			nearest_offer(&nearest,
			    option->name + option_section(option) + 1,
			    option->name + option_section(option) + 1);
	}
	return yaml_node_unknown(tree, key, section, nearest_get(&nearest));
}

static int
read_section(const struct yaml_tree *tree, const struct yaml_pair *section,
    const char *directory, struct config *config)
{
	const char *name = section->key->text;
	int rc = 0;

	if (section->value->is_null)
		return 0; /* only comments */
	if (section->value->kind != YAML_TABLE)
		return yaml_node_error(tree, section->value, name,
		    "keys with values");
	for (size_t i = 0; rc == 0 && i < section->value->n; i++) {
		const struct yaml_pair *pair = &section->value->pairs[i];
		const struct option *option = NULL;

		for (size_t j = 0; j < option_count; j++)
			if (in_section(&option_table[j], name) &&
			    str_equal(option_table[j].name + strlen(name) + 1,
				pair->key->text))
				option = &option_table[j];
		if (option == NULL)
			rc = unknown_key(tree, pair->key, name);
		else if (!pair->value->is_null)
			rc = option_set(option, tree, pair->value, directory,
			    config);
	}
	return rc;
}

static int
read_tree(const struct yaml_tree *tree, struct config *config)
{
	const char *slash = strrchr(config->path, '/');
	const char *directory = slash == NULL
	    ? NULL
	    : arena_text(&config->arena, config->path,
		  (size_t)(slash - config->path));
	int rc = 0;

	if (tree->root == NULL)
		return 0;
	if (tree->root->kind != YAML_TABLE)
		return yaml_node_error(tree, tree->root, NULL,
		    "sections such as \"github:\"");
	for (size_t i = 0; rc == 0 && i < tree->root->n; i++) {
		const struct yaml_pair *pair = &tree->root->pairs[i];

		rc = is_section(pair->key->text)
		    ? read_section(tree, pair, directory, config)
		    : unknown_section(tree, pair->key);
	}
	return rc;
}

int
config_read(const char *path, struct config *ret_config,
    struct err_detail *detail)
{
	struct config config = { 0 };
	struct yaml_tree tree;
	int rc = 0;

	option_set_defaults(&config);
	if (path != NULL) {
		config.path = arena_strdup(&config.arena, path);
		rc = yaml_tree_read(path, &tree, detail);
		if (rc == 0) {
			rc = read_tree(&tree, &config);
			yaml_tree_done(&tree);
		}
	}
	if (rc != 0)
		config_done(&config);
	else
		*ret_config = config;
	return rc;
}

void
config_done(struct config *config)
{
	arena_done(&config->arena);
	memset(config, 0, sizeof(*config));
}

/* Help as comment lines of a readable width, indented by two. */
static void
write_comment(struct buf *out, const char *indent, const char *text)
{
	size_t column = 0;

	while (*text != '\0') {
		size_t len = strcspn(text, " ");

		if (column > 0 && column + 1 + len > HELP_COLUMNS)
			column = 0;
		if (column == 0) {
			if (out->len > 0 && out->data[out->len - 1] != '\n')
				buf_char(out, '\n');
			buf_format(out, "%s#", indent);
		}
		buf_char(out, ' ');
		buf_add(out, text, len);
		column += len + 1;
		text += len;
		while (*text == ' ')
			text++;
	}
	buf_char(out, '\n');
}

static void
write_option(struct buf *out, const struct option *option, const char *value)
{
	const char *key = option->name + option_section(option) + 1;

	write_comment(out, "  ", option->help);
	if (option->type == OPTION_NUMBER)
		buf_format(out, "  # In %s, %d to %d.\n", option->unit,
		    (int)option->min, (int)option->max);
	else if (option->type == OPTION_CHOICE)
		buf_format(out, "  # One of %s.\n", option->choices);
	if (value != NULL && *value != '\0') {
		buf_format(out, "  %s: ", key);
		option_write_quoted(out, value);
	} else if (*option->default_text == '\0') {
		buf_format(out, "  #%s: \"\"", key);
	} else {
		buf_format(out, "  #%s: %s", key, option->default_text);
	}
	buf_char(out, '\n');
}

void
config_write_starter(struct buf *out, const struct config_operator *who)
{
	buf_text(out,
	    "# Settings of muster; every key is explained in "
	    "muster.yaml(5).\n"
	    "# A line such as \"#key: value\" shows a default: take away its "
	    "# to change it.\n"
	    "# Roles, the people you look for, are files in roles/ beside "
	    "this one.\n");
	for (size_t i = 0; i < COUNT(sections); i++) {
		buf_char(out, '\n');
		write_comment(out, "", sections[i].title);
		buf_format(out, "%s:\n", sections[i].name);
		for (size_t j = 0; j < option_count; j++) {
			const struct option *option = &option_table[j];
			const char *value = NULL;

			if (!in_section(option, sections[i].name))
				continue;
			if (str_equal(option->name, "operator.company"))
				value = who->company;
			else if (str_equal(option->name, "operator.contact"))
				value = who->contact;
			else if (str_equal(option->name,
				     "operator.privacy_url"))
				value = who->privacy_url;
			write_option(out, option, value);
		}
	}
}

void
config_write(const struct config *config, struct buf *out)
{
	for (size_t i = 0; i < COUNT(sections); i++) {
		buf_format(out, "%s:\n", sections[i].name);
		for (size_t j = 0; j < option_count; j++) {
			const struct option *option = &option_table[j];

			if (!in_section(option, sections[i].name))
				continue;
			buf_format(out, "  %s: ",
			    option->name + option_section(option) + 1);
			option_write(option, config, out);
			buf_char(out, '\n');
		}
	}
}
