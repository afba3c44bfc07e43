/* A file of a person's: configuration, a role, a table of places. */
#include <string.h>

#include "config/config.h"
#include "config/cron.h"
#include "config/place.h"
#include "config/role.h"
#include "config/stack.h"
#include "tests/fuzz/fuzz.h"

static struct arena arena_of_catalogue;
static struct catalogue catalogue;

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	MUST(catalogue_read("config/stacks", &arena_of_catalogue, &catalogue,
		 NULL) == 0);
	return 0;
}

static void
check_config(const char *path)
{
	struct err_detail detail = { "" };
	struct config config;

	if (config_read(path, &config, &detail) == 0)
		config_done(&config);
	else
		MUST(detail.text[0] != '\0');
	fuzz_must_be_text(detail.text);
}

static void
check_role(const char *path)
{
	struct arena arena = { 0 };
	struct err_detail detail = { "" };
	struct role role;

	if (role_read(path, &catalogue, &arena, &role, &detail) == 0) {
		fuzz_must_be_text(role.title);
		fuzz_must_be_text(role.summary);
	} else {
		MUST(detail.text[0] != '\0');
	}
	fuzz_must_be_text(detail.text);
	arena_done(&arena);
}

static void
check_places(const char *path)
{
	struct err_detail detail = { "" };
	struct places *places = NULL;

	if (places_read(path, &places, &detail) == 0)
		places_free(places);
	else
		MUST(detail.text[0] != '\0');
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *path = fuzz_file(data, size);

	check_config(path);
	check_role(path);
	check_places(path);
	return 0;
}
