/* Cases in words and as programs: what is said of which case, and what the host says is not
 * trusted. What the programs do is for tests/tool/explain_test.py. */
#include <config.h>

#include <stdio.h>
#include <string.h>

#include "bindprobe.h"
#include "explain/known.h"
#include "model/report.h"
#include "unit/unit.h"

enum {
	TEXT_SIZE = 16384,
};

#define NOTHING "\n  nothing is known of other systems here\n"

/* What the stream was written, as a string. */
static void
read_back(FILE *stream, char text[TEXT_SIZE])
{
	rewind(stream);
	size_t length = fread(text, 1, TEXT_SIZE - 1, stream);
	text[length] = '\0';
	assert_true(length > 0 && length < TEXT_SIZE - 1);
	fclose(stream);
}

static void
explain(const char *id, char text[TEXT_SIZE])
{
	struct bp_error error;
	FILE *stream = tmpfile();
	assert_non_null(stream);
	assert_int_equal(bp_explain(id, stream, &error), BP_OK);
	read_back(stream, text);
}

typedef enum bp_status
generate_function(
    const char *id, const bp_report *report, FILE *stream, struct bp_error *error);

static void
generate(generate_function *function, const char *id, const bp_report *report, char *text)
{
	struct bp_error error;
	FILE *stream = tmpfile();
	assert_non_null(stream);
	assert_int_equal(function(id, report, stream, &error), BP_OK);
	read_back(stream, text);
}

/* A case, and a line about it. */
static const struct {
	const char *id;
	const char *line;
} said[] = {
    {"tcp/any4/any6", "  Linux 6.18 (measured): socket 2 is bind:EADDRINUSE\n"},
    {"tcp/0.0.0.0/::", "  Linux 6.18 (measured): socket 2 is bind:EADDRINUSE\n"},
    {"tcp/any4/any6", "  Darwin (XNU) (measured): ok: both stand\n"},
    {"tcp/any6/any4", "  Darwin (XNU) (measured): socket 2 is bind:EADDRINUSE\n"},
    {"tcp/any4/any6,v6only=off", "  FreeBSD 13 (measured): ok: both stand\n"},
    {"tcp/any6,v6only=off/any4",
	"  FreeBSD 13 (measured): socket 2 is bind:EADDRINUSE\n"},
    {"tcp/any6,v6only=off/any4",
	"  FreeBSD 4 (source): ok, and IPv4 traffic goes to the later 0.0.0.0\n"},
    {"tcp/any6,v6only=off/any4",
	"  OpenBSD (source, documentation): setting V6ONLY off is v6only:EINVAL\n"},
    {"tcp/any6,v6only=on/any4", "  Windows (documentation): ok: both stand\n"},
    {"udp/any6", "  Linux 6.18 (measured): V6ONLY is off by default\n"},
    {"udp/any6", "  FreeBSD 13 (measured): V6ONLY is on by default\n"},
    {"tcp/any4,reuseaddr/any6,v6only=off,reuseaddr",
	"  Wine 8 on Linux (measured): EACCES\n"},
    {"tcp/any6,v6only=off,reuseaddr/any4,reuseaddr",
	"  lwIP 2.1.3 (measured): ok: both stand\n"},
    {"tcp/any4,reuseport/any4,reuseport,user=other",
	"  gVisor (measured): SO_REUSEPORT has no check of the user\n"},
    {"udp/loop4,reuseaddr/loop4,reuseaddr",
	"  Linux 6.18 (measured): the last bound gets all\n"},
    {"tcp/mapany,v6only=on", "  gVisor (measured): EHOSTUNREACH\n"},
    {"udp/any4/::ffff:192.0.2.2,v6only=on", "  Linux 6.18 (measured): bind:EINVAL\n"},
    {"tcp/any6,late-v6only=off", "  Linux 6.18 (measured): late-v6only:EINVAL\n"},
    {"tcp/absent6", "  Linux 6.18 (measured): bind:EADDRNOTAVAIL\n"},
    {"udp/link6-unscoped", "  Linux 6.18 (measured): bind:EINVAL\n"},
    {"udp/fe80::1", "  Linux 6.18 (measured): bind:EINVAL\n"},
    {"sctp/any4/any6", NOTHING},
    {"udp/any4/any6", NOTHING},
    {"tcp/any4", NOTHING},
    {"tcp/mapany", NOTHING},
    {"tcp/any4/any6/loop4", NOTHING},
    {"tcp/absent4,closed", NOTHING},
    {"tcp/any4,closed", "bind to 0.0.0.0, listen, close\n"},
    {"udp/absent4,reuseport/absent4,reuseport",
	"  Linux 6.18 (measured): bind:EADDRNOTAVAIL\n"},
    {"tcp/any6", "RFC 3493 section 5.3"},
    {"tcp/maploop", "RFC 4291 section 2.5.5.2"},
    {"tcp/link6", "RFC 4007"},
    {"tcp/absent4", "POSIX bind(): EADDRNOTAVAIL"},
    {"tcp/any4/any4", "POSIX bind(): EADDRINUSE"},
    {"tcp/any4,reuseaddr", "POSIX SO_REUSEADDR"},
    {"tcp/any4,reuseport", "SO_REUSEPORT is in no standard"},
    {"tcp/any4,port=0", "bind to 0.0.0.0 and port 0, listen\n"},
    {"udp/loop6,user=other", "  1. as another user: socket(AF_INET6, SOCK_DGRAM)"},
    {"tcp/any4,timewait=server/any4,reuseaddr",
	"  Linux 6.18 (measured): the port can be bound again only with the same"},
    {"tcp/any4,timewait=server",
	"bind to 0.0.0.0 and port 0, listen, accept a\n"
	"     client of this host and end the connection first, close\n"},
    {"tcp/any4,timewait=client/any4", "  RFC 9293 section 3.6"},
    {"udp/any4/loop4,closed/any4", "  Linux 6.18 (measured): the answer can depend on"},
    {"tcp/absent4", "  Linux, loopback interface down (measured)"},
    {"udp/absent4,freebind", "  IP_FREEBIND is in no standard"},
    {"udp/absent6,transparent", "CAP_NET_ADMIN"},
    {"udp/absent6,bindany", "FreeBSD's, and SO_BINDANY OpenBSD's"},
    {"udp/any4,device=loopback", "), bind to the loopback interface, bind to"},
    {"udp/any4,device=host", "SO_BINDTODEVICE"},
    {"udp/any4,range=same,port=0", "IP_LOCAL_PORT_RANGE"},
    {"udp/any4,family=other", "  1. socket(AF_INET6, SOCK_DGRAM), bind to 0.0.0.0\n"},
    {"udp/any4,family=unspec", "bind to 0.0.0.0, as AF_UNSPEC\n"},
    {"udp/any4,length=short", "bind to 0.0.0.0, one byte too short\n"},
    {"udp/any4,length=long", "POSIX bind(): EINVAL"},
    {"udp/any4,bind=again", "bind to 0.0.0.0, bind to the same once more\n"},
    {"tcp/any4,late-reuseaddr=off", "bind to 0.0.0.0, clear SO_REUSEADDR, listen\n"},
    {"tcp/any4,late-reuseport=on", "SO_REUSEPORT is in no standard"},
    {"udp/mcast4,join", "RFC 1112 section 7.1"},
    {"udp/mcast6", "a client sends to each address of the host and to groups on"},
    {"udp/mcast6", "RFC 4291 section 2.7"},
    {"udp/bcast4", "A socket bound to a broadcast address"},
    {"mptcp-late/any4", "Then those that stand listen"},
};

