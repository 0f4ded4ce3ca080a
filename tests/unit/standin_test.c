/* Stand-ins: of each original one, of no two the same, and of nothing that tells no host. */
#include <config.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/standin.h"
#include "unit/unit.h"

static struct bp__standins standins;
static struct bp__arena arena;

static int
start(void **state)
{
	(void)state;
	bp__standins_free(&standins);
	bp__arena_free(&arena);
	return 0;
}

/* The stand-in of the address, in text. */
static const char *
standin(const char *text)
{
	static char buffer[BP__ADDRESS_TEXT];
	struct bp__address address = bp__address_of(text);
	address = bp__standin_address(&standins, &address);
	return bp__address_format(&address, buffer, sizeof buffer);
}

static void
what_tells_no_host_stays(void **state)
{
	static const char *const kept[] = {"0.0.0.0", "::", "::ffff:0.0.0.0", "127.0.0.1",
	    "127.9.8.7", "127.255.255.255", "::1", "::ffff:127.0.0.1", "233.252.0.1",
	    "ff01::db8:0:1", "ff01::db8:0:1%lo", "ff01::db8:0:1%lo0", "203.0.113.1",
	    "::ffff:203.0.113.1", "2001:db8::1", "255.255.255.255"};
	(void)state;
	for (size_t i = 0; i < COUNT(kept); i++)
		assert_string_equal(standin(kept[i]), kept[i]);
	assert_int_equal(standins.used, 0);
}

