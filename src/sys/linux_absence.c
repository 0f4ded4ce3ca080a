/* A filter of seccomp(2) that answers for a kernel without IPv6. */
#include <config.h>

#include "sys/linux_absence.h"

#include <sys/prctl.h>
#include <sys/syscall.h>

#include <stdbool.h>
#include <stdint.h>
#include <unistd.h>

#include "sys/linux_numbers.h"
#include "sys/network.h"

/* Numbers of linux/prctl.h, linux/seccomp.h and linux/bpf_common.h. */
enum {
	SET_NO_NEW_PRIVILEGES = 38,
	SET_SECCOMP = 22,
	FILTER_MODE = 2,
	LOAD_WORD = 0x20, /* BPF_LD | BPF_W | BPF_ABS */
	JUMP_IF_EQUAL = 0x15, /* BPF_JMP | BPF_JEQ | BPF_K */
	ANSWER = 0x06, /* BPF_RET | BPF_K */
	ALLOW = 0x7fff0000,
	ANSWER_ERROR = 0x00050000,
	CALL_OFFSET = 0, /* of the number of the call in struct seccomp_data */
	FAMILY_OFFSET = 16, /* of its first argument, of 64 bits */
};

/* struct sock_filter */
struct step {
	uint16_t code;
	uint8_t if_so;
	uint8_t if_not;
	uint32_t operand;
};

/* struct sock_fprog */
struct filter {
	unsigned short count;
	const struct step *steps;
};

#ifdef SYS_socket
/* The half of an argument that the family is in. */
static uint32_t
family_offset(void)
{
	const uint16_t one = 1;
	bool is_little = *(const unsigned char *)&one == 1;
	return FAMILY_OFFSET + (is_little ? 0 : 4);
}

/* The calls of another architecture have other numbers, but a program makes only those of
 * its own. */
static int
install(void)
{
	const struct step steps[] = {
	    {LOAD_WORD, 0, 0, CALL_OFFSET},
	    {JUMP_IF_EQUAL, 0, 3, SYS_socket},
	    {LOAD_WORD, 0, 0, family_offset()},
	    {JUMP_IF_EQUAL, 0, 1, BP__LINUX_INET6},
	    {ANSWER, 0, 0, ANSWER_ERROR | EAFNOSUPPORT},
	    {ANSWER, 0, 0, ALLOW},
	};
	const struct filter filter = {sizeof steps / sizeof *steps, steps};
	if (prctl(SET_NO_NEW_PRIVILEGES, 1L, 0L, 0L, 0L) != 0 ||
	    prctl(SET_SECCOMP, (long)FILTER_MODE, &filter, 0L, 0L) != 0)
		return errno;
	return 0;
}
#else
static int
install(void)
{
	return ENOSYS;
}
#endif

/* The libc may open sockets by socketcall(2), whose arguments no filter sees. */
int
bp__linux_deny_inet6(void)
{
	int code = install();
	if (code != 0)
		return code;
	int sock = socket(BP__LINUX_INET6, SOCK_DGRAM, 0);
	code = sock < 0 ? errno : 0;
	if (sock >= 0)
		close(sock);
	return code == EAFNOSUPPORT ? 0 : ENOSYS;
}
