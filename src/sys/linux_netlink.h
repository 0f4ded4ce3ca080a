/* Requests to the kernel about interfaces and addresses, by rtnetlink(7). Each function
 * returns 0 or errno. */
#ifndef BP_SYS_LINUX_NETLINK_H
#define BP_SYS_LINUX_NETLINK_H

#include "model/address.h"

/* Makes two interfaces with a wire between them; both are down. */
int
bp__netlink_add_pair(int netlink, const char *name, const char *peer);

/* Makes an interface that takes what is sent and drops it; it is down. */
int
bp__netlink_add_dummy(int netlink, const char *name);

/* Brings an interface up. */
int
bp__netlink_set_up(int netlink, const char *name);

/* Gives the interface an address, with a prefix of so many bits.
 * It can be used at once: the kernel does not ask first whether another host has it. */
int
bp__netlink_add_address(
    int netlink, const char *name, const struct bp__address *address, unsigned char bits);

/* Opens what the requests go through; *netlink is a descriptor to be closed. */
int
bp__netlink_open(int *netlink);

#endif
