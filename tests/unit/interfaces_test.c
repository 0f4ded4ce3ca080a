/* Interfaces and their addresses, as a made-up getifaddrs(3) gives them: among them what KAME
 * systems do, whatever system this is. */
#include <config.h>

#include "sys/sys.h"

#include <ifaddrs.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sys/sockaddr.h"
#include "unit/unit.h"

enum {
	TEXT_SIZE = 1024,
	UP = IFF_UP,
};

/* An entry of getifaddrs(3); without an address when it is NULL, and that of a link, which is
 * no Internet address, when it is "link". */
struct entry {
	const char *interface;
	unsigned flags;
	const char *address;
	unsigned scope; /* sin6_scope_id */
};

static const struct entry *entries;
static size_t entry_count;
static int failure; /* what getifaddrs(3) fails with; 0: not */
static size_t lists; /* that were given and not freed */

static void
fill(const struct entry *entry, struct sockaddr_storage *storage)
{
	struct sockaddr_in inet = {.sin_family = AF_INET};
	struct sockaddr_in6 inet6 = {.sin6_family = AF_INET6};
	if (strcmp(entry->address, "link") == 0) {
		storage->ss_family = AF_UNIX;
	} else if (inet_pton(AF_INET, entry->address, &inet.sin_addr) == 1) {
		memcpy(storage, &inet, sizeof inet);
	} else {
		assert_int_equal(
		    inet_pton(AF_INET6, entry->address, &inet6.sin6_addr), 1);
		inet6.sin6_scope_id = entry->scope;
		memcpy(storage, &inet6, sizeof inet6);
	}
}

/* Stands in for that of the C library, as do the next three. */
int
getifaddrs(struct ifaddrs **list)
{
	struct node {
		struct ifaddrs ifaddrs;
		struct sockaddr_storage address;
		char name[IF_NAMESIZE];
	};
	if (failure != 0) {
		errno = failure;
		return -1;
	}
	struct node *nodes = calloc(entry_count, sizeof *nodes);
	assert_non_null(nodes);
	for (size_t i = 0; i < entry_count; i++) {
		const struct entry *entry = &entries[i];
		snprintf(nodes[i].name, sizeof nodes[i].name, "%s", entry->interface);
		nodes[i].ifaddrs = (struct ifaddrs){
		    .ifa_next = i + 1 < entry_count ? &nodes[i + 1].ifaddrs : NULL,
		    .ifa_name = nodes[i].name,
		    .ifa_flags = entry->flags,
		};
		if (entry->address == NULL)
			continue;
		fill(entry, &nodes[i].address);
		nodes[i].ifaddrs.ifa_addr = (struct sockaddr *)&nodes[i].address;
	}
	*list = &nodes[0].ifaddrs;
	lists++;
	return 0;
}

void
freeifaddrs(struct ifaddrs *list)
{
	free(list);
	lists--;
}

char *
if_indextoname(unsigned index, char name[IF_NAMESIZE])
{
	static const char *const names[] = {NULL, "lo0", "em0", "em1"};
	if (index >= sizeof names / sizeof *names || index == 0)
		return NULL;
	snprintf(name, IF_NAMESIZE, "%s", names[index]);
	return name;
}

unsigned
if_nametoindex(const char *name)
{
	char known[IF_NAMESIZE];
	for (unsigned i = 1; if_indextoname(i, known) != NULL; i++) {
		if (strcmp(known, name) == 0)
			return i;
	}
	errno = ENXIO;
	return 0;
}

/* Adds "INTERFACE ADDRESS (FLAGS)" and a line feed. */
static void
add(void *context, const char *interface, const char *flags,
    const struct bp__address *address)
{
	char *text = context;
	size_t used = strlen(text);
	char written[BP__ADDRESS_TEXT] = "-";
	if (address != NULL)
		bp__address_format(address, written, sizeof written);
	snprintf(
	    text + used, TEXT_SIZE - used, "%s %s (%s)\n", interface, written, flags);
}

static void
expect(const struct entry *list, size_t count, const char *expected)
{
	char text[TEXT_SIZE] = "";
	entries = list;
	entry_count = count;
	assert_int_equal(bp__sys_each_address(NULL, add, text), 0);
	assert_string_equal(text, expected);
	assert_int_equal(lists, 0);
}

#define EXPECT(list, expected) expect((list), sizeof(list) / sizeof *(list), (expected))

