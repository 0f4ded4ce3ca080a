/* Lists that the BSD family gives through sysctl(3). */
#ifndef BP_SYS_BSD_LIST_H
#define BP_SYS_BSD_LIST_H

#include <stddef.h>

/* Bytes to be freed. */
struct bp__bsd_list {
	unsigned char *bytes;
	size_t size;
};

/* Reads the whole list of the name, which may grow meanwhile. Returns 0, BP__SYS_ABSENT where
 * there is no such name, or the native error; then the list is empty. */
int
bp__bsd_read_list(const int *numbers, unsigned count, struct bp__bsd_list *list);

#endif
