/* The contract of src/sys/ over the made-up kernel: counts the calls, injects faults, and
 * gives errors their numbers in the profile. */
#include <config.h>

#include "fake/fake.h"
#include "fake/kernel.h"
#include "model/case.h"
#include "unit/random.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

const char bp__sys_name[] = "fake";
const char bp__sys_services[] = "/etc/services";

struct bp__sys {
	bool unused;
};

/* What a test asked for, and what happened. */
static struct {
	const struct fake_profile *profile;
	unsigned long calls;
	unsigned long fail_from;
	unsigned long fail_until;
	const char *fail_function;
	int fail_code;
	struct fake_intruder intruder;
	bool intruder_came;
	unsigned disturbed; /* the port strangers send to */
	enum fake_lie lie;
	unsigned claimed_port;
	int running;
} fake;

static const struct {
	const char *name;
	bool passing;
	bool denied;
} errors[] = {
    [FAKE_OK] = {"ok", false, false},
    [FAKE_EACCES] = {"EACCES", false, true},
    [FAKE_EADDRINUSE] = {"EADDRINUSE", false, false},
    [FAKE_EADDRNOTAVAIL] = {"EADDRNOTAVAIL", false, false},
    [FAKE_EAFNOSUPPORT] = {"EAFNOSUPPORT", false, false},
    [FAKE_EAGAIN] = {"EAGAIN", false, false},
    [FAKE_EBADF] = {"EBADF", false, false},
    [FAKE_ECONNREFUSED] = {"ECONNREFUSED", false, false},
    [FAKE_ECONNRESET] = {"ECONNRESET", false, false},
    [FAKE_EINTR] = {"EINTR", true, false},
    [FAKE_EINVAL] = {"EINVAL", false, false},
    [FAKE_EIO] = {"EIO", false, false},
    [FAKE_EMFILE] = {"EMFILE", true, false},
    [FAKE_ENETUNREACH] = {"ENETUNREACH", false, false},
    [FAKE_ENOBUFS] = {"ENOBUFS", true, false},
    [FAKE_ENOMEM] = {"ENOMEM", true, false},
    [FAKE_ENOPROTOOPT] = {"ENOPROTOOPT", false, false},
    [FAKE_ENOTCONN] = {"ENOTCONN", false, false},
    [FAKE_EPERM] = {"EPERM", false, true},
    [FAKE_EPROTONOSUPPORT] = {"EPROTONOSUPPORT", false, false},
};
static_assert(COUNT(errors) == FAKE_ERROR_COUNT, "one row an error");

static const char *const option_names[] = {
    [BP__SYS_V6ONLY] = "IPV6_V6ONLY",
    [BP__SYS_REUSEADDR] = "SO_REUSEADDR",
    [BP__SYS_REUSEPORT] = "SO_REUSEPORT",
    [BP__SYS_REUSEPORT_LB] = "SO_REUSEPORT_LB",
    [BP__SYS_EXCLUSIVE] = "SO_EXCLUSIVEADDRUSE",
    [BP__SYS_FREEBIND] = "IP_FREEBIND",
    [BP__SYS_TRANSPARENT] = "IP_TRANSPARENT",
    [BP__SYS_BINDANY] = "IP_BINDANY",
    [BP__SYS_RANGE] = "IP_LOCAL_PORT_RANGE",
    [BP__SYS_DEVICE] = "SO_BINDTODEVICE",
    [BP__SYS_JOIN] = "IP_ADD_MEMBERSHIP",
};
static_assert(COUNT(option_names) == BP__SYS_OPTION_COUNT, "one name an option");

void
fake_configure(const struct fake_profile *profile)
{
	memset(&fake, 0, sizeof fake);
	fake.profile = profile;
	kernel_reset(profile);
}

void
fake_fail_call(unsigned long n, int code)
{
	fake.fail_from = n;
	fake.fail_until = n;
	fake.fail_function = NULL;
	fake.fail_code = code;
}

void
fake_fail_function(const char *function, int code)
{
	fake.fail_function = function;
	fake.fail_code = code;
}

void
fake_fail_from(unsigned long n, int code)
{
	fake_fail_call(n, code);
	fake.fail_until = (unsigned long)-1;
}

void
fake_intrude(const struct fake_intruder *intruder)
{
	fake.intruder = *intruder;
	fake.intruder_came = false;
}

void
fake_lie(enum fake_lie lie)
{
	fake.lie = lie;
}

void
fake_claim(unsigned port)
{
	fake.claimed_port = port;
}

