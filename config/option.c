#include "config/option.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/address.h"
#include "base/array.h"
#include "base/assert.h"
#include "base/buf.h"
#include "base/str.h"
#include "base/zone.h"
#include "config/config.h"
#include "config/cron.h"
#include "config/field.h"

enum {
	VALUE_MAX_BYTES = 1024 * 1024 /* a whole file's limit */
};

#define AT(member) offsetof(struct config, member)

#define TEXT(name, type, member, default_text, reload, help)                   \
	{                                                                      \
		name, AT(member), 0, 0, 0, NULL, default_text, "", help, type, \
		    reload                                                     \
	}
#define NUMBER(name, member, min, max, default_text, unit, help)               \
	{                                                                      \
		name, AT(member), 0, min, max, NULL, default_text, unit, help, \
		    OPTION_NUMBER, true                                        \
	}
#define CHOICE(name, member, choices, default_text, reload, help)           \
	{                                                                   \
		name, AT(member), 0, 0, 0, choices, default_text, "", help, \
		    OPTION_CHOICE, reload                                   \
	}
#define LIST(name, member, n_member, help)                                  \
	{                                                                   \
		name, AT(member), AT(n_member), 0, 0, NULL, "[]", "", help, \
		    OPTION_TEXTS, true                                      \
	}

const struct option option_table[] = {
	TEXT("github.api_url", OPTION_API, github_api_url,
	    "https://api.github.com", false,
	    "Address of the API. For GitHub Enterprise Server: "
	    "https://HOST/api/v3. The token is sent to this host alone."),
	TEXT("github.token_file", OPTION_PATH, github_token_file, "", true,
	    "File that holds the token, readable by you alone. "
	    "$GITHUB_TOKEN comes first. The token needs no scopes."),
	TEXT("github.api_version", OPTION_TEXT, github_api_version,
	    "2022-11-28", false, "Version of the REST API that is asked for."),
	TEXT("github.user_agent_contact", OPTION_TEXT,
	    github_user_agent_contact, "", true,
	    "Name or page that GitHub can reach you by, sent along in the "
	    "User-Agent."),
	TEXT("github.ca_file", OPTION_PATH, github_ca_file, "", false,
	    "Certificates to trust instead of the system's, for a server with "
	    "its own authority."),
	NUMBER("github.reserve", github_reserve_points, 0, 100000, "500",
	    "points",
	    "Left in each hour's rate limit for your own work with the same "
	    "token."),
	NUMBER("github.timeout", github_timeout_s, 1, 300, "30", "seconds",
	    "How long an answer may take before it is asked for again."),

	NUMBER("crawl.people_repositories", crawl_people_repositories, 0, 20,
	    "6", "repositories",
	    "How many of a person's own repositories are read, pinned ones "
	    "first."),
	NUMBER("crawl.max_people", crawl_max_people, 0, 10000000, "0", "people",
	    "How many people one crawl visits at most; 0 is no limit."),
	NUMBER("crawl.readme_size", crawl_readme_bytes, 0, 524288, "65536",
	    "bytes", "Larger READMEs are not fetched; 0 fetches none."),
	NUMBER("crawl.refresh_probe", crawl_refresh_probe_hours, 0, 8760, "0",
	    "hours",
	    "How long known people are not looked at again; 0: each crawl "
	    "looks once at everybody, 100 for a point, and visits who "
	    "changed."),
	NUMBER("crawl.refresh_profile", crawl_refresh_profile_days, 1, 3650,
	    "90", "days",
	    "After this time a person is visited again, changed or not."),
	NUMBER("crawl.refresh_repository", crawl_refresh_repository_days, 1,
	    365, "1", "days",
	    "After this time a seed repository is asked for new work."),

	TEXT("store.path", OPTION_PATH, store_path, "", false,
	    "Directory of the store, on a local file system. Empty: "
	    "$MUSTER_STORE or ~/.local/state/muster."),
	CHOICE("store.shared", store_shared, "no|yes", "no", false,
	    "Whether the group of the store's directory may read and write "
	    "it, too. Others never may."),
	{ "store.map_size", AT(store_map_size_mb), 0, 1, 1048576, NULL, "65536",
	    "MB",
	    "Address space kept for the store; no disk or memory is taken "
	    "before it is used.",
	    OPTION_NUMBER, false },
	NUMBER("store.retention", store_retention_days, 1, 30, "30", "days",
	    "People are no longer shown, and are deleted, this long after "
	    "they were first stored, unless they were told. The law allows a "
	    "month."),
	NUMBER("store.retention_told", store_retention_told_days, 1, 730, "365",
	    "days",
	    "People who were told or contacted are deleted this long after "
	    "the last change to their status or notes."),

	TEXT("daemon.listen", OPTION_LISTEN, daemon_listen, "127.0.0.1:9465",
	    false,
	    "Where the daemon answers /metrics and /healthz: an address that "
	    "only this machine reaches, or off."),
	TEXT("daemon.schedule", OPTION_CRON, daemon_schedule, "17 3 * * *",
	    true,
	    "When roles without a schedule of their own are crawled: minute, "
	    "hour, day, month, weekday, as in crontab(5)."),
	TEXT("daemon.time_zone", OPTION_ZONE, daemon_time_zone, "", false,
	    "Time zone of the schedules, such as Europe/Berlin. Empty: the "
	    "system's."),

	CHOICE("log.level", log_level, "err|warn|info|debug", "info", true,
	    "How much is logged to standard error."),
	CHOICE("log.format", log_format, "logfmt|json", "logfmt", false,
	    "Form of the log's lines."),

	TEXT("operator.company", OPTION_TEXT, operator_company, "", true,
	    "Who is hiring: named in drafts and in the notice to people."),
	TEXT("operator.contact", OPTION_TEXT, operator_contact, "", true,
	    "Where people can object or ask what is held on them."),
	TEXT("operator.privacy_url", OPTION_WEB, operator_privacy_url, "", true,
	    "Page with your privacy notice, linked in drafts."),

	LIST("exclude.companies", exclude.companies, exclude.n_companies,
	    "Companies whose people are never listed: your own, customers."),
	LIST("exclude.organizations", exclude.organizations,
	    exclude.n_organizations,
	    "GitHub organizations whose people are never listed."),
	LIST("exclude.logins", exclude.logins, exclude.n_logins,
	    "Accounts that are never listed."),
	LIST("exclude.domains", exclude.domains, exclude.n_domains,
	    "Domains of web sites in profiles, such as example.com, whose "
	    "people are never listed."),
};

