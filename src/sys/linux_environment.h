/* In which environment of Linux a program runs, by what it sees. Apart from the calls of the
 * system it needs, so that tests can show it other machines. */
#ifndef BP_SYS_LINUX_ENVIRONMENT_H
#define BP_SYS_LINUX_ENVIRONMENT_H

#include "sys/sys.h"

#include <stdint.h>

enum {
	BP__LINUX_TEXT = 512, /* of a file of /proc; more than this is cut */
};

/* What there is to see. */
struct bp__clues {
	const char *root; /* before the paths of files; "" for those of this host */
	const char *kernel_version; /* as uname(2) says */
	uintptr_t bind, socket; /* where the program has these functions from */
};

/* Fills in environment and evidence, by what is seen and by the release in the identity;
 * leaves them as they are when there is no sign of any. */
void
bp__linux_environment(const struct bp__clues *clues, struct bp__sys_identity *identity);

/* Reads the beginning of a file; how much, 0 when it cannot be read. Bytes of 0, which
 * stand between the variables of an environment, become newlines. */
size_t
bp__linux_read(const char *path, char text[BP__LINUX_TEXT]);

/* Makes what a file of /proc has fit for one line: blanks for tabs and newlines,
 * none at the end, and ? for any other control byte. */
void
bp__linux_make_line(char *text);

#endif
