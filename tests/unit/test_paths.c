#include "config/config.h"
#include "tests/unit/config_fixture.h"

static struct config_fixture fixture;

static int
setup(void **state)
{
	(void)state;
	fixture_init(&fixture);
	assert_int_equal(setenv("HOME", fixture.directory, 1), 0);
	(void)unsetenv("MUSTER_SHARE");
	(void)unsetenv("MUSTER_CONFIG");
	(void)unsetenv("MUSTER_STORE");
	(void)unsetenv("XDG_CONFIG_HOME");
	(void)unsetenv("XDG_STATE_HOME");
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	fixture_done(&fixture);
	return 0;
}

static char *
below(const char *name)
{
	return arena_format(&fixture.arena, "%s/%s", fixture.directory, name);
}

/* A checkout: a program with config/roles/ beside it. */
static char *
make_checkout(void)
{
	char *program = fixture_write(&fixture, "checkout/muster", "#!/bin/sh");

	(void)fixture_write(&fixture, "checkout/config/roles/a.yaml", "");
	assert_int_equal(chmod(program, 0755), 0);
	return program;
}

static void
data_are_found_beside_the_program(void **state)
{
	struct config_paths paths;
	char *program = make_checkout();
	char *link = below("linked");

	(void)state;
	assert_ok(config_paths_find(program, NULL, &paths, NULL));
	assert_string_equal(paths.share, below("checkout/config"));
	config_paths_done(&paths);

	assert_int_equal(symlink(program, link), 0);
	assert_ok(config_paths_find(link, NULL, &paths, NULL));
	assert_string_equal(paths.share, below("checkout/config"));
	config_paths_done(&paths);
}

static void
a_bare_command_is_looked_up_in_path(void **state)
{
	char *old = arena_strdup(&fixture.arena, getenv("PATH"));
	struct config_paths paths;

	(void)state;
	(void)make_checkout();
	assert_int_equal(setenv("PATH",
			     arena_format(&fixture.arena, "/nonexistent:%s",
				 below("checkout")),
			     1),
	    0);
	assert_ok(config_paths_find("muster", NULL, &paths, NULL));
	assert_string_equal(paths.share, below("checkout/config"));
	config_paths_done(&paths);
	assert_int_equal(setenv("PATH", old, 1), 0);
}

static void
muster_share_comes_first(void **state)
{
	struct config_paths paths;
	struct err_detail detail = { 0 };
	char *program = make_checkout();

	(void)state;
	(void)fixture_write(&fixture, "share/places.yaml", "");
	assert_int_equal(setenv("MUSTER_SHARE", below("share"), 1), 0);
	assert_ok(config_paths_find(program, NULL, &paths, NULL));
	assert_string_equal(paths.share, below("share"));
	config_paths_done(&paths);

	assert_int_equal(setenv("MUSTER_SHARE", below("nothing"), 1), 0);
	assert_int_equal(config_paths_find(program, NULL, &paths, &detail),
	    ERR_NOTFOUND);
	assert_non_null(strstr(detail.text, "$MUSTER_SHARE: "));
}

static void
own_files_follow_the_xdg_rules(void **state)
{
	struct config_paths paths;
	char *program = make_checkout();

	(void)state;
	assert_ok(config_paths_find(program, NULL, &paths, NULL));
	assert_string_equal(paths.home, below(".config/muster"));
	assert_string_equal(paths.file, below(".config/muster/muster.yaml"));
	assert_string_equal(paths.state, below(".local/state/muster"));
	config_paths_done(&paths);

	assert_int_equal(setenv("XDG_CONFIG_HOME", "/xdg/config", 1), 0);
	assert_int_equal(setenv("XDG_STATE_HOME", "/xdg/state", 1), 0);
	assert_ok(config_paths_find(program, NULL, &paths, NULL));
	assert_string_equal(paths.home, "/xdg/config/muster");
	assert_string_equal(paths.state, "/xdg/state/muster");
	config_paths_done(&paths);

	/* A relative one doesn't count. */
	assert_int_equal(setenv("XDG_CONFIG_HOME", "xdg", 1), 0);
	assert_ok(config_paths_find(program, NULL, &paths, NULL));
	assert_string_equal(paths.home, below(".config/muster"));
	config_paths_done(&paths);

	assert_int_equal(setenv("MUSTER_STORE", "/srv/leads", 1), 0);
	assert_int_equal(setenv("MUSTER_CONFIG", "/srv/m.yaml", 1), 0);
	assert_ok(config_paths_find(program, NULL, &paths, NULL));
	assert_string_equal(paths.state, "/srv/leads");
	assert_string_equal(paths.file, "/srv/m.yaml");
	assert_string_equal(paths.home, "/srv");
	config_paths_done(&paths);

	assert_ok(config_paths_find(program, "mine.yaml", &paths, NULL));
	assert_string_equal(paths.file, "mine.yaml");
	assert_string_equal(paths.home, ".");
	config_paths_done(&paths);
}

