/* Why Linux makes no namespace, by what it shows of its settings. */
#ifndef BP_SYS_LINUX_REFUSAL_H
#define BP_SYS_LINUX_REFUSAL_H

#include <stddef.h>

/* What was seen of a refusal. */
struct bp__refusal {
	const char *root; /* before the paths of files; "" for those of this host */
	const char *call; /* what was refused, as "unshare(2)" */
	int code; /* errno */
	int is_root; /* the user who asked */
};

/* Writes what was refused, which setting did that, and what to do instead. */
void
bp__linux_refusal(const struct bp__refusal *refusal, char *text, size_t size);

#endif
