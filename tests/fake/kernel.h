/* kernel.h: the sockets of the made-up kernel, below the contract of src/sys/. A
 * socket is known by its handle, a number that is never used again. */
#ifndef FAKE_KERNEL_H
#define FAKE_KERNEL_H

#include "fake/fake.h"

enum fake_user {
	FAKE_SELF = 0,
	FAKE_OTHER,
	FAKE_STRANGER, /* another program's */
};

/* Forgets all sockets; this system from now on. */
void
kernel_reset(const struct fake_profile *profile);

/* What a new socket of AF_INET6 has from now on, other than the profile says. */
void
kernel_set_v6only_default(bool on);

enum fake_error
kernel_open(enum bp_transport transport, enum bp__family family, enum fake_user user,
    long long *handle);
enum fake_error
kernel_set(long long handle, enum bp__sys_option option, int value);
enum fake_error
kernel_get(long long handle, enum bp__sys_option option, int *value);
enum fake_error
kernel_bind(long long handle, const struct bp__address *address, unsigned port);
enum fake_error
kernel_listen(long long handle);
enum fake_error
kernel_local(long long handle, struct bp__address *address, unsigned *port);
enum fake_error
kernel_connect(long long handle, const struct bp__address *address, unsigned port);
enum fake_error
kernel_disconnect(long long handle);
enum fake_error
kernel_failure(long long handle);
enum fake_error
kernel_accept(
    long long handle, long long *accepted, struct bp__address *address, unsigned *port);
enum fake_error
kernel_send(long long handle, const void *data, size_t size);
enum fake_error
kernel_receive(long long handle, void *data, size_t size, size_t *got);
enum fake_error
kernel_abort_on_close(long long handle);
void
kernel_close(long long handle);

/* Whether poll(2) would say it is ready. */
bool
kernel_is_ready(long long handle, bool writable);

/* Whether a socket of ours is bound to the port. */
bool
kernel_is_ours(unsigned port);

/* Whether another program's is. */
bool
kernel_is_taken(unsigned port);

/* Whether the socket is another program's. */
bool
kernel_is_strange(long long handle);

/* Shows the sockets that are asked for to the visit, ours by a table that may lie. */
void
kernel_each(const struct bp__sys_query *query, enum fake_lie lie,
    void (*visit)(void *context, const struct bp__entry *entry), void *context);

/* Puts a listener of another program on the wildcard of the family and the port. */
void
kernel_intrude(enum bp_transport transport, enum bp__family family, unsigned port);

/* Lets a stranger connect to every listener of ours on the port, and send every other
 * socket a datagram of an earlier try. 0 is no port. */
void
kernel_disturb(unsigned port);

/* Closes every socket of other programs. */
void
kernel_evict(void);

/* The counts behind fake_open_sockets() and its neighbours. */
struct kernel_counts {
	size_t open;
	unsigned time_waits;
	unsigned abroad;
	unsigned misuses;
};
struct kernel_counts
kernel_count(void);

/* The addresses of the made-up host, with the interface of each, ends at NULL. */
struct kernel_interface {
	const char *name;
	const char *flags;
	const char *addresses[4]; /* ends at NULL */
};
extern const struct kernel_interface kernel_interfaces[];

/* Whether the system has the family. */
bool
kernel_has_family(enum bp__family family);

#endif
