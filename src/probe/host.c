/* Observes the host. */
#include <config.h>

#include "probe/host.h"

#include <stdio.h>
#include <string.h>

enum {
	FIRST_ROOM = 8,
};

/* Makes room for one more element of an arena array, doubling it. Returns the array. */
static void *
grow(struct bp__arena *arena, void *array, size_t count, size_t size)
{
	if (array != NULL && (count < FIRST_ROOM || (count & (count - 1)) != 0))
		return array;
	void *larger = bp__arena_array(arena, count == 0 ? FIRST_ROOM : 2 * count, size);
	if (larger != NULL && count > 0)
		memcpy(larger, array, count * size);
	return larger;
}

static void
add_setting(void *context, const char *name, const char *value)
{
	bp_report *report = context;
	struct bp__host *host = &report->host;
	host->settings = grow(
	    &report->arena, host->settings, host->setting_count, sizeof *host->settings);
	if (host->settings == NULL)
		return;
	host->settings[host->setting_count++] = (struct bp__setting){
	    .name = bp__arena_string(&report->arena, name),
	    .value = bp__arena_string(&report->arena, value),
	};
}

static struct bp__interface *
find_interface(bp_report *report, const char *name, const char *flags)
{
	struct bp__host *host = &report->host;
	for (size_t i = 0; i < host->interface_count; i++) {
		if (strcmp(host->interfaces[i].name, name) == 0)
			return &host->interfaces[i];
	}
	host->interfaces = grow(&report->arena, host->interfaces, host->interface_count,
	    sizeof *host->interfaces);
	if (host->interfaces == NULL)
		return NULL;
	struct bp__interface *interface = &host->interfaces[host->interface_count++];
	interface->name = bp__arena_string(&report->arena, name);
	interface->flags = bp__arena_string(&report->arena, flags);
	return interface;
}

static void
add_target(bp_report *report, const struct bp__address *address)
{
	char text[BP__ADDRESS_TEXT];
	for (size_t i = 0; i < report->target_count; i++) {
		if (bp__address_equal(&report->targets[i].address, address))
			return;
	}
	report->targets = grow(&report->arena, report->targets, report->target_count,
	    sizeof *report->targets);
	if (report->targets == NULL)
		return;
	bp__address_format(address, text, sizeof text);
	report->targets[report->target_count++] = (struct bp__target){
	    .address = *address,
	    .text = bp__arena_string(&report->arena, text),
	};
}

/* The first interface of loopback, and the first of any other sort, that has an address and
 * is up. Groups of interface scope are those of loopback (RFC 4291 section 2.7). */
static void
note_device(struct bp__run *run, const struct bp__interface *interface,
    const struct bp__address *address)
{
	struct bp__host *host = &run->report->host;
	enum bp__device device =
	    bp__address_is_loopback(address) ? BP__LOOPBACK : BP__OUTSIDE;
	if (host->devices[device] != NULL)
		return;
	host->devices[device] = interface->name;
	if (device == BP__OUTSIDE)
		return;
	struct bp__address *group = &host->kinds[BP__MCAST6];
	*group = bp__address_of("ff01::db8:0:1");
	bp__sys_zone(run->sys, interface->name, group->zone, sizeof group->zone);
}

/* The kinds that stand for an address of the host take the first that fits. */
static void
note_kind(struct bp__host *host, const struct bp__address *address)
{
	enum bp__kind kind = address->family == BP__INET ? BP__HOST4
	    : bp__address_is_link_local(address)         ? BP__LINK6
							 : BP__HOST6;
	if (host->kinds[kind].family != BP__FAMILY_NONE)
		return;
	host->kinds[kind] = *address;
	if (kind == BP__LINK6) {
		host->kinds[BP__LINK6_UNSCOPED] = *address;
		host->kinds[BP__LINK6_UNSCOPED].zone[0] = '\0';
	}
}

