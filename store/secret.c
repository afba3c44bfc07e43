/*
 * The secret behind keyed hashes: HMAC-SHA256 (RFC 2104) with the 32 bytes in
 * suppress.key, which lies beside the store so that neither the store nor a
 * dump of it holds the key.  64 hex digits and a line end.
 */
#include "store/secret.h"

#include <sys/random.h>
#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <nettle/aes.h>
#include <nettle/hmac.h>
#include <nettle/sha2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "store/access.h"
#include "store/meta.h"
#include "store/store_internal.h"

enum {
	HEX_LEN = 2 * SECRET_LEN,
	ID_TEXT_LEN = 32,
	LISTED_BLOCKS = 64
};

static const char hex[] = "0123456789abcdef";

/* Tells which key the store's hashes were made with, without telling it. */
static const char print_name[] = SECRET_PRINT_KEY;

static char *
key_path(const struct store *store, bool *ret_is_given)
{
	const char *given = getenv("MUSTER_SUPPRESS_KEY");
	const char *slash = strrchr(store->path, '/');
	struct buf path;

	*ret_is_given = given != NULL && given[0] != '\0';
	if (*ret_is_given)
		return mem_strdup(given);
	buf_init(&path, strlen(store->path) + sizeof("../suppress.key"));
	if (slash != NULL)
		buf_add(&path, store->path, (size_t)(slash - store->path) + 1);
	buf_text(&path, "suppress.key");
	return buf_take(&path);
}

static int
digit(char c)
{
	const char *at = c != '\0' ? strchr(hex, c) : NULL;

	return at != NULL ? (int)(at - hex) : -1;
}

static bool
parse(const char *text, size_t len, uint8_t ret_secret[static SECRET_LEN])
{
	if (len < HEX_LEN || (len > HEX_LEN && text[HEX_LEN] != '\n'))
		return false;
	for (size_t i = 0; i < SECRET_LEN; i++) {
		int high = digit(text[2 * i]), low = digit(text[2 * i + 1]);

		if (high < 0 || low < 0)
			return false;
		ret_secret[i] = (uint8_t)(high << 4 | low);
	}
	return true;
}

static int
read_key(int fd, const char *path, struct store *store,
    struct err_detail *detail)
{
	char text[HEX_LEN + 2];
	struct stat stat;
	ssize_t n;

	if (fstat(fd, &stat) != 0 || !S_ISREG(stat.st_mode))
		return err_set(detail, ERR_IO, "%s: not a regular file", path);
	if ((stat.st_mode & (S_IROTH | S_IWOTH)) != 0)
		return err_set(detail, ERR_INVAL,
		    "%s: others can read or write it: chmod %o", path,
		    (unsigned int)access_file_mode(store));
	n = read(fd, text, sizeof(text));
	if (n < 0)
		return err_set(detail, ERR_IO, "%s: %s", path, strerror(errno));
	if (!parse(text, (size_t)n, store->secret))
		return err_set(detail, ERR_INVAL, "%s: expected %d hex digits",
		    path, HEX_LEN);
	return 0;
}

/* Whole or not at all, and never over a key that another process just made:
 * a temporary name, then link(2). */
static int
write_key(int fd, const char *temporary, const char *path)
{
	uint8_t secret[SECRET_LEN];
	char text[HEX_LEN + 1];

	if (getrandom(secret, sizeof(secret), 0) != (ssize_t)sizeof(secret))
		return -1;
	for (size_t i = 0; i < SECRET_LEN; i++) {
		text[2 * i] = hex[secret[i] >> 4];
		text[2 * i + 1] = hex[secret[i] & 15];
	}
	text[HEX_LEN] = '\n';
	if (write(fd, text, sizeof(text)) != (ssize_t)sizeof(text) ||
	    fsync(fd) != 0)
		return -1;
	return link(temporary, path) == 0 || errno == EEXIST ? 0 : -1;
}

static int
make_key(const struct store *store, const char *path)
{
	char *temporary = mem_alloc(strlen(path) + sizeof(".XXXXXX"));
	int fd, rc = -1;

	(void)stpcpy(stpcpy(temporary, path), ".XXXXXX");
	fd = mkostemp(temporary, O_CLOEXEC); /* mode 0600 */
	if (fd >= 0) {
		access_settle(store, temporary);
		rc = write_key(fd, temporary, path);
		(void)close(fd); /* synced */
		(void)unlink(temporary); /* the link stays */
	}
	mem_free(temporary);
	return rc;
}

static void
take_key(struct store *store)
{
	if (store->hmac == NULL)
		store->hmac = mem_calloc(1, sizeof(*store->hmac));
	hmac_sha256_set_key(store->hmac, SECRET_LEN, store->secret);
}

void
secret_done(struct store *store)
{
	if (store->hmac != NULL)
		explicit_bzero(store->hmac, sizeof(*store->hmac));
	mem_free(store->hmac);
	store->hmac = NULL;
}

static int
load_key(struct store *store, const char *path, bool may_make,
    struct err_detail *detail)
{
	int fd, rc;

	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0 && errno == ENOENT && may_make) {
		/* Where it can't be made, crawling still works: it is
		 * store_suppress_until() that can't do without. */
		if (make_key(store, path) < 0)
			return ERR_NOTFOUND;
		fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	}
	if (fd < 0 && errno == ENOENT)
		return ERR_NOTFOUND;
	rc = errno;
	if (fd < 0 && rc == EACCES && access_refused(store, path, detail))
		return ERR_IO;
	if (fd < 0)
		return err_set(detail, ERR_IO, "%s: can't be opened: %s", path,
		    strerror(rc));
	rc = read_key(fd, path, store, detail);
	(void)close(fd); /* read only */
	store->has_secret = rc == 0;
	if (rc == 0)
		take_key(store);
	return rc;
}

