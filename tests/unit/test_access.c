/* Who may open a store: the modes of all that is made, whatever the umask. */
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/filter.h>
#include <linux/seccomp.h>

#include "store/marker.h"
#include "tests/unit/store_fixture.h"

enum {
	MODE_BITS = 07777,
	NOBODY = 65534
};

static const mode_t masks[] = { 0, 002, 022, 027, 077, 0277 };

static mode_t
mode_of(const char *path)
{
	struct stat info;

	return lstat(path, &info) == 0 ? info.st_mode & MODE_BITS : 0;
}

/* Every entry below `path` and the directory itself; returns the files. */
static size_t
expect_modes(const char *path, bool is_shared)
{
	const mode_t file = is_shared ? 0660 : 0600;
	const mode_t directory = is_shared ? 02770 : 0700;
	DIR *dir = opendir(path);
	struct dirent *entry;
	size_t n = 0;

	assert_non_null(dir);
	if (mode_of(path) != directory)
		fail_msg("%s: %o", path, (unsigned int)mode_of(path));
	while ((entry = readdir(dir)) != NULL) {
		char name[512];

		if (entry->d_name[0] == '.')
			continue;
		(void)snprintf(name, sizeof(name), "%.200s/%.200s", path,
		    entry->d_name);
		if (entry->d_type == DT_DIR)
			n += expect_modes(name, is_shared);
		else if (mode_of(name) != file)
			fail_msg("%s: %o", name, (unsigned int)mode_of(name));
		else
			n++;
	}
	(void)closedir(dir);
	return n;
}

static int
try_open(struct fixture *fixture, enum store_mode mode, bool is_shared,
    struct err_detail *detail)
{
	const struct store_options options = { .path = fixture->path,
		.mode = mode,
		.map_size_mb = 256,
		.command = "muster test",
		.is_shared = is_shared };

	return store_open(&options, &fixture->store, detail);
}

static void
open_as(struct fixture *fixture, enum store_mode mode, bool is_shared)
{
	struct err_detail detail = { "" };

	if (try_open(fixture, mode, is_shared, &detail) != 0)
		fail_msg("%s", detail.text);
}

static void
inside(const struct fixture *fixture, const char *name, char ret_path[256])
{
	(void)snprintf(ret_path, 256, "%s/%s", fixture->root, name);
}

/* Opens, writes, marks, backs up, compacts, opens the backup. */
static void
use_all(struct fixture *fixture, const char *backup, bool is_shared)
{
	const struct person ada = { .id = 7,
		.login = "ada",
		.first_seen = FIXTURE_NOW };
	const struct store_options options = { .path = fixture->path,
		.command = "compact",
		.is_shared = is_shared };
	struct compaction sizes;
	struct store_marker *marker;

	open_as(fixture, STORE_CRAWL, is_shared);
	fixture_begin(fixture, true);
	assert_ok(store_person_put(fixture->txn, &ada));
	fixture_commit(fixture);
	assert_ok(store_marker_open(fixture->store, &marker, NULL));
	store_marker_close(marker);
	assert_ok(store_backup(fixture->store, backup, NULL));
	fixture_close(fixture);
	assert_int_equal(expect_modes(fixture->path, is_shared), 4);
	assert_ok(store_compact(&options, &sizes, NULL));
	assert_int_equal(expect_modes(fixture->path, is_shared), 4);
	assert_int_equal(expect_modes(backup, is_shared), 1);
}