void
fake_disturb(unsigned port)
{
	fake.disturbed = port;
}

unsigned long
fake_calls(void)
{
	return fake.calls;
}

size_t
fake_open_sockets(void)
{
	return kernel_count().open;
}

unsigned
fake_time_waits(void)
{
	return kernel_count().time_waits;
}

unsigned
fake_sent_abroad(void)
{
	return kernel_count().abroad;
}

unsigned
fake_misuses(void)
{
	return kernel_count().misuses;
}

bool
fake_stopped(void)
{
	return fake.running == 0;
}

const char *
fake_error_name(enum fake_error error)
{
	return errors[error].name;
}

int
fake_code(enum fake_error error)
{
	return error == FAKE_OK ? 0 : fake.profile->numbers[error];
}

/* The error behind a native number; FAKE_OK when the made-up kernel has none such. */
static enum fake_error
error_of(int code)
{
	size_t i = FAKE_ERROR_COUNT - 1;
	while (i > 0 && fake.profile->numbers[i] != code)
		i--;
	return (enum fake_error)i;
}

static void
invite_again(struct fake_intruder *intruder)
{
	if (intruder->again == 0)
		return;
	fake.intruder_came = false;
	intruder->from = fake.calls + 1 + unit_random(&intruder->seed, intruder->again);
	intruder->until = intruder->from + 1 + unit_random(&intruder->seed, 4);
}

/* Lets the other program come and go. */
static void
move_intruder(void)
{
	static const enum bp__family families[] = {BP__INET, BP__INET6};
	static const char digits[] = "46";
	struct fake_intruder *intruder = &fake.intruder;
	if (intruder->port == 0)
		return;
	if (fake.intruder_came && intruder->until != 0 && fake.calls >= intruder->until) {
		kernel_evict();
		invite_again(intruder);
	}
	if (fake.intruder_came || fake.calls < intruder->from ||
	    kernel_is_ours(intruder->port))
		return;
	fake.intruder_came = true;
	for (size_t i = 0; i < COUNT(families); i++) {
		if (strchr(intruder->families, digits[i]) == NULL)
			continue;
		if ((intruder->transports & BP_TCP) != 0)
			kernel_intrude(BP_TCP, families[i], intruder->port);
		if ((intruder->transports & BP_UDP) != 0)
			kernel_intrude(BP_UDP, families[i], intruder->port);
	}
}

/* Begins a call: the code to fail with, or 0. */
static int
begin_call(const char *function)
{
	fake.calls++;
	move_intruder();
	bool fails = fake.fail_function != NULL
	    ? strcmp(function, fake.fail_function) == 0
	    : fake.calls >= fake.fail_from && fake.calls <= fake.fail_until;
	return fails ? fake.fail_code : 0;
}

/* Sockets of another user are known by their number in the helper process, as they are on
 * real systems. */
static long long
handle_of(const struct bp__sock *sock)
{
	return sock->remote >= 0 ? sock->remote : sock->handle;
}

struct bp__sys *
bp__sys_start(void)
{
	struct bp__sys *sys = begin_call(__func__) != 0 ? NULL : calloc(1, sizeof *sys);
	fake.running += sys != NULL;
	return sys;
}

void
bp__sys_stop(struct bp__sys *sys)
{
	fake.running -= sys != NULL;
	free(sys);
}

const char *
bp__sys_option_name(enum bp__sys_option option)
{
	return option_names[option];
}

bool
bp__sys_has_option(enum bp__sys_option option)
{
	return option <= BP__SYS_EXCLUSIVE &&
	    (fake.profile->absent_options & 1U << option) == 0;
}

const char *
bp__sys_lacks_other_user(struct bp__sys *sys)
{
	(void)sys;
	return fake.profile->lacks_other_user;
}

int
bp__sys_open(struct bp__sys *sys, enum bp_transport transport, enum bp__family family,
    enum bp__sys_owner owner, struct bp__sock *sock)
{
	(void)sys;
	long long handle = -1;
	unsigned defined = fake.profile->transports | BP_TCP | BP_UDP;
	int code = begin_call(__func__);
	if (code == 0 && (defined & transport) == 0)
		code = BP__SYS_ABSENT;
	if (code == 0)
		code = fake_code(kernel_open(transport, family,
		    owner == BP__SYS_OTHER ? FAKE_OTHER : FAKE_SELF, &handle));
	if (code == 0)
		*sock = owner == BP__SYS_OTHER
		    ? (struct bp__sock){-1, (int)handle, family}
		    : (struct bp__sock){handle, -1, family};
	return code;
}

