/* sys.h: the operating system, as one contract. The system is chosen when the library is
 * linked: posix.c with what only Linux has in linux.c, win32.c, or a made-up kernel for
 * tests. Nothing above this folder includes a socket header or names errno.
 *
 * Functions that ask the system something return 0, or its native error number (positive),
 * or BP__SYS_ABSENT when the thing is not defined here. They never map, merge or mend what
 * the system says.
 */
#ifndef BP_SYS_SYS_H
#define BP_SYS_SYS_H

#include "bindprobe.h"
#include "model/address.h"
#include "model/entry.h"
#include "model/setting.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum {
	BP__SYS_ABSENT = -1, /* not defined when this was built */
	BP__SYS_NO_INET6 = -2, /* nor is IPv6; bp__sys_open() says it */
};

/* The state of the layer for one run: above all the helper process that binds as another
 * user. */
struct bp__sys;

/* Starts the layer; NULL when there is no memory. */
struct bp__sys *
bp__sys_start(void);

/* Ends the layer and its helper process, and waits for it; NULL is allowed. */
void
bp__sys_stop(struct bp__sys *sys);

/* Socket options the probe sets or reads. */
enum bp__sys_option {
	BP__SYS_V6ONLY = 0, /* IPV6_V6ONLY */
	BP__SYS_REUSEADDR, /* SO_REUSEADDR */
	BP__SYS_REUSEPORT, /* SO_REUSEPORT */
	BP__SYS_REUSEPORT_LB, /* SO_REUSEPORT_LB */
	BP__SYS_EXCLUSIVE, /* SO_EXCLUSIVEADDRUSE, SO_EXCLBIND */
	BP__SYS_FREEBIND, /* IP_FREEBIND, IPV6_FREEBIND */
	BP__SYS_TRANSPARENT, /* IP_TRANSPARENT, IPV6_TRANSPARENT */
	BP__SYS_BINDANY, /* IP_BINDANY, IPV6_BINDANY, SO_BINDANY */
	BP__SYS_RANGE, /* IP_LOCAL_PORT_RANGE */
	BP__SYS_DEVICE, /* SO_BINDTODEVICE, IP_BOUND_IF; for bp__sys_set_device() */
	BP__SYS_JOIN, /* IP_ADD_MEMBERSHIP, IPV6_JOIN_GROUP; for bp__sys_join() */
	BP__SYS_OPTION_COUNT,
};

/* The name of the option here, "SO_REUSEPORT", and whether it was defined when this was
 * built. */
const char *
bp__sys_option_name(enum bp__sys_option option);
bool
bp__sys_has_option(enum bp__sys_option option);

/* Who does socket(2), setsockopt(2), bind(2) and listen(2). */
enum bp__sys_owner {
	BP__SYS_SELF = 0,
	BP__SYS_OTHER, /* another, unprivileged user */
};

/* Whether sockets of another user can be had: NULL when they can, else the reason in words
 * ("needs root"). Static, or lives as long as the layer. */
const char *
bp__sys_lacks_other_user(struct bp__sys *sys);

/* A socket. Starts as BP__NO_SOCKET. */
struct bp__sock {
	long long handle;
	int remote; /* its number in the helper process, or -1 */
	enum bp__family family;
};
#define BP__NO_SOCKET ((struct bp__sock){-1, -1, BP__FAMILY_NONE})

/* socket(2): non-blocking and closed on exec. */
int
bp__sys_open(struct bp__sys *sys, enum bp_transport transport, enum bp__family family,
    enum bp__sys_owner owner, struct bp__sock *sock);

/* setsockopt(2) of an int, at the level of the socket's family where each has its own. */
int
bp__sys_set(struct bp__sys *sys, const struct bp__sock *sock, enum bp__sys_option option,
    int value);

/* Binds the socket to the interface with this name. */
int
bp__sys_set_device(
    struct bp__sys *sys, const struct bp__sock *sock, const char *interface);

/* Makes the socket a member of the group on the loopback interface, which an IPv6 group
 * names as its zone. */
int
bp__sys_join(
    struct bp__sys *sys, const struct bp__sock *sock, const struct bp__address *group);

/* Lets the socket send to groups and to broadcast addresses, to groups by the loopback
 * interface alone, and not off the host (a hop limit of 0). */
int
bp__sys_send_to_groups(
    struct bp__sys *sys, const struct bp__sock *sock, const struct bp__address *group);

/* getsockopt(2) of an int that may be written shorter than asked for, as Wine does. Any
 * value but zero is 1. */
int
bp__sys_get(struct bp__sys *sys, const struct bp__sock *sock, enum bp__sys_option option,
    int *value);

/* How an address is handed to bind(2): bits. */
enum bp__sys_form {
	BP__SYS_PROPER = 0,
	BP__SYS_UNSPEC = 1, /* its family is AF_UNSPEC */
	BP__SYS_SHORT = 2, /* its length is one byte too short */
	BP__SYS_LONG = 4, /* its length is that of a sockaddr_storage */
};

