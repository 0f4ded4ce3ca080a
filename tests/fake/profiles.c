/* The systems the made-up kernel plays. Each is a row of facts; where a comment names
 * no other source, the facts were measured on the system's own network stack. What is
 * only read in source or documentation is marked S or D: the tests of the product rest
 * on it no more than a model may. To add a system is to add a row. */
#include <config.h>

#include "fake/fake.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* asm-generic/errno.h of Linux; lwIP has the same numbers. */
static const int linux_numbers[FAKE_ERROR_COUNT] = {
    [FAKE_EACCES] = 13,
    [FAKE_EADDRINUSE] = 98,
    [FAKE_EADDRNOTAVAIL] = 99,
    [FAKE_EAFNOSUPPORT] = 97,
    [FAKE_EAGAIN] = 11,
    [FAKE_EBADF] = 9,
    [FAKE_ECONNREFUSED] = 111,
    [FAKE_ECONNRESET] = 104,
    [FAKE_EINTR] = 4,
    [FAKE_EINVAL] = 22,
    [FAKE_EIO] = 5,
    [FAKE_EMFILE] = 24,
    [FAKE_ENETUNREACH] = 101,
    [FAKE_ENOBUFS] = 105,
    [FAKE_ENOMEM] = 12,
    [FAKE_ENOPROTOOPT] = 92,
    [FAKE_ENOTCONN] = 107,
    [FAKE_EPERM] = 1,
    [FAKE_EPROTONOSUPPORT] = 93,
};

/* sys/errno.h of 4.4BSD and all that came from it. */
static const int bsd_numbers[FAKE_ERROR_COUNT] = {
    [FAKE_EACCES] = 13,
    [FAKE_EADDRINUSE] = 48,
    [FAKE_EADDRNOTAVAIL] = 49,
    [FAKE_EAFNOSUPPORT] = 47,
    [FAKE_EAGAIN] = 35,
    [FAKE_EBADF] = 9,
    [FAKE_ECONNREFUSED] = 61,
    [FAKE_ECONNRESET] = 54,
    [FAKE_EINTR] = 4,
    [FAKE_EINVAL] = 22,
    [FAKE_EIO] = 5,
    [FAKE_EMFILE] = 24,
    [FAKE_ENETUNREACH] = 51,
    [FAKE_ENOBUFS] = 55,
    [FAKE_ENOMEM] = 12,
    [FAKE_ENOPROTOOPT] = 42,
    [FAKE_ENOTCONN] = 57,
    [FAKE_EPERM] = 1,
    [FAKE_EPROTONOSUPPORT] = 43,
};

/* winsock2.h. Winsock has no EPERM, EIO or ENOMEM; the numbers here are of Win32. */
static const int windows_numbers[FAKE_ERROR_COUNT] = {
    [FAKE_EACCES] = 10013,
    [FAKE_EADDRINUSE] = 10048,
    [FAKE_EADDRNOTAVAIL] = 10049,
    [FAKE_EAFNOSUPPORT] = 10047,
    [FAKE_EAGAIN] = 10035,
    [FAKE_EBADF] = 10009,
    [FAKE_ECONNREFUSED] = 10061,
    [FAKE_ECONNRESET] = 10054,
    [FAKE_EINTR] = 10004,
    [FAKE_EINVAL] = 10022,
    [FAKE_EIO] = 1117,
    [FAKE_EMFILE] = 10024,
    [FAKE_ENETUNREACH] = 10051,
    [FAKE_ENOBUFS] = 10055,
    [FAKE_ENOMEM] = 8,
    [FAKE_ENOPROTOOPT] = 10042,
    [FAKE_ENOTCONN] = 10057,
    [FAKE_EPERM] = 5,
    [FAKE_EPROTONOSUPPORT] = 10043,
};

#define ANY_WAY (~0U)
#define WHEN_NEW_REUSES (FAKE_NEW_REUSEADDR | FAKE_NEW_REUSEPORT)

/* The same rule for every meeting. */
#define FOR_ALL(ways)                                                                   \
	{                                                                               \
		[FAKE_SAME] = (ways), [FAKE_TWIN_ANY] = (ways), [FAKE_CLOSER] = (ways), \
		[FAKE_ANY4_OVER_DUAL] = (ways), [FAKE_DUAL_OVER_ANY4] = (ways),         \
		[FAKE_NUM4_OVER_DUAL] = (ways), [FAKE_DUAL_OVER_NUM4] = (ways),         \
	}

/* The order never matters. SO_REUSEADDR has no user check; TCP looks again in
 * listen(2). */
