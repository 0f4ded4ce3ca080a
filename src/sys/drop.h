/* Giving up root for good. */
#ifndef BP_SYS_DROP_H
#define BP_SYS_DROP_H

#include <sys/types.h>

/* Who a process becomes. */
struct bp__user {
	uid_t uid;
	gid_t gid;
};

/* Becomes the user in this process: without supplementary groups and capabilities, where the
 * system has them, and never to have more again, not by execve(2) either. Has the process
 * killed when its parent ends, where the system does that. Calls only what is safe after
 * fork(2) in a program with threads. Returns 0 or errno; *step is then that which failed. */
int
bp__drop_root(struct bp__user user, int *step);

/* The name of a step, "setresuid"; "fork" for any other number. Static. */
const char *
bp__drop_step(int i);

#endif