const size_t option_count = COUNT(option_table);

/* What may stand behind a number, and how much of the option's unit it is. */
static const struct suffix {
	const char *unit;
	const char *text;
	int64_t factor;
} suffixes[] = {
	{ "seconds", "s", 1 },
	{ "seconds", "seconds", 1 },
	{ "seconds", "min", 60 },
	{ "seconds", "minutes", 60 },
	{ "hours", "h", 1 },
	{ "hours", "hour", 1 },
	{ "hours", "hours", 1 },
	{ "hours", "d", 24 },
	{ "hours", "days", 24 },
	{ "days", "d", 1 },
	{ "days", "day", 1 },
	{ "days", "days", 1 },
	{ "days", "weeks", 7 },
	{ "bytes", "bytes", 1 },
	{ "bytes", "KB", 1024 },
	{ "MB", "MB", 1 },
	{ "MB", "GB", 1024 },
	{ "MB", "TB", 1048576 },
	{ "points", "points", 1 },
	{ "people", "people", 1 },
	{ "repositories", "repositories", 1 },
};

const struct option *
option_find(const char *name)
{
	for (size_t i = 0; i < option_count; i++)
		if (str_equal(option_table[i].name, name))
			return &option_table[i];
	return NULL;
}

size_t
option_section(const struct option *option)
{
	const char *dot = strchr(option->name, '.');

	ASSERT(dot != NULL);
	return (size_t)(dot - option->name);
}

/* The digits of "30 days" as a number of the option's unit. */
static int
parse_number(const struct option *option, const char *text, int64_t *ret_value)
{
	char digits[16];
	size_t n = 0, len;
	int64_t value;
	const char *rest;

	while (n + 1 < sizeof(digits) && str_is_digit(text[n])) {
		digits[n] = text[n];
		n++;
	}
	digits[n] = '\0';
	if (str_to_int(digits, 0, INT32_MAX, &value) != 0)
		return ERR_PARSE;
	rest = str_trim(text + n, strlen(text + n), &len);
	if (*rest != '\0') {
		const struct suffix *suffix = NULL;

		for (size_t i = 0; i < COUNT(suffixes); i++)
			if (str_equal(suffixes[i].unit, option->unit) &&
			    str_casecmp(suffixes[i].text, rest) == 0)
				suffix = &suffixes[i];
		if (suffix == NULL)
			return ERR_PARSE;
		value *= suffix->factor;
	}
	if (value < option->min || value > option->max)
		return ERR_LIMIT;
	*ret_value = value;
	return 0;
}

static bool
is_choice(const char *choices, const char *text)
{
	size_t len = strlen(text);

	for (const char *at = choices; at != NULL;) {
		const char *end = strchr(at, '|');
		size_t n = end == NULL ? strlen(at) : (size_t)(end - at);

		if (n == len && strncmp(at, text, n) == 0)
			return true;
		at = end == NULL ? NULL : end + 1;
	}
	return false;
}

