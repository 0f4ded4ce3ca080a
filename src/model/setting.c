/* The table of settings that can change what bind(2) answers. To add one is to add its row
 * here. */
#include <config.h>

#include "model/setting.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/case.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

enum {
	PORT_MAX = 65535,
	NUMBER_MAX = 2147483647,
};

static const struct bp__setting_row rows[] = {
    {"net.ipv6.bindv6only", "whether V6ONLY is on for a new socket", .tried = {"0", "1"}},
    /* Writing all writes default and each interface too, so it stands before them. */
    {"net.ipv6.conf.all.disable_ipv6", "takes IPv6 from every interface",
	.tried = {"0", "1"}},
    {"net.ipv6.conf.default.disable_ipv6", "keeps IPv6 from interfaces that are made",
	.tried = {"0", "1"}},
    {"net.ipv6.conf.lo.disable_ipv6", "takes ::1 from loopback", .tried = {"0", "1"}},
    {"net.ipv4.ip_nonlocal_bind", "allows IPv4 addresses of other hosts",
	.tried = {"0", "1"}},
    {"net.ipv6.ip_nonlocal_bind", "allows IPv6 addresses of other hosts",
	.tried = {"0", "1"}},
    {"net.ipv4.ip_unprivileged_port_start", "the first port that plain users may bind",
	BP__VALUE_PORT, {"0", "1024"}, .privilege = true},
    {"net.ipv4.ip_local_port_range", "from which ports the system chooses",
	BP__VALUE_RANGE, {"1024 65535"}},
    {"net.ipv4.ip_local_reserved_ports", "ports that the system does not choose",
	BP__VALUE_PORTS, {BP__VALUE_THE_PORT}},
    {"net.ipv4.ip_autobind_reuse", "lets the system choose a shared port",
	.tried = {"0", "1"}},
    {"net.ipv4.tcp_max_tw_buckets", "how many ports are kept in TIME_WAIT",
	BP__VALUE_NUMBER, {"0"}},
    {"net.mptcp.enabled", "whether there are sockets of MPTCP", .tried = {"0", "1"}},
    /* Last, for a filter that makes it so cannot be taken back. */
    {"ipv6.disable", "takes IPv6 from the kernel, as at boot", .tried = {"1"},
	.boot = true},
};

static const char *const valid[] = {
    [BP__VALUE_FLAG] = "0 and 1",
    [BP__VALUE_NUMBER] = "0 to 2147483647",
    [BP__VALUE_PORT] = "0 to 65535",
    [BP__VALUE_RANGE] = "two ports, as 32768-60999",
    [BP__VALUE_PORTS] =
	"ports and ranges with commas between, as 8080,9000-9100, and nothing",
};
static_assert(COUNT(valid) == BP__VALUE_SORTS, "one text a sort");

const struct bp__setting_row *
bp__setting_row(size_t i)
{
	return i < COUNT(rows) ? &rows[i] : NULL;
}

const char *
bp__setting_valid(const struct bp__setting_row *row)
{
	return valid[row->sort];
}

bool
bp__setting_is_named(const struct bp__setting_row *row, const char *name, size_t length)
{
	size_t whole = strlen(row->name);
	if (length == 0 || length > whole)
		return false;
	const char *part = row->name + whole - length;
	if (part != row->name && part[-1] != '.')
		return false;
	for (size_t i = 0; i < length; i++) {
		if (part[i] != (name[i] == '/' ? '.' : name[i]))
			return false;
	}
	return true;
}

/* Reads digits, up to the most there may be; NULL when there are none, or too many. */
static const char *
read_number(const char *text, unsigned long most, unsigned long *number)
{
	size_t digits = strspn(text, "0123456789");
	if (digits == 0 || digits > 10)
		return NULL;
	*number = strtoul(text, NULL, 10);
	return *number <= most ? text + digits : NULL;
}

static bool
write_number(const char *value, unsigned long most, char text[BP__SETTING_VALUE])
{
	unsigned long number;
	const char *end = read_number(value, most, &number);
	if (end == NULL || *end != '\0')
		return false;
	snprintf(text, BP__SETTING_VALUE, "%lu", number);
	return true;
}

/* Two ports with a dash, a comma or blanks between, as users write them. */
static bool
write_range(const char *value, char text[BP__SETTING_VALUE])
{
	unsigned long first;
	unsigned long last;
	const char *between = read_number(value, PORT_MAX, &first);
	size_t length = between == NULL ? 0 : strspn(between, " \t-,");
	const char *end =
	    length == 0 ? NULL : read_number(between + length, PORT_MAX, &last);
	if (end == NULL || *end != '\0')
		return false;
	snprintf(text, BP__SETTING_VALUE, "%lu %lu", first, last);
	return true;
}

static bool
write_ports(const char *value, char text[BP__SETTING_VALUE])
{
	const char *p = value;
	while (p != NULL && *p != '\0') {
		unsigned long port;
		p = read_number(p, PORT_MAX, &port);
		if (p != NULL && *p == '-')
			p = read_number(p + 1, PORT_MAX, &port);
		if (p != NULL && *p == ',' && p[1] != '\0')
			p++;
		else if (p != NULL && *p != '\0')
			p = NULL;
	}
	if (p == NULL || strlen(value) >= BP__SETTING_VALUE)
		return false;
	snprintf(text, BP__SETTING_VALUE, "%s", value);
	return true;
}

static bool
write_value(enum bp__value_sort sort, const char *value, char text[BP__SETTING_VALUE])
{
	switch (sort) {
	case BP__VALUE_FLAG:
		return write_number(value, 1, text);
	case BP__VALUE_PORT:
		return write_number(value, PORT_MAX, text);
	case BP__VALUE_RANGE:
		return write_range(value, text);
	case BP__VALUE_PORTS:
		return write_ports(value, text);
	case BP__VALUE_NUMBER:
	case BP__VALUE_SORTS:
		break;
	}
	return write_number(value, NUMBER_MAX, text);
}

enum bp_status
bp__setting_value(const struct bp__setting_row *row, const char *value,
    char text[BP__SETTING_VALUE], struct bp_error *error)
{
	if (write_value(row->sort, value, text))
		return BP_OK;
	return bp__fail(error, BP_BAD_USAGE, "'%.80s' is no value of %s; valid are %s",
	    value, row->name, valid[row->sort]);
}

enum bp_status
bp__setting_unknown(const char *name, size_t length, struct bp_error *error)
{
	char names[BP_ERROR_SIZE];
	size_t used = 0;
	for (size_t i = 0; i < COUNT(rows) && used < sizeof names; i++)
		used += (size_t)snprintf(names + used, sizeof names - used, "%s%s",
		    i == 0 ? "" : ", ", rows[i].name);
	return bp__fail(error, BP_BAD_USAGE, "unknown setting '%.*s'; valid are %s",
	    (int)(length < 80 ? length : 80), name, names);
}
