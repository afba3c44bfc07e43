#ifndef BASE_ADDRESS_H
#define BASE_ADDRESS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

enum {
	ADDRESS_HOST_LEN = 46 /* of an IPv6 address and its NUL */
};

/* Where to listen on this machine. */
struct address {
	char host[ADDRESS_HOST_LEN]; /* in digits, without brackets */
	bool is_v6;
	uint16_t port; /* 0: any free one */
};

/*
 * "127.0.0.1:9465", "[::1]:9465", "localhost:9465".  ERR_PARSE for what is
 * none of these, ERR_DENIED for an address that others could reach.
 */
int address_parse(const char *text, struct address *ret_address) MUST_CHECK;

/*
 * Whether a Host header names this machine by a loopback name, with or without
 * a port: a page in a browser whose name was bound to 127.0.0.1 does not.
 */
bool address_is_loopback_host(const char *host);

#endif