static void
without_home_the_message_says_so(void **state)
{
	struct err_detail detail = { 0 };
	struct config_paths paths;

	(void)state;
	assert_int_equal(unsetenv("HOME"), 0);
	assert_int_equal(config_paths_find(make_checkout(), NULL, &paths,
			     &detail),
	    ERR_NOTFOUND);
	assert_non_null(strstr(detail.text, "$HOME"));
}

static void
without_data_the_message_says_where_it_looked(void **state)
{
	struct err_detail detail = { 0 };
	struct config_paths paths;

	(void)state;
	/* Where muster is installed, what it looked for is there. */
	if (access(MUSTER_SHARE, F_OK) == 0) {
		assert_ok(config_paths_find("/bin/sh", NULL, &paths, &detail));
		assert_string_equal(paths.share, MUSTER_SHARE);
		config_paths_done(&paths);
		return;
	}
	assert_int_equal(config_paths_find("/bin/sh", NULL, &paths, &detail),
	    ERR_NOTFOUND);
	assert_non_null(strstr(detail.text, MUSTER_SHARE));
	assert_non_null(strstr(detail.text, "$MUSTER_SHARE"));
}

static void
own_roles_come_before_shipped_ones(void **state)
{
	struct config_paths paths;
	struct role_list list;
	const char *path;
	char *program = make_checkout();
	struct err_detail detail = { 0 };

	(void)state;
	(void)fixture_write(&fixture,
	    "checkout/config/roles/data-intensive.yaml", "");
	(void)fixture_write(&fixture, "checkout/config/roles/z.yaml", "");
	(void)fixture_write(&fixture, ".config/muster/roles/a.yaml", "");
	(void)fixture_write(&fixture, ".config/muster/roles/m.yaml", "");
	(void)fixture_write(&fixture, ".config/muster/roles/.m.yaml", "");
	(void)fixture_write(&fixture, ".config/muster/roles/m.yaml~", "");
	assert_ok(config_paths_find(program, NULL, &paths, NULL));
	assert_ok(config_roles_list(&paths, &fixture.arena, &list, NULL));
	assert_int_equal(list.n, 4);
	assert_string_equal(list.names[0], "a");
	assert_string_equal(list.paths[0],
	    below(".config/muster/roles/a.yaml"));
	assert_string_equal(list.names[1], "data-intensive");
	assert_string_equal(list.names[2], "m");
	assert_string_equal(list.names[3], "z");

	assert_ok(config_role_find(&paths, "z", &fixture.arena, &path, NULL));
	assert_string_equal(path, below("checkout/config/roles/z.yaml"));
	assert_int_equal(config_role_find(&paths, "data-intensiv",
			     &fixture.arena, &path, &detail),
	    ERR_NOTFOUND);
	assert_string_equal(detail.text,
	    "data-intensiv: no such role, did you mean \"data-intensive\"?");
	memset(&detail, 0, sizeof(detail));
	assert_int_equal(config_role_find(&paths, "../../etc/passwd",
			     &fixture.arena, &path, &detail),
	    ERR_NOTFOUND);
	assert_string_equal(detail.text,
	    "../../etc/passwd: no such role, there are: a, data-intensive, "
	    "m, z");
	config_paths_done(&paths);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    data_are_found_beside_the_program, setup, teardown),
		cmocka_unit_test_setup_teardown(
		    a_bare_command_is_looked_up_in_path, setup, teardown),
		cmocka_unit_test_setup_teardown(muster_share_comes_first, setup,
		    teardown),
		cmocka_unit_test_setup_teardown(own_files_follow_the_xdg_rules,
		    setup, teardown),
		cmocka_unit_test_setup_teardown(
		    without_home_the_message_says_so, setup, teardown),
		cmocka_unit_test_setup_teardown(
		    without_data_the_message_says_where_it_looked, setup,
		    teardown),
		cmocka_unit_test_setup_teardown(
		    own_roles_come_before_shipped_ones, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