static void
each_sort_of_address_has_its_own(void **state)
{
	static const struct {
		const char *original;
		const char *standin;
	} rows[] = {
	    {"10.1.2.3", "192.0.2.1"},
	    {"10.1.2.4", "192.0.2.2"},
	    {"10.1.2.3", "192.0.2.1"},
	    {"::ffff:10.1.2.4", "::ffff:192.0.2.2"},
	    {"192.0.2.1", "192.0.2.3"},
	    {"169.254.7.7", "192.0.2.4"},
	    {"fd00::2", "2001:db8::2"},
	    {"2a00:1450:4001:82a::200e", "2001:db8::3"},
	    {"FD00:0:0:0:0:0:0:2", "2001:db8::2"},
	    {"::10.1.2.3", "2001:db8::4"},
	    {"fe80::a8bb:ccff:fedd:eeff%eth0", "fe80::1%if1"},
	    {"fe80::a8bb:ccff:fedd:eeff%wlan0", "fe80::1%if2"},
	    {"fe80::a8bb:ccff:fedd:eeff", "fe80::1"},
	    {"fe80::1%eth0", "fe80::2%if1"},
	    {"fe80::1%lo", "fe80::2%lo"},
	    {"239.1.2.3", "233.252.0.2"},
	    {"ff02::fb%eth0", "ff02::db8:0:2%if1"},
	    {"ff12::fb", "ff12::db8:0:3"},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		assert_string_equal(standin(rows[i].original), rows[i].standin);
}

static int
compare_texts(const void *a, const void *b)
{
	return strcmp(a, b);
}

/* Maps so many addresses that begin so, and sees that no two have the same stand-in. */
static void
check_injective(struct bp__address address, size_t count)
{
	char(*texts)[BP__ADDRESS_TEXT] = test_calloc(count, sizeof *texts);
	for (size_t i = 0; i < count; i++) {
		unsigned char *last =
		    address.bytes + (address.family == BP__INET ? 2 : 14);
		last[0] = (unsigned char)(i >> 8);
		last[1] = (unsigned char)(i & 0xff);
		struct bp__address one = bp__standin_address(&standins, &address);
		struct bp__address again = bp__standin_address(&standins, &address);
		assert_true(bp__address_equal(&one, &again));
		bp__address_format(&one, texts[i], sizeof texts[i]);
		assert_string_not_equal(texts[i], "203.0.113.1");
		assert_string_not_equal(texts[i], "2001:db8::1");
	}
	qsort(texts, count, sizeof *texts, compare_texts);
	for (size_t i = 1; i < count; i++)
		assert_string_not_equal(texts[i - 1], texts[i]);
	test_free(texts);
}

static void
no_two_have_the_same(void **state)
{
	static const char *const first[] = {"10.7.0.0", "192.0.0.0", "203.0.0.0",
	    "fd00::", "fe80::", "239.7.0.0", "ff02::"};
	(void)state;
	for (size_t i = 0; i < COUNT(first); i++) {
		start(NULL);
		check_injective(bp__address_of(first[i]), 5000);
	}
	assert_false(standins.arena.failed);
}

static void
past_what_documentation_has_come_reserved_ones(void **state)
{
	char text[32];
	const char *last = "";
	(void)state;
	for (unsigned i = 0; i < 762; i++) {
		snprintf(text, sizeof text, "10.0.%u.%u", i / 256, i % 256);
		last = standin(text);
		if (i == 253)
			assert_string_equal(last, "192.0.2.254");
		if (i == 254)
			assert_string_equal(last, "198.51.100.1");
		if (i == 508)
			assert_string_equal(last, "203.0.113.2");
		if (i == 760)
			assert_string_equal(last, "203.0.113.254");
	}
	assert_string_equal(last, "240.0.0.1");
}

static void
names_have_numbers(void **state)
{
	enum bp__standin interface = BP__STANDIN_INTERFACE;
	enum bp__standin report = BP__STANDIN_REPORT;
	(void)state;
	assert_string_equal(
	    bp__standin_name(&standins, interface, "enx0a1b2c3d4e5f"), "if1");
	assert_string_equal(bp__standin_name(&standins, interface, "if1"), "if2");
	assert_string_equal(bp__standin_name(&standins, report, "if1"), "report 1");
	assert_string_equal(bp__standin_name(&standins, report, "lo"), "report 2");
	assert_string_equal(bp__standin_name(&standins, interface, "lo"), "lo");
	assert_string_equal(bp__standin_name(&standins, interface, "lo0"), "lo0");
	assert_string_equal(bp__standin_name(&standins, interface, "lo1"), "if3");
	assert_string_equal(
	    bp__standin_name(&standins, interface, "enx0a1b2c3d4e5f"), "if1");
}

struct prose_row {
	const char *text;
	const char *expected;
};

static void
check_prose(const struct prose_row *rows, size_t count, enum bp__standin_search search)
{
	for (size_t i = 0; i < count; i++)
		assert_string_equal(
		    bp__standin_text(&standins, rows[i].text, search, &arena),
		    rows[i].expected);
}

static void
addresses_are_found_in_ids_and_prose(void **state)
{
	static const struct prose_row rows[] = {
	    {"tcp/10.1.2.3/::,v6only=on", "tcp/192.0.2.1/::,v6only=on"},
	    {"tcp/fe80::9%eth0,reuseaddr/any4", "tcp/fe80::1%if1,reuseaddr/any4"},
	    {"udp/::ffff:10.1.2.3/::ffff:127.0.0.1",
		"udp/::ffff:192.0.2.1/::ffff:127.0.0.1"},
	    {"bind(10.1.2.3, port 7020)", "bind(192.0.2.1, port 7020)"},
	    {"bind(10.1.2.3:7020): no", "bind(192.0.2.1:7020): no"},
	    {"bind([fe80::9%eth0]:7020)", "bind([fe80::1%if1]:7020)"},
	    {"at FE80:0000:0:0:0:0:0:0009%eth0.", "at fe80::1%if1."},
	    {"at fd00::7: refused", "at 2001:db8::2: refused"},
	    {"10.1.2.3, 10.1.2.3; (10.1.2.3)", "192.0.2.1, 192.0.2.1; (192.0.2.1)"},
	    {"to:10.1.2.3.", "to:192.0.2.1."},
	    {"0.0.0.0 then :: is EADDRINUSE", "0.0.0.0 then :: is EADDRINUSE"},
	};
	static const char *const plain[] = {"", "needs root", "Linux 6.18.44",
	    "on socket 2", "0.0.0.0.", "12:34:56", "RFC 3493 5.3", "listen(16): be, ade"};
	(void)state;
	check_prose(rows, COUNT(rows), BP__ADDRESSES);
	for (size_t i = 0; i < COUNT(plain); i++)
		assert_string_equal(
		    bp__standin_text(&standins, plain[i], BP__ADDRESSES, &arena),
		    plain[i]);
}

static void
interfaces_are_found_where_they_are_looked_for(void **state)
{
	static const struct prose_row rows[] = {
	    {"no interface eth0", "no interface if1"},
	    {"no interface eth0.", "no interface if1."},
	    {"net.ipv6.conf.eth0.x", "net.ipv6.conf.if1.x"},
	    {"eth0.100 and eth0", "if2 and if1"},
	    {"veth0 eth01 eth", "veth0 eth01 eth"},
	    {"socket 7 of 7", "socket 7 of 7"},
	    {"the lo interface", "the lo interface"},
	};
	(void)state;
	bp__standin_name(&standins, BP__STANDIN_INTERFACE, "eth0");
	bp__standin_name(&standins, BP__STANDIN_INTERFACE, "eth0.100");
	bp__standin_name(&standins, BP__STANDIN_INTERFACE, "7");
	check_prose(rows, COUNT(rows), BP__ADDRESSES_AND_INTERFACES);
	assert_string_equal(
	    bp__standin_text(&standins, "tcp/any4 eth0", BP__ADDRESSES, &arena),
	    "tcp/any4 eth0");
}

static void
stand_ins_of_stand_ins_are_the_same(void **state)
{
	static const char *const originals[] = {"10.1.2.3", "fd00::2", "fe80::9%eth0",
	    "10.9.9.9", "239.1.2.3", "ff02::fb%wlan0", "2a00::1"};
	char texts[COUNT(originals)][BP__ADDRESS_TEXT];
	(void)state;
	for (size_t i = 0; i < COUNT(originals); i++)
		snprintf(texts[i], sizeof texts[i], "%s", standin(originals[i]));
	start(NULL);
	for (size_t i = 0; i < COUNT(originals); i++)
		assert_string_equal(standin(texts[i]), texts[i]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup(what_tells_no_host_stays, start),
	    cmocka_unit_test_setup(each_sort_of_address_has_its_own, start),
	    cmocka_unit_test_setup(no_two_have_the_same, start),
	    cmocka_unit_test_setup(past_what_documentation_has_come_reserved_ones, start),
	    cmocka_unit_test_setup(names_have_numbers, start),
	    cmocka_unit_test_setup(addresses_are_found_in_ids_and_prose, start),
	    cmocka_unit_test_setup(interfaces_are_found_where_they_are_looked_for, start),
	    cmocka_unit_test_setup(stand_ins_of_stand_ins_are_the_same, start),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	start(NULL);
	return failed;
}