static void
hash(const struct store *store, const char *domain, const void *bytes,
    size_t len, uint8_t ret_hash[static KEY_HASH_LEN])
{
	struct hmac_sha256_ctx hmac;

	/* A copy: an export hashes in another thread than its query. */
	if (store->hmac != NULL)
		hmac = *store->hmac;
	else
		hmac_sha256_set_key(&hmac, SECRET_LEN, store->secret);
	hmac_sha256_update(&hmac, strlen(domain), (const uint8_t *)domain);
	hmac_sha256_update(&hmac, len, bytes);
	hmac_sha256_digest(&hmac, KEY_HASH_LEN, ret_hash);
}

void
secret_hash_id(const struct store *store, int64_t id,
    uint8_t ret_hash[static KEY_HASH_LEN])
{
	uint64_t n = id < 0 ? 0 - (uint64_t)id : (uint64_t)id;
	char text[BUF_DIGITS + 1], *end = text + sizeof(text);
	char *at = buf_digits(n, end);

	if (id < 0)
		*--at = '-';
	hash(store, "id:", at, (size_t)(end - at), ret_hash);
}

/* Blocks by the dozen go through the processor side by side. */
void
secret_hash_listed(const struct store *store, const int64_t *ids, size_t n,
    uint8_t *ret_hashes)
{
	uint8_t blocks[LISTED_BLOCKS][AES_BLOCK_SIZE] = { { 0 } };
	uint8_t key[KEY_HASH_LEN];
	struct aes128_ctx aes;

	hash(store, "listed", "", 0, key);
	aes128_set_encrypt_key(&aes, key);
	for (size_t left, at = 0; at < n; at += left) {
		left = n - at < LISTED_BLOCKS ? n - at : LISTED_BLOCKS;
		memset(blocks, 0, sizeof(blocks));
		for (size_t i = 0; i < left; i++)
			key_put_be(blocks[i], (uint64_t)ids[at + i], 8);
		aes128_encrypt(&aes, left * AES_BLOCK_SIZE, blocks[0],
		    blocks[0]);
		for (size_t i = 0; i < left; i++)
			memcpy(ret_hashes + (at + i) * SECRET_LISTED, blocks[i],
			    SECRET_LISTED);
	}
	explicit_bzero(&aes, sizeof(aes));
	explicit_bzero(key, sizeof(key));
}

void
secret_hash_login(const struct store *store, const char *folded,
    uint8_t ret_hash[static KEY_HASH_LEN])
{
	hash(store, "login:", folded, strlen(folded), ret_hash);
}

void
secret_hash_known(const struct store *store, const char *text,
    uint8_t ret_hash[static KEY_HASH_LEN])
{
	hash(store, "known:", text, strlen(text), ret_hash);
}

void
secret_id_text(const struct store *store, int64_t id, char ret_text[static 33])
{
	uint8_t bytes[KEY_HASH_LEN];

	secret_hash_id(store, id, bytes);
	for (size_t i = 0; i < ID_TEXT_LEN / 2; i++) {
		ret_text[2 * i] = hex[bytes[i] >> 4];
		ret_text[2 * i + 1] = hex[bytes[i] & 15];
	}
	ret_text[ID_TEXT_LEN] = '\0';
}

void
secret_digest(const void *bytes, size_t len,
    uint8_t ret_hash[static KEY_HASH_LEN])
{
	struct sha256_ctx sha;

	sha256_init(&sha);
	sha256_update(&sha, len, bytes);
	sha256_digest(&sha, KEY_HASH_LEN, ret_hash);
}

/* ---- opening ---- */

/* With another key nobody who is suppressed would be recognised. */
static int
check_print(struct txn *txn, const char *path, int64_t suppressed,
    struct err_detail *detail)
{
	uint8_t bytes[KEY_HASH_LEN];
	int64_t stored, print;
	int rc;

	hash(txn->store, "print", "", 0, bytes);
	/* Never 0, which would mean that there is none. */
	print = (int64_t)(key_get_be(bytes, 7) | 1);
	rc = meta_get_int(txn, META_SYSTEM, print_name, &stored);
	if (rc < 0)
		return rc;
	if (stored == print)
		return 0;
	if (stored != 0 && suppressed > 0)
		return err_set(detail, ERR_INVAL,
		    "%s: not the key that the suppressions of store %s were "
		    "made with: restore that file or set MUSTER_SUPPRESS_KEY",
		    path, txn->store->path);
	return txn->write ? meta_put_int(txn, META_SYSTEM, print_name, print)
			  : 0;
}

int
secret_open(struct txn *txn, struct err_detail *detail)
{
	bool is_given;
	char *path = key_path(txn->store, &is_given);
	int64_t suppressed;
	int rc;

	/* A file that was named is its owner's matter. */
	if (!is_given)
		access_mend_key(txn->store, path);
	rc = db_count(txn, TABLE_SUPPRESSED, &suppressed);
	if (rc == 0)
		rc = load_key(txn->store, path, txn->write && suppressed == 0,
		    detail);
	if (rc == ERR_NOTFOUND && suppressed == 0)
		rc = 0;
	else if (rc == ERR_NOTFOUND)
		rc = err_set(detail, ERR_INVAL,
		    "%s: missing, but store %s holds suppressions made with "
		    "it: restore that file or set MUSTER_SUPPRESS_KEY",
		    path, txn->store->path);
	else if (rc == 0)
		rc = check_print(txn, path, suppressed, detail);
	mem_free(path);
	return rc;
}
