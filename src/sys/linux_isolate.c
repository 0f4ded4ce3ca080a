/* A network of this process's own, as namespaces(7) of Linux make it. The settings that are
 * the host's are read before, and written to the fresh namespace, which would else have the
 * kernel's defaults. */
#include <config.h>

#include "sys/sys.h"

#include <sys/stat.h>

#include <dirent.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "model/case.h"
#include "sys/linux_absence.h"
#include "sys/linux_capability.h"
#include "sys/linux_links.h"
#include "sys/linux_numbers.h"
#include "sys/linux_refusal.h"
#include "sys/linux_sysctl.h"
#include "sys/network.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

enum {
	NEW_USER = 0x10000000, /* CLONE_NEWUSER */
	NEW_NETWORK = 0x40000000, /* CLONE_NEWNET */
};

const bool bp__sys_isolates = true;

struct bp__sys_home {
	struct bp__sysctls sysctls; /* of the host */
	uint64_t effective; /* capabilities on the host */
	bool without_ipv6; /* it is taken from every interface of the host but loopback */
	bool own_users; /* this process is in a user namespace of its own */
	ino_t network; /* the namespace it was in last; 0: not known */
};

/* The number of the network namespace this process is in; 0 when the system does not tell. */
static ino_t
own_network(void)
{
	struct stat status;
	return stat("/proc/self/ns/net", &status) == 0 ? status.st_ino : 0;
}

/* Whether each interface but loopback has had IPv6 taken from it. */
static bool
all_without_ipv6(void)
{
	bool any = false;
	bool without = true;
	DIR *directory = opendir("/proc/sys/net/ipv6/conf");
	if (directory == NULL)
		return false;
	for (const struct dirent *i; without && (i = readdir(directory)) != NULL;) {
		static const char *const others[] = {".", "..", "all", "default", "lo"};
		size_t k = 0;
		while (k < COUNT(others) && strcmp(i->d_name, others[k]) != 0)
			k++;
		if (k < COUNT(others))
			continue;
		any = true;
		without = bp__sysctl_is_on("net.ipv6.conf", i->d_name, "disable_ipv6");
	}
	closedir(directory);
	return any && without;
}

struct bp__sys_home *
bp__sys_home_new(void)
{
	struct bp__sys_home *home = calloc(1, sizeof *home);
	if (home == NULL)
		return NULL;
	home->network = own_network();
	home->without_ipv6 = all_without_ipv6();
	if (bp__capabilities_get(&home->effective) != 0)
		home->effective = 0;
	if (bp__sysctls_read(&home->sysctls))
		return home;
	bp__sys_home_free(home);
	return NULL;
}

void
bp__sys_home_free(struct bp__sys_home *home)
{
	if (home == NULL)
		return;
	bp__sysctls_free(&home->sysctls);
	free(home);
}

static enum bp_status
refuse(const char *call, int code, struct bp_error *error)
{
	const struct bp__refusal refusal = {"", call, code, geteuid() == 0};
	char text[BP_ERROR_SIZE];
	bp__linux_refusal(&refusal, text, sizeof text);
	return bp__fail(
	    error, BP_CANNOT_PROBE, "no network of its own can be had: %s", text);
}

/* Writes a file of this process's. Returns 0 or errno. */
static int
write_own(const char *path, const char *text)
{
	int file = open(path, O_WRONLY | O_CLOEXEC);
	if (file < 0)
		return errno;
	int code = write(file, text, strlen(text)) < 0 ? errno : 0;
	close(file);
	return code;
}

/* Stays the user it is in the namespace. Groups may not be given up there, which a plain user
 * has to say before that of the user may be named. */
static enum bp_status
keep_user(unsigned long user, unsigned long group, struct bp_error *error)
{
	char text[64];
	snprintf(text, sizeof text, "%lu %lu 1", user, user);
	int code = write_own("/proc/self/uid_map", text);
	if (code != 0)
		return refuse("writing /proc/self/uid_map", code, error);
	(void)write_own("/proc/self/setgroups", "deny"); /* since Linux 3.19 */
	snprintf(text, sizeof text, "%lu %lu 1", group, group);
	code = write_own("/proc/self/gid_map", text);
	if (code != 0)
		return refuse("writing /proc/self/gid_map", code, error);
	return BP_OK;
}

static int
leave(int flags)
{
	return unshare(flags) != 0 ? errno : 0;
}

/* A user namespace is asked for only where one is needed: without it root keeps the other
 * users. */
static enum bp_status
enter(struct bp__sys_home *home, struct bp_error *error)
{
	unsigned long user = geteuid();
	unsigned long group = getegid();
	if (home->own_users)
		(void)bp__capabilities_use(UINT64_MAX);
	int code = leave(NEW_NETWORK);
	if (code == EPERM && !home->own_users) {
		code = leave(NEW_USER | NEW_NETWORK);
		home->own_users = code == 0;
		if (code == 0 && keep_user(user, group, error) != BP_OK)
			return error->status;
	}
	if (code != 0)
		return refuse("unshare(2)", code, error);
	ino_t network = own_network();
	if (network == 0 || network == home->network)
		return bp__fail(error, BP_CANNOT_PROBE,
		    "no network of its own can be had: the system said so, but "
		    "/proc/self/ns/net does not show that it is another; probe a free port in "
		    "the network that is there");
	home->network = network;
	return BP_OK;
}

/* Whether one of the changes is to the setting with this name. */
static const struct bp__sys_change *
find_change(const struct bp__sys_change *changes, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(changes[i].row->name, name) == 0)
			return &changes[i];
	}
	return NULL;
}