static void
says_what_is_known(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(said); i++) {
		char text[TEXT_SIZE];
		explain(said[i].id, text);
		if (strstr(text, said[i].line) == NULL)
			fail_msg("%s: no '%s' in\n%s", said[i].id, said[i].line, text);
		assert_int_equal(strncmp(text, said[i].id, strlen(said[i].id)), 0);
	}
}

/* Cases that are like those something is known of, and are not. */
static const struct {
	const char *id;
	const char *word;
} unsaid[] = {
    {"tcp-bind/any4,reuseport/any4,reuseport", "balanced"},
    {"udp/absent4,reuseport/absent4,reuseport", "balanced"},
    {"tcp/any4,reuseaddr/any6,v6only=on,reuseaddr", "Linux"},
    {"tcp/any4,reuseaddr/any6", "FreeBSD"},
    {"tcp/any4,reuseport/loop4,reuseport,user=other", "beats"},
    {"udp/any4,reuseaddr/loop4,reuseaddr,user=other", "Windows"},
    {"tcp/any4/any6,user=other", "Linux"},
    {"tcp/any4", "5.3"},
    {"tcp/absent4,freebind", "bind:EADDRNOTAVAIL"},
    {"tcp/any4,timewait=client/any4,reuseaddr", "measured"},
    {"tcp/any4,timewait=client/any4,reuseaddr", "Windows"},
    {"udp/loop4/loop4,reuseaddr,device=loopback", "Windows"},
    {"udp/any4,reuseaddr,user=other,family=unspec/loop4", "Linux"},
    {"udp/any4/loop4/any4,closed", "measured"},
    {"udp/bcast4,reuseaddr/bcast4,reuseaddr", "gets all"},
};

static void
says_no_more(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(unsaid); i++) {
		char text[TEXT_SIZE];
		explain(unsaid[i].id, text);
		const char *known = strstr(text, "What rules it");
		assert_non_null(known);
		if (strstr(known, unsaid[i].word) != NULL)
			fail_msg("%s: '%s' in\n%s", unsaid[i].id, unsaid[i].word, text);
	}
}