/* bind(2) to the address, with the zone's scope, and the port, in that form. */
int
bp__sys_bind_as(struct bp__sys *sys, const struct bp__sock *sock,
    const struct bp__address *address, unsigned port, enum bp__sys_form form);

/* The same as it should be done. */
static inline int
bp__sys_bind(struct bp__sys *sys, const struct bp__sock *sock,
    const struct bp__address *address, unsigned port)
{
	return bp__sys_bind_as(sys, sock, address, port, BP__SYS_PROPER);
}

/* listen(2). */
int
bp__sys_listen(struct bp__sys *sys, const struct bp__sock *sock);

/* getsockname(2). */
int
bp__sys_local(struct bp__sys *sys, const struct bp__sock *sock,
    struct bp__address *address, unsigned *port);

/* connect(2). A connection of TCP that is under way is 0 too: bp__sys_wait() and
 * bp__sys_failure() tell its end. */
int
bp__sys_connect(struct bp__sys *sys, const struct bp__sock *sock,
    const struct bp__address *address, unsigned port);

/* connect(2) to no address, AF_UNSPEC: ends a connection by a reset, and forgets the peer and
 * any pending error. What becomes of a bound address and port differs by system:
 * bp__sys_local() tells. */
int
bp__sys_disconnect(struct bp__sys *sys, const struct bp__sock *sock);

/* The pending error of a socket, SO_ERROR, which is cleared; 0 when there is none. */
int
bp__sys_failure(struct bp__sys *sys, const struct bp__sock *sock);

/* accept(2), with the peer's address and port. */
int
bp__sys_accept(struct bp__sys *sys, const struct bp__sock *listener,
    struct bp__sock *sock, struct bp__address *address, unsigned *port);

/* send(2) on a connected socket, never raising SIGPIPE. */
int
bp__sys_send(
    struct bp__sys *sys, const struct bp__sock *sock, const void *data, size_t size);

/* recv(2); *got is how much came. */
int
bp__sys_receive(struct bp__sys *sys, const struct bp__sock *sock, void *data, size_t size,
    size_t *got);

/* One socket to wait for. */
struct bp__sys_event {
	struct bp__sock sock;
	bool
	    writable; /* wait until it can be written, or has failed; else until readable */
	bool ready; /* set when it is, or when it has failed */
};

/* poll(2): waits until one of the sockets is ready or the milliseconds have passed. 0 also
 * when nothing came or a signal did. */
int
bp__sys_wait(
    struct bp__sys *sys, struct bp__sys_event *events, size_t count, int milliseconds);

/* Makes close(2) on this connected TCP socket end the connection at once with a reset
 * (SO_LINGER {1, 0}), so that no TIME_WAIT stays on the port. */
int
bp__sys_abort_on_close(struct bp__sys *sys, const struct bp__sock *sock);

/* close(2), in the helper process too, and makes it BP__NO_SOCKET. No socket is allowed. */
void
bp__sys_close(struct bp__sys *sys, struct bp__sock *sock);

/* Whether this program can open so many sockets more. */
bool
bp__sys_has_room(struct bp__sys *sys, size_t count);

/* The name of a native error number, as EADDRINUSE. A number without a name gives "E" and
 * the number, written to the buffer. */
const char *
bp__sys_error_name(int code, char *buffer, size_t size);

/* Whether an error is of this moment rather than a rule of the system: out of memory,
 * descriptors or buffers, or interrupted. */
bool
bp__sys_is_passing(int code);

/* Whether the error is EADDRINUSE, and whether it is one of privilege (EACCES, EPERM). */
bool
bp__sys_is_in_use(int code);
bool
bp__sys_is_denied(int code);

/* getaddrinfo(3) in order: with a NULL host the passive addresses, where any_configured
 * says whether AI_ADDRCONFIG is left out; with a numeric host that address
 * (AI_NUMERICHOST), so that no name is ever looked up. *count is at most room, and 0 where
 * it fails. Returns 0 or the EAI_ code, named by bp__sys_resolver_error_name(). */
enum bp__sys_lookup {
	BP__SYS_ALL = 0,
	BP__SYS_CONFIGURED, /* AI_ADDRCONFIG */
};
int
bp__sys_resolve(struct bp__sys *sys, const char *host, enum bp_transport transport,
    enum bp__sys_lookup lookup, struct bp__address *addresses, size_t room,
    size_t *count);
const char *
bp__sys_resolver_error_name(int code, char *buffer, size_t size);

/* A port number from a number or a service name, through getaddrinfo(3) or
 * getservbyname(3); 0 when it is neither. */
unsigned
bp__sys_port(const char *word);

/* uname(2) and who runs this. Each text is cut to its size. */
struct bp__sys_identity {
	char system[64];
	char release[96];
	char machine[64];
	char environment[32]; /* container, full virtual machine, gVisor, ..., unknown */
	char evidence[160]; /* what was seen, or what was not */
	char user[64]; /* "root", "plain user", or with what it lacks or has */
};
void
bp__sys_identify(struct bp__sys *sys, struct bp__sys_identity *identity);