/* Whether an address stays on this machine, so that http:// gives nothing
 * away. */
static bool
is_loopback(const char *host)
{
	static const char *const names[] = { "localhost", "127.0.0.1",
		"[::1]" };

	for (size_t i = 0; i < COUNT(names); i++) {
		size_t n = strlen(names[i]);

		if (strncmp(host, names[i], n) == 0 &&
		    (host[n] == '\0' || host[n] == ':' || host[n] == '/'))
			return true;
	}
	return false;
}

static bool
is_address(const char *text, bool http_leaves)
{
	const char *host;

	if (str_starts(text, "https://"))
		host = text + strlen("https://");
	else if (str_starts(text, "http://"))
		host = text + strlen("http://");
	else
		return false;
	if (!str_is_alnum(*host) && *host != '[')
		return false;
	/* Blanks would split a request; user:password@ is a secret. */
	if (strpbrk(text, " \t\"<>\\@") != NULL)
		return false;
	return http_leaves || str_starts(text, "https://") || is_loopback(host);
}

bool
config_is_page(const char *text)
{
	return is_address(text, true);
}

static char *
absolute(struct config *config, const char *text, const char *directory)
{
	const char *home = getenv("HOME");

	if (text[0] == '~' && text[1] == '/')
		return arena_format(&config->arena, "%s%s", home, text + 1);
	if (text[0] == '/' || directory == NULL)
		return arena_strdup(&config->arena, text);
	return arena_format(&config->arena, "%s/%s", directory, text);
}

static char *
without_slash(struct config *config, const char *text)
{
	size_t len = strlen(text);

	while (len > 0 && text[len - 1] == '/')
		len--;
	return arena_text(&config->arena, text, len);
}

static void *
member(struct config *config, size_t offset)
{
	return (char *)config + offset;
}

static int
set_number(const struct option *option, const struct yaml_tree *tree,
    const struct yaml_node *value, struct config *config)
{
	int64_t number;

	if (value->kind != YAML_TEXT ||
	    parse_number(option, value->text, &number) != 0)
		return yaml_node_error(tree, value, option->name,
		    "a whole number from %" PRId64 " to %" PRId64 " (%s)",
		    option->min, option->max, option->unit);
	*(int64_t *)member(config, option->offset) = number;
	return 0;
}

/* What is wrong with a text, apart from its being one. */
static int
check_text(const struct option *option, const struct yaml_tree *tree,
    const struct yaml_node *value)
{
	const char *text = value->text;
	struct err_detail why = { "" };
	struct address address;
	struct cron cron;

	if (option->type == OPTION_WEB && !config_is_page(text))
		return yaml_node_error(tree, value, option->name,
		    "an address such as https://example.com/privacy");
	if (option->type == OPTION_API && !is_address(text, false))
		return yaml_node_error(tree, value, option->name,
		    "an https:// address (http:// only to this machine)");
	if (option->type == OPTION_PATH && str_starts(text, "~/") &&
	    getenv("HOME") == NULL)
		return yaml_node_error(tree, value, option->name,
		    "a path without ~, since $HOME is not set");
	if (option->type == OPTION_LISTEN && !str_equal(text, "off") &&
	    address_parse(text, &address) != 0)
		return yaml_node_error(tree, value, option->name,
		    "an address and port that only this machine reaches, such "
		    "as 127.0.0.1:9465 or [::1]:9465, or off");
	if (option->type == OPTION_CRON && cron_parse(text, &cron, &why) != 0)
		return yaml_node_fault(tree, value, option->name, "%s",
		    why.text);
	if (option->type == OPTION_ZONE && zone_check(text, &why) != 0)
		return yaml_node_fault(tree, value, option->name, "%s",
		    why.text);
	return 0;
}

/* An option of a type that is checked and that has a default is never NULL:
 * its users need not ask. */
static bool
may_be_unset(const struct option *option)
{
	return option->type == OPTION_TEXT || *option->default_text == '\0';
}

static int
set_text(const struct option *option, const struct yaml_tree *tree,
    const struct yaml_node *value, const char *directory, struct config *config)
{
	const char **to = member(config, option->offset);
	const char *text = value->text;

	if (value->kind != YAML_TEXT)
		return yaml_node_error(tree, value, option->name, "a text");
	if (*text == '\0' && may_be_unset(option)) {
		*to = NULL;
		return 0;
	}
	if (strpbrk(text, "\n\t") != NULL)
		return yaml_node_error(tree, value, option->name,
		    "a text of one line");
	if (check_text(option, tree, value) != 0)
		return ERR_INVAL;
	if (option->type == OPTION_PATH)
		*to = absolute(config, text, directory);
	else if (option->type == OPTION_WEB || option->type == OPTION_API)
		*to = without_slash(config, text);
	else
		*to = arena_strdup(&config->arena, text);
	return 0;
}

