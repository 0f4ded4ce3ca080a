/* The native errors of the system: posix_errors.c or win32_errors.c has them. */
#ifndef BP_SYS_ERRORS_H
#define BP_SYS_ERRORS_H

#include "sys/sys.h"

struct bp__error_name {
	int code;
	const char *name;
};

/* Of two names of one number the first is said. */
extern const struct bp__error_name bp__error_names[];
extern const size_t bp__error_name_count;

/* Lists that end at 0: what lacks now and may be there in a moment, an address in use, and
 * what privilege or an exclusive bind forbids. */
extern const int bp__passing_errors[];
extern const int bp__in_use_errors[];
extern const int bp__denied_errors[];

#endif