int
bp__sys_set(struct bp__sys *sys, const struct bp__sock *sock, enum bp__sys_option option,
    int value)
{
	(void)sys;
	int code = begin_call(__func__);
	if (code != 0)
		return code;
	if (!bp__sys_has_option(option))
		return BP__SYS_ABSENT;
	return fake_code(kernel_set(handle_of(sock), option, value));
}

int
bp__sys_set_device(
    struct bp__sys *sys, const struct bp__sock *sock, const char *interface)
{
	(void)sys;
	(void)sock;
	(void)interface;
	return BP__SYS_ABSENT;
}

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

int
bp__sys_get(struct bp__sys *sys, const struct bp__sock *sock, enum bp__sys_option option,
    int *value)
{
	(void)sys;
	int code = begin_call(__func__);
	if (code != 0)
		return code;
	if (!bp__sys_has_option(option))
		return BP__SYS_ABSENT;
	return fake_code(kernel_get(handle_of(sock), option, value));
}

int
bp__sys_bind_as(struct bp__sys *sys, const struct bp__sock *sock,
    const struct bp__address *address, unsigned port, enum bp__sys_form form)
{
	(void)sys;
	int code = begin_call(__func__);
	if (code == 0 && form != BP__SYS_PROPER)
		code = fake_code(FAKE_EINVAL);
	return code != 0 ? code : fake_code(kernel_bind(handle_of(sock), address, port));
}

int
bp__sys_listen(struct bp__sys *sys, const struct bp__sock *sock)
{
	(void)sys;
	int code = begin_call(__func__);
	return code != 0 ? code : fake_code(kernel_listen(handle_of(sock)));
}

int
bp__sys_local(struct bp__sys *sys, const struct bp__sock *sock,
    struct bp__address *address, unsigned *port)
{
	(void)sys;
	int code = begin_call(__func__);
	return code != 0 ? code : fake_code(kernel_local(handle_of(sock), address, port));
}

int
bp__sys_connect(struct bp__sys *sys, const struct bp__sock *sock,
    const struct bp__address *address, unsigned port)
{
	(void)sys;
	int code = begin_call(__func__);
	kernel_disturb(fake.disturbed);
	return code != 0 ? code
			 : fake_code(kernel_connect(handle_of(sock), address, port));
}

int
bp__sys_failure(struct bp__sys *sys, const struct bp__sock *sock)
{
	(void)sys;
	int code = begin_call(__func__);
	return code != 0 ? code : fake_code(kernel_failure(handle_of(sock)));
}

int
bp__sys_disconnect(struct bp__sys *sys, const struct bp__sock *sock)
{
	(void)sys;
	int code = begin_call(__func__);
	if (code != 0)
		return code;
	code = fake_code(kernel_disconnect(handle_of(sock)));
	kernel_failure(handle_of(sock));
	return code;
}

int
bp__sys_accept(struct bp__sys *sys, const struct bp__sock *listener,
    struct bp__sock *sock, struct bp__address *address, unsigned *port)
{
	(void)sys;
	long long handle = -1;
	int code = begin_call(__func__);
	if (code == 0)
		code =
		    fake_code(kernel_accept(handle_of(listener), &handle, address, port));
	if (code == 0)
		*sock = (struct bp__sock){handle, -1, listener->family};
	return code;
}

int
bp__sys_send(
    struct bp__sys *sys, const struct bp__sock *sock, const void *data, size_t size)
{
	(void)sys;
	int code = begin_call(__func__);
	return code != 0 ? code : fake_code(kernel_send(handle_of(sock), data, size));
}

int
bp__sys_receive(struct bp__sys *sys, const struct bp__sock *sock, void *data, size_t size,
    size_t *got)
{
	(void)sys;
	int code = begin_call(__func__);
	return code != 0 ? code
			 : fake_code(kernel_receive(handle_of(sock), data, size, got));
}

/* The clock of the made-up system has gone on by the milliseconds when this returns. */
int
bp__sys_wait(
    struct bp__sys *sys, struct bp__sys_event *events, size_t count, int milliseconds)
{
	(void)sys;
	(void)milliseconds;
	int code = begin_call(__func__);
	kernel_disturb(fake.disturbed);
	for (size_t i = 0; i < count; i++) {
		long long handle = handle_of(&events[i].sock);
		events[i].ready = code == 0 && handle >= 0 &&
		    kernel_is_ready(handle, events[i].writable);
	}
	return code;
}

