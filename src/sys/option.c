/* Socket options: which there are, and setting and reading them. */
#include <config.h>

#include "sys/native.h"

#include <assert.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

enum {
	UNDEFINED = -1,
};

#define ABSENT UNDEFINED, UNDEFINED

/* The level and name of an option for AF_INET and for AF_INET6; ABSENT when the system's
 * headers do not have it. */
static const struct {
	const char *text;
	int inet[2];
	int inet6[2];
} options[] = {
#if defined HAVE_INET6 && defined IPV6_V6ONLY
    [BP__SYS_V6ONLY] = {"IPV6_V6ONLY", {IPPROTO_IPV6, IPV6_V6ONLY},
	{IPPROTO_IPV6, IPV6_V6ONLY}},
#else
    [BP__SYS_V6ONLY] = {"IPV6_V6ONLY", {ABSENT}, {ABSENT}},
#endif
    [BP__SYS_REUSEADDR] = {"SO_REUSEADDR", {SOL_SOCKET, SO_REUSEADDR},
	{SOL_SOCKET, SO_REUSEADDR}},
#ifdef SO_REUSEPORT
    [BP__SYS_REUSEPORT] = {"SO_REUSEPORT", {SOL_SOCKET, SO_REUSEPORT},
	{SOL_SOCKET, SO_REUSEPORT}},
#else
    [BP__SYS_REUSEPORT] = {"SO_REUSEPORT", {ABSENT}, {ABSENT}},
#endif
#ifdef SO_REUSEPORT_LB
    [BP__SYS_REUSEPORT_LB] = {"SO_REUSEPORT_LB", {SOL_SOCKET, SO_REUSEPORT_LB},
	{SOL_SOCKET, SO_REUSEPORT_LB}},
#else
    [BP__SYS_REUSEPORT_LB] = {"SO_REUSEPORT_LB", {ABSENT}, {ABSENT}},
#endif
#ifdef SO_EXCLUSIVEADDRUSE
    [BP__SYS_EXCLUSIVE] = {"SO_EXCLUSIVEADDRUSE", {SOL_SOCKET, SO_EXCLUSIVEADDRUSE},
	{SOL_SOCKET, SO_EXCLUSIVEADDRUSE}},
#elif defined SO_EXCLBIND
    [BP__SYS_EXCLUSIVE] = {"SO_EXCLBIND", {SOL_SOCKET, SO_EXCLBIND},
	{SOL_SOCKET, SO_EXCLBIND}},
#else
    [BP__SYS_EXCLUSIVE] = {"SO_EXCLUSIVEADDRUSE", {ABSENT}, {ABSENT}},
#endif
#if defined IP_FREEBIND && defined IPV6_FREEBIND
    [BP__SYS_FREEBIND] = {"IP_FREEBIND", {IPPROTO_IP, IP_FREEBIND},
	{IPPROTO_IPV6, IPV6_FREEBIND}},
#else
    [BP__SYS_FREEBIND] = {"IP_FREEBIND", {ABSENT}, {ABSENT}},
#endif
#if defined IP_TRANSPARENT && defined IPV6_TRANSPARENT
    [BP__SYS_TRANSPARENT] = {"IP_TRANSPARENT", {IPPROTO_IP, IP_TRANSPARENT},
	{IPPROTO_IPV6, IPV6_TRANSPARENT}},
#else
    [BP__SYS_TRANSPARENT] = {"IP_TRANSPARENT", {ABSENT}, {ABSENT}},
#endif
#if defined IP_BINDANY && defined IPV6_BINDANY
    [BP__SYS_BINDANY] = {"IP_BINDANY", {IPPROTO_IP, IP_BINDANY},
	{IPPROTO_IPV6, IPV6_BINDANY}},
#elif defined SO_BINDANY
    [BP__SYS_BINDANY] = {"SO_BINDANY", {SOL_SOCKET, SO_BINDANY},
	{SOL_SOCKET, SO_BINDANY}},
#else
    [BP__SYS_BINDANY] = {"IP_BINDANY", {ABSENT}, {ABSENT}},
#endif
#ifdef IP_LOCAL_PORT_RANGE
    [BP__SYS_RANGE] = {"IP_LOCAL_PORT_RANGE", {IPPROTO_IP, IP_LOCAL_PORT_RANGE},
	{IPPROTO_IP, IP_LOCAL_PORT_RANGE}},
#else
    [BP__SYS_RANGE] = {"IP_LOCAL_PORT_RANGE", {ABSENT}, {ABSENT}},
#endif
#ifdef SO_BINDTODEVICE
    [BP__SYS_DEVICE] = {"SO_BINDTODEVICE", {SOL_SOCKET, SO_BINDTODEVICE},
	{SOL_SOCKET, SO_BINDTODEVICE}},
#elif defined IP_BOUND_IF && defined IPV6_BOUND_IF
    [BP__SYS_DEVICE] = {"IP_BOUND_IF", {IPPROTO_IP, IP_BOUND_IF},
	{IPPROTO_IPV6, IPV6_BOUND_IF}},
#else
    [BP__SYS_DEVICE] = {"SO_BINDTODEVICE", {ABSENT}, {ABSENT}},
#endif
#if defined IP_ADD_MEMBERSHIP && defined HAVE_INET6 && defined IPV6_JOIN_GROUP
    [BP__SYS_JOIN] = {"IP_ADD_MEMBERSHIP", {IPPROTO_IP, IP_ADD_MEMBERSHIP},
	{IPPROTO_IPV6, IPV6_JOIN_GROUP}},
#else
    [BP__SYS_JOIN] = {"IP_ADD_MEMBERSHIP", {ABSENT}, {ABSENT}},
#endif
};
static_assert(COUNT(options) == BP__SYS_OPTION_COUNT, "one row an option");

