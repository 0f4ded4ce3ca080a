/* Reads what stands before the cases: the host, what was asked for, the targets. */
#include <config.h>

#include "analyse/read_parts.h"

#include <stdint.h>
#include <string.h>

static const char *
copy(struct bp__reading *reading, const struct bp__value *object, const char *key)
{
	struct bp__value value = bp__value_need(reading, object, key);
	return bp__value_copy(reading, &value);
}

/* An array of addresses in the arena. */
static struct bp__address *
read_addresses(struct bp__reading *reading, const struct bp__value *array, size_t *count)
{
	size_t n = bp__value_count(reading, array, reading->limits->values);
	struct bp__address *addresses = bp__read_array(reading, n, sizeof *addresses);
	for (size_t i = 0; addresses != NULL && i < n; i++) {
		struct bp__value address = bp__value_element(array, i);
		bp__read_address(reading, &address, &addresses[i]);
	}
	*count = addresses == NULL ? 0 : n;
	return addresses;
}

static void
read_interface(struct bp__reading *reading, const struct bp__value *value,
    struct bp__interface *interface)
{
	struct bp__value flags = bp__value_need(reading, value, "flags");
	struct bp__value addresses = bp__value_need(reading, value, "addresses");
	interface->name = copy(reading, value, "name");
	interface->flags = bp__read_words(reading, &flags);
	interface->addresses = read_addresses(reading, &addresses, &interface->count);
}

static void
read_interfaces(
    struct bp__reading *reading, const struct bp__value *value, struct bp__host *host)
{
	struct bp__value array = bp__value_need(reading, value, "interfaces");
	size_t count = bp__value_count(reading, &array, reading->limits->values);
	host->interfaces = bp__read_array(reading, count, sizeof *host->interfaces);
	for (size_t i = 0; i < count && !reading->failed; i++) {
		struct bp__value interface = bp__value_element(&array, i);
		read_interface(reading, &interface, &host->interfaces[i]);
		host->interface_count = i + 1;
	}
}

/* Kinds that this version does not have are passed over. */
static void
read_kind(struct bp__reading *reading, const struct bp__value *member, void *context)
{
	struct bp__host *host = context;
	for (int i = BP__NUMBER + 1; i < BP__KIND_COUNT; i++) {
		const struct bp__kind_row *row = bp__kind_row((enum bp__kind)i);
		if (row->number != NULL || strcmp(row->name, member->key) != 0)
			continue;
		bp__read_address(reading, member, &host->kinds[i]);
		if (host->kinds[i].family != row->family)
			bp__value_refuse(reading, member, "an address of its family");
	}
}

static void
read_device(struct bp__reading *reading, const struct bp__value *member, void *context)
{
	struct bp__host *host = context;
	const char *name = bp__value_copy(reading, member);
	if (strcmp(member->key, "loopback") == 0)
		host->devices[BP__LOOPBACK] = name;
	else if (strcmp(member->key, "host") == 0)
		host->devices[BP__OUTSIDE] = name;
}

static void
read_setting(struct bp__reading *reading, const struct bp__value *member, void *context)
{
	struct bp__host *host = context;
	host->settings[host->setting_count++] = (struct bp__setting){
	    .name = bp__arena_string(reading->arena, member->key),
	    .value = bp__value_copy(reading, member),
	};
}

static void
read_change(struct bp__reading *reading, const struct bp__value *member, void *context)
{
	struct bp__isolation *isolation = context;
	isolation->changes[isolation->change_count++] = (struct bp__setting){
	    .name = bp__arena_string(reading->arena, member->key),
	    .value = bp__value_copy(reading, member),
	};
}

enum {
	SETTINGS_MAX = 1024,
	TARGETS_MAX = 1024, /* as what nobody got is drawn together */
};

static void
read_passive(struct bp__reading *reading, const struct bp__value *object, const char *key,
    struct bp__passive *passive)
{
	struct bp__value value = bp__value_need(reading, object, key);
	struct bp__value addresses = bp__value_need(reading, &value, "addresses");
	struct bp__value error = bp__value_at(&value, "error");
	size_t room = sizeof passive->addresses / sizeof *passive->addresses;
	passive->count = bp__value_count(reading, &addresses, room);
	for (size_t i = 0; i < passive->count && !reading->failed; i++) {
		struct bp__value address = bp__value_element(&addresses, i);
		bp__read_address(reading, &address, &passive->addresses[i]);
	}
	if (!bp__value_is_there(&error))
		return;
	passive->result.call = BP__CALL_SOCKET;
	passive->result.name = bp__value_copy(reading, &error);
}

/* The network the answers are of, where that is not the host's. */
static void
read_isolation(
    struct bp__reading *reading, const struct bp__value *value, struct bp__host *host)
{
	struct bp__isolation *isolation = bp__read_array(reading, 1, sizeof *isolation);
	struct bp__value missing = bp__value_at(value, "missing");
	struct bp__value simulated = bp__value_at(value, "simulated");
	struct bp__value set = bp__value_need(reading, value, "set");
	if (reading->failed)
		return;
	isolation->namespaces = copy(reading, value, "namespaces");
	isolation->interfaces = copy(reading, value, "interfaces");
	if (bp__value_is_there(&missing))
		isolation->missing = bp__value_copy(reading, &missing);
	if (bp__value_is_there(&simulated))
		isolation->simulated = bp__value_copy(reading, &simulated);
	isolation->changes =
	    bp__read_array(reading, SETTINGS_MAX, sizeof *isolation->changes);
	bp__value_each(reading, &set, SETTINGS_MAX, read_change, isolation);
	host->isolation = isolation;
}

