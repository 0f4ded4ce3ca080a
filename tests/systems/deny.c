/* deny WHAT ERROR COMMAND [ARGUMENT]...: runs the command in a sandbox that answers WHAT,
 * one of the words below, with ERROR, or kills the process for it: KILL. The filter is of
 * seccomp(2), and stays for good. */
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

enum {
	ANY = -1, /* whatever the first argument of the call */
	TROUBLE = 125,
};

static const struct {
	const char *word;
	int call;
	int first; /* the first argument of the calls that are denied */
} denied[] = {
    {"inet", SYS_socket, AF_INET},
    {"inet6", SYS_socket, AF_INET6},
    {"netlink", SYS_socket, AF_NETLINK},
    {"unshare", SYS_unshare, ANY},
    {"bind", SYS_bind, ANY},
    {"listen", SYS_listen, ANY},
    {"connect", SYS_connect, ANY},
    {"setsockopt", SYS_setsockopt, ANY},
#ifdef SYS_fork
    {"fork", SYS_fork, ANY},
    {"fork", SYS_vfork, ANY},
#endif
    {"fork", SYS_clone, ANY},
#ifdef SYS_clone3
    {"fork", SYS_clone3, ANY},
#endif
};

static const struct {
	const char *word;
	unsigned action;
} errors[] = {
    {"EPERM", SECCOMP_RET_ERRNO | EPERM},
    {"EACCES", SECCOMP_RET_ERRNO | EACCES},
    {"EAFNOSUPPORT", SECCOMP_RET_ERRNO | EAFNOSUPPORT},
    {"EAGAIN", SECCOMP_RET_ERRNO | EAGAIN},
    {"KILL", SECCOMP_RET_KILL_PROCESS},
};

/* Installs the filter. Of the argument it compares the low half, as the kernel does with an
 * int. */
static int
deny(int call, int first, unsigned action)
{
	const unsigned skipped = first == ANY ? 0 : 1;
	struct sock_filter filter[] = {
	    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
	    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)call, 0, 3),
	    BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
		skipped ? offsetof(struct seccomp_data, args)
			: offsetof(struct seccomp_data, nr)),
	    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)(skipped ? first : call), 0, 1),
	    BPF_STMT(BPF_RET | BPF_K, action),
	    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = {.len = COUNT(filter), .filter = filter};
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return -1;
	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}

int
main(int argc, char **argv)
{
	size_t error = 0;
	size_t count = 0;
	if (argc < 4)
		return TROUBLE;
	while (error < COUNT(errors) && strcmp(errors[error].word, argv[2]) != 0)
		error++;
	for (size_t i = 0; i < COUNT(denied) && error < COUNT(errors); i++) {
		if (strcmp(denied[i].word, argv[1]) != 0)
			continue;
		count++;
		if (deny(denied[i].call, denied[i].first, errors[error].action) != 0) {
			perror("deny");
			return TROUBLE;
		}
	}
	if (count == 0) {
		fputs("deny: unknown word\n", stderr);
		return TROUBLE;
	}
	execvp(argv[3], argv + 3);
	perror(argv[3]);
	return TROUBLE;
}
