#include "base/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stddef.h>
#include <string.h>

#include "base/str.h"

enum {
	PORT_MAX = 65535,
	LOOPBACK_NET = 127
};

/* Splits "HOST:PORT" or "[HOST]:PORT"; the port may be missing. */
static bool
split(const char *text, char *host, size_t size, const char **ret_port,
    bool *ret_bracketed)
{
	const char *end;
	size_t len;

	*ret_bracketed = text[0] == '[';
	if (*ret_bracketed)
		text++;
	end = strchr(text, *ret_bracketed ? ']' : ':');
	if (*ret_bracketed && end == NULL)
		return false;
	len = end == NULL ? strlen(text) : (size_t)(end - text);
	if (len == 0 || len >= size)
		return false;
	memcpy(host, text, len);
	host[len] = '\0';
	if (*ret_bracketed)
		end++;
	*ret_port = NULL;
	if (end == NULL || *end == '\0')
		return true;
	*ret_port = end + 1;
	return *end == ':';
}

static bool
is_loopback(const char *host, bool is_v6)
{
	struct in6_addr v6;
	struct in_addr v4;

	if (is_v6)
		return inet_pton(AF_INET6, host, &v6) == 1 &&
		    IN6_IS_ADDR_LOOPBACK(&v6);
	return inet_pton(AF_INET, host, &v4) == 1 &&
	    ntohl(v4.s_addr) >> 24 == LOOPBACK_NET;
}

static bool
is_address(const char *host, bool is_v6)
{
	struct in6_addr any;

	return inet_pton(is_v6 ? AF_INET6 : AF_INET, host, &any) == 1;
}

int
address_parse(const char *text, struct address *ret_address)
{
	struct address address = { 0 };
	const char *port_text;
	int64_t port;

	if (!split(text, address.host, sizeof(address.host), &port_text,
		&address.is_v6) ||
	    port_text == NULL || str_to_int(port_text, 0, PORT_MAX, &port) != 0)
		return ERR_PARSE;
	if (!address.is_v6 && str_casecmp(address.host, "localhost") == 0)
		(void)str_copy(address.host, sizeof(address.host), "127.0.0.1");
	if (!is_address(address.host, address.is_v6))
		return ERR_PARSE;
	if (!is_loopback(address.host, address.is_v6))
		return ERR_DENIED;
	address.port = (uint16_t)port;
	*ret_address = address;
	return 0;
}

bool
address_is_loopback_host(const char *host)
{
	char name[ADDRESS_HOST_LEN];
	const char *port_text;
	int64_t port;
	bool is_v6;

	if (!split(host, name, sizeof(name), &port_text, &is_v6) ||
	    (port_text != NULL &&
		str_to_int(port_text, 1, PORT_MAX, &port) != 0))
		return false;
	if (!is_v6 && str_casecmp(name, "localhost") == 0)
		return true;
	return is_loopback(name, is_v6);
}
