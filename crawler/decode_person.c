#include <string.h>

#include "base/array.h"
#include "base/str.h"
#include "crawler/decode.h"
#include "crawler/github.h"
#include "crawler/url.h"

enum {
	LINKS_MAX = 8,
	OWN_MAX = 32
};

static int64_t
total(const struct json *object, const char *connection)
{
	return decode_count(json_get(object, connection), "totalCount");
}

static bool
host_is(const char *host, const char *domain)
{
	size_t n = strlen(host), m = strlen(domain);

	return str_equal(host, domain) ||
	    (n > m && host[n - m - 1] == '.' && str_ends(host, domain));
}

/* What a web address is, where its host tells more than its field. */
static const char *
kind_of(struct arena *arena, const char *address, const char *otherwise)
{
	struct url url;

	if (url_parse(address, arena, &url) != 0)
		return otherwise;
	if (host_is(url.host, "linkedin.com"))
		return "linkedin";
	if (host_is(url.host, "twitter.com") || host_is(url.host, "x.com"))
		return "twitter";
	return otherwise;
}

static void
add_link(struct arena *arena, struct person *person, const char *kind,
    const char *address)
{
	const char *clean = decode_web(arena, address);

	if (clean == NULL || person->n_links == LINKS_MAX)
		return;
	for (size_t i = 0; i < person->n_links; i++)
		if (str_casecmp(person->links[i].url, clean) == 0)
			return;
	person->links[person->n_links].kind = kind_of(arena, clean, kind);
	person->links[person->n_links].url = clean;
	person->n_links++;
}

/* SocialAccountProvider: "LINKEDIN" -> "linkedin"; GENERIC is any site. */
static const char *
provider_kind(struct arena *arena, const char *provider)
{
	char *kind;

	if (provider == NULL || strlen(provider) > 24 ||
	    str_equal(provider, "GENERIC"))
		return "website";
	kind = arena_strdup(arena, provider);
	str_lower_all(kind);
	return kind;
}

static void
read_links(const struct json *value, struct arena *arena, struct person *person)
{
	const struct json *accounts =
	    json_get(json_get(value, "socialAccounts"), "nodes");
	const char *twitter = json_get_text(value, "twitterUsername");

	person->links = arena_calloc(arena, LINKS_MAX, sizeof(struct link));
	add_link(arena, person, "website", json_get_text(value, "websiteUrl"));
	for (size_t i = 0; i < json_count(accounts) && i < LINKS_MAX; i++) {
		const struct json *account = json_at(accounts, i);

		add_link(arena, person,
		    provider_kind(arena, json_get_text(account, "provider")),
		    json_get_text(account, "url"));
	}
	if (twitter != NULL && strlen(twitter) <= 40)
		add_link(arena, person, "twitter",
		    arena_format(arena, "https://twitter.com/%s",
			url_escape(arena, twitter)));
	if (person->n_links == 0)
		person->links = NULL;
}

/* The first of the spellings under which there is a file, operations.c. */
static const struct json *
profile_blob(const struct json *profile)
{
	static const char *const spellings[] = { "object", "lower", "capital",
		"upper", "bare" };
	const struct json *blob = NULL;

	for (size_t i = 0;
	     i < COUNT(spellings) && json_get_text(blob, "oid") == NULL; i++)
		blob = json_get(profile, spellings[i]);
	return blob;
}

/* The README of the repository that bears the account's name. */
static void
read_profile_readme(const struct json *value, const char *login,
    struct arena *arena, struct wanted *wanted)
{
	const struct json *profile = json_get(value, "profile");
	const struct json *blob = profile_blob(profile);
	const char *name = json_get_text(profile, "nameWithOwner");
	const char *node_id = json_get_text(profile, "id");
	const char *oid = json_get_text(blob, "oid");

	if (oid == NULL || node_id == NULL || name == NULL ||
	    strlen(oid) > 64 || strlen(node_id) > 128)
		return;
	/* renames are followed: make sure it is still the account's own */
	if (str_casecmp(name, arena_format(arena, "%s/%s", login, login)) != 0)
		return;
	wanted->node_id = arena_strdup(arena, node_id);
	wanted->oid = arena_strdup(arena, oid);
	wanted->bytes = json_get_int(blob, "byteSize");
}

