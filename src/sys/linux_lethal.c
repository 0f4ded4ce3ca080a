/* Finds out which calls a sandbox kills for, as seccomp(2) can, by making them in children. */
#include <config.h>

#include "sys/sys.h"

#include <sys/resource.h>
#include <sys/wait.h>

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "sys/linux_environment.h"
#include "sys/linux_numbers.h"
#include "sys/network.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static void
try_socket(int family, int type)
{
	int sock = socket(family, type, 0);
	if (sock >= 0)
		close(sock);
}

static void
try_inet(void)
{
	try_socket(AF_INET, SOCK_STREAM);
}

static void
try_inet6(void)
{
	try_socket(BP__LINUX_INET6, SOCK_STREAM);
}

static void
try_netlink(void)
{
	try_socket(AF_NETLINK, SOCK_RAW);
}

/* The other calls are made on no socket: the sandbox looks first. */
static void
try_option(void)
{
	const int on = 1;
	(void)setsockopt(-1, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
}

static void
try_bind(void)
{
	const struct sockaddr none = {.sa_family = AF_UNSPEC};
	(void)bind(-1, &none, sizeof none);
}

static void
try_listen(void)
{
	(void)listen(-1, 1);
}

static void
try_connect(void)
{
	const struct sockaddr none = {.sa_family = AF_UNSPEC};
	(void)connect(-1, &none, sizeof none);
}

static const struct {
	const char *name;
	void (*make)(void);
} calls[] = {
    {"socket(AF_INET)", try_inet},
    {"socket(AF_INET6)", try_inet6},
    {"socket(AF_NETLINK)", try_netlink},
    {"setsockopt(2)", try_option},
    {"bind(2)", try_bind},
    {"listen(2)", try_listen},
    {"connect(2)", try_connect},
};

/* Whether a filter of seccomp(2) is on this process. */
static bool
is_filtered(void)
{
	char text[4 * BP__LINUX_TEXT];
	FILE *file = fopen("/proc/self/status", "re");
	if (file == NULL)
		return false;
	size_t length = fread(text, 1, sizeof text - 1, file);
	fclose(file);
	text[length] = '\0';
	return strstr(text, "\nSeccomp:\t2") != NULL;
}

/* Whether a child that makes the calls from the first to before the last is killed for
 * one. */
static bool
is_killed(size_t first, size_t last)
{
	int status = 0;
	pid_t ended;
	int tries = 0;
	pid_t pid = fork();
	if (pid == 0) {
		const struct rlimit none = {0, 0};
		(void)setrlimit(RLIMIT_CORE, &none);
		for (size_t i = first; i < last; i++)
			calls[i].make();
		_exit(0);
	}
	if (pid < 0)
		return false;
	do
		ended = waitpid(pid, &status, 0);
	while (bp__is_interrupted(ended, &tries));
	return ended == pid && WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS;
}

/* Root alone starts a process, as it does for sockets of another user: a sandbox may kill for
 * that too. */
const char *
bp__sys_lethal(void)
{
	if (geteuid() != 0 || !is_filtered() || !is_killed(0, COUNT(calls)))
		return NULL;
	for (size_t i = 0; i < COUNT(calls); i++) {
		if (is_killed(i, i + 1))
			return calls[i].name;
	}
	return NULL;
}