static void
addresses_of_a_link_are_passed_over(void **state)
{
	(void)state;
	static const struct entry list[] = {
	    {"lo0", UP | IFF_LOOPBACK, "link", 0},
	    {"lo0", UP | IFF_LOOPBACK, "127.0.0.1", 0},
	    {"lo0", UP | IFF_LOOPBACK, "::1", 0},
	    {"em0", UP | IFF_MULTICAST, NULL, 0},
	    {"em0", UP | IFF_MULTICAST, "192.0.2.2", 0},
	};
	EXPECT(list,
	    "lo0 127.0.0.1 (up loopback)\n"
	    "lo0 ::1 (up loopback)\n"
	    "em0 192.0.2.2 (up multicast)\n");
}

static void
an_interface_without_address_is_told_once(void **state)
{
	(void)state;
	static const struct entry list[] = {
	    {"em0", 0, NULL, 0},
	    {"em0", 0, "link", 0},
	    {"em1", UP | IFF_POINTOPOINT, "link", 0},
	    {"lo0", UP, "::1", 0},
	};
	EXPECT(list, "em0 - (down)\nem1 - (up point-to-point)\nlo0 ::1 (up)\n");
}

/* KAME: the scope of a link-local address may be in its bytes 2 and 3. */
static void
a_scope_inside_a_link_local_address_is_taken_out(void **state)
{
	(void)state;
	static const struct entry list[] = {
	    {"lo0", UP, "fe80:1::1", 0},
	    {"em0", UP, "fe80:2::fc:ff:fe00:1", 0},
	    {"em0", UP, "fe80::fc:ff:fe00:2", 2},
	    {"em1", UP, "fe80:99::1", 0},
	    {"em1", UP, "fe80::1", 0},
	    {"em1", UP, "2001:db8:3::1", 0},
	};
	EXPECT(list,
	    "lo0 fe80::1%lo0 (up)\n"
	    "em0 fe80::fc:ff:fe00:1%em0 (up)\n"
	    "em0 fe80::fc:ff:fe00:2%em0 (up)\n"
	    "em1 fe80::1%153 (up)\n"
	    "em1 fe80::1 (up)\n"
	    "em1 2001:db8:3::1 (up)\n");
}

static void
a_zone_is_a_name_or_a_number_that_is_known(void **state)
{
	(void)state;
	struct bp__zones zones = {.next = 0};
	int code = 0;
	assert_int_equal(bp__sockaddr_scope(&zones, "em0", &code), 2);
	assert_int_equal(bp__sockaddr_scope(&zones, "em0", &code), 2);
	assert_int_equal(bp__sockaddr_scope(&zones, "17", &code), 17);
	assert_int_equal(code, 0);
	assert_int_equal(bp__sockaddr_scope(&zones, "em7", &code), 0);
	assert_int_equal(code, ENXIO);
	assert_int_equal(bp__sockaddr_scope(&zones, "4294967296", &code), 0);
}

static void
a_cut_address_is_none(void **state)
{
	(void)state;
	struct bp__zones zones = {.next = 0};
	const struct bp__address sent = bp__address_of("fe80::1");
	struct sockaddr_storage storage;
	socklen_t size = 0;
	memset(&storage, 0, sizeof storage);
	assert_int_equal(bp__sockaddr_write(&zones, &sent, 7020, &storage, &size), 0);
	for (socklen_t i = sizeof storage.ss_family; i <= size; i++) {
		struct bp__address read;
		unsigned port = 1;
		bp__sockaddr_read(&zones, (struct sockaddr *)&storage, i, &read, &port);
		assert_int_equal(read.family, i < size ? BP__FAMILY_NONE : BP__INET6);
		assert_int_equal(port, i < size ? 0 : 7020);
	}
}

static void
a_failure_keeps_its_error(void **state)
{
	(void)state;
	char text[TEXT_SIZE] = "";
	failure = EACCES;
	assert_int_equal(bp__sys_each_address(NULL, add, text), EACCES);
	failure = 0;
	assert_string_equal(text, "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(addresses_of_a_link_are_passed_over),
	    cmocka_unit_test(an_interface_without_address_is_told_once),
	    cmocka_unit_test(a_scope_inside_a_link_local_address_is_taken_out),
	    cmocka_unit_test(a_zone_is_a_name_or_a_number_that_is_known),
	    cmocka_unit_test(a_cut_address_is_none),
	    cmocka_unit_test(a_failure_keeps_its_error),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
