/* Addresses: reading and writing them against the system's inet_pton(3) and inet_ntop(3),
 * and what is said of them. */
#include <config.h>

#include <stdio.h>
#include <string.h>

#include "model/address.h"
#include "sys/network.h"
#include "unit/unit.h"

enum {
	ROUNDS = 20000,
	TEXT_SIZE = 96,
};

static int
system_family(enum bp__family family)
{
	return family == BP__INET ? AF_INET : AF_INET6;
}

static size_t
byte_count(enum bp__family family)
{
	return family == BP__INET ? 4 : 16;
}

/* Whether the system is an oracle of what is no address and of how one is written. Winsock
 * takes a zero before the digits of a part, and writes other addresses with dots. */
static bool
is_oracle(void)
{
	unsigned char bytes[16];
	return inet_pton(AF_INET6, "::ffff:01.2.3.4", bytes) != 1;
}

/* What the system makes of the text; of no family when it is no address. */
static struct bp__address
system_parse(const char *text)
{
	struct bp__address address = {.family = BP__INET};
	if (inet_pton(AF_INET, text, address.bytes) == 1)
		return address;
	address.family = BP__INET6;
	if (inet_pton(AF_INET6, text, address.bytes) == 1)
		return address;
	return (struct bp__address){.family = BP__FAMILY_NONE};
}

/* Any address, with the runs of zeros that make IPv6 text interesting. */
static struct bp__address
random_address(uint64_t *seed)
{
	static const unsigned char mapped[12] = {[10] = 0xff, [11] = 0xff};
	struct bp__address address = {.family = BP__INET6};
	for (size_t i = 0; i < 16; i += 2) {
		unsigned kind = unit_random(seed, 4);
		address.bytes[i] = (unsigned char)(kind > 2 ? unit_random(seed, 256) : 0);
		address.bytes[i + 1] =
		    (unsigned char)(kind > 0 ? unit_random(seed, 256) : 0);
	}
	unsigned kind = unit_random(seed, 8);
	if (kind == 0)
		memcpy(address.bytes, mapped, sizeof mapped);
	if (kind == 1)
		address.family = BP__INET;
	return address;
}

/* Changes one character: takes it out, puts one in before it, or replaces it. */
static void
mutate(uint64_t *seed, char text[TEXT_SIZE])
{
	static const char alphabet[] = "0123456789abcdefABCDEFgx:.: /-";
	size_t length = strlen(text);
	size_t at = unit_random(seed, (unsigned)length + 1);
	unsigned kind = unit_random(seed, 3);
	char c = alphabet[unit_random(seed, sizeof alphabet - 1)];
	if (kind == 0 && at < length) {
		memmove(text + at, text + at + 1, length - at);
	} else if (kind == 1 && length + 2 < TEXT_SIZE) {
		memmove(text + at + 1, text + at, length - at + 1);
		text[at] = c;
	} else if (at < length) {
		text[at] = c;
	}
}

static void
assert_same_bytes(
    const struct bp__address *a, const struct bp__address *b, const char *text)
{
	if (a->family != b->family ||
	    memcmp(a->bytes, b->bytes, byte_count(a->family)) != 0)
		fail_msg("'%s' was read as another address", text);
}

static void
reads_what_inet_ntop_writes(void **state)
{
	uint64_t seed = 0x5eed1;
	(void)state;
	for (int i = 0; i < ROUNDS; i++) {
		struct bp__address address = random_address(&seed);
		struct bp__address read;
		char text[INET6_ADDRSTRLEN];
		inet_ntop(
		    system_family(address.family), address.bytes, text, sizeof text);
		if (!bp__address_parse(text, &read))
			fail_msg("'%s' was not read", text);
		assert_same_bytes(&read, &address, text);
		assert_string_equal(read.zone, "");
	}
}

static void
writes_what_inet_pton_reads(void **state)
{
	uint64_t seed = 0x5eed2;
	(void)state;
	for (int i = 0; i < ROUNDS; i++) {
		struct bp__address address = random_address(&seed);
		char text[BP__ADDRESS_TEXT];
		bp__address_format(&address, text, sizeof text);
		struct bp__address read = system_parse(text);
		assert_same_bytes(&read, &address, text);
	}
}

/* RFC 5952 leaves IPv4-compatible addresses in hexadecimal; some systems write
 * ::1.2.3.4. */
