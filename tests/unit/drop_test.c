/* Giving up root: who has done so cannot get it back, by no call and by no program. Each test
 * gives it up in a child of its own, all are skipped for a plain user. */
#include <config.h>

#include "sys/drop.h"

#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <fcntl.h>
#include <grp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "unit/unit.h"

static const struct bp__user nobody = {65534, 65534};

static const char am_i_root[] =
    "--am-i-root"; /* what a setuid copy of this test is asked */

/* The status of a child that gives up root and then does this; the step that failed, and 100,
 * where it could not. */
static int
status_after_drop(int (*deed)(void))
{
	int status = 0;
	fflush(NULL);
	pid_t pid = fork();
	if (pid == 0) {
		int step = 0;
		_exit(bp__drop_root(nobody, &step) != 0 ? 100 + step : deed());
	}
	assert_true(pid > 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static int
set_ids(void)
{
	return setuid(0) == 0 || seteuid(0) == 0 || setreuid(0, 0) == 0 ||
	    setgid(0) == 0 || setegid(0) == 0 || setregid(0, 0) == 0 || geteuid() == 0 ||
	    getegid() == 0;
}

static int
set_groups(void)
{
	const gid_t root = 0;
	return setgroups(1, &root) == 0 || getgroups(0, NULL) != 0;
}

static void
no_id_and_no_group_can_be_had_again(void **state)
{
	(void)state;
	assert_int_equal(status_after_drop(set_ids), 0);
	assert_int_equal(status_after_drop(set_groups), 0);
}

static int
set_capabilities(void)
{
	struct {
		uint32_t version;
		int32_t pid;
	} header = {0x20080522, 0};
	uint32_t sets[2][3];
	memset(sets, 0xff, sizeof sets);
	return syscall(SYS_capset, &header, sets) == 0 || chroot("/") == 0;
}

static void
no_capability_can_be_had_again(void **state)
{
	(void)state;
	assert_int_equal(status_after_drop(set_capabilities), 0);
}

static int
has_way_out(void)
{
	int number = 0;
	return prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) != 1 ||
	    prctl(PR_SET_NO_NEW_PRIVS, 0, 0, 0, 0) == 0 ||
	    prctl(PR_GET_PDEATHSIG, &number, 0, 0, 0) != 0 || number != SIGKILL;
}

static void
new_privileges_are_refused_and_the_parent_s_end_is_its_own(void **state)
{
	(void)state;
	assert_int_equal(status_after_drop(has_way_out), 0);
}

static char setuid_copy[64];

/* Copies this test to where it runs as root, whoever starts it. */
static void
copy_for_root(void)
{
	char buffer[65536];
	ssize_t got;
	snprintf(
	    setuid_copy, sizeof setuid_copy, "/tmp/bindprobe-drop-%ld", (long)getpid());
	int from = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
	int to = open(setuid_copy, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0700);
	assert_true(from >= 0 && to >= 0);
	while ((got = read(from, buffer, sizeof buffer)) > 0)
		assert_int_equal(write(to, buffer, (size_t)got), got);
	assert_int_equal(fchmod(to, 04755), 0);
	close(from);
	close(to);
}

static int
execute_copy(void)
{
	execl(setuid_copy, setuid_copy, am_i_root, (char *)NULL);
	return 50;
}

/* The same of one who changed the user alone, which shows that the copy does what it is
 * for. */
static int
status_of_plain_user(void)
{
	int status = 0;
	pid_t pid = fork();
	if (pid == 0)
		_exit(setuid(nobody.uid) == 0 ? execute_copy() : 51);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 52;
}

static void
a_setuid_program_does_not_give_it_back(void **state)
{
	(void)state;
	copy_for_root();
	int control = status_of_plain_user();
	int status = status_after_drop(execute_copy);
	unlink(setuid_copy);
	if (control != 1) /* a file system without them */
		print_message("# setuid programs do not work here: %d\n", control);
	else
		assert_int_equal(status, 0);
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(no_id_and_no_group_can_be_had_again),
	    cmocka_unit_test(no_capability_can_be_had_again),
	    cmocka_unit_test(new_privileges_are_refused_and_the_parent_s_end_is_its_own),
	    cmocka_unit_test(a_setuid_program_does_not_give_it_back),
	};
	if (argc > 1 && strcmp(argv[1], am_i_root) == 0)
		return geteuid() == 0 ? 1 : 0;
	if (geteuid() != 0) {
		puts("1..0 # SKIP needs root");
		return 0;
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