static const struct fake_rules linux_rules = {
    .tcp = FOR_ALL(FAKE_BOTH_REUSEADDR_IDLE | FAKE_BOTH_REUSEPORT_ONE_USER),
    .udp = FOR_ALL(FAKE_BOTH_REUSEADDR | FAKE_BOTH_REUSEPORT_ONE_USER),
    .other = FOR_ALL(ANY_WAY),
    .tcp_check = FAKE_AT_BIND_AND_LISTEN,
};

/* in_pcbbind() and in6_pcbbind(): with either option on the new socket only an equal
 * address is in its way, and there both must have SO_REUSEPORT. A dual-stack socket
 * passes over a 0.0.0.0 of another family. Another user is refused. */
#define BSD_WAYS(two_families)                                                           \
	{                                                                                \
		[FAKE_SAME] = FAKE_BOTH_REUSEPORT, [FAKE_TWIN_ANY] = (two_families),     \
		[FAKE_CLOSER] = WHEN_NEW_REUSES, [FAKE_ANY4_OVER_DUAL] = (two_families), \
		[FAKE_DUAL_OVER_ANY4] = FAKE_ALWAYS,                                     \
		[FAKE_NUM4_OVER_DUAL] = WHEN_NEW_REUSES,                                 \
		[FAKE_DUAL_OVER_NUM4] = WHEN_NEW_REUSES,                                 \
	}

static const struct fake_rules bsd_rules = {
    .tcp = BSD_WAYS(FAKE_BOTH_REUSEPORT),
    .udp = BSD_WAYS(FAKE_BOTH_REUSEPORT),
};

/* NetBSD: as that, but SO_REUSEADDR on both lets 0.0.0.0 come over a dual-stack socket. */
static const struct fake_rules netbsd_rules = {
    .tcp = BSD_WAYS(FAKE_BOTH_REUSEADDR | FAKE_BOTH_REUSEPORT),
    .udp = BSD_WAYS(FAKE_BOTH_REUSEADDR | FAKE_BOTH_REUSEPORT),
};

/* S: the KAME code of FreeBSD 4 compares the families of two wildcards in its check of
 * the user too, so anybody's 0.0.0.0 comes over a dual-stack socket: the override. */
static const struct fake_rules freebsd4_rules = {
    .tcp = BSD_WAYS(FAKE_ALWAYS),
    .udp = BSD_WAYS(FAKE_ALWAYS),
    .other =
	{
	    [FAKE_TWIN_ANY] = ANY_WAY,
	    [FAKE_ANY4_OVER_DUAL] = ANY_WAY,
	    [FAKE_DUAL_OVER_ANY4] = ANY_WAY,
	},
};

/* D: Microsoft, "Using SO_REUSEADDR and SO_EXCLUSIVEADDRUSE", the table for Windows
 * Server 2003 and later. */
#define WINDOWS_WAYS                                                                \
	{                                                                           \
		[FAKE_SAME] = FAKE_BOTH_REUSEADDR,                                  \
		[FAKE_TWIN_ANY] = FAKE_BOTH_REUSEADDR, [FAKE_CLOSER] = FAKE_ALWAYS, \
		[FAKE_ANY4_OVER_DUAL] = FAKE_BOTH_REUSEADDR,                        \
		[FAKE_DUAL_OVER_ANY4] = FAKE_BOTH_REUSEADDR,                        \
		[FAKE_NUM4_OVER_DUAL] = FAKE_ALWAYS,                                \
		[FAKE_DUAL_OVER_NUM4] = FAKE_ALWAYS,                                \
	}
static const struct fake_rules windows_rules = {
    .tcp = WINDOWS_WAYS,
    .udp = WINDOWS_WAYS,
    .other = FOR_ALL(FAKE_BOTH_REUSEADDR),
    .denies = true,
};

static const struct fake_rules lwip_rules = {
    .tcp = FOR_ALL(FAKE_BOTH_REUSEADDR),
    .udp = FOR_ALL(FAKE_BOTH_REUSEADDR),
    .other = FOR_ALL(ANY_WAY),
    .tcp_check = FAKE_AT_LISTEN,
};

static const struct fake_rules lwipv6_rules = {
    .tcp = {[FAKE_ANY4_OVER_DUAL] = FAKE_ALWAYS},
    .udp = {[FAKE_ANY4_OVER_DUAL] = FAKE_ALWAYS},
    .other = FOR_ALL(ANY_WAY),
};

