/* The made-up kernel itself: what the other tests rest on can be seen to go wrong. */
#include <config.h>

#include <string.h>

#include "fake/fake.h"
#include "unit/unit.h"

enum {
	PORT = 7020,
};

static struct bp__sys *sys;

static int
start_linux(void **state)
{
	(void)state;
	fake_configure(fake_profile("linux"));
	sys = bp__sys_start();
	return sys == NULL;
}

static int
stop_linux(void **state)
{
	(void)state;
	bp__sys_stop(sys);
	return fake_stopped() ? 0 : 1;
}

static struct bp__sock
open_bound(enum bp_transport transport, const char *text, unsigned port)
{
	struct bp__address address = bp__address_of(text);
	struct bp__sock sock = BP__NO_SOCKET;
	assert_int_equal(
	    bp__sys_open(sys, transport, address.family, BP__SYS_SELF, &sock), 0);
	assert_int_equal(bp__sys_bind(sys, &sock, &address, port), 0);
	return sock;
}

static struct bp__sock
open_listener(const char *text)
{
	struct bp__sock sock = open_bound(BP_TCP, text, PORT);
	assert_int_equal(bp__sys_listen(sys, &sock), 0);
	return sock;
}

static struct bp__sock
open_client(enum bp_transport transport, const char *to)
{
	struct bp__address address = bp__address_of(to);
	struct bp__sock sock = open_bound(transport, to, 0);
	assert_int_equal(bp__sys_connect(sys, &sock, &address, PORT), 0);
	return sock;
}

static bool
is_ready(const struct bp__sock *sock, bool writable)
{
	struct bp__sys_event event = {.sock = *sock, .writable = writable};
	assert_int_equal(bp__sys_wait(sys, &event, 1, 1000), 0);
	return event.ready;
}

static void
a_connection_is_known_by_its_peer(void **state)
{
	struct bp__sock listener = open_listener("::");
	struct bp__sock client = open_client(BP_TCP, "127.0.0.1");
	struct bp__sock server = BP__NO_SOCKET;
	struct bp__address self;
	struct bp__address peer;
	unsigned self_port;
	unsigned peer_port;
	char data[8];
	size_t got;
	(void)state;
	assert_true(is_ready(&listener, false));
	assert_true(is_ready(&client, true));
	assert_int_equal(bp__sys_local(sys, &client, &self, &self_port), 0);
	assert_int_equal(bp__sys_accept(sys, &listener, &server, &peer, &peer_port), 0);
	assert_true(bp__address_is_mapped(&peer));
	peer = bp__address_unmapped(&peer);
	assert_true(bp__address_equal(&self, &peer));
	assert_int_equal(self_port, peer_port);
	assert_int_equal(bp__sys_send(sys, &client, "hello", 5), 0);
	assert_int_equal(bp__sys_receive(sys, &server, data, sizeof data, &got), 0);
	assert_int_equal(got, 5);
	assert_memory_equal(data, "hello", 5);
	bp__sys_abort_on_close(sys, &server);
	bp__sys_close(sys, &server);
	bp__sys_close(sys, &client);
	bp__sys_close(sys, &listener);
	assert_int_equal(fake_open_sockets(), 0);
	assert_int_equal(fake_time_waits(), 0);
}

/* An ordinary close leaves TIME_WAIT, which is in the way of the next bind. */
static void
an_ordinary_close_leaves_time_wait(void **state)
{
	struct bp__sock listener = open_listener("0.0.0.0");
	struct bp__sock client = open_client(BP_TCP, "127.0.0.1");
	struct bp__sock server = BP__NO_SOCKET;
	struct bp__address address;
	unsigned port;
	(void)state;
	assert_int_equal(bp__sys_accept(sys, &listener, &server, &address, &port), 0);
	bp__sys_close(sys, &server);
	bp__sys_close(sys, &client);
	bp__sys_close(sys, &listener);
	assert_int_equal(fake_time_waits(), 1);
	struct bp__sock next = BP__NO_SOCKET;
	address = bp__address_of("0.0.0.0");
	bp__sys_open(sys, BP_TCP, BP__INET, BP__SYS_SELF, &next);
	assert_int_equal(
	    bp__sys_bind(sys, &next, &address, PORT), fake_code(FAKE_EADDRINUSE));
	bp__sys_set(sys, &next, BP__SYS_REUSEADDR, 1);
	assert_int_equal(bp__sys_bind(sys, &next, &address, PORT), 0);
	bp__sys_close(sys, &next);
}

static void
a_datagram_goes_to_the_closest_socket(void **state)
{
	struct bp__sock any = open_bound(BP_UDP, "::", PORT);
	struct bp__sock client = open_client(BP_UDP, "192.0.2.2");
	char data[8];
	size_t got;
	(void)state;
	assert_int_equal(bp__sys_send(sys, &client, "one", 3), 0);
	assert_int_equal(bp__sys_send(sys, &client, "two", 3), 0);
	assert_int_equal(bp__sys_receive(sys, &any, data, sizeof data, &got), 0);
	assert_memory_equal(data, "one", 3);
	assert_true(is_ready(&any, false));
	assert_int_equal(bp__sys_receive(sys, &any, data, sizeof data, &got), 0);
	assert_memory_equal(data, "two", 3);
	assert_false(is_ready(&any, false));
	bp__sys_close(sys, &any);
	assert_int_equal(bp__sys_send(sys, &client, "three", 5), 0);
	assert_true(is_ready(&client, false));
	assert_int_equal(bp__sys_failure(sys, &client), fake_code(FAKE_ECONNREFUSED));
	assert_int_equal(bp__sys_failure(sys, &client), 0);
	bp__sys_close(sys, &client);
}