static void
modes_are_the_same_under_any_umask(void **state)
{
	struct fixture *fixture = *state;

	fixture_close(fixture);
	for (size_t i = 0; i < 2 * COUNT(masks); i++) {
		bool is_shared = i % 2 == 1;
		mode_t mask = masks[i / 2];
		char backup[256], key[256], team[256];

		fixture_remove(fixture->root);
		assert_int_equal(mkdir(fixture->root, 0700), 0);
		/* parents that are missing are made, too */
		(void)snprintf(fixture->path, sizeof(fixture->path),
		    "%s/team/store", fixture->root);
		inside(fixture, "backup", backup);
		inside(fixture, "team/suppress.key", key);
		inside(fixture, "team", team);
		(void)umask(mask);
		use_all(fixture, backup, is_shared);
		assert_int_equal(umask(022), mask);
		assert_int_equal(mode_of(key), is_shared ? 0660 : 0600);
		assert_int_equal(mode_of(team), is_shared ? 02770 : 0700);
		assert_int_equal(mode_of(fixture->root), 0700);
	}
}

static void
owner_mends_modes_when_the_option_changes(void **state)
{
	static const bool turns[] = { true, true, false, false, true };
	static const enum store_mode modes[] = { STORE_READ, STORE_WRITE,
		STORE_CRAWL };
	struct fixture *fixture = *state;
	char key[256];

	inside(fixture, "suppress.key", key);
	fixture_close(fixture);
	for (size_t i = 0; i < COUNT(turns) * COUNT(modes); i++) {
		bool is_shared = turns[i % COUNT(turns)];

		open_as(fixture, modes[i / COUNT(turns)], is_shared);
		assert_true(expect_modes(fixture->path, is_shared) >= 2);
		assert_int_equal(mode_of(key), is_shared ? 0660 : 0600);
		fixture_close(fixture);
	}
}

static void
stray_bits_of_others_are_taken_away(void **state)
{
	struct fixture *fixture = *state;
	char data[256];

	inside(fixture, "store/data.mdb", data);
	fixture_close(fixture);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(chmod(data, 0666), 0);
		assert_int_equal(chmod(fixture->path, 0777), 0);
		open_as(fixture, STORE_READ, i == 1);
		fixture_close(fixture);
		assert_int_equal(expect_modes(fixture->path, i == 1), 2);
	}
}

/* What systemd's RestrictSUIDSGID= does: no mode with the setgid bit. */
static bool
forbid_setgid(void)
{
#define REFUSE_SETGID(call, argument)                             \
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, call, 0, 4),          \
	    BPF_STMT(BPF_LD | BPF_W | BPF_ABS,                    \
		offsetof(struct seccomp_data, args[argument])),   \
	    BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, S_ISGID, 0, 1),  \
	    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM), \
	    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)
	struct sock_filter filter[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
		    offsetof(struct seccomp_data, nr)),
#ifdef SYS_chmod
		REFUSE_SETGID(SYS_chmod, 1),
		REFUSE_SETGID(SYS_mkdir, 1),
#endif
		REFUSE_SETGID(SYS_fchmod, 1),
		REFUSE_SETGID(SYS_fchmodat, 2),
		REFUSE_SETGID(SYS_mkdirat, 2),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	const struct sock_fprog program = { COUNT(filter), filter };

	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
	    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

static void
expect_usable_by_group(const char *path, mode_t expected)
{
	if ((mode_of(path) & 0777) != expected)
		fail_msg("%s: %o", path, (unsigned int)mode_of(path));
}

static void
hardened_service_needs_no_setgid_bit(void **state)
{
	struct fixture *fixture = *state;
	char path[256];
	pid_t pid;
	int status = -1;

	fixture_close(fixture);
	fixture_remove(fixture->path);
	for (int inherits = 0; inherits < 2; inherits++) {
		const struct store_options options = { .path = fixture->path,
			.mode = STORE_CRAWL,
			.is_shared = true };

		assert_int_equal(chmod(fixture->root, inherits ? 02770 : 0770),
		    0);
		inside(fixture, "backup", path);
		pid = fork();
		if (pid == 0) {
			if (!forbid_setgid() || mkdir("/", 02700) == 0 ||
			    errno != EPERM)
				_exit(77);
			_exit(
			    store_open(&options, &fixture->store, NULL) != 0 ||
			    store_backup(fixture->store, path, NULL) != 0);
		}
		assert_int_equal(waitpid(pid, &status, 0), pid);
		if (WEXITSTATUS(status) == 77) {
			/* no seccomp here: without the filter */
			status = store_backup(fixture->store, path, NULL);
		}
		assert_int_equal(status, 0);
		expect_usable_by_group(path, 0770);
		expect_usable_by_group(fixture->path, 0770);
		assert_int_equal(mode_of(path) & S_ISGID,
		    inherits ? S_ISGID : 0);
		inside(fixture, "backup/data.mdb", path);
		expect_usable_by_group(path, 0660);
		inside(fixture, "store/data.mdb", path);
		expect_usable_by_group(path, 0660);
		inside(fixture, "backup", path);
		fixture_remove(path);
		fixture_remove(fixture->path);
	}
}