static void
add_address(
    void *context, const char *name, const char *flags, const struct bp__address *address)
{
	struct bp__run *run = context;
	bp_report *report = run->report;
	struct bp__interface *interface = find_interface(report, name, flags);
	if (interface == NULL || address == NULL)
		return;
	interface->addresses = grow(&report->arena, interface->addresses,
	    interface->count, sizeof *interface->addresses);
	if (interface->addresses == NULL)
		return;
	interface->addresses[interface->count++] = *address;
	if (strncmp(flags, "up", 2) != 0)
		return;
	note_device(run, interface, address);
	if (bp__address_is_loopback(address))
		return;
	note_kind(&report->host, address);
	add_target(report, address);
}

static void
add_loopback_targets(bp_report *report)
{
	static const enum bp__kind loopback[] = {BP__LOOP4, BP__LOOP6, BP__MAPLOOP};
	for (size_t i = 0; i < sizeof loopback / sizeof *loopback; i++)
		add_target(report, &report->host.kinds[loopback[i]]);
}

/* They stand behind the host's own. */
static void
add_group_targets(bp_report *report)
{
	static const enum bp__kind groups[] = {BP__MCAST4, BP__MCAST6, BP__BCAST4};
	for (size_t i = 0; i < sizeof groups / sizeof *groups; i++) {
		const struct bp__address *address = &report->host.kinds[groups[i]];
		size_t count = report->target_count;
		if (address->family != BP__FAMILY_NONE)
			add_target(report, address);
		if (report->target_count > count)
			report->targets[count].group = true;
	}
}

static void
ask_passive(struct bp__run *run, enum bp__sys_lookup lookup, struct bp__passive *passive)
{
	const size_t room = sizeof passive->addresses / sizeof *passive->addresses;
	char buffer[32];
	int code = bp__sys_resolve(
	    run->sys, NULL, BP_TCP, lookup, passive->addresses, room, &passive->count);
	if (code == 0)
		return;
	passive->count = 0;
	passive->result = (struct bp__result){
	    .call = BP__CALL_SOCKET,
	    .code = code,
	    .name = bp__arena_string(&run->report->arena,
		bp__sys_resolver_error_name(code, buffer, sizeof buffer)),
	};
}

static void
identify(struct bp__run *run)
{
	struct bp__arena *arena = &run->report->arena;
	struct bp__host *host = &run->report->host;
	struct bp__sys_identity identity;
	bp__sys_identify(run->sys, &identity);
	host->system = bp__arena_string(arena, identity.system);
	host->release = bp__arena_string(arena, identity.release);
	host->machine = bp__arena_string(arena, identity.machine);
	host->environment = bp__arena_string(arena, identity.environment);
	host->evidence = bp__arena_string(arena, identity.evidence);
	host->user = bp__arena_string(arena, identity.user);
}

/* Why the host's addresses are not known. */
static const char *
no_addresses(bp_report *report, int code)
{
	char buffer[32];
	if (code == BP__SYS_ABSENT)
		return "getifaddrs(3) is not defined here: the host's own addresses are not "
		       "tried";
	return bp__arena_printf(&report->arena,
	    "getifaddrs(3) failed with %s: the host's own addresses are not tried",
	    bp__sys_error_name(code, buffer, sizeof buffer));
}

void
bp__observe_host(struct bp__run *run)
{
	bp_report *report = run->report;
	struct bp__host *host = &report->host;
	identify(run);
	bp__report_set_numbers(report);
	add_loopback_targets(report);
	int code = bp__sys_each_address(run->sys, add_address, run);
	if (code != 0)
		host->warning = no_addresses(report, code);
	if (run->groups)
		add_group_targets(report);
	bp__report_drop_present(report);
	bp__sys_each_setting(run->sys, add_setting, report);
	ask_passive(run, BP__SYS_ALL, &host->passive);
	ask_passive(run, BP__SYS_CONFIGURED, &host->addrconfig);
}
