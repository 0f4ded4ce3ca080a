/* A kernel without IPv6, as ipv6.disable=1 at boot makes it. */
#ifndef BP_SYS_LINUX_ABSENCE_H
#define BP_SYS_LINUX_ABSENCE_H

/* Makes socket(2) answer EAFNOSUPPORT for AF_INET6 from here on, to this process and its
 * children, for good. Returns 0 or errno; ENOSYS where that cannot be done for the calls of
 * this machine. */
int
bp__linux_deny_inet6(void);

#endif
