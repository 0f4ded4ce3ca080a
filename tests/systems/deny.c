/* deny WHAT ERROR COMMAND [ARGUMENT]...: runs the command in a sandbox that answers WHAT,
 * one of the words below, with ERROR. The filter is of seccomp(2), and stays for good. */
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
    {"bind", SYS_bind, ANY},
    {"listen", SYS_listen, ANY},
    {"connect", SYS_connect, ANY},
    {"setsockopt", SYS_setsockopt, ANY},
};

static const struct {
	const char *word;
	int code;
} errors[] = {
    {"EPERM", EPERM},
    {"EACCES", EACCES},
    {"EAFNOSUPPORT", EAFNOSUPPORT},
};

/* Installs the filter. Of the argument it compares the low half, as the kernel does with an
 * int. */
static int
deny(int call, int first, int code)
{
	const unsigned skipped = first == ANY ? 0 : 1;
	struct sock_filter filter[] = {
	    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
	    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)call, 0, 3),
	    BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
		skipped ? offsetof(struct seccomp_data, args)
			: offsetof(struct seccomp_data, nr)),
	    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)(skipped ? first : call), 0, 1),
	    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (unsigned)code),
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
	size_t what = 0;
	size_t error = 0;
	if (argc < 4)
		return TROUBLE;
	while (what < COUNT(denied) && strcmp(denied[what].word, argv[1]) != 0)
		what++;
	while (error < COUNT(errors) && strcmp(errors[error].word, argv[2]) != 0)
		error++;
	if (what == COUNT(denied) || error == COUNT(errors)) {
		fputs("deny: unknown word\n", stderr);
		return TROUBLE;
	}
	if (deny(denied[what].call, denied[what].first, errors[error].code) != 0) {
		perror("deny");
		return TROUBLE;
	}
	execvp(argv[3], argv + 3);
	perror(argv[3]);
	return TROUBLE;
}