static void
use_after_close_is_counted(void **state)
{
	struct bp__sock sock = open_bound(BP_UDP, "::1", PORT);
	struct bp__sock copy = sock;
	(void)state;
	bp__sys_close(sys, &sock);
	bp__sys_close(sys, &sock); /* allowed: it is no socket any more */
	assert_int_equal(fake_misuses(), 0);
	assert_int_equal(bp__sys_listen(sys, &copy), fake_code(FAKE_EBADF));
	assert_int_equal(fake_misuses(), 1);
	bp__sys_close(sys, &copy);
	assert_int_equal(fake_misuses(), 2);
}

static void
open_sockets_of_both_users_are_counted(void **state)
{
	struct bp__sock own = BP__NO_SOCKET;
	struct bp__sock other = BP__NO_SOCKET;
	(void)state;
	bp__sys_open(sys, BP_TCP, BP__INET, BP__SYS_SELF, &own);
	bp__sys_open(sys, BP_TCP, BP__INET, BP__SYS_OTHER, &other);
	assert_int_equal(fake_open_sockets(), 2);
	bp__sys_close(sys, &other);
	assert_int_equal(fake_open_sockets(), 1);
	bp__sys_close(sys, &own);
	assert_int_equal(fake_open_sockets(), 0);
}

static void
sending_abroad_is_counted(void **state)
{
	struct bp__address abroad = bp__address_of("198.51.100.7");
	struct bp__sock sock = BP__NO_SOCKET;
	(void)state;
	bp__sys_open(sys, BP_UDP, BP__INET, BP__SYS_SELF, &sock);
	assert_int_not_equal(bp__sys_connect(sys, &sock, &abroad, 53), 0);
	assert_int_equal(fake_sent_abroad(), 1);
	bp__sys_close(sys, &sock);
}

static void
only_the_chosen_call_fails(void **state)
{
	struct bp__sock sock = BP__NO_SOCKET;
	(void)state;
	fake_fail_call(fake_calls() + 2, fake_code(FAKE_EIO));
	assert_int_equal(bp__sys_open(sys, BP_TCP, BP__INET, BP__SYS_SELF, &sock), 0);
	assert_int_equal(
	    bp__sys_set(sys, &sock, BP__SYS_REUSEADDR, 1), fake_code(FAKE_EIO));
	int value = 77;
	assert_int_equal(bp__sys_get(sys, &sock, BP__SYS_REUSEADDR, &value), 0);
	assert_int_equal(value, 0); /* the call that failed did nothing */
	bp__sys_close(sys, &sock);
}

/* The protocols that the table has on the port, with spaces between. */
static void
note_protocol(void *context, const struct bp__entry *entry)
{
	char *text = context;
	size_t used = strlen(text);
	snprintf(text + used, 80 - used, "%s%s", used == 0 ? "" : " ",
	    bp__entry_protocol(entry));
}

static const char *
strangers_on_port(char holders[80])
{
	const struct bp__sys_query query = {PORT, BP_TCP | BP_UDP, false};
	struct bp__sys_table table;
	holders[0] = '\0';
	assert_int_equal(
	    bp__sys_each_socket(sys, &query, &table, note_protocol, holders), 0);
	return holders;
}

static void
an_intruder_waits_for_the_port_and_goes(void **state)
{
	const struct fake_intruder intruder = {
	    .port = PORT, .transports = BP_UDP, .families = "4", .from = 1, .until = 10};
	struct bp__address any = bp__address_of("0.0.0.0");
	struct bp__sock ours = open_bound(BP_UDP, "0.0.0.0", PORT);
	char holder[80];
	(void)state;
	fake_intrude(&intruder);
	assert_false(is_ready(&ours, false));
	assert_string_equal(strangers_on_port(holder), "udp4");
	bp__sys_close(sys, &ours);
	bp__sys_open(sys, BP_UDP, BP__INET, BP__SYS_SELF, &ours);
	assert_string_equal(strangers_on_port(holder), "udp4");
	assert_int_equal(
	    bp__sys_bind(sys, &ours, &any, PORT), fake_code(FAKE_EADDRINUSE));
	while (fake_calls() < 10)
		is_ready(&ours, false);
	assert_int_equal(bp__sys_bind(sys, &ours, &any, PORT), 0);
	bp__sys_close(sys, &ours);
}

static void
every_error_has_a_name_and_a_number_of_its_own(void **state)
{
	(void)state;
	for (size_t i = 0; i < fake_profile_count; i++) {
		fake_configure(&fake_profiles[i]);
		for (int a = FAKE_OK + 1; a < FAKE_ERROR_COUNT; a++) {
			char buffer[16];
			int code = fake_code((enum fake_error)a);
			assert_true(code > 0);
			assert_string_equal(
			    bp__sys_error_name(code, buffer, sizeof buffer),
			    fake_error_name((enum fake_error)a));
		}
	}
	char buffer[16];
	assert_string_equal(bp__sys_error_name(9999, buffer, sizeof buffer), "E9999");
}

#define ON_LINUX(test) cmocka_unit_test_setup_teardown(test, start_linux, stop_linux)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    ON_LINUX(a_connection_is_known_by_its_peer),
	    ON_LINUX(an_ordinary_close_leaves_time_wait),
	    ON_LINUX(a_datagram_goes_to_the_closest_socket),
	    ON_LINUX(use_after_close_is_counted),
	    ON_LINUX(open_sockets_of_both_users_are_counted),
	    ON_LINUX(sending_abroad_is_counted),
	    ON_LINUX(only_the_chosen_call_fails),
	    ON_LINUX(an_intruder_waits_for_the_port_and_goes),
	    cmocka_unit_test(every_error_has_a_name_and_a_number_of_its_own),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
