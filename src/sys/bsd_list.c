/* Lists that the BSD family gives through sysctl(3). */
#include <config.h>

#include "sys/bsd_list.h"

#include <sys/types.h>
#include <sys/sysctl.h>

#include <errno.h>
#include <stdlib.h>

#include "sys/sys.h"

enum {
	ATTEMPTS = 6, /* the list may grow each time */
	SLACK = 16384,
};

/* ENOMEM is said of a list that does not fit, too. */
int
bp__bsd_read_list(const int *numbers, unsigned count, struct bp__bsd_list *list)
{
	size_t room = 0;
	*list = (struct bp__bsd_list){.bytes = NULL};
	if (sysctl(numbers, count, NULL, &room, NULL, 0) != 0)
		return errno == ENOENT || errno == EOPNOTSUPP ? BP__SYS_ABSENT : errno;
	int code = ENOMEM;
	for (int i = 0; code == ENOMEM && i < ATTEMPTS; i++) {
		room += room / 4 + SLACK;
		free(list->bytes);
		list->bytes = malloc(room);
		if (list->bytes == NULL)
			break;
		list->size = room;
		code = sysctl(numbers, count, list->bytes, &list->size, NULL, 0) != 0
		    ? errno
		    : 0;
		if (code == 0 && list->size > room)
			code = ENOMEM;
	}
	if (code == 0)
		return 0;
	free(list->bytes);
	*list = (struct bp__bsd_list){.bytes = NULL};
	return code;
}
