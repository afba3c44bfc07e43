/* The first signal drains, the second cancels, and the status says which. */
#include <sys/wait.h>

#include <poll.h>
#include <stdbool.h>
#include <unistd.h>

#include "cli/interrupt.h"
#include "tests/unit/test.h"

static void
signals_raise_the_stop_level(void **state)
{
	const volatile sig_atomic_t *stop = interrupt_start();

	(void)state;
	assert_int_equal(*stop, 0);
	assert_int_equal(interrupt_exit_status(), 130);
	assert_int_equal(raise(SIGTERM), 0);
	assert_int_equal(*stop, 1);
	assert_int_equal(interrupt_exit_status(), 143);
	assert_int_equal(raise(SIGINT), 0);
	assert_int_equal(*stop, 2);
	assert_int_equal(interrupt_exit_status(), 130);
	assert_int_equal(raise(SIGPIPE), 0);
	assert_int_equal(*stop, 2);
	interrupt_stop();
}

static void
a_closed_terminal_interrupts_but_not_under_nohup(void **state)
{
	const volatile sig_atomic_t *stop;

	(void)state;
	/* Whoever runs the tests may have started them under nohup. */
	signal(SIGHUP, SIG_DFL);
	stop = interrupt_start();
	assert_int_equal(raise(SIGHUP), 0);
	assert_int_equal(*stop, 1);
	assert_int_equal(interrupt_exit_status(), 129);
	interrupt_stop();
	assert_ptr_equal(signal(SIGHUP, SIG_IGN), SIG_DFL);
	stop = interrupt_start();
	assert_int_equal(raise(SIGHUP), 0);
	assert_int_equal(*stop, 0);
	interrupt_stop();
	assert_ptr_equal(signal(SIGHUP, SIG_DFL), SIG_IGN);
}

static bool
is_readable(int fd)
{
	struct pollfd wait = { .fd = fd, .events = POLLIN };

	return poll(&wait, 1, 0) == 1;
}

static void
the_daemons_signals_wake_its_wait(void **state)
{
	const volatile sig_atomic_t *stop = interrupt_start();
	int fd = interrupt_watch();

	(void)state;
	assert_true(fd >= 0);
	assert_false(is_readable(fd));
	assert_int_equal(raise(SIGHUP), 0);
	assert_true(is_readable(fd));
	interrupt_drain();
	interrupt_drain();
	assert_false(is_readable(fd));
	assert_true(interrupt_take_reload());
	assert_false(interrupt_take_reload());
	assert_false(interrupt_take_state());
	assert_int_equal(raise(SIGUSR1), 0);
	assert_true(is_readable(fd));
	assert_true(interrupt_take_state());
	assert_false(interrupt_take_reload());
	assert_int_equal(*stop, 0);
	interrupt_drain();
	assert_int_equal(raise(SIGTERM), 0);
	assert_true(is_readable(fd));
	assert_int_equal(*stop, 1);
	interrupt_stop();
}

static void
the_third_signal_ends_the_process(void **state)
{
	int status = 0;
	pid_t child = fork();

	(void)state;
	assert_true(child >= 0);
	if (child == 0) {
		(void)interrupt_start();
		for (int i = 0; i < 3; i++)
			(void)raise(SIGTERM);
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 143);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(signals_raise_the_stop_level),
		cmocka_unit_test(
		    a_closed_terminal_interrupts_but_not_under_nohup),
		cmocka_unit_test(the_daemons_signals_wake_its_wait),
		cmocka_unit_test(the_third_signal_ends_the_process),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