static enum bp_status
say_refused(const struct bp__sys_change *change, int code, struct bp_error *error)
{
	char number[32];
	const char *name = bp__sys_error_name(code, number, sizeof number);
	if (code == ENOENT)
		return bp__fail(error, BP_CANNOT_PROBE,
		    "%s cannot be set: this kernel has no such setting (%s); leave it out",
		    change->row->name, name);
	if (code == EROFS || code == EACCES || code == EPERM)
		return bp__fail(error, BP_CANNOT_PROBE,
		    "%s cannot be set: /proc/sys may not be written here (%s); run on the "
		    "host itself, or leave it out",
		    change->row->name, name);
	return bp__fail(error, BP_CANNOT_PROBE,
	    "%s cannot be set to '%.80s': the kernel refuses it with %s; valid are %s",
	    change->row->name, change->value, name, bp__setting_valid(change->row));
}

/* The values that the kernel takes depend on those of other settings, so that an earlier one
 * may have to wait for a later. */
static enum bp_status
apply(const struct bp__sys_change *changes, size_t count, struct bp_error *error)
{
	int code = 0;
	size_t last = 0;
	for (int pass = 0; pass < 2; pass++) {
		code = 0;
		for (size_t i = 0; i < count; i++) {
			if (changes[i].row->boot)
				continue;
			int refused =
			    bp__sysctl_write(changes[i].row->name, changes[i].value);
			if (refused != 0)
				last = i;
			code = refused != 0 ? refused : code;
		}
	}
	return code == 0 ? BP_OK : say_refused(&changes[last], code, error);
}

static enum bp_status
need_inet6(const struct bp__sys_change *change, struct bp_error *error)
{
	char number[32];
	int sock = socket(BP__LINUX_INET6, SOCK_DGRAM, 0);
	if (sock >= 0) {
		close(sock);
		return BP_OK;
	}
	return bp__fail(error, BP_CANNOT_PROBE,
	    "%s=%s is not available here: this kernel has no IPv6 (socket(2) answers %s); "
	    "leave it out",
	    change->row->name, change->value,
	    bp__sys_error_name(errno, number, sizeof number));
}

/* Takes IPv6 away as a kernel does that was booted so. */
static enum bp_status
take_inet6_away(const struct bp__sys_change *change, struct bp__sys_network *network,
    struct bp_error *error)
{
	char number[32];
	int code = bp__linux_deny_inet6();
	if (code == 0) {
		snprintf(network->simulated, sizeof network->simulated,
		    "%s=%s by a filter of seccomp(2), with which socket(2) answers "
		    "EAFNOSUPPORT to AF_INET6",
		    change->row->name, change->value);
		return BP_OK;
	}
	return bp__fail(error, BP_CANNOT_PROBE,
	    "%s=%s is not available here: a filter of seccomp(2) that answers so is refused "
	    "(%s); leave it out",
	    change->row->name, change->value,
	    bp__sys_error_name(code, number, sizeof number));
}

/* What this process may do in its network is what it may on the host, and to bind low ports
 * where nothing was asked about that. */
static void
use_capabilities(const struct bp__sys_home *home, bool low_ports)
{
	uint64_t bind = (uint64_t)1 << BP__CAP_NET_BIND_SERVICE;
	if (home->own_users)
		(void)bp__capabilities_use(home->effective | (low_ports ? bind : 0));
}

static bool
asks_of_privilege(const struct bp__sys_change *changes, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (changes[i].row->privilege)
			return true;
	}
	return false;
}

/* What the host's own interfaces have, where nothing is asked about that. */
static enum bp__links
links_of(
    const struct bp__sys_home *home, const struct bp__sys_change *changes, size_t count)
{
	static const char *const asking[] = {"net.ipv6.conf.all.disable_ipv6",
	    "net.ipv6.conf.default.disable_ipv6", "ipv6.disable"};
	for (size_t i = 0; i < COUNT(asking); i++) {
		if (find_change(changes, count, asking[i]) != NULL)
			return BP__LINKS_INHERIT;
	}
	return home->without_ipv6 ? BP__LINKS_WITHOUT_INET6 : BP__LINKS_WITH_INET6;
}

static void
describe(const struct bp__sys_home *home, struct bp__sys_network *network)
{
	snprintf(network->namespaces, sizeof network->namespaces, "%s",
	    home->own_users ? "user and network namespace" : "network namespace");
}

enum bp_status
bp__sys_isolate(struct bp__sys_home *home, const struct bp__sys_change *changes,
    size_t count, struct bp__sys_network *network, struct bp_error *error)
{
	const struct bp__sys_change *absence =
	    find_change(changes, count, "ipv6.disable");
	bool without = absence != NULL && strcmp(absence->value, "0") != 0;
	memset(network, 0, sizeof *network);
	if (enter(home, error) != BP_OK)
		return error->status;
	bp__sysctls_carry(&home->sysctls, network->missing, sizeof network->missing);
	if (apply(changes, count, error) != BP_OK)
		return error->status;
	if (without)
		(void)bp__sysctl_write("net.ipv6.conf.all.disable_ipv6", "1");
	else if (absence != NULL && need_inet6(absence, error) != BP_OK)
		return error->status;
	bp__links_make(links_of(home, changes, count), network);
	if (without && take_inet6_away(absence, network, error) != BP_OK)
		return error->status;
	use_capabilities(home, !asks_of_privilege(changes, count));
	describe(home, network);
	return BP_OK;
}