#define GVISOR_WAYS (FAKE_BOTH_REUSEADDR_IDLE | FAKE_BOTH_REUSEPORT)
static const struct fake_rules gvisor_rules = {
    .tcp =
	{
	    [FAKE_SAME] = GVISOR_WAYS,
	    [FAKE_TWIN_ANY] = GVISOR_WAYS,
	    [FAKE_CLOSER] = FAKE_BOTH_REUSEADDR | FAKE_BOTH_REUSEPORT,
	    [FAKE_ANY4_OVER_DUAL] = GVISOR_WAYS,
	    [FAKE_DUAL_OVER_ANY4] = GVISOR_WAYS,
	    [FAKE_NUM4_OVER_DUAL] = FAKE_BOTH_REUSEADDR | FAKE_BOTH_REUSEPORT,
	    [FAKE_DUAL_OVER_NUM4] = FAKE_BOTH_REUSEADDR | FAKE_BOTH_REUSEPORT,
	},
    .udp = FOR_ALL(FAKE_BOTH_REUSEADDR | FAKE_BOTH_REUSEPORT),
    .other = FOR_ALL(ANY_WAY),
    .tcp_check = FAKE_AT_BIND_AND_LISTEN,
};

#define NO(option) (1U << BP__SYS_##option)

/* What rows have in common. */
#define IS(system_, release_, rules_, families_)                        \
	.system = (system_), .release = (release_), .rules = &(rules_), \
	.families = (families_)
#define LINUX_ERRORS                                                 \
	.numbers = linux_numbers, .mapped_bind = FAKE_EINVAL,        \
	.mapped_connect = FAKE_ENETUNREACH, .unscoped = FAKE_EINVAL, \
	.tcp_refusal = FAKE_ECONNREFUSED
#define LINUX                                                                       \
	LINUX_ERRORS, .udp_refusal = FAKE_ECONNREFUSED, .late_v6only = FAKE_EINVAL, \
		      .passive = {"0.0.0.0", "::", NULL},                           \
		      .absent_options = LINUX_OPTIONS, .tie = FAKE_LAST_BOUND,      \
		      .balancing = NO(REUSEPORT), .disconnects = true,              \
		      .transports = BP_MPTCP | BP_SCTP | BP_UDPLITE | BP_DCCP,      \
		      .refused_transports = BP_DCCP
#define BSD                                                                              \
	.numbers = bsd_numbers, .late_v6only = FAKE_EINVAL,                              \
	.mapped_bind = FAKE_EADDRNOTAVAIL, .mapped_connect = FAKE_EINVAL,                \
	.unscoped = FAKE_EADDRNOTAVAIL, .tcp_refusal = FAKE_ECONNREFUSED,                \
	.udp_refusal = FAKE_ECONNREFUSED, .late_refusal = true, .tie = FAKE_FIRST_BOUND, \
	.user = "root"
#define BSD_PASSIVE .passive = {"::", "0.0.0.0", NULL}
#define PLAIN_USER .user = "plain user", .lacks_other_user = "needs root"
#define LINUX_OPTIONS (NO(REUSEPORT_LB) | NO(EXCLUSIVE))

