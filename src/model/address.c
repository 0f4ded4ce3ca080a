/* Reads and writes numeric addresses. inet_pton(3) would need a socket header, which the
 * model does without; the unit test compares these two functions with the system's own. */
#include <config.h>

#include "model/address.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

enum {
	GROUPS = 8,
};

static const unsigned char mapped_prefix[12] = {[10] = 0xff, [11] = 0xff};

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static int
hex_value(char c)
{
	if (is_digit(c))
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* One decimal part without leading zeros, which some systems read as octal. Returns what
 * follows it, or NULL. */
static const char *
parse_part(const char *text, unsigned char *part)
{
	unsigned value = 0;
	const char *p = text;
	while (is_digit(*p) && p - text < 3)
		value = value * 10 + (unsigned)(*p++ - '0');
	if (p == text || value > 255 || (*text == '0' && p - text > 1))
		return NULL;
	*part = (unsigned char)value;
	return p;
}

static bool
parse_inet(const char *text, unsigned char bytes[4])
{
	for (int i = 0; i < 4; i++) {
		text = parse_part(text, &bytes[i]);
		if (text == NULL || *text != (i < 3 ? '.' : '\0'))
			return false;
		text++;
	}
	return true;
}

/* One group of up to four hexadecimal digits. Returns what follows it, or NULL. */
static const char *
parse_group(const char *text, unsigned char bytes[2])
{
	unsigned value = 0;
	const char *p = text;
	while (hex_value(*p) >= 0 && p - text < 4)
		value = value * 16 + (unsigned)hex_value(*p++);
	if (p == text || hex_value(*p) >= 0)
		return NULL;
	bytes[0] = (unsigned char)(value >> 8);
	bytes[1] = (unsigned char)value;
	return p;
}

/* What has been read of an IPv6 address so far. */
struct groups {
	unsigned char bytes[16];
	int count; /* groups read */
	int gap; /* where :: stood, or -1 */
};

/* Reads the groups between colons into g, the last of which may be dotted decimal. */
static bool
parse_groups(const char *text, struct groups *g)
{
	if (strncmp(text, "::", 2) == 0) {
		g->gap = 0;
		text += 2;
	}
	while (*text != '\0') {
		if (g->count <= GROUPS - 2 && parse_inet(text, &g->bytes[2 * g->count])) {
			g->count += 2;
			return true;
		}
		if (g->count == GROUPS)
			return false;
		text = parse_group(text, &g->bytes[2 * g->count]);
		if (text == NULL)
			return false;
		g->count++;
		if (*text == '\0')
			return true;
		if (*text++ != ':' || *text == '\0')
			return false;
		if (*text == ':') {
			if (g->gap >= 0)
				return false;
			g->gap = g->count;
			text++;
		}
	}
	return true;
}

static bool
parse_inet6(const char *text, unsigned char bytes[16])
{
	struct groups g = {.gap = -1};
	if (!parse_groups(text, &g))
		return false;
	if (g.gap < 0 ? g.count != GROUPS : g.count >= GROUPS)
		return false;
	size_t head = 2 * (size_t)(g.gap < 0 ? GROUPS : g.gap);
	size_t tail = 2 * (size_t)g.count - (g.gap < 0 ? 2 * GROUPS : head);
	memset(bytes, 0, 16);
	memcpy(bytes, g.bytes, head);
	memcpy(bytes + 16 - tail, g.bytes + head, tail);
	return true;
}

/* Interface names as systems give them: letters, digits and a few marks, so that an id
 * stays safe in a shell. */
static bool
parse_zone(const char *text, char zone[BP__ZONE_SIZE])
{
	static const char allowed[] =
	    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "0123456789._:@-";
	size_t length = strlen(text);
	if (length == 0 || length >= BP__ZONE_SIZE || strspn(text, allowed) != length)
		return false;
	memcpy(zone, text, length + 1);
	return true;
}

bool
bp__address_parse(const char *text, struct bp__address *address)
{
	struct bp__address result = {.family = BP__INET};
	if (parse_inet(text, result.bytes)) {
		*address = result;
		return true;
	}
	result = (struct bp__address){.family = BP__INET6};
	const char *percent = strchr(text, '%');
	size_t length = percent == NULL ? strlen(text) : (size_t)(percent - text);
	char digits[BP__ADDRESS_TEXT];
	if (length < 2 || length >= sizeof digits)
		return false;
	memcpy(digits, text, length);
	digits[length] = '\0';
	if (!parse_inet6(digits, result.bytes))
		return false;
	if (percent != NULL && !parse_zone(percent + 1, result.zone))
		return false;
	*address = result;
	return true;
}

static unsigned
group_at(const struct bp__address *address, int i)
{
	return (unsigned)address->bytes[2 * i] << 8 | address->bytes[2 * i + 1];
}

/* The longest run of two or more zero groups, the first of equals (RFC 5952 section 4.2). */
static void
find_gap(const struct bp__address *address, int *start, int *length)
{
	*start = -1;
	*length = 1;
	for (int i = 0; i < GROUPS; i++) {
		int n = 0;
		while (i + n < GROUPS && group_at(address, i + n) == 0)
			n++;
		if (n > *length) {
			*start = i;
			*length = n;
		}
		i += n;
	}
}

static size_t
append_groups(const struct bp__address *address, char *text, size_t size)
{
	size_t used = 0;
	int gap;
	int gap_length;
	find_gap(address, &gap, &gap_length);
	for (int i = 0; i < GROUPS; i++) {
		if (i == gap) {
			used += (size_t)snprintf(text + used, size - used, "::");
			i += gap_length - 1;
			continue;
		}
		const char *colon = i == 0 || i == gap + gap_length ? "" : ":";
		used += (size_t)snprintf(
		    text + used, size - used, "%s%x", colon, group_at(address, i));
	}
	return used;
}

char *
bp__address_format(const struct bp__address *address, char *buffer, size_t size)
{
	char text[BP__ADDRESS_TEXT] = "";
	const unsigned char *b = address->bytes;
	bool mapped = bp__address_is_mapped(address);
	size_t used = 0;
	if (mapped)
		b += sizeof mapped_prefix;
	if (mapped || address->family == BP__INET) {
		used = (size_t)snprintf(text, sizeof text, "%s%u.%u.%u.%u",
		    mapped ? "::ffff:" : "", b[0], b[1], b[2], b[3]);
	} else if (address->family == BP__INET6) {
		used = append_groups(address, text, sizeof text);
	}
	if (address->zone[0] != '\0')
		snprintf(text + used, sizeof text - used, "%%%s", address->zone);
	snprintf(buffer, size, "%s", text);
	return buffer;
}

struct bp__address
bp__address_of(const char *text)
{
	struct bp__address address = {.family = BP__FAMILY_NONE};
	bool parsed = bp__address_parse(text, &address);
	assert(parsed);
	(void)parsed;
	return address;
}

bool
bp__address_equal(const struct bp__address *a, const struct bp__address *b)
{
	size_t size = a->family == BP__INET ? 4 : 16;
	return a->family == b->family && memcmp(a->bytes, b->bytes, size) == 0 &&
	    strcmp(a->zone, b->zone) == 0;
}

struct bp__address
bp__address_unmapped(const struct bp__address *address)
{
	if (!bp__address_is_mapped(address))
		return *address;
	struct bp__address plain = {.family = BP__INET};
	memcpy(plain.bytes, address->bytes + sizeof mapped_prefix, 4);
	return plain;
}

bool
bp__address_is_mapped(const struct bp__address *address)
{
	return address->family == BP__INET6 &&
	    memcmp(address->bytes, mapped_prefix, sizeof mapped_prefix) == 0;
}

bool
bp__address_is_wildcard(const struct bp__address *address)
{
	static const unsigned char zero[16];
	struct bp__address plain = bp__address_unmapped(address);
	return memcmp(plain.bytes, zero, plain.family == BP__INET ? 4 : 16) == 0;
}

bool
bp__address_is_loopback(const struct bp__address *address)
{
	static const unsigned char one[16] = {[15] = 1};
	struct bp__address plain = bp__address_unmapped(address);
	if (plain.family == BP__INET)
		return plain.bytes[0] == 127;
	return memcmp(plain.bytes, one, sizeof one) == 0;
}

bool
bp__address_is_link_local(const struct bp__address *address)
{
	return address->family == BP__INET6 && address->bytes[0] == 0xfe &&
	    (address->bytes[1] & 0xc0) == 0x80;
}

bool
bp__address_is_multicast(const struct bp__address *address)
{
	struct bp__address plain = bp__address_unmapped(address);
	if (plain.family == BP__INET)
		return plain.bytes[0] >= 224 && plain.bytes[0] < 240;
	return plain.bytes[0] == 0xff;
}
