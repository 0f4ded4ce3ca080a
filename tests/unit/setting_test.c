/* The settings that a network of its own may have otherwise: their names and values. */
#include <config.h>

#include "model/setting.h"

#include <string.h>

#include "unit/unit.h"

static const struct bp__setting_row *
row_of(const char *name)
{
	size_t i = 0;
	while (bp__setting_row(i) != NULL && strcmp(bp__setting_row(i)->name, name) != 0)
		i++;
	assert_non_null(bp__setting_row(i));
	return bp__setting_row(i);
}

/* A value that is asked for, and as the system writes it; NULL when it is none. */
static const struct {
	const char *name;
	const char *value;
	const char *written;
} values[] = {
    {"net.ipv6.bindv6only", "1", "1"},
    {"net.ipv6.bindv6only", "01", "1"},
    {"net.ipv6.bindv6only", "2", NULL},
    {"net.ipv6.bindv6only", "", NULL},
    {"net.ipv6.bindv6only", "-1", NULL},
    {"net.ipv6.bindv6only", "1 ", NULL},
    {"net.ipv6.bindv6only", "99999999999999999999", NULL},
    {"net.ipv4.ip_unprivileged_port_start", "0", "0"},
    {"net.ipv4.ip_unprivileged_port_start", "65535", "65535"},
    {"net.ipv4.ip_unprivileged_port_start", "65536", NULL},
    {"net.ipv4.tcp_max_tw_buckets", "2147483647", "2147483647"},
    {"net.ipv4.tcp_max_tw_buckets", "2147483648", NULL},
    {"net.ipv4.ip_local_port_range", "32768-60999", "32768 60999"},
    {"net.ipv4.ip_local_port_range", "1024\t65535", "1024 65535"},
    {"net.ipv4.ip_local_port_range", "1024", NULL},
    {"net.ipv4.ip_local_port_range", "1024-65536", NULL},
    {"net.ipv4.ip_local_port_range", "1-2-3", NULL},
    {"net.ipv4.ip_local_reserved_ports", "", ""},
    {"net.ipv4.ip_local_reserved_ports", "8080,9000-9100", "8080,9000-9100"},
    {"net.ipv4.ip_local_reserved_ports", "8080,", NULL},
    {"net.ipv4.ip_local_reserved_ports", "8080-", NULL},
    {"net.ipv4.ip_local_reserved_ports", "a", NULL},
};

static void
values_are_written_as_the_system_has_them(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
		char text[BP__SETTING_VALUE];
		struct bp_error error;
		enum bp_status status = bp__setting_value(
		    row_of(values[i].name), values[i].value, text, &error);
		if (values[i].written == NULL) {
			assert_int_equal(status, BP_BAD_USAGE);
			assert_non_null(strstr(error.text, values[i].name));
			assert_non_null(strstr(error.text, "valid are"));
			continue;
		}
		assert_int_equal(status, BP_OK);
		assert_string_equal(text, values[i].written);
	}
}

static size_t
count_named(const char *name)
{
	size_t count = 0;
	for (size_t i = 0; bp__setting_row(i) != NULL; i++)
		count += bp__setting_is_named(bp__setting_row(i), name, strlen(name));
	return count;
}

static void
the_end_of_a_name_behind_a_dot_is_enough(void **state)
{
	(void)state;
	assert_int_equal(count_named("net.ipv6.bindv6only"), 1);
	assert_int_equal(count_named("net/ipv6/bindv6only"), 1);
	assert_int_equal(count_named("bindv6only"), 1);
	assert_int_equal(count_named("ip_nonlocal_bind"), 2);
	assert_int_equal(count_named("ipv6.ip_nonlocal_bind"), 1);
	assert_int_equal(count_named("disable_ipv6"), 3);
	assert_int_equal(count_named("ipv6.disable"), 1);
	assert_int_equal(count_named("6only"), 0);
	assert_int_equal(count_named(""), 0);
	assert_int_equal(count_named("."), 0);
	assert_int_equal(count_named("../bindv6only"), 0);
	assert_int_equal(count_named("sys.net.ipv6.bindv6only"), 0);
}

static void
what_is_tried_are_values_of_the_setting(void **state)
{
	(void)state;
	for (size_t i = 0; bp__setting_row(i) != NULL; i++) {
		const struct bp__setting_row *row = bp__setting_row(i);
		for (size_t k = 0; k < BP__TRIED_MAX && row->tried[k] != NULL; k++) {
			char text[BP__SETTING_VALUE];
			struct bp_error error;
			if (strcmp(row->tried[k], BP__VALUE_THE_PORT) == 0)
				continue;
			assert_int_equal(
			    bp__setting_value(row, row->tried[k], text, &error), BP_OK);
			assert_string_equal(text, row->tried[k]);
		}
	}
}

static void
an_unknown_name_is_told_all_there_are(void **state)
{
	(void)state;
	struct bp_error error;
	assert_int_equal(bp__setting_unknown("no_such", 7, &error), BP_BAD_USAGE);
	assert_non_null(strstr(error.text, "'no_such'"));
	for (size_t i = 0; bp__setting_row(i) != NULL; i++)
		assert_non_null(strstr(error.text, bp__setting_row(i)->name));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(values_are_written_as_the_system_has_them),
	    cmocka_unit_test(the_end_of_a_name_behind_a_dot_is_enough),
	    cmocka_unit_test(what_is_tried_are_values_of_the_setting),
	    cmocka_unit_test(an_unknown_name_is_told_all_there_are),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
