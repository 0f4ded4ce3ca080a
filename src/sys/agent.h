/* The helper process that opens, binds and listens as another, unprivileged user. It is
 * started when it is first asked for. The other calls work on our own copy of the socket,
 * which it hands over. */
#ifndef BP_SYS_AGENT_H
#define BP_SYS_AGENT_H

#include <sys/types.h>

#include "sys/network.h"

enum bp__agent_state {
	BP__AGENT_NOT_ASKED = 0,
	BP__AGENT_RUNS,
	BP__AGENT_LACKING, /* it cannot be had: the reason says why */
	BP__AGENT_ENDED, /* it was had, and something ended it */
};

struct bp__agent {
	enum bp__agent_state state;
	pid_t pid; /* 0 when there is none */
	int channel; /* our end of the socket pair */
	char reason[96];
};

/* Why there is no helper, in words; NULL when there is one. Starts it. */
const char *
bp__agent_lacking(struct bp__agent *agent);

/* Ends the helper, when there is one, and waits for it. */
void
bp__agent_stop(struct bp__agent *agent);

/* The calls of the helper. They return 0 or errno as it met it, EPERM when there is
 * no helper to be had, EPIPE when it has ended. *local is our copy of the socket,
 * *remote its own. */
int
bp__agent_open(
    struct bp__agent *agent, const int kind[3], bp__native *local, int *remote);
int
bp__agent_set(struct bp__agent *agent, int remote, const int names[2], const void *value,
    socklen_t size);
int
bp__agent_bind(struct bp__agent *agent, int remote,
    const struct sockaddr_storage *address, socklen_t size);
int
bp__agent_listen(struct bp__agent *agent, int remote, int backlog);

/* Returns when its copy is closed. */
void
bp__agent_close(struct bp__agent *agent, int remote);

#endif
