/* What is said where Linux refuses a namespace, shown made-up machines. */
#include <config.h>

#include "sys/linux_refusal.h"

#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "sys/sys.h"
#include "unit/unit.h"

enum {
	PATH_SIZE = 512,
	TEXT_SIZE = 512,
};

/* The names of errors are another file's matter. */
const char *
bp__sys_error_name(int code, char *buffer, size_t size)
{
	snprintf(buffer, size, "error %d", code);
	return buffer;
}

/* A machine: the error, a file there is, and what is to be said. */
static const struct machine {
	int code;
	const char *path;
	const char *text;
	const char *said;
} machines[] = {
    {ENOSPC, "/proc/sys/user/max_user_namespaces", "0\n",
	"user.max_user_namespaces=0 allows no user namespace"},
    {ENOSPC, "/proc/sys/user/max_net_namespaces", "0\n",
	"user.max_net_namespaces=0 allows no network namespace"},
    {ENOSPC, "/proc/sys/user/max_user_namespaces", "100\n", "are used up"},
    {EPERM, "/proc/sys/kernel/unprivileged_userns_clone", "0\n",
	"kernel.unprivileged_userns_clone=0"},
    {EPERM, "/proc/sys/kernel/unprivileged_userns_clone", "1\n", "no setting"},
    {EPERM, "/proc/sys/kernel/apparmor_restrict_unprivileged_userns", "1\n",
	"kernel.apparmor_restrict_unprivileged_userns=1"},
    {EACCES, "/proc/sys/kernel/apparmor_restrict_unprivileged_userns", "1\n",
	"kernel.apparmor_restrict_unprivileged_userns=1"},
    {EPERM, "/proc/self/status", "Name:\tbindprobe\nSeccomp:\t2\n", "seccomp filter"},
    {EPERM, "/proc/self/status", "Name:\tbindprobe\nSeccomp:\t0\n", "SELinux"},
    {EINVAL, "/proc/self/ns/net", "", "CONFIG_USER_NS"},
    {EINVAL, "/proc/self/ns/user", "", "CONFIG_NET_NS"},
    {ENOENT, "/proc/other", "", "/proc is not mounted"},
    {ENOSYS, "/proc/self/status", "", "has no namespaces"},
    {EIO, "/proc/self/status", "", "nothing tells why"},
};

static void
write_file(const char *root, const char *path, const char *text)
{
	char whole[PATH_SIZE];
	snprintf(whole, sizeof whole, "%s%s", root, path);
	for (char *p = whole + strlen(root) + 1; (p = strchr(p, '/')) != NULL; p++) {
		*p = '\0';
		mkdir(whole, 0700);
		*p = '/';
	}
	FILE *file = fopen(whole, "w");
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static int
remove_one(const char *path, const struct stat *status, int type, struct FTW *walk)
{
	(void)status;
	(void)type;
	(void)walk;
	return remove(path);
}

static void
look(const struct machine *machine, int is_root, char text[TEXT_SIZE])
{
	char root[] = "/tmp/bindprobe-refusal-XXXXXX";
	assert_non_null(mkdtemp(root));
	write_file(root, machine->path, machine->text);
	const struct bp__refusal refusal = {root, "unshare(2)", machine->code, is_root};
	bp__linux_refusal(&refusal, text, TEXT_SIZE);
	nftw(root, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

static void
the_setting_that_refuses_is_named(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof machines / sizeof *machines; i++) {
		char text[TEXT_SIZE];
		char number[32];
		look(&machines[i], 0, text);
		if (strstr(text, machines[i].said) == NULL)
			fail_msg("machine %zu: %s", i, text);
		assert_non_null(strstr(
		    text, bp__sys_error_name(machines[i].code, number, sizeof number)));
		assert_ptr_equal(strstr(text, "unshare(2) is refused"), text);
	}
}

static void
it_says_what_else_to_do(void **state)
{
	(void)state;
	char text[TEXT_SIZE];
	look(&machines[0], 0, text);
	assert_non_null(strstr(text, "run as root"));
	look(&machines[0], 1, text);
	assert_null(strstr(text, "run as root"));
	assert_non_null(strstr(text, "CAP_SYS_ADMIN"));
	assert_non_null(strstr(text, "free port"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_setting_that_refuses_is_named),
	    cmocka_unit_test(it_says_what_else_to_do),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