static void
writes_as_inet_ntop_does(void **state)
{
	static const unsigned char zero[12];
	uint64_t seed = 0x5eed3;
	(void)state;
	if (!is_oracle())
		return;
	for (int i = 0; i < ROUNDS; i++) {
		struct bp__address address = random_address(&seed);
		char ours[BP__ADDRESS_TEXT];
		char theirs[INET6_ADDRSTRLEN];
		if (memcmp(address.bytes, zero, sizeof zero) == 0)
			continue;
		inet_ntop(
		    system_family(address.family), address.bytes, theirs, sizeof theirs);
		assert_string_equal(
		    bp__address_format(&address, ours, sizeof ours), theirs);
	}
}

static void
takes_and_refuses_as_inet_pton_does(void **state)
{
	uint64_t seed = 0x5eed4;
	int taken = 0;
	int refused = 0;
	(void)state;
	if (!is_oracle())
		return;
	for (int i = 0; i < 4 * ROUNDS; i++) {
		struct bp__address address = random_address(&seed);
		char text[TEXT_SIZE];
		bp__address_format(&address, text, sizeof text);
		for (unsigned n = 1 + unit_random(&seed, 4); n > 0; n--)
			mutate(&seed, text);
		struct bp__address theirs = system_parse(text);
		struct bp__address ours = {.family = BP__FAMILY_NONE};
		bool is_address = bp__address_parse(text, &ours);
		if (is_address != (theirs.family != BP__FAMILY_NONE))
			fail_msg("'%s' is %s", text, is_address ? "taken" : "refused");
		if (is_address)
			assert_same_bytes(&ours, &theirs, text);
		taken += is_address;
		refused += !is_address;
	}
	assert_true(taken > ROUNDS / 10);
	assert_true(refused > ROUNDS);
}

/* Texts at the edges, where a random walk may not come; the system is asked here too. */
static void
edges_are_as_inet_pton_has_them(void **state)
{
	static const char *const texts[] = {"", ":", "::", ":::", "::1", "1::", "1::1",
	    "::1::", "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8:9",
	    "1:2:3:4:5:6:7::", "::2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8::", "1:2:3:4::5:6:7:8",
	    "1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:7:1.2.3.4", "1:2:3:4:5:1.2.3.4",
	    "::1.2.3.4", "::1.2.3.4:5", "1.2.3.4::", "::ffff:1.2.3", "::ffff:1.2.3.256",
	    "::ffff:01.2.3.4", "1::2:", ":1::2", "12345::", "::0000", "::00000",
	    "::FFFF:1.2.3.4", "0.0.0.0", "00.0.0.0", "1.2.3", "1.2.3.4.5", "1.2.3.4.",
	    ".1.2.3.4", "1..2.3", "255.255.255.255", "256.1.1.1", "1.2.3.-4", "0x1.2.3.4",
	    "1.2.3.4 ", " 1.2.3.4", "1.2.3.0004", "127.1", "2130706433"};
	(void)state;
	if (!is_oracle())
		return;
	for (size_t i = 0; i < COUNT(texts); i++) {
		struct bp__address theirs = system_parse(texts[i]);
		struct bp__address ours;
		if (bp__address_parse(texts[i], &ours) !=
		    (theirs.family != BP__FAMILY_NONE))
			fail_msg("'%s' is taken otherwise than by inet_pton", texts[i]);
		if (theirs.family != BP__FAMILY_NONE)
			assert_same_bytes(&ours, &theirs, texts[i]);
	}
}

static void
zones_are_kept(void **state)
{
	static const char *const texts[] = {"fe80::1%eth0", "fe80::1%lo",
	    "ff02::1%br-0a1b2c", "fe80::fc:ff:fe00:1%vlan.100", "fe80::1%12",
	    "fe80::1%a_b@c:d", "fe80::1%abcdefghijklmnopqrstuvwxyz01234"};
	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++) {
		struct bp__address address;
		char text[BP__ADDRESS_TEXT];
		assert_true(bp__address_parse(texts[i], &address));
		assert_string_equal(address.zone, strchr(texts[i], '%') + 1);
		assert_string_equal(
		    bp__address_format(&address, text, sizeof text), texts[i]);
	}
}

static void
bad_zones_are_refused(void **state)
{
	static const char *const texts[] = {"fe80::1%", "fe80::1%eth0/", "fe80::1%a b",
	    "fe80::1%a,b", "fe80::1%a%b", "fe80::1%$x", "fe80::1%\033[1m", "%eth0",
	    "x%eth0", "127.0.0.1%lo", "fe80::1%abcdefghijklmnopqrstuvwxyz012345"};
	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++) {
		struct bp__address address = {.family = BP__FAMILY_NONE};
		if (bp__address_parse(texts[i], &address))
			fail_msg("'%s' is taken", texts[i]);
		assert_int_equal(address.family, BP__FAMILY_NONE);
	}
}

