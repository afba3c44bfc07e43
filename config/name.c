#include "config/name.h"

#include <stddef.h>
#include <string.h>

#include "base/str.h"

enum {
	OWNER_LEN = 39,
	REPOSITORY_LEN = 100,
	ID_LEN = 40,
	ROLE_LEN = 64
};

/* An underscore stands in accounts that an enterprise manages (jo_acme). */
static bool
is_owner(const char *text, size_t len)
{
	if (len == 0 || len > OWNER_LEN || text[0] == '-' ||
	    text[len - 1] == '-')
		return false;
	for (size_t i = 0; i < len; i++)
		if (!str_is_alnum(text[i]) && text[i] != '-' && text[i] != '_')
			return false;
	return true;
}

bool
name_is_repository(const char *text)
{
	const char *slash = strchr(text, '/');
	const char *name;

	if (slash == NULL || !is_owner(text, (size_t)(slash - text)))
		return false;
	name = slash + 1;
	if (*name == '\0' || strlen(name) > REPOSITORY_LEN ||
	    str_equal(name, ".") || str_equal(name, "..") ||
	    str_ends(name, ".git"))
		return false;
	for (; *name != '\0'; name++)
		if (!str_is_alnum(*name) && strchr("._-", *name) == NULL)
			return false;
	return true;
}

static bool
is_lower_name(const char *text, size_t max, const char *others)
{
	size_t len = strlen(text);

	if (len == 0 || len > max)
		return false;
	for (size_t i = 0; i < len; i++)
		if (str_lower(text[i]) != text[i] ||
		    (!str_is_alnum(text[i]) && strchr(others, text[i]) == NULL))
			return false;
	return true;
}

bool
name_is_id(const char *text)
{
	return is_lower_name(text, ID_LEN, "+#.-");
}

bool
name_is_role(const char *text)
{
	return is_lower_name(text, ROLE_LEN, "._-") && str_is_alnum(text[0]);
}