const struct fake_profile fake_profiles[] = {
    {.name = "linux",
	IS("Linux", "6.18.0", linux_rules, "46"),
	LINUX,
	.user = "root",
	.settings = {{"net.ipv6.bindv6only", "0"}}},
    {.name = "linux-v6only",
	IS("Linux", "6.18.0", linux_rules, "46"),
	LINUX,
	.user = "root",
	.v6only_default = true,
	.settings = {{"net.ipv6.bindv6only", "1"}}},
    {.name = "linux-user",
	IS("Linux", "6.18.0", linux_rules, "46"),
	LINUX,
	PLAIN_USER,
	.privileged_below = 1024,
	.settings = {{"net.ipv6.bindv6only", "0"},
	    {"net.ipv4.ip_unprivileged_port_start", "1024"}}},
    /* S, but for the defaults. */
    {.name = "freebsd4",
	IS("FreeBSD", "4.11-RELEASE", freebsd4_rules, "46"),
	BSD,
	BSD_PASSIVE,
	.absent_options = LINUX_OPTIONS},
    {.name = "freebsd",
	IS("FreeBSD", "13.2-RELEASE", bsd_rules, "46"),
	BSD,
	BSD_PASSIVE,
	.absent_options = NO(EXCLUSIVE),
	.v6only_default = true,
	.balancing = NO(REUSEPORT_LB),
	.settings = {{"net.inet6.ip6.v6only", "1"}}},
    {.name = "netbsd",
	IS("NetBSD", "9.3", netbsd_rules, "46"),
	BSD,
	BSD_PASSIVE,
	.absent_options = LINUX_OPTIONS,
	.v6only_default = true,
	.settings = {{"net.inet6.ip6.v6only", "1"}}},
    {.name = "darwin",
	IS("Darwin", "22.6.0", bsd_rules, "46"),
	BSD,
	BSD_PASSIVE,
	.absent_options = LINUX_OPTIONS},
    /* S, D: ip6(4) says IPV6_V6ONLY is always on; clearing it is EINVAL. */
    {.name = "openbsd",
	IS("OpenBSD", "7.5", bsd_rules, "46"),
	BSD,
	BSD_PASSIVE,
	.absent_options = LINUX_OPTIONS,
	.v6only = FAKE_FIXED_ON,
	.v6only_default = true},
    /* S: the value is accepted, and what was there stays. */
    {.name = "dragonfly",
	IS("DragonFly", "6.4-RELEASE", bsd_rules, "46"),
	BSD,
	BSD_PASSIVE,
	.absent_options = LINUX_OPTIONS,
	.v6only = FAKE_IGNORED,
	.v6only_default = true},
    /* D; the refusal of a datagram comes back as WSAECONNRESET. */
    {.name = "windows",
	IS("Windows NT", "10.0.20348", windows_rules, "46"),
	BSD_PASSIVE,
	.numbers = windows_numbers,
	.absent_options = NO(REUSEPORT) | NO(REUSEPORT_LB),
	.v6only_default = true,
	.late_v6only = FAKE_EINVAL,
	.mapped_bind = FAKE_EADDRNOTAVAIL,
	.mapped_connect = FAKE_EADDRNOTAVAIL,
	.unscoped = FAKE_EADDRNOTAVAIL,
	.tcp_refusal = FAKE_ECONNREFUSED,
	.udp_refusal = FAKE_ECONNRESET,
	.late_refusal = true,
	.tie = FAKE_LAST_BOUND,
	PLAIN_USER},
    /* Linux with ipv6.disable=1: socket(2) fails, getaddrinfo(3) still tells both. */
    {.name = "noipv6", IS("Linux", "6.18.0", linux_rules, "4"), LINUX, PLAIN_USER},
    /* S: a FreeBSD kernel without INET. */
    {.name = "noipv4",
	IS("FreeBSD", "13.2-RELEASE", bsd_rules, "6"),
	BSD,
	.passive = {"::", NULL},
	.absent_options = NO(EXCLUSIVE),
	.v6only_default = true},
    {.name = "nonet", IS("Linux", "6.18.0", linux_rules, ""), LINUX, PLAIN_USER},
    /* S: SO_REUSEPORT is in its header and in no code; no ICMP error is given back. */
    {.name = "lwip",
	IS("lwIP", "2.1.3", lwip_rules, "46"),
	LINUX_ERRORS,
	.passive = {"0.0.0.0", "::", NULL},
	.absent_options = LINUX_OPTIONS,
	.refused_options = NO(REUSEPORT),
	PLAIN_USER},
    /* A system that tells little: no addresses, no ports. */
    {.name = "stingy",
	IS("Linux", "6.18.0", linux_rules, "46"),
	LINUX,
	PLAIN_USER,
	.hides_addresses = true,
	.hides_port = true},
    /* It has no IPV6_V6ONLY at all; mapped addresses and the user are not known. */
    {.name = "lwipv6",
	IS("LWIPv6", "1.5", lwipv6_rules, "46"),
	LINUX_ERRORS,
	.passive = {"0.0.0.0", "::", NULL},
	.absent_options = LINUX_OPTIONS,
	.refused_options = NO(V6ONLY) | NO(REUSEPORT),
	.udp_refusal = FAKE_ECONNREFUSED,
	.tie = FAKE_LAST_BOUND,
	PLAIN_USER},
    /* No system: it answers as none does, for what the others all do right. */
    {.name = "contrary",
	IS("Contrary", "0", linux_rules, "46"),
	.numbers = linux_numbers,
	.passive = {"0.0.0.0", "::", NULL},
	.absent_options = LINUX_OPTIONS,
	.v6only = FAKE_UNHEEDED,
	.remembers = true,
	.any_address = true,
	.tcp_refusal = FAKE_ECONNREFUSED,
	.udp_refusal = FAKE_ECONNREFUSED,
	PLAIN_USER},
    {.name = "gvisor",
	IS("Linux", "4.4.0", gvisor_rules, "46"),
	LINUX,
	.user = "root",
	.dual_shares = true},
};
const size_t fake_profile_count = COUNT(fake_profiles);

const struct fake_profile *
fake_profile(const char *name)
{
	for (size_t i = 0; i < COUNT(fake_profiles); i++) {
		if (strcmp(fake_profiles[i].name, name) == 0)
			return &fake_profiles[i];
	}
	abort();
}
