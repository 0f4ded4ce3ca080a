/* The child's side of the helper process: becomes another user and answers requests. */
#ifndef BP_SYS_HELPER_H
#define BP_SYS_HELPER_H

#include <sys/types.h>

/* Who the helper becomes. */
struct bp__user {
	uid_t uid;
	gid_t gid;
};

/* The name of step i of becoming another user, which the first reply has in its
 * value when its code is not 0. Static. */
const char *
bp__helper_step(int i);

/* Runs the helper in a child just forked, until the other end of the channel is
 * closed, and ends the process. Calls only what is safe after fork(2) in a program
 * with threads. The first thing it sends is a reply that says whether it became the
 * user. */
_Noreturn void
bp__helper_run(int channel, struct bp__user user);

#endif