static void
refuses_what_is_no_case(void **state)
{
	(void)state;
	struct bp_error error;
	FILE *stream = tmpfile();
	assert_non_null(stream);
	assert_int_equal(bp_explain("tcp/any5", stream, &error), BP_BAD_USAGE);
	assert_non_null(strstr(error.text, "any5"));
	assert_int_equal(bp_explain_c("tcp", NULL, stream, &error), BP_BAD_USAGE);
	assert_int_equal(bp_explain_python("", NULL, stream, &error), BP_BAD_USAGE);
	assert_int_equal(ftell(stream), 0);
	fclose(stream);
}

static void
an_unknown_address_is_not_tried(void **state)
{
	(void)state;
	char text[TEXT_SIZE];
	generate(bp_explain_c, "tcp/any4/host4", NULL, text);
	assert_non_null(strstr(text, "an address has to be looked up"));
	assert_null(strstr(text, "bind("));
	generate(bp_explain_python, "tcp/any4/host4", NULL, text);
	assert_non_null(strstr(text, "print(\"1 n/a\\n2 n/a\")"));
	generate(bp_explain_c, "tcp/any4/absent6", NULL, text);
	assert_non_null(
	    strstr(text, "inet_pton(AF_INET6, \"2001:db8::1\", &a2.sin6_addr)"));
	generate(bp_explain_c, "tcp/any4,device=host", NULL, text);
	assert_non_null(strstr(text, "an interface has to be looked up"));
}

/* A report of one case on a host with an address and an ugly name. */
static bp_report
report_of(struct bp__outcome *outcome)
{
	bp_report report = {
	    .host = {.system = "Evil*/\nint x;\\", .release = "6\"", .machine = "\x80\r"},
	    .outcomes = outcome,
	    .outcome_count = 1,
	};
	report.host.user = "root";
	report.host.kinds[BP__HOST4] = bp__address_of("192.0.2.9");
	report.host.kinds[BP__LINK6] = bp__address_of("fe80::9%lo");
	return report;
}

static void
takes_addresses_and_outcome_from_the_report(void **state)
{
	(void)state;
	char text[TEXT_SIZE];
	struct bp_error error;
	struct bp__outcome outcome = {.unstable = false};
	const char *id = "tcp/host4/link6";
	assert_int_equal(bp__case_parse(id, &outcome.plan, &error), BP_OK);
	outcome.sockets[1].result =
	    (struct bp__result){.call = BP__CALL_BIND, .code = 98, .name = "EADDRINUSE"};
	const bp_report report = report_of(&outcome);
	generate(bp_explain_c, id, &report, text);
	assert_non_null(strstr(text, "inet_pton(AF_INET, \"192.0.2.9\", &a1.sin_addr)"));
	assert_non_null(strstr(text, "inet_pton(AF_INET6, \"fe80::9\", &a2.sin6_addr)"));
	assert_non_null(strstr(text, "a2.sin6_scope_id = if_nametoindex(\"lo\")"));
	assert_non_null(strstr(text, "\n * 1 ok\n * 2 bind:EADDRINUSE\n */\n"));
	assert_non_null(strstr(text, " * Evil?/?int x;? 6\" ?? as root answered:\n"));
	generate(bp_explain_python, id, &report, text);
	assert_non_null(strstr(text, "\n# 1 ok\n# 2 bind:EADDRINUSE\nimport errno\n"));
	assert_non_null(strstr(text, "(\"192.0.2.9\", port)"));
}

/* An interface may have any name; and a port that was asked for is that of the program. */
static void
takes_interfaces_and_port_from_the_report(void **state)
{
	(void)state;
	char text[TEXT_SIZE];
	bp_report report = report_of(NULL);
	report.outcome_count = 0;
	report.port = 8080;
	report.host.devices[BP__OUTSIDE] = "e\"\\\n??";
	const char *id = "udp/any4,device=host,range=same";
	generate(bp_explain_c, id, &report, text);
	assert_non_null(strstr(
	    text, "SO_BINDTODEVICE, \"e\\042\\134\\012\\077\\077\", sizeof \"e\\042"));
	assert_non_null(strstr(text, "atoi(argv[1]) : 8080;"));
	generate(bp_explain_python, id, &report, text);
	assert_non_null(strstr(text, "b\"e\\042\\134\\012\\077\\077\" + b\"\\0\")"));
	report.port_chosen = true;
	generate(bp_explain_c, id, &report, text);
	assert_non_null(strstr(text, "atoi(argv[1]) : 7020;"));
	generate(bp_explain_c, "udp/any4,device=loopback", &report, text);
	assert_non_null(strstr(text, "no loopback interface that is up"));
	generate(bp_explain_c, "udp/any6,join", &report, text);
	assert_non_null(strstr(text, "no loopback interface that is up"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(says_what_is_known),
	    cmocka_unit_test(says_no_more),
	    cmocka_unit_test(refuses_what_is_no_case),
	    cmocka_unit_test(an_unknown_address_is_not_tried),
	    cmocka_unit_test(takes_addresses_and_outcome_from_the_report),
	    cmocka_unit_test(takes_interfaces_and_port_from_the_report),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
