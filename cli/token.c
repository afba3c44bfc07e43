#include "cli/token.h"

#include <sys/prctl.h>
#include <sys/stat.h>

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"

enum {
	TOKEN_MAX_BYTES = 1024
};

/* Printable ASCII without blanks: what may stand in a header. */
static int
check(const char *token, const char *from, struct err_detail *detail)
{
	if (token[0] == '\0')
		return err_set(detail, ERR_INVAL, "%s: is empty", from);
	for (const char *c = token; *c != '\0'; c++)
		if (*c <= ' ' || *c > '~')
			return err_set(detail, ERR_INVAL,
			    "%s: does not look like a token (a blank or an "
			    "unprintable character in it)",
			    from);
	return 0;
}

static bool
is_file(const char *file)
{
	struct stat status;

	return stat(file, &status) == 0;
}

/* `others` are the bits that must not be set. */
static int
check_mode(const char *file, mode_t others, struct err_detail *detail)
{
	struct stat status;

	if (stat(file, &status) != 0)
		return err_set(detail, ERR_INVAL, "%s: token file: %s", file,
		    strerror(errno));
	if (S_ISDIR(status.st_mode))
		return err_set(detail, ERR_INVAL, "%s: token file: %s", file,
		    strerror(EISDIR));
	if ((status.st_mode & others) != 0)
		return err_set(detail, ERR_INVAL,
		    "%s: token file can be read by others: run chmod 600 on it",
		    file);
	return 0;
}

static int
read_file(const char *file, mode_t others, char **ret_token,
    struct err_detail *detail)
{
	struct buf content;
	const char *trimmed;
	size_t len;
	int rc = check_mode(file, others, detail);

	if (rc != 0)
		return rc;
	buf_init(&content, TOKEN_MAX_BYTES);
	rc = file_read(file, &content, detail) == 0 ? 0 : ERR_INVAL;
	if (rc == 0) {
		trimmed = str_trim(content.data != NULL ? content.data : "",
		    content.len, &len);
		*ret_token = mem_strndup(trimmed, len);
	}
	if (content.data != NULL)
		explicit_bzero(content.data, content.capacity);
	buf_done(&content);
	return rc;
}

int
token_read(const char *file, char **ret_token, struct err_detail *detail)
{
	const char *environment = getenv("GITHUB_TOKEN"), *from = file;
	const char *directory = getenv("CREDENTIALS_DIRECTORY");
	char *token = NULL, credential[PATH_MAX] = "";
	size_t len;
	int rc;

	if (directory != NULL)
		(void)snprintf(credential, sizeof(credential),
		    "%s/github-token", directory);
	if (environment != NULL && environment[0] != '\0') {
		from = "GITHUB_TOKEN";
		environment = str_trim(environment, strlen(environment), &len);
		token = mem_strndup(environment, len);
	} else if (file != NULL && file[0] != '\0') {
		rc = read_file(file, S_IRWXG | S_IRWXO, &token, detail);
		if (rc != 0)
			return rc;
	} else if (directory != NULL && is_file(credential)) {
		/* An access list lets the service read it, which shows as a
		 * group's right; the directory is closed to others. */
		from = credential;
		rc = read_file(credential, S_IRWXO, &token, detail);
		if (rc != 0)
			return rc;
	} else {
		return ERR_NOTFOUND;
	}
	(void)prctl(PR_SET_DUMPABLE, 0); /* always works, says prctl(2) */
	rc = check(token, from, detail);
	if (rc == 0)
		*ret_token = token;
	else
		token_free(token);
	return rc;
}

void
token_free(char *token)
{
	if (token != NULL)
		explicit_bzero(token, strlen(token));
	mem_free(token);
}