int
bp__sys_abort_on_close(struct bp__sys *sys, const struct bp__sock *sock)
{
	(void)sys;
	int code = begin_call(__func__);
	return code != 0 ? code : fake_code(kernel_abort_on_close(handle_of(sock)));
}

void
bp__sys_close(struct bp__sys *sys, struct bp__sock *sock)
{
	(void)sys;
	if (handle_of(sock) >= 0)
		kernel_close(handle_of(sock));
	*sock = BP__NO_SOCKET;
}

const char *
bp__sys_error_name(int code, char *buffer, size_t size)
{
	enum fake_error error = error_of(code);
	if (error != FAKE_OK)
		return errors[error].name;
	snprintf(buffer, size, "E%d", code);
	return buffer;
}

bool
bp__sys_is_passing(int code)
{
	return errors[error_of(code)].passing;
}

bool
bp__sys_is_in_use(int code)
{
	return error_of(code) == FAKE_EADDRINUSE;
}

bool
bp__sys_is_denied(int code)
{
	return errors[error_of(code)].denied;
}

enum {
	UNKNOWN_NAME = -2, /* EAI_NONAME of glibc */
};

static void
add_address(const char *text, struct bp__address *addresses, size_t room, size_t *count)
{
	if (*count < room)
		addresses[(*count)++] = bp__address_of(text);
}

int
bp__sys_resolve(struct bp__sys *sys, const char *host, enum bp_transport transport,
    enum bp__sys_lookup lookup, struct bp__address *addresses, size_t room, size_t *count)
{
	(void)sys;
	(void)transport;
	struct bp__address address;
	int code = begin_call(__func__);
	*count = 0;
	if (code != 0)
		return code;
	if (host != NULL && !bp__address_parse(host, &address))
		return UNKNOWN_NAME;
	if (host != NULL) {
		add_address(host, addresses, room, count);
		return 0;
	}
	for (const char *const *text = fake.profile->passive; *text != NULL; text++) {
		address = bp__address_of(*text);
		if (lookup == BP__SYS_ALL || kernel_has_family(address.family))
			add_address(*text, addresses, room, count);
	}
	return *count == 0 ? UNKNOWN_NAME : 0;
}

const char *
bp__sys_resolver_error_name(int code, char *buffer, size_t size)
{
	if (code == UNKNOWN_NAME)
		return "EAI_NONAME";
	snprintf(buffer, size, "EAI%d", code);
	return buffer;
}

unsigned
bp__sys_port(const char *word)
{
	static const struct {
		const char *name;
		unsigned port;
	} services[] = {{"domain", 53}, {"http", 80}};
	for (size_t i = 0; i < COUNT(services); i++) {
		if (strcmp(word, services[i].name) == 0)
			return services[i].port;
	}
	char *end;
	unsigned long port = strtoul(word, &end, 10);
	bool number = *word >= '0' && *word <= '9' && *end == '\0';
	return number && port <= 65535 ? (unsigned)port : 0;
}

void
bp__sys_identify(struct bp__sys *sys, struct bp__sys_identity *identity)
{
	(void)sys;
	const struct fake_profile *profile = fake.profile;
	*identity = (struct bp__sys_identity){.machine = "made-up"};
	snprintf(identity->system, sizeof identity->system, "%s", profile->system);
	snprintf(identity->release, sizeof identity->release, "%s", profile->release);
	snprintf(identity->environment, sizeof identity->environment, "unknown");
	snprintf(identity->evidence, sizeof identity->evidence, "a made-up kernel");
	snprintf(identity->user, sizeof identity->user, "%s",
	    profile->user != NULL ? profile->user : "root");
}

static void
tell_addresses(const struct kernel_interface *interface,
    void (*each)(void *context, const char *interface, const char *flags,
	const struct bp__address *address),
    void *context)
{
	bool any = false;
	for (const char *const *text = interface->addresses; *text != NULL; text++) {
		struct bp__address address = bp__address_of(*text);
		if (!kernel_has_family(address.family))
			continue;
		each(context, interface->name, interface->flags, &address);
		any = true;
	}
	if (!any)
		each(context, interface->name, interface->flags, NULL);
}