static void
text_is_cut_to_the_buffer(void **state)
{
	struct bp__address address = bp__address_of("2001:db8::ff");
	char text[8] = "xxxxxxx";
	(void)state;
	assert_string_equal(bp__address_format(&address, text, sizeof text), "2001:db");
}

static void
predicates_hold(void **state)
{
	static const struct {
		const char *text;
		bool wildcard, loopback, link_local, multicast, mapped;
	} rows[] = {
	    {"0.0.0.0", true, false, false, false, false},
	    {"::", true, false, false, false, false},
	    {"::ffff:0.0.0.0", true, false, false, false, true},
	    {"127.0.0.1", false, true, false, false, false},
	    {"127.255.3.4", false, true, false, false, false},
	    {"128.0.0.1", false, false, false, false, false},
	    {"::1", false, true, false, false, false},
	    {"::2", false, false, false, false, false},
	    {"::ffff:127.0.0.1", false, true, false, false, true},
	    {"::127.0.0.1", false, false, false, false, false},
	    {"fe80::1%eth0", false, false, true, false, false},
	    {"febf::1", false, false, true, false, false},
	    {"fec0::1", false, false, false, false, false},
	    {"169.254.1.1", false, false, false, false, false},
	    {"223.255.255.255", false, false, false, false, false},
	    {"224.0.0.1", false, false, false, true, false},
	    {"239.255.255.255", false, false, false, true, false},
	    {"240.0.0.1", false, false, false, false, false},
	    {"ff02::1", false, false, false, true, false},
	    {"::ffff:224.0.0.1", false, false, false, true, true},
	    {"::fffe:1.2.3.4", false, false, false, false, false},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct bp__address a = bp__address_of(rows[i].text);
		if (bp__address_is_wildcard(&a) != rows[i].wildcard ||
		    bp__address_is_loopback(&a) != rows[i].loopback ||
		    bp__address_is_link_local(&a) != rows[i].link_local ||
		    bp__address_is_multicast(&a) != rows[i].multicast ||
		    bp__address_is_mapped(&a) != rows[i].mapped)
			fail_msg("a predicate is wrong of %s", rows[i].text);
	}
}

static void
equal_means_family_bytes_and_zone(void **state)
{
	static const char *const texts[] = {"0.0.0.0", "::", "::ffff:0.0.0.0",
	    "127.0.0.1", "::ffff:127.0.0.1", "fe80::1", "fe80::1%eth0", "fe80::1%eth1",
	    "fe80::2%eth0"};
	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++) {
		for (size_t k = 0; k < COUNT(texts); k++) {
			struct bp__address a = bp__address_of(texts[i]);
			struct bp__address b = bp__address_of(texts[k]);
			assert_int_equal(bp__address_equal(&a, &b), i == k);
		}
	}
}

/* The twelve bytes an IPv4 address does not use say nothing. */
static void
unused_bytes_of_ipv4_do_not_count(void **state)
{
	struct bp__address a = bp__address_of("192.0.2.1");
	struct bp__address b = a;
	(void)state;
	b.bytes[7] = 1;
	assert_true(bp__address_equal(&a, &b));
}

static void
only_mapped_addresses_are_unmapped(void **state)
{
	static const char *const pairs[][2] = {
	    {"::ffff:192.0.2.1", "192.0.2.1"},
	    {"::ffff:0.0.0.0", "0.0.0.0"},
	    {"192.0.2.1", "192.0.2.1"},
	    {"::1", "::1"},
	    {"fe80::1%eth0", "fe80::1%eth0"},
	    {"::192.0.2.1", "::192.0.2.1"},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(pairs); i++) {
		struct bp__address address = bp__address_of(pairs[i][0]);
		struct bp__address wanted = bp__address_of(pairs[i][1]);
		struct bp__address plain = bp__address_unmapped(&address);
		assert_true(bp__address_equal(&plain, &wanted));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(reads_what_inet_ntop_writes),
	    cmocka_unit_test(writes_what_inet_pton_reads),
	    cmocka_unit_test(writes_as_inet_ntop_does),
	    cmocka_unit_test(takes_and_refuses_as_inet_pton_does),
	    cmocka_unit_test(edges_are_as_inet_pton_has_them),
	    cmocka_unit_test(zones_are_kept),
	    cmocka_unit_test(bad_zones_are_refused),
	    cmocka_unit_test(text_is_cut_to_the_buffer),
	    cmocka_unit_test(predicates_hold),
	    cmocka_unit_test(equal_means_family_bytes_and_zone),
	    cmocka_unit_test(unused_bytes_of_ipv4_do_not_count),
	    cmocka_unit_test(only_mapped_addresses_are_unmapped),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