const char *
bp__sys_option_name(enum bp__sys_option option)
{
	return options[option].text;
}

bool
bp__sys_has_option(enum bp__sys_option option)
{
	return options[option].inet[1] != UNDEFINED;
}

/* The level and name of the option for the socket. */
static const int *
names_of(const struct bp__sock *sock, enum bp__sys_option option)
{
	return sock->family == BP__INET ? options[option].inet : options[option].inet6;
}

/* setsockopt(2), by the helper where the socket is its. */
static int
set(struct bp__sys *sys, const struct bp__sock *sock, enum bp__sys_option option,
    const void *value, socklen_t size)
{
	const int *names = names_of(sock, option);
	if (!bp__sys_has_option(option))
		return BP__SYS_ABSENT;
	if (bp__native_is_remote(sock))
		return bp__agent_set(&sys->agent, sock->remote, names, value, size);
	return bp__native_set(bp__native_of(sock), names, value, size);
}

int
bp__sys_set(struct bp__sys *sys, const struct bp__sock *sock, enum bp__sys_option option,
    int value)
{
	return set(sys, sock, option, &value, sizeof value);
}

int
bp__sys_set_device(
    struct bp__sys *sys, const struct bp__sock *sock, const char *interface)
{
#ifdef SO_BINDTODEVICE
	return set(
	    sys, sock, BP__SYS_DEVICE, interface, (socklen_t)strlen(interface) + 1);
#else
	int index = (int)if_nametoindex(interface);
	return set(sys, sock, BP__SYS_DEVICE, &index, sizeof index);
#endif
}

#if defined IP_ADD_MEMBERSHIP && defined HAVE_INET6 && defined IPV6_JOIN_GROUP
int
bp__sys_join(
    struct bp__sys *sys, const struct bp__sock *sock, const struct bp__address *group)
{
	if (group->family == BP__INET) {
		struct ip_mreq inet = {.imr_interface.s_addr = htonl(INADDR_LOOPBACK)};
		memcpy(&inet.imr_multiaddr, group->bytes, sizeof inet.imr_multiaddr);
		return set(sys, sock, BP__SYS_JOIN, &inet, sizeof inet);
	}
	int code = 0;
	struct ipv6_mreq inet6 = {
	    .ipv6mr_interface = bp__sockaddr_scope(&sys->zones, group->zone, &code)};
	if (code != 0)
		return code;
	memcpy(&inet6.ipv6mr_multiaddr, group->bytes, sizeof inet6.ipv6mr_multiaddr);
	return set(sys, sock, BP__SYS_JOIN, &inet6, sizeof inet6);
}

/* POSIX has the option of broadcast and those of IPv6; the types of IPv4's are by custom. */
int
bp__sys_send_to_groups(
    struct bp__sys *sys, const struct bp__sock *sock, const struct bp__address *group)
{
	static const int broadcast[2] = {SOL_SOCKET, SO_BROADCAST};
	static const int inet6_interface[2] = {IPPROTO_IPV6, IPV6_MULTICAST_IF};
	static const int inet6_hops[2] = {IPPROTO_IPV6, IPV6_MULTICAST_HOPS};
	static const int inet_interface[2] = {IPPROTO_IP, IP_MULTICAST_IF};
	static const int inet_hops[2] = {IPPROTO_IP, IP_MULTICAST_TTL};
	bp__native s = bp__native_of(sock);
	const int on = 1;
	const int no_hops = 0;
	const bp__inet_hops no_inet_hops = 0;
	if (group->family == BP__INET6) {
		int code = 0;
		const unsigned loopback =
		    bp__sockaddr_scope(&sys->zones, group->zone, &code);
		if (code == 0)
			code = bp__native_set(
			    s, inet6_interface, &loopback, sizeof loopback);
		return code != 0
		    ? code
		    : bp__native_set(s, inet6_hops, &no_hops, sizeof no_hops);
	}
	const struct in_addr loopback = {.s_addr = htonl(INADDR_LOOPBACK)};
	int code = bp__native_set(s, broadcast, &on, sizeof on);
	if (code == 0)
		code = bp__native_set(s, inet_hops, &no_inet_hops, sizeof no_inet_hops);
	return code != 0 ? code
			 : bp__native_set(s, inet_interface, &loopback, sizeof loopback);
}
#else
int
bp__sys_join(
    struct bp__sys *sys, const struct bp__sock *sock, const struct bp__address *group)
{
	(void)sys;
	(void)sock;
	(void)group;
	return BP__SYS_ABSENT;
}

int
bp__sys_send_to_groups(
    struct bp__sys *sys, const struct bp__sock *sock, const struct bp__address *group)
{
	(void)sys;
	(void)sock;
	(void)group;
	return BP__SYS_ABSENT;
}
#endif

int
bp__sys_get(struct bp__sys *sys, const struct bp__sock *sock, enum bp__sys_option option,
    int *value)
{
	(void)sys;
	if (!bp__sys_has_option(option))
		return BP__SYS_ABSENT;
	const int *names = names_of(sock, option);
	unsigned char bytes[sizeof(int)] = {0};
	socklen_t size = sizeof bytes;
	int code = bp__native_get(bp__native_of(sock), names, bytes, &size);
	if (code != 0)
		return code;
	*value = 0;
	for (size_t i = 0; i < (size_t)size && i < sizeof bytes; i++)
		*value |= bytes[i] != 0;
	return 0;
}