int
bp__sys_each_address(struct bp__sys *sys,
    void (*each)(void *context, const char *interface, const char *flags,
	const struct bp__address *address),
    void *context)
{
	(void)sys;
	int code = begin_call(__func__);
	if (code != 0)
		return code;
	if (fake.profile->lacks_addresses)
		return BP__SYS_ABSENT;
	if (fake.profile->hides_addresses)
		return fake_code(FAKE_EPERM);
	for (const struct kernel_interface *i = kernel_interfaces; i->name != NULL; i++)
		tell_addresses(i, each, context);
	return 0;
}

void
bp__sys_zone(struct bp__sys *sys, const char *interface, char *zone, size_t size)
{
	(void)sys;
	snprintf(zone, size, "%s", interface);
}

const char *
bp__sys_lethal(void)
{
	return fake.profile->kills_for;
}

void
bp__sys_denial(struct bp__sys *sys, unsigned port, char *buffer, size_t size)
{
	(void)sys;
	(void)port;
	snprintf(buffer, size, "it needs privilege; run as root");
}

void
bp__sys_each_setting(struct bp__sys *sys,
    void (*each)(void *context, const char *name, const char *value), void *context)
{
	(void)sys;
	for (size_t i = 0; i < COUNT(fake.profile->settings); i++) {
		const char *const *setting = fake.profile->settings[i];
		if (setting[0] != NULL)
			each(context, setting[0], setting[1]);
	}
}

int
bp__sys_each_socket(struct bp__sys *sys, const struct bp__sys_query *query,
    struct bp__sys_table *table,
    void (*visit)(void *context, const struct bp__entry *entry), void *context)
{
	(void)sys;
	int code = begin_call(__func__);
	*table = (struct bp__sys_table){.source = "a made-up table"};
	if (code == 0 && fake.profile->hides_holder)
		code = BP__SYS_ABSENT;
	if (code == 0)
		kernel_each(query, fake.lie, visit, context);
	return code;
}

enum {
	OWN_PROCESS = 7020,
	INTRUDER = 812,
};

int
bp__sys_claim_port(struct bp__sys *sys, unsigned port, enum bp_transport transport,
    bool *claimed, long long *process)
{
	(void)sys;
	*claimed = port == fake.claimed_port && transport == BP_TCP;
	*process = OWN_PROCESS;
	return 0;
}

int
bp__sys_each_process(struct bp__sys *sys, const unsigned long long *owners, size_t count,
    void (*visit)(void *context, size_t i, long long process, const char *name),
    void *context)
{
	(void)sys;
	int code = begin_call(__func__);
	for (size_t i = 0; code == 0 && i < count; i++) {
		bool strange = kernel_is_strange((long long)owners[i]);
		visit(context, i, strange ? INTRUDER : OWN_PROCESS,
		    strange ? "intruder" : "bindprobe");
	}
	return code;
}

int
bp__sys_socket_owner(
    struct bp__sys *sys, const struct bp__sock *sock, unsigned long long *owner)
{
	(void)sys;
	*owner = (unsigned long long)handle_of(sock);
	return fake.profile->tells_owner ? 0 : BP__SYS_ABSENT;
}

void
bp__sys_user_name(struct bp__sys *sys, long long user, char *buffer, size_t size)
{
	(void)sys;
	snprintf(buffer, size, "%s", user == 0 ? "root" : "");
}

/* Networks of one's own: what is played is another system, and so nothing moves. */
struct bp__sys_home {
	char unused;
};

const bool bp__sys_isolates = true;

struct bp__sys_home *
bp__sys_home_new(void)
{
	return calloc(1, sizeof(struct bp__sys_home));
}

void
bp__sys_home_free(struct bp__sys_home *home)
{
	free(home);
}

enum bp_status
bp__sys_isolate(struct bp__sys_home *home, const struct bp__sys_change *changes,
    size_t count, struct bp__sys_network *network, struct bp_error *error)
{
	(void)home;
	memset(network, 0, sizeof *network);
	snprintf(network->namespaces, sizeof network->namespaces, "network namespace");
	kernel_set_v6only_default(fake.profile->v6only_default);
	for (size_t i = 0; i < count; i++) {
		bool on = strcmp(changes[i].value, "1") == 0;
		if (strcmp(changes[i].row->name, "net.ipv6.bindv6only") == 0)
			kernel_set_v6only_default(on);
		else if (changes[i].row->boot)
			return bp__fail(error, BP_CANNOT_PROBE,
			    "%s is not available here", changes[i].row->name);
	}
	return BP_OK;
}

bool
bp__sys_has_room(struct bp__sys *sys, size_t count)
{
	(void)sys;
	(void)count;
	return !fake.profile->short_of_room;
}
