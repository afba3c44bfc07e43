#ifndef CONFIG_DIGEST_H
#define CONFIG_DIGEST_H

#include <stddef.h>
#include <stdint.h>

/*
 * A 64-bit fingerprint (FNV-1a) that tells whether a role or catalogue has
 * changed.  Not for secrets.  Each item carries its end, so that {"ab"} and
 * {"a", "b"} differ.  Start with DIGEST_START.
 */
#define DIGEST_START UINT64_C(0xcbf29ce484222325)

enum {
	DIGEST_TEXT_LEN = 17
}; /* 16 hex digits and NUL */

void digest_text(uint64_t *digest, const char *text); /* NULL is "" */
void digest_int(uint64_t *digest, int64_t value);

/* Many bytes, eight at a time: another digest than that of a text. */
void digest_bytes(uint64_t *digest, const void *bytes, size_t len);

/* The list's number of items and each of them, in its order. */
void digest_texts(uint64_t *digest, const char *const *texts, size_t n);

/* The same whatever the order the items come in. */
void digest_set(uint64_t *digest, const char *const *texts, size_t n);

void digest_format(uint64_t digest, char ret_text[static DIGEST_TEXT_LEN]);

#endif
