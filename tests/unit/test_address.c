#include "base/address.h"
#include "tests/unit/test.h"

static void
loopback_addresses_are_taken(void **state)
{
	static const struct {
		const char *text, *host;
		int port;
		bool is_v6;
	} cases[] = {
		{ "127.0.0.1:9465", "127.0.0.1", 9465, false },
		{ "127.8.9.10:1", "127.8.9.10", 1, false },
		{ "localhost:0", "127.0.0.1", 0, false },
		{ "[::1]:65535", "::1", 65535, true },
		{ "[0:0:0:0:0:0:0:1]:80", "0:0:0:0:0:0:0:1", 80, true },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct address address;

		assert_ok(address_parse(cases[i].text, &address));
		assert_string_equal(address.host, cases[i].host);
		assert_int_equal(address.port, cases[i].port);
		assert_true(address.is_v6 == cases[i].is_v6);
	}
}

static void
others_are_refused(void **state)
{
	static const struct {
		const char *text;
		int rc;
	} cases[] = {
		{ "0.0.0.0:9465", ERR_DENIED },
		{ "192.0.2.7:9465", ERR_DENIED },
		{ "128.0.0.1:9465", ERR_DENIED },
		{ "[::]:9465", ERR_DENIED },
		{ "[2001:db8::1]:9465", ERR_DENIED },
		{ "[::ffff:127.0.0.1]:9465", ERR_DENIED },
		{ "", ERR_PARSE },
		{ ":9465", ERR_PARSE },
		{ "9465", ERR_PARSE },
		{ "127.0.0.1", ERR_PARSE },
		{ "127.0.0.1:", ERR_PARSE },
		{ "127.0.0.1:65536", ERR_PARSE },
		{ "127.0.0.1:-1", ERR_PARSE },
		{ "127.0.0.1:80x", ERR_PARSE },
		{ "127.1:80", ERR_PARSE },
		{ "::1:80", ERR_PARSE },
		{ "[::1]", ERR_PARSE },
		{ "[::1", ERR_PARSE },
		{ "[::1]80", ERR_PARSE },
		{ "[127.0.0.1]:80", ERR_PARSE },
		{ "example.com:80", ERR_PARSE },
		{ "localhost.example.com:80", ERR_PARSE },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct address address;

		if (address_parse(cases[i].text, &address) != cases[i].rc)
			fail_msg("%s", cases[i].text);
	}
}

static void
hosts_are_told_from_names_that_were_bound_to_loopback(void **state)
{
	static const char *const good[] = { "localhost", "LocalHost:9465",
		"127.0.0.1", "127.0.0.1:80", "127.1.2.3:9465", "[::1]",
		"[::1]:9465" };
	static const char *const bad[] = { "", "example.com",
		"example.com:9465", "localhost.example.com", "127.0.0.1.nip.io",
		"192.0.2.7", "0.0.0.0", "[::]", "::1",
		"localhost:", "localhost:0", "localhost:http", "[::1]x", "[::1",
		"user@127.0.0.1", "127.0.0.1 example.com", "2130706433",
		"0x7f.1" };

	(void)state;
	for (size_t i = 0; i < COUNT(good); i++)
		if (!address_is_loopback_host(good[i]))
			fail_msg("refused: %s", good[i]);
	for (size_t i = 0; i < COUNT(bad); i++)
		if (address_is_loopback_host(bad[i]))
			fail_msg("taken: %s", bad[i]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(loopback_addresses_are_taken),
		cmocka_unit_test(others_are_refused),
		cmocka_unit_test(
		    hosts_are_told_from_names_that_were_bound_to_loopback),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
