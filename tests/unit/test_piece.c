/* Texts in pieces: any text survives, usual ones take few bytes. */
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "store/secret.h"
#include "store/value/piece.h"
#include "tests/unit/test.h"

struct fixture {
	struct piece_writer *writer;
	struct buf out;
	char text[PIECE_TEXT + PIECE_SLACK];
};

static int
set_up(void **state)
{
	struct fixture *fixture = mem_calloc(1, sizeof(*fixture));

	fixture->writer = piece_writer_new();
	buf_init(&fixture->out, 1 << 20);
	*state = fixture;
	return 0;
}

static int
tear_down(void **state)
{
	struct fixture *fixture = *state;

	piece_writer_free(fixture->writer);
	buf_done(&fixture->out);
	mem_free(fixture);
	return 0;
}

static bool
read_back(struct fixture *fixture, size_t len, size_t *ret_used)
{
	return piece_read((struct slice){ (const uint8_t *)fixture->out.data,
			      fixture->out.len },
	    fixture->text, len, ret_used);
}

static void
assert_survives(struct fixture *fixture, const char *text, size_t len)
{
	size_t used = 0;

	buf_reset(&fixture->out);
	assert_true(piece_write(fixture->writer, text, len, &fixture->out));
	buf_add(&fixture->out, "behind", 6);
	assert_true(read_back(fixture, len, &used));
	assert_int_equal(used, fixture->out.len - 6);
	if (len > 0)
		assert_memory_equal(fixture->text, text, len);
}

static void
texts_survive(void **state)
{
	static const char *const texts[] = { "", "a", "fix", "Fix",
		"fix a race in the connection pool",
		"https://github.com/example/garden/pull/7", "   ", "\n\n\t",
		"na\xc3\xafve caf\xc3\xa9 \xe2\x80\x94 \xf0\x9f\x8e\x89",
		"getHTTPServerOrDie() != NULL && x->y[0] == 'z'",
		"0123456789abcdef0123456789abcdef01234567",
		"0123456789abcdef0123456789abcdef0123456",
		"0123456789abcdef0123456789abcdef01234567890123456789",
		"revert 0123456789abcdef0123456789abcdef01234567.",
		"\x80\xfd\xc0 not UTF-8" };

	assert_survives(*state, NULL, 0);
	for (size_t i = 0; i < COUNT(texts); i++) {
		assert_survives(*state, texts[i], strlen(texts[i]));
		assert_survives(*state, texts[i], strlen(texts[i]) + 1);
	}
}

static void
random_bytes_survive(void **state)
{
	static const char letters[] = "etaoin shr\ndlu";
	struct fixture *fixture = *state;
	char *text = mem_alloc(PIECE_TEXT);
	uint32_t seed = 9;

	for (int round = 0; round < 300; round++) {
		size_t len = round < 290 ? (size_t)round : PIECE_TEXT;

		for (size_t i = 0; i < len; i++) {
			seed = seed * 1664525 + 1013904223;
			text[i] = round % 2 == 0
			    ? letters[(seed >> 24) % (sizeof(letters) - 1)]
			    : (char)((seed >> 24) % 0xFE);
		}
		assert_survives(fixture, text, len);
	}
	mem_free(text);
}

static void
signs_can_not_be_written(void **state)
{
	struct fixture *fixture = *state;

	assert_false(piece_write(fixture->writer, "a\xff", 2, &fixture->out));
	assert_false(piece_write(fixture->writer, "\xff", 1, &fixture->out));
	assert_false(piece_write(fixture->writer, "b\xfe", 2, &fixture->out));
}

static void
usual_texts_take_few_bytes(void **state)
{
	static const char *const texts[] = {
		"Add support for custom timeouts in the HTTP client",
		"Remove unused variable",
		"Could you please add a test for this?",
		"fix(deps): update dependency to v2.3.1",
		"retry the request when the connection is closed by the server",
	};
	struct fixture *fixture = *state;

	for (size_t i = 0; i < COUNT(texts); i++) {
		assert_survives(fixture, texts[i], strlen(texts[i]) + 1);
		assert_true(fixture->out.len - 6 <= strlen(texts[i]) * 6 / 10);
	}
}

static void
a_hash_takes_half_its_digits(void **state)
{
	static const char hash[] = "9b0e58b2bd2a1e8dca91f2a3a4ef83ed4bc1dbfa";

	assert_survives(*state, hash, sizeof(hash));
	assert_true(((struct fixture *)*state)->out.len - 6 <= 23);
}

static void
what_repeats_is_copied(void **state)
{
	struct fixture *fixture = *state;
	char text[3000];

	for (size_t distance = 1; distance < 1500; distance += 7) {
		for (size_t i = 0; i < distance; i++)
			text[i] = (char)(i % 5 == 0 ? ' ' : 'a' + i * i % 23);
		for (size_t i = distance; i < sizeof(text); i++)
			text[i] = text[i - distance];
		assert_survives(fixture, text, sizeof(text));
		assert_true(fixture->out.len < distance + 50);
	}
}

/* Blocks of just that size, for sanitizers to see who leaves them. */
static bool
read_alone(const char *bytes, size_t n, size_t len)
{
	char *alone = mem_alloc(n + 1), *text = mem_alloc(len + PIECE_SLACK);
	size_t used;
	bool is_good;

	if (n > 0)
		memcpy(alone + 1, bytes, n);
	is_good = piece_read((struct slice){ (const uint8_t *)alone + 1, n },
	    text, len, &used);
	assert_true(!is_good || used <= n);
	assert_true(
	    piece_read_part((struct slice){ (const uint8_t *)alone + 1, n },
		text, len, len / 2) ||
	    !is_good);
	mem_free(text);
	mem_free(alone);
	return is_good;
}