/* Calls each with every address of every interface that getifaddrs(3) gives, in its order,
 * and once with a NULL address for an interface without any. The flags are words. */
int
bp__sys_each_address(struct bp__sys *sys,
    void (*each)(void *context, const char *interface, const char *flags,
	const struct bp__address *address),
    void *context);

/* Writes the zone that addresses on the interface have: its name, or its number where that is
 * how users write it. */
void
bp__sys_zone(struct bp__sys *sys, const char *interface, char *zone, size_t size);

/* Calls each with every setting of this system that changes bind(2) and can be read. */
void
bp__sys_each_setting(struct bp__sys *sys,
    void (*each)(void *context, const char *name, const char *value), void *context);

/* Claims the port of a transport for this run, until the layer ends, among the programs that
 * claim theirs: a probe leaves its port free between two cases. Returns 0, or BP__SYS_ABSENT
 * where there is no way to. Where another has it, *claimed is set, with its process where
 * that is told, else 0. */
int
bp__sys_claim_port(struct bp__sys *sys, unsigned port, enum bp_transport transport,
    bool *claimed, long long *process);

/* What is asked of the system's own tables of sockets. */
struct bp__sys_query {
	unsigned port; /* the local one */
	unsigned
	    transports; /* mask of enum bp_transport; those that are not here are left out */
	/* Leaves out connections, and TCP sockets that are bound and no more: the others are
	 * found in a fraction of the time. */
	bool quick;
};

/* Which tables answered. */
struct bp__sys_table {
	const char *source; /* "sock_diag", "/proc/net" */
	const char *lacking; /* what they do not tell, in words; NULL: nothing */
};

/* Shows each socket of this host, or of its namespace, that has the port to the visit.
 * BP__SYS_ABSENT where the system has no such tables, or its native error where they are
 * not to be had: nothing was shown then, and nothing is known. */
int
bp__sys_each_socket(struct bp__sys *sys, const struct bp__sys_query *query,
    struct bp__sys_table *table,
    void (*visit)(void *context, const struct bp__entry *entry), void *context);

/* Shows each process that has a socket of one of the owners, with the place of that owner.
 * The name is what the process calls itself. Returns 0, or the native error when a process
 * could not be looked at; others are shown all the same. */
int
bp__sys_each_process(struct bp__sys *sys, const unsigned long long *owners, size_t count,
    void (*visit)(void *context, size_t i, long long process, const char *name),
    void *context);

/* What the tables have as the owner of this socket of ours, where that tells one socket from
 * another; BP__SYS_ABSENT where it does not. */
int
bp__sys_socket_owner(
    struct bp__sys *sys, const struct bp__sock *sock, unsigned long long *owner);

/* Writes the name of a user by the number that the tables have; empty when there is none. */
void
bp__sys_user_name(struct bp__sys *sys, long long user, char *buffer, size_t size);

/* A call that a sandbox kills this program for, "socket(AF_INET6)"; NULL when none is known.
 * Static. */
const char *
bp__sys_lethal(void);

/* Writes why a bind to the port may be denied, and what to do about that. */
void
bp__sys_denial(struct bp__sys *sys, unsigned port, char *buffer, size_t size);

/* Whether a process of any user may have a network of its own here, if the host's settings
 * let it. */
extern const bool bp__sys_isolates;

/* A setting that is to be otherwise in a network of this process's own. */
struct bp__sys_change {
	const struct bp__setting_row *row;
	const char *value; /* as bp__setting_value() writes it */
};

/* What a network of this process's own is, in words. Each text is cut to its size. */
struct bp__sys_network {
	char namespaces[48]; /* "user and network namespace" */
	char interfaces[96]; /* "veth pair" */
	char missing[256]; /* what it could not be given; empty when it has all */
	char simulated[192]; /* a change that is made to look so, and how; empty */
};

/* What is known of the host's network when this process leaves it: its settings, and what the
 * process may do there. */
struct bp__sys_home;

/* Notes it; NULL when there is no memory. */
struct bp__sys_home *
bp__sys_home_new(void);

/* Frees it; NULL is allowed. The process stays where it is. */
void
bp__sys_home_free(struct bp__sys_home *home);

/* Moves this process, which has one thread, into a fresh network of its own, for good: with
 * loopback, an interface with a global address of each family and a link-local one, and the
 * settings that the host has, but for the changes. It may do there what it may on the host,
 * and bind low ports; not that where one of the changes is about low ports. May be called
 * again for another fresh network. BP_CANNOT_PROBE when the system refuses that or one of
 * the changes, or has no such thing: the error says which. Nothing of the host changes. */
enum bp_status
bp__sys_isolate(struct bp__sys_home *home, const struct bp__sys_change *changes,
    size_t count, struct bp__sys_network *network, struct bp_error *error);

/* The file where the system has the names of services. */
extern const char bp__sys_services[];

/* What this layer is, in a word for --version: posix, linux, bsd, win32. */
extern const char bp__sys_name[];

#endif
