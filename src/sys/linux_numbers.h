/* Numbers of Linux that the headers of a small or old libc lack. The kernel knows them
 * whatever the program was built with; they are the same on all of its machines. */
#ifndef BP_SYS_LINUX_NUMBERS_H
#define BP_SYS_LINUX_NUMBERS_H

#ifdef __linux__

#include "sys/network.h"

enum {
	BP__LINUX_INET = 2, /* AF_INET */
	BP__LINUX_INET6 = 10, /* AF_INET6 */
};

#ifndef AF_NETLINK
#define AF_NETLINK 16
#endif
#ifndef IPPROTO_MPTCP
#define IPPROTO_MPTCP 262 /* since Linux 5.6 */
#endif
#ifndef IP_TRANSPARENT
#define IP_TRANSPARENT 19
#endif
#ifndef IP_LOCAL_PORT_RANGE
#define IP_LOCAL_PORT_RANGE 51 /* since Linux 6.3 */
#endif

#ifdef HAVE_INET6
#ifndef IPV6_V6ONLY
#define IPV6_V6ONLY 26
#endif
#ifndef IPV6_TRANSPARENT
#define IPV6_TRANSPARENT 75
#endif
#ifndef IPV6_FREEBIND
#define IPV6_FREEBIND 78 /* since Linux 4.15 */
#endif
#ifndef IPV6_JOIN_GROUP
#define IPV6_JOIN_GROUP 20
#endif
#ifndef IPV6_MULTICAST_IF
#define IPV6_MULTICAST_IF 17
#endif
#ifndef IPV6_MULTICAST_HOPS
#define IPV6_MULTICAST_HOPS 18
#endif
#ifndef PR_CAPBSET_DROP
#define PR_CAPBSET_DROP 24
#endif
#ifndef PR_SET_NO_NEW_PRIVS
#define PR_SET_NO_NEW_PRIVS 38 /* since Linux 3.5 */
#endif

#endif

#endif

#endif