static void
any_bytes_are_read_without_harm(void **state)
{
	struct fixture *fixture = *state;
	uint32_t seed = 3;

	for (int round = 0; round < 5000; round++) {
		buf_reset(&fixture->out);
		for (int i = 0; i < round % 70; i++) {
			seed = seed * 1664525 + 1013904223;
			buf_char(&fixture->out, (char)(seed >> 24));
		}
		(void)read_alone(fixture->out.data, fixture->out.len,
		    (size_t)round % 700);
	}
}

static void
what_is_cut_off_is_broken(void **state)
{
	static const char text[] =
	    "fix a race in the pool of connections of mia/garden#17\n\0"
	    "0123456789abcdef0123456789abcdef01234567 a race in the pool\0"
	    "https://github.com/mia/garden/pull/17";
	struct fixture *fixture = *state;
	const size_t len = sizeof(text);
	size_t n;

	buf_reset(&fixture->out);
	assert_true(piece_write(fixture->writer, text, len, &fixture->out));
	n = fixture->out.len;
	assert_true(read_alone(fixture->out.data, n, len));
	for (size_t cut = 0; cut < n; cut++)
		assert_false(read_alone(fixture->out.data, cut, len));
	for (size_t bit = 0; bit < 8 * n; bit++) {
		fixture->out.data[bit / 8] ^= (char)(1 << bit % 8);
		for (size_t part = 0; part <= len; part += 13)
			(void)read_alone(fixture->out.data, n, part);
		fixture->out.data[bit / 8] ^= (char)(1 << bit % 8);
	}
}

static size_t
put(char *text, size_t n, const char *part)
{
	size_t len = strlen(part);

	memcpy(text + n, part, len);
	return n + len;
}

/* Names, numbers and links of which some belong together and some nearly. */
static void
links_and_near_misses_survive(void **state)
{
	static const char *const parts[] = { "mia/garden", "mia/garden-2",
		"wrote mia/garden#17 ", "mia/garden#1", "mia/garden#", "#17",
		"https://github.com/", "https://github.com/mia/garden",
		"https://github.com/mia/garden/pull/17",
		"https://github.com/mia/garden/pull/17#discussion_r230",
		"https://github.com/mia/garden/pull/017",
		"https://github.com/mia/garden/pull/",
		"https://github.com/mia/garden/issues/17",
		"https://github.com/mia/garden/tree/main",
		"https://github.com/Mia/garden/pull/17",
		"http://github.com/mia/garden/pull/17",
		"https://github.com/mia//garden", "https://github.com//garden",
		"ia/garden#17", "mia/garden.#17", "mia/", "/garden", "/pull/17",
		"7", "0", ".", " into mia/garden." };
	char text[40 * 64];
	uint32_t seed = 5;

	for (int round = 0; round < 4000; round++) {
		size_t n = 0;

		for (int i = 0; i < 1 + round % 40; i++) {
			seed = seed * 1664525 + 1013904223;
			n = put(text, n, parts[(seed >> 16) % COUNT(parts)]);
			if ((seed >> 28) < 10)
				text[n++] = (seed >> 28) < 5 ? '\0' : ' ';
		}
		assert_survives(*state, text, n);
	}
}

static void
a_link_to_what_was_named_takes_few_bytes(void **state)
{
	static const char *const links[] = {
		"https://github.com/quorvane/zithmok/pull/60413",
		"https://github.com/quorvane/zithmok"
	};
	struct fixture *fixture = *state;
	char text[200];

	for (size_t i = 0; i < COUNT(links); i++) {
		size_t n = put(text, 0, "wrote quorvane/zithmok#60413"), named;

		text[n++] = '\0';
		assert_survives(fixture, text, n);
		named = fixture->out.len;
		n = put(text, n, links[i]);
		text[n++] = '\0';
		assert_survives(fixture, text, n);
		assert_true(fixture->out.len <= named + 4);
	}
}

static void
long_names_are_no_links(void **state)
{
	char text[2000];
	size_t n = 300;

	memset(text, 'n', sizeof(text));
	text[150] = '/';
	text[n++] = ' ';
	n = put(text, n, "https://github.com/");
	memcpy(text + n, text, 300);
	assert_survives(*state, text, n + 300);
}

/* What a released file of pieces wrote must stay readable for ever. */
static void
the_pieces_are_those_that_were_released(void **state)
{
	static const char expected[] =
	    "7544c97b367cf15c241dc037175ffd2d6df8cb914272a23616cfa2b1591cd312";
	uint8_t digest[KEY_HASH_LEN];
	struct slice bytes = piece_bytes();
	char hex[2 * KEY_HASH_LEN + 1];

	(void)state;
	secret_digest(bytes.bytes, bytes.len, digest);
	for (size_t i = 0; i < sizeof(digest); i++)
		(void)snprintf(hex + 2 * i, 3, "%02x", digest[i]);
	assert_string_equal(hex, expected);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(texts_survive),
		TEST(random_bytes_survive),
		TEST(signs_can_not_be_written),
		TEST(usual_texts_take_few_bytes),
		TEST(a_hash_takes_half_its_digits),
		TEST(what_repeats_is_copied),
		TEST(links_and_near_misses_survive),
		TEST(a_link_to_what_was_named_takes_few_bytes),
		TEST(long_names_are_no_links),
		TEST(any_bytes_are_read_without_harm),
		TEST(what_is_cut_off_is_broken),
		TEST(the_pieces_are_those_that_were_released),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