int64_t
decode_newest_push(const struct json *value)
{
	const struct json *nodes = json_get(json_get(value, "newest"), "nodes");

	return json_get_time(json_at(nodes, 0), "pushedAt");
}

void
decode_probe(const struct json *value, struct arena *arena,
    struct probe *ret_probe)
{
	const char *login = json_get_text(value, "login");

	memset(ret_probe, 0, sizeof(*ret_probe));
	ret_probe->is_user =
	    str_equal(json_get_text(value, "__typename"), "User");
	ret_probe->id = json_get_int(value, "databaseId");
	if (login != NULL && github_is_login(login))
		ret_probe->login = arena_strdup(arena, login);
	ret_probe->location = decode_name(arena, value, "location");
	ret_probe->updated_at = json_get_time(value, "updatedAt");
	ret_probe->pushed_at = decode_newest_push(value);
	ret_probe->repositories = total(value, "newest");
}

bool
decode_person(const struct json *value, int64_t now, struct arena *arena,
    struct person *ret_person, struct wanted *ret_profile_readme)
{
	struct person *p = ret_person;
	struct actor actor;

	memset(p, 0, sizeof(*p));
	memset(ret_profile_readme, 0, sizeof(*ret_profile_readme));
	if (!decode_actor(arena, value, &actor) || actor.id <= 0)
		return false;
	p->id = actor.id;
	p->node_id = actor.node_id;
	p->login = actor.login;
	p->type = actor.type != NULL ? actor.type : "User";
	p->name = decode_name(arena, value, "name");
	p->bio = decode_text(arena, value, "bio", DECODE_TEXT_MAX);
	p->company = decode_name(arena, value, "company");
	p->location = decode_name(arena, value, "location");
	p->hireable = json_get_bool(value, "isHireable");
	p->followers = total(value, "followers");
	p->following = total(value, "following");
	p->merged_pulls = total(value, "merged");
	p->repositories = total(value, "newest");
	p->pushed_at = decode_newest_push(value);
	p->created_at = json_get_time(value, "createdAt");
	p->updated_at = json_get_time(value, "updatedAt");
	p->fetched_at = now;
	read_links(value, arena, p);
	read_profile_readme(value, p->login, arena, ret_profile_readme);
	return true;
}

/* Own repositories as they are collected. */
struct own {
	struct repository items[OWN_MAX];
	struct wanted wanted[OWN_MAX];
	size_t n;
	size_t max;
	const char *owner; /* node id */
};

/* Pinned items may be others' work, and are often among the best by stars. */
static void
collect(const struct json *nodes, bool is_pinned, int64_t now,
    struct arena *arena, struct own *own)
{
	for (size_t i = 0; i < json_count(nodes) && i < OWN_MAX; i++) {
		const struct json *node = json_at(nodes, i);
		struct repository item;
		struct wanted wanted;
		size_t known = 0;

		if (!str_equal(json_get_text(json_get(node, "owner"), "id"),
			own->owner) ||
		    !decode_repository(node, now, arena, &item, &wanted))
			continue;
		while (known < own->n && own->items[known].id != item.id)
			known++;
		if (known == own->max)
			continue;
		/* the pinned form lacks languages and topics */
		item.is_pinned = is_pinned ||
		    (known < own->n && own->items[known].is_pinned);
		if (known == own->n)
			own->n++;
		own->items[known] = item;
		own->wanted[known] = wanted;
	}
}

void
decode_portfolio(const struct json *value, int64_t now, size_t max,
    struct arena *arena, struct portfolio *ret_portfolio,
    struct wanted **ret_wanted)
{
	struct own *own = arena_calloc(arena, 1, sizeof(*own));

	own->max = max < OWN_MAX ? max : OWN_MAX;
	own->owner = json_get_text(value, "id");
	memset(ret_portfolio, 0, sizeof(*ret_portfolio));
	ret_portfolio->fetched_at = now;
	*ret_wanted = own->wanted;
	if (own->owner == NULL)
		return;
	collect(json_get(json_get(value, "pinnedItems"), "nodes"), true, now,
	    arena, own);
	collect(json_get(json_get(value, "repositories"), "nodes"), false, now,
	    arena, own);
	ret_portfolio->items = own->items;
	ret_portfolio->n_items = own->n;
}
