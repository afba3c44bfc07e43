#include "cli/exclude.h"

#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "base/text.h"
#include "signals/people.h"

static bool
names_login(const struct exclude *exclude, const char *login)
{
	for (size_t i = 0; i < exclude->n_logins; i++)
		if (str_casecmp(exclude->logins[i], login) == 0)
			return true;
	return false;
}

/* "acme" names "acme" and "acme gmbh", not "acmeist"; both are folded. */
static bool
names_company(const char *known, const char *company, size_t len)
{
	size_t n = strlen(known);

	return n > 0 && n <= len && memcmp(known, company, n) == 0 &&
	    (n == len || company[n] == ' ' || company[n] == ',');
}

static const char *
plain_name(const char *name)
{
	return name[0] == '@' ? name + 1 : name;
}

/* Whether one of `known` is among companies joined by "; ". */
static bool
any_company(struct arena *arena, const char *const *known, size_t n_known,
    const char *companies)
{
	for (size_t i = 0; i < n_known; i++) {
		const char *name = plain_name(known[i]);
		const char *folded = text_fold(arena, name, strlen(name));

		for (const char *at = companies; *at != '\0';) {
			size_t len = strcspn(at, ";");

			if (names_company(folded, at, len))
				return true;
			at += len;
			at += strspn(at, "; ");
		}
	}
	return false;
}

static bool
names_host(const char *domain, const char *url)
{
	const char *host = strstr(url, "://");
	size_t len, n = strlen(domain);

	host = host != NULL ? host + 3 : url;
	len = strcspn(host, "/:?#");
	if (n == 0 || len < n || (len > n && host[len - n - 1] != '.'))
		return false;
	for (size_t i = 0; i < n; i++)
		if (str_lower(host[len - n + i]) != str_lower(domain[i]))
			return false;
	return true;
}

static bool
any_host(const struct exclude *exclude, const struct person *person)
{
	for (size_t i = 0; i < exclude->n_domains; i++)
		for (size_t j = 0; j < person->n_links; j++)
			if (person->links[j].url != NULL &&
			    names_host(exclude->domains[i],
				person->links[j].url))
				return true;
	return false;
}

bool
exclude_matches(const struct exclude *exclude, const struct person *person)
{
	struct arena arena = { 0 };
	const char *company;
	bool found = false;

	if (person->login != NULL && names_login(exclude, person->login))
		return true;
	if (any_host(exclude, person))
		return true;
	if (person->company == NULL ||
	    exclude->n_companies + exclude->n_organizations == 0)
		return false;
	company = people_company(&arena, person->company);
	if (company != NULL) {
		company = text_fold(&arena, company, strlen(company));
		found = any_company(&arena, exclude->companies,
			    exclude->n_companies, company) ||
		    any_company(&arena, exclude->organizations,
			exclude->n_organizations, company);
	}
	arena_done(&arena);
	return found;
}

/*
 * names_company() wants the folded name in front of one of a profile's names,
 * with a blank, a comma or nothing behind it: so its words are among the words
 * of what the profile says.
 */
void
exclude_suspects(const struct exclude *exclude, struct arena *arena,
    struct query_suspects *ret_suspects)
{
	size_t n = exclude->n_companies + exclude->n_organizations, at = 0;
	const char **companies = arena_calloc(arena, n, sizeof(*companies));

	for (size_t i = 0; i < exclude->n_companies; i++)
		companies[at++] = plain_name(exclude->companies[i]);
	for (size_t i = 0; i < exclude->n_organizations; i++)
		companies[at++] = plain_name(exclude->organizations[i]);
	*ret_suspects = (struct query_suspects){ .logins = exclude->logins,
		.n_logins = exclude->n_logins,
		.companies = companies,
		.n_companies = n,
		.has_links = exclude->n_domains > 0 };
}
