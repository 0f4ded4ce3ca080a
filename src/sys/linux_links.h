/* The interfaces and addresses of a fresh network namespace. */
#ifndef BP_SYS_LINUX_LINKS_H
#define BP_SYS_LINUX_LINKS_H

#include "sys/sys.h"

/* Whether the interface that is made has IPv6. */
enum bp__links {
	BP__LINKS_INHERIT = 0, /* as the settings of new interfaces say */
	BP__LINKS_WITH_INET6,
	BP__LINKS_WITHOUT_INET6,
};

/* Brings loopback up, and makes an interface with an IPv4 address, a global IPv6 address and a
 * link-local one, as far as the system allows. Says which interface that is, and what is
 * missing. Returns when datagrams to each address arrive. */
void
bp__links_make(enum bp__links how, struct bp__sys_network *network);

#endif
