#include "config/digest.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define FNV_PRIME UINT64_C(0x100000001b3)

static void
add(uint64_t *digest, const char *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		*digest ^= (unsigned char)bytes[i];
		*digest *= FNV_PRIME;
	}
}

void
digest_text(uint64_t *digest, const char *text)
{
	if (text == NULL)
		text = "";
	add(digest, text, strlen(text) + 1); /* the NUL marks its end */
}

void
digest_int(uint64_t *digest, int64_t value)
{
	char text[24];

	(void)snprintf(text, sizeof(text), "%" PRId64, value);
	digest_text(digest, text);
}

void
digest_bytes(uint64_t *digest, const void *bytes, size_t len)
{
	const unsigned char *at = bytes;
	uint64_t chunk, sum = *digest ^ len;

	for (; len >= sizeof(chunk); len -= sizeof(chunk)) {
		memcpy(&chunk, at, sizeof(chunk));
		at += sizeof(chunk);
		sum = (sum ^ chunk) * FNV_PRIME;
		sum ^= sum >> 32;
	}
	*digest = sum;
	add(digest, (const char *)at, len);
}

void
digest_texts(uint64_t *digest, const char *const *texts, size_t n)
{
	digest_int(digest, (int64_t)n);
	for (size_t i = 0; i < n; i++)
		digest_text(digest, texts[i]);
}

void
digest_set(uint64_t *digest, const char *const *texts, size_t n)
{
	uint64_t sum = 0;

	/* A sum of the items' own digests has no order. */
	for (size_t i = 0; i < n; i++) {
		uint64_t one = DIGEST_START;

		digest_text(&one, texts[i]);
		sum += one;
	}
	digest_int(digest, (int64_t)n);
	digest_int(digest, (int64_t)(sum >> 1));
	digest_int(digest, (int64_t)(sum & 1));
}

void
digest_format(uint64_t digest, char ret_text[static DIGEST_TEXT_LEN])
{
	(void)snprintf(ret_text, DIGEST_TEXT_LEN, "%016" PRIx64, digest);
}
