/* What can be told of the host beyond POSIX. One of linux.c, bsd.c and other.c is built;
 * each also has bp__sys_each_setting() and bp__sys_name. */
#ifndef BP_SYS_HOST_H
#define BP_SYS_HOST_H

#include "sys/sys.h"

/* Fills in environment and evidence. What uname(2) says is there already. The texts are
 * empty on the way in and stay so when there is no sign of anything. */
void
bp__host_environment(struct bp__sys_identity *identity, const char *kernel_version);

/* What a plain user can, or root cannot, of what matters to bind(2), as " without
 * CAP_NET_BIND_SERVICE"; empty in the ordinary case. Static. */
const char *
bp__host_privilege(void);

/* The evidence when bp__host_environment() finds nothing: "no sign of a container,
 * ...". */
extern const char bp__host_unseen[];

#endif