static void
read_host(
    struct bp__reading *reading, const struct bp__value *value, struct bp__host *host)
{
	struct bp__value kinds = bp__value_need(reading, value, "kinds");
	struct bp__value devices = bp__value_need(reading, value, "devices");
	struct bp__value settings = bp__value_need(reading, value, "settings");
	struct bp__value passive = bp__value_need(reading, value, "getaddrinfo");
	struct bp__value warning = bp__value_at(value, "warning");
	struct bp__value isolation = bp__value_at(value, "isolation");
	host->system = copy(reading, value, "system");
	host->release = copy(reading, value, "release");
	host->machine = copy(reading, value, "machine");
	host->environment = copy(reading, value, "environment");
	host->evidence = copy(reading, value, "evidence");
	host->user = copy(reading, value, "user");
	if (bp__value_is_there(&warning))
		host->warning = bp__value_copy(reading, &warning);
	if (bp__value_is_there(&isolation))
		read_isolation(reading, &isolation, host);
	read_interfaces(reading, value, host);
	bp__value_each(reading, &kinds, reading->limits->values, read_kind, host);
	bp__value_each(reading, &devices, reading->limits->values, read_device, host);
	host->settings = bp__read_array(reading, SETTINGS_MAX, sizeof *host->settings);
	bp__value_each(reading, &settings, SETTINGS_MAX, read_setting, host);
	read_passive(reading, &passive, "passive", &host->passive);
	read_passive(reading, &passive, "addrconfig", &host->addrconfig);
}

/* Groups and broadcast addresses are known by their kinds. */
static bool
is_group(const struct bp__host *host, const struct bp__address *address)
{
	return bp__address_is_multicast(address) ||
	    bp__address_equal(address, &host->kinds[BP__BCAST4]);
}

static void
read_targets(struct bp__reading *reading, const struct bp__value *top, bp_report *report)
{
	struct bp__value array = bp__value_need(reading, top, "targets");
	size_t count = bp__value_count(reading, &array, TARGETS_MAX);
	report->targets = bp__read_array(reading, count, sizeof *report->targets);
	for (size_t i = 0; i < count && !reading->failed; i++) {
		struct bp__value value = bp__value_element(&array, i);
		struct bp__target *target = &report->targets[i];
		target->text = bp__value_copy(reading, &value);
		bp__read_address(reading, &value, &target->address);
		target->group = is_group(&report->host, &target->address);
		report->target_count = i + 1;
	}
}

static void
read_suites(struct bp__reading *reading, const struct bp__value *top, bp_report *report)
{
	struct bp__value array = bp__value_need(reading, top, "suites");
	size_t count = bp__value_count(reading, &array, reading->limits->values);
	report->suites = bp__read_array(reading, count, sizeof *report->suites);
	for (size_t i = 0; i < count && !reading->failed; i++) {
		struct bp__value name = bp__value_element(&array, i);
		report->suites[i] = bp__value_copy(reading, &name);
		report->suite_count = i + 1;
	}
}

/* What else bindprobe writes as JSON, by a member that no report has. */
static const struct {
	const char *member;
	const char *what;
} others[] = {
    {"compared", "a comparison of reports"},
    {"what_if", "what bindprobe what-if says of settings"},
    {"what_if", "what settings would change"},
    {"who", "what bindprobe who says of a port"},
};

/* Whether it is one of those, which is refused. */
static bool
is_other(struct bp__reading *reading, const struct bp__value *top)
{
	for (size_t i = 0; i < sizeof others / sizeof *others && !reading->failed; i++) {
		struct bp__value member = bp__value_at(top, others[i].member);
		if (!bp__value_is_there(&member))
			continue;
		reading->failed = true;
		bp__fail(reading->error, BP_CANNOT_READ,
		    "%.200s: no report: it is %s, which is not read back", reading->name,
		    others[i].what);
	}
	return reading->failed;
}

/* That it is a report at all, and one of this form. */
static void
check_form(struct bp__reading *reading, const struct bp__value *top, bp_report *report)
{
	struct bp__value schema = bp__value_need(reading, top, "schema");
	struct bp__value tool = bp__value_need(reading, top, "tool");
	struct bp__value name = bp__value_need(reading, &tool, "name");
	bp__value_number(reading, &schema, 1, INT32_MAX);
	if (!reading->failed && bp__value_number(reading, &schema, 1, INT32_MAX) != 1)
		bp__value_refuse(
		    reading, &schema, "1, the form that this version of bindprobe reads");
	if (strcmp(bp__value_text(reading, &name), "bindprobe") != 0)
		bp__value_refuse(reading, &name, "\"bindprobe\"");
	report->version = copy(reading, &tool, "version");
}

void
bp__read_begin(
    struct bp__reading *reading, const struct bp__value *top, bp_report *report)
{
	const long long ports = 65535;
	if (is_other(reading, top))
		return;
	check_form(reading, top, report);
	struct bp__value host = bp__value_need(reading, top, "host");
	struct bp__value port = bp__value_need(reading, top, "port");
	struct bp__value chosen = bp__value_need(reading, top, "port_chosen");
	struct bp__value picked = bp__value_need(reading, top, "picked");
	struct bp__value sweep = bp__value_at(top, "sweep");
	struct bp__value redacted = bp__value_at(top, "redacted");
	bp__report_set_numbers(report);
	read_host(reading, &host, &report->host);
	report->port = (unsigned)bp__value_number(reading, &port, 1, ports);
	report->port_chosen = bp__value_flag(reading, &chosen);
	read_suites(reading, top, report);
	report->picked = bp__value_flag(reading, &picked);
	if (bp__value_is_there(&sweep))
		report->sweep = bp__value_flag(reading, &sweep);
	if (bp__value_is_there(&redacted))
		report->redacted = bp__value_flag(reading, &redacted);
	read_targets(reading, top, report);
	bp__report_drop_present(report);
}