int
option_set(const struct option *option, const struct yaml_tree *tree,
    const struct yaml_node *value, const char *directory, struct config *config)
{
	switch (option->type) {
	case OPTION_NUMBER:
		return set_number(option, tree, value, config);
	case OPTION_TEXTS:
		return field_texts(tree, value, option->name, &config->arena,
		    member(config, option->offset),
		    member(config, option->count));
	case OPTION_CHOICE:
		if (value->kind != YAML_TEXT ||
		    !is_choice(option->choices, value->text))
			return yaml_node_error(tree, value, option->name,
			    "one of %s", option->choices);
		*(const char **)member(config, option->offset) =
		    arena_strdup(&config->arena, value->text);
		return 0;
	case OPTION_TEXT:
	case OPTION_PATH:
	case OPTION_WEB:
	case OPTION_API:
	case OPTION_LISTEN:
	case OPTION_CRON:
	case OPTION_ZONE:
		break;
	}
	return set_text(option, tree, value, directory, config);
}

/* Copies a value; no list is fixed (asserted by the table's test). */
static void
copy_value(const struct option *option, const struct config *from,
    struct config *to)
{
	const char *base = (const char *)from;
	const void *at = base + option->offset;
	const char *text;

	ASSERT(option->type != OPTION_TEXTS);
	if (option->type == OPTION_NUMBER) {
		*(int64_t *)member(to, option->offset) = *(const int64_t *)at;
		return;
	}
	text = *(const char *const *)at;
	*(const char **)member(to, option->offset) =
	    text == NULL ? NULL : arena_strdup(&to->arena, text);
}

void
config_keep_fixed(const struct config *running, struct config *config,
    struct buf *ret_names)
{
	struct buf was, is;

	buf_init(&was, VALUE_MAX_BYTES);
	buf_init(&is, VALUE_MAX_BYTES);
	for (size_t i = 0; i < option_count; i++) {
		const struct option *option = &option_table[i];

		if (option->is_reloadable)
			continue;
		buf_reset(&was);
		buf_reset(&is);
		option_write(option, running, &was);
		option_write(option, config, &is);
		if (str_equal(was.data, is.data))
			continue;
		buf_format(ret_names, "%s%s", ret_names->len > 0 ? ", " : "",
		    option->name);
		copy_value(option, running, config);
	}
	buf_done(&was);
	buf_done(&is);
}

void
option_set_defaults(struct config *config)
{
	struct yaml_tree tree = { .file = "default" };

	for (size_t i = 0; i < option_count; i++) {
		const struct option *option = &option_table[i];
		struct yaml_node node = { .kind = YAML_TEXT,
			.text = option->default_text };

		if (option->type == OPTION_TEXTS)
			continue; /* empty */
		ASSERT(option_set(option, &tree, &node, NULL, config) == 0);
	}
}

void
option_write_quoted(struct buf *out, const char *text)
{
	buf_char(out, '"');
	for (; *text != '\0'; text++) {
		if (*text == '"' || *text == '\\')
			buf_char(out, '\\');
		/* Reading takes no control bytes either. */
		if ((unsigned char)*text < 0x20)
			buf_char(out, ' ');
		else
			buf_char(out, *text);
	}
	buf_char(out, '"');
}

static void
write_list(const char *const *items, size_t n, struct buf *out)
{
	buf_char(out, '[');
	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			buf_text(out, ", ");
		option_write_quoted(out, items[i]);
	}
	buf_char(out, ']');
}

void
option_write(const struct option *option, const struct config *config,
    struct buf *out)
{
	const char *base = (const char *)config;
	const void *at = base + option->offset;
	const char *text;

	switch (option->type) {
	case OPTION_NUMBER:
		buf_format(out, "%" PRId64, *(const int64_t *)at);
		return;
	case OPTION_TEXTS:
		write_list(*(const char *const *const *)at,
		    *(const size_t *)(const void *)(base + option->count), out);
		return;
	case OPTION_CHOICE:
		buf_text(out, *(const char *const *)at);
		return;
	case OPTION_TEXT:
	case OPTION_PATH:
	case OPTION_WEB:
	case OPTION_API:
	case OPTION_LISTEN:
	case OPTION_CRON:
	case OPTION_ZONE:
		break;
	}
	text = *(const char *const *)at;
	option_write_quoted(out, text == NULL ? "" : text);
}
