#include <string.h>

#include "base/array.h"
#include "base/str.h"
#include "crawler/decode.h"
#include "crawler/github.h"

enum {
	LANGUAGES_MAX = 8,
	TOPICS_MAX = 20,
	NAME_MAX_BYTES = 200,
	DESCRIPTION_MAX = 1000,
	ENTRIES_MAX = 20000 /* of a root that was given whole */
};

/* How good a README's name is: GitHub prefers Markdown; 0: no README. */
static int
readme_rank(const char *name)
{
	static const char *const endings[] = { ".txt", "", ".org", ".asciidoc",
		".adoc", ".rst", ".markdown", ".md" };

	if (strlen(name) < 6 || strlen(name) > 16)
		return 0;
	for (size_t i = 0; i < 6; i++)
		if (str_lower(name[i]) != "readme"[i])
			return 0;
	for (size_t i = 0; i < COUNT(endings); i++)
		if (str_casecmp(name + 6, endings[i]) == 0)
			return (int)i + 1;
	return 0;
}

static void
find_readme(const struct json *entries, struct arena *arena,
    struct repository *repository, struct wanted *wanted)
{
	const struct json *best = NULL;
	const char *oid;
	int best_rank = 0;

	for (size_t i = 0; i < json_count(entries) && i < ENTRIES_MAX; i++) {
		const struct json *entry = json_at(entries, i);
		const char *name = json_get_text(entry, "name");
		int rank = name != NULL ? readme_rank(name) : 0;

		if (rank > best_rank &&
		    str_equal(json_get_text(entry, "type"), "blob")) {
			best = entry;
			best_rank = rank;
		}
	}
	if (best == NULL)
		return;
	repository->readme_name =
	    arena_strdup(arena, json_get_text(best, "name"));
	repository->readme_bytes = decode_count(best, "size");
	oid = json_get_text(best, "oid");
	if (oid == NULL || strlen(oid) > 64 || strchr(oid, ',') != NULL)
		return;
	wanted->repository = repository->id;
	wanted->node_id = repository->node_id;
	wanted->oid = arena_strdup(arena, oid);
	wanted->bytes = repository->readme_bytes;
}

/* Names of a tree's entries, directories ending in '/'. */
static const char **
names_of(const struct json *entries, size_t max, struct arena *arena,
    size_t *ret_n)
{
	size_t total = json_count(entries), n = 0;
	const char **names;

	if (total > max)
		total = max;
	if (total == 0)
		return NULL;
	names = arena_calloc(arena, total, sizeof(*names));
	for (size_t i = 0; i < total; i++) {
		const struct json *entry = json_at(entries, i);
		const char *name =
		    decode_line(arena, entry, "name", NAME_MAX_BYTES);

		if (name == NULL)
			continue;
		if (str_equal(json_get_text(entry, "type"), "tree"))
			name = arena_format(arena, "%s/", name);
		names[n++] = name;
	}
	*ret_n = n;
	return names;
}

static void
read_languages(const struct json *value, struct arena *arena,
    struct repository *repository)
{
	const struct json *edges =
	    json_get(json_get(value, "languages"), "edges");
	size_t total = json_count(edges), n = 0;

	if (total > LANGUAGES_MAX)
		total = LANGUAGES_MAX;
	if (total == 0)
		return;
	repository->languages =
	    arena_calloc(arena, total, sizeof(struct language));
	for (size_t i = 0; i < total; i++) {
		const struct json *edge = json_at(edges, i);
		struct language *language = &repository->languages[n];

		language->name =
		    decode_line(arena, json_get(edge, "node"), "name", 64);
		language->bytes = decode_count(edge, "size");
		if (language->name != NULL)
			n++;
	}
	repository->n_languages = n;
}

static void
read_topics(const struct json *value, struct arena *arena,
    struct repository *repository)
{
	const struct json *nodes =
	    json_get(json_get(value, "repositoryTopics"), "nodes");
	size_t total = json_count(nodes), n = 0;

	if (total > TOPICS_MAX)
		total = TOPICS_MAX;
	if (total == 0)
		return;
	repository->topics =
	    arena_calloc(arena, total, sizeof(*repository->topics));
	for (size_t i = 0; i < total; i++) {
		const char *topic = decode_line(arena,
		    json_get(json_at(nodes, i), "topic"), "name", 64);

		if (topic != NULL)
			repository->topics[n++] = topic;
	}
	repository->n_topics = n;
}

bool
decode_repository(const struct json *value, int64_t now, struct arena *arena,
    struct repository *ret_repository, struct wanted *ret_wanted)
{
	const char *full_name = json_get_text(value, "nameWithOwner");
	const char *node_id = json_get_text(value, "id");
	const struct json *root = json_get(json_get(value, "root"), "entries");
	const struct json *workflows =
	    json_get(json_get(value, "workflows"), "entries");
	int64_t id = decode_count(value, "databaseId");
	struct repository *r = ret_repository;

	memset(r, 0, sizeof(*r));
	memset(ret_wanted, 0, sizeof(*ret_wanted));
	if (id == 0 || full_name == NULL || !github_is_full_name(full_name) ||
	    node_id == NULL || strlen(node_id) > 128)
		return false;
	r->id = id;
	r->node_id = arena_strdup(arena, node_id);
	r->full_name = arena_strdup(arena, full_name);
	r->description =
	    decode_line(arena, value, "description", DESCRIPTION_MAX);
	r->primary_language =
	    decode_line(arena, json_get(value, "primaryLanguage"), "name", 64);
	r->license =
	    decode_line(arena, json_get(value, "licenseInfo"), "spdxId", 64);
	r->stars = decode_count(value, "stargazerCount");
	r->forks = decode_count(value, "forkCount");
	r->open_issues = decode_count(json_get(value, "issues"), "totalCount");
	r->is_fork = json_get_bool(value, "isFork");
	r->is_archived = json_get_bool(value, "isArchived");
	r->is_template = json_get_bool(value, "isTemplate");
	r->is_mirror = json_get_bool(value, "isMirror");
	r->released_at =
	    json_get_time(json_get(value, "latestRelease"), "publishedAt");
	r->created_at = json_get_time(value, "createdAt");
	r->pushed_at = json_get_time(value, "pushedAt");
	r->fetched_at = now;
	read_languages(value, arena, r);
	read_topics(value, arena, r);
	r->paths = names_of(root, DECODE_PATHS_MAX, arena, &r->n_paths);
	r->workflows =
	    names_of(workflows, DECODE_WORKFLOWS_MAX, arena, &r->n_workflows);
	find_readme(root, arena, r, ret_wanted);
	return true;
}