/* A link that somebody of the group put there leads to no other file. */
static void
links_are_not_followed(void **state)
{
	struct fixture *fixture = *state;
	char target[256], link[256];
	int fd;

	inside(fixture, "private", target);
	inside(fixture, "store/link", link);
	fd = open(target, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
	assert_true(fd >= 0);
	(void)close(fd);
	assert_int_equal(symlink(target, link), 0);
	fixture_close(fixture);
	open_as(fixture, STORE_WRITE, true);
	assert_int_equal(mode_of(target), 0600);
}

static void
another_private_store_keeps_the_key_of_a_shared_one(void **state)
{
	struct fixture *fixture = *state;
	char key[256];

	inside(fixture, "suppress.key", key);
	fixture_close(fixture);
	open_as(fixture, STORE_WRITE, true);
	fixture_close(fixture);
	assert_int_equal(mode_of(key), 0660);
	(void)snprintf(fixture->path, sizeof(fixture->path), "%s/own",
	    fixture->root);
	open_as(fixture, STORE_WRITE, false);
	assert_int_equal(mode_of(key), 0660);
}

static void
key_that_others_can_read_is_refused(void **state)
{
	struct fixture *fixture = *state;
	char key[256];

	inside(fixture, "suppress.key", key);
	for (int i = 0; i < 2; i++) {
		struct err_detail detail = { "" };

		fixture_close(fixture);
		assert_int_equal(chmod(key, 0664), 0);
		assert_int_equal(try_open(fixture, STORE_WRITE, i == 1,
				     &detail),
		    ERR_INVAL);
		assert_non_null(
		    strstr(detail.text, i == 1 ? "chmod 660" : "chmod 600"));
		assert_int_equal(mode_of(key), 0664);
	}
}

/* The child is in `group` and no other; its exit status says how it went. */
static void
as_stranger(struct fixture *fixture, gid_t group, enum store_mode mode,
    const char *expected)
{
	pid_t pid = fork();
	int status = -1;

	if (pid == 0) {
		struct err_detail detail = { "" };
		int rc;

		if (setgroups(0, NULL) != 0 || setgid(group) != 0 ||
		    setuid(NOBODY) != 0)
			_exit(9);
		rc = try_open(fixture, mode, false, &detail);
		if (rc == 0) {
			store_close(fixture->store);
			_exit(expected == NULL ? 0 : 8);
		}
		if (expected != NULL && strstr(detail.text, expected) != NULL)
			_exit(0);
		(void)fprintf(stderr, "%s\n", detail.text);
		_exit(7);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

/* Only root can be somebody else. */
static bool
can_be_another(const struct fixture *fixture)
{
	if (geteuid() == 0)
		return true;
	assert_int_not_equal(chown(fixture->root, 0, 0), 0);
	return false;
}

static void
group_gets_in_and_others_are_told_why_not(void **state)
{
	static const enum store_mode modes[] = { STORE_READ, STORE_WRITE,
		STORE_CRAWL };
	struct fixture *fixture = *state;
	char sentence[256];
	const gid_t group = 54321;

	fixture_close(fixture);
	if (!can_be_another(fixture))
		return;
	assert_int_equal(chmod(fixture->root, 0755), 0);
	assert_int_equal(chown(fixture->path, 0, group), 0);
	open_as(fixture, STORE_CRAWL, true);
	fixture_close(fixture);
	for (size_t i = 0; i < COUNT(modes); i++) {
		as_stranger(fixture, group, modes[i], NULL);
		(void)snprintf(sentence, sizeof(sentence),
		    "store %s: it is open to group 54321 alone, and you are "
		    "not in it: ",
		    fixture->path);
		as_stranger(fixture, 54322, modes[i], sentence);
	}
	assert_int_equal(expect_modes(fixture->path, true), 3);
	open_as(fixture, STORE_READ, false);
	fixture_close(fixture);
	for (size_t i = 0; i < COUNT(modes); i++)
		as_stranger(fixture, group, modes[i],
		    "it is for its owner root alone: `store: {shared: yes}` in "
		    "the owner's muster.yaml opens it to group 54321");
	assert_int_equal(expect_modes(fixture->path, false), 3);
}

static void
the_directory_in_the_way_is_named(void **state)
{
	struct fixture *fixture = *state;
	char sentence[256];

	fixture_close(fixture);
	if (!can_be_another(fixture))
		return;
	assert_int_equal(chmod(fixture->root, 0700), 0);
	(void)snprintf(sentence, sizeof(sentence),
	    "store %s: %s is for its owner root alone: ", fixture->path,
	    fixture->root);
	as_stranger(fixture, 54322, STORE_READ, sentence);
	as_stranger(fixture, 54322, STORE_CRAWL, sentence);
}

/* All else that lies in it is none of this program's business. */
static void
own_directory_in_the_way_is_told_apart_from_the_store(void **state)
{
	struct fixture *fixture = *state;
	char sentence[512];

	fixture_close(fixture);
	if (!can_be_another(fixture))
		return;
	assert_int_equal(chown(fixture->root, NOBODY, 0), 0);
	assert_int_equal(chmod(fixture->root, 0), 0);
	(void)snprintf(sentence, sizeof(sentence),
	    "%s is yours, but you may not enter it: `chmod u+x %s`",
	    fixture->root, fixture->root);
	as_stranger(fixture, 54322, STORE_READ, sentence);
	as_stranger(fixture, 54322, STORE_CRAWL, sentence);
	assert_int_equal(chmod(fixture->root, 0755), 0);
}

static void
own_store_is_named_as_such_and_no_groups_of_root(void **state)
{
	struct fixture *fixture = *state;
	char sentence[256];

	fixture_close(fixture);
	if (!can_be_another(fixture))
		return;
	assert_int_equal(chmod(fixture->root, 0755), 0);
	assert_int_equal(chown(fixture->path, NOBODY, 0), 0);
	assert_int_equal(chmod(fixture->path, 0555), 0);
	(void)snprintf(sentence, sizeof(sentence),
	    "it is yours, but you may not write it: `chmod -R u+rwX %s`",
	    fixture->path);
	as_stranger(fixture, 54322, STORE_READ, sentence);
	as_stranger(fixture, 54322, STORE_CRAWL, sentence);
	assert_int_equal(chown(fixture->path, 54323, 0), 0);
	assert_int_equal(chmod(fixture->path, 0770), 0);
	as_stranger(fixture, 54322, STORE_READ,
	    "it is for 54323 and the group root: name another place by "
	    "store.path");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(modes_are_the_same_under_any_umask),
		TEST(owner_mends_modes_when_the_option_changes),
		TEST(stray_bits_of_others_are_taken_away),
		TEST(hardened_service_needs_no_setgid_bit),
		TEST(links_are_not_followed),
		TEST(another_private_store_keeps_the_key_of_a_shared_one),
		TEST(key_that_others_can_read_is_refused),
		TEST(group_gets_in_and_others_are_told_why_not),
		TEST(the_directory_in_the_way_is_named),
		TEST(own_directory_in_the_way_is_told_apart_from_the_store),
		TEST(own_store_is_named_as_such_and_no_groups_of_root),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
