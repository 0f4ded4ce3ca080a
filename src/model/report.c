/* Reads and frees reports. */
#include <config.h>

#include "model/report.h"
#include "model/suite.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

static const char *const verdict_names[] = {
    [BP__WORKS] = "works",
    [BP__PARTLY] = "partly",
    [BP__FAILS] = "fails",
    [BP__NOT_JUDGED] = "n/a",
};
static_assert(COUNT(verdict_names) == BP__VERDICT_COUNT, "one word a verdict");

static const char *const grade_names[] = {
    [BP__GRADE_NONE] = "N/A",
    [BP__PASS] = "PASS",
    [BP__WARN] = "WARN",
    [BP__FAIL] = "FAIL",
};
static_assert(COUNT(grade_names) == BP__GRADE_COUNT, "one word a grade");

const char bp__nothing_to_judge[] = "nothing to judge by here";

const char *
bp__verdict_name(enum bp__verdict verdict)
{
	return verdict_names[verdict];
}

const char *
bp__grade_name(enum bp__grade grade)
{
	return grade_names[grade];
}

enum {
	DRAWN_MAX = 256, /* cases of suites that text draws one by one */
};

void
bp__report_choose_view(bp_report *report, size_t cases)
{
	report->has_tables = false;
	for (size_t i = 0; i < report->suite_count; i++)
		report->has_tables =
		    report->has_tables || bp__suite_has_tables(report->suites[i]);
	report->by_case = report->picked || (!report->has_tables && cases <= DRAWN_MAX);
}

bool
bp__report_asks(const bp_report *report, const char *suite)
{
	for (size_t i = 0; i < report->suite_count; i++) {
		if (strcmp(report->suites[i], suite) == 0)
			return true;
	}
	return false;
}

void
bp__report_set_numbers(bp_report *report)
{
	for (int i = BP__NUMBER + 1; i < BP__KIND_COUNT; i++) {
		const char *number = bp__kind_row((enum bp__kind)i)->number;
		if (number != NULL)
			report->host.kinds[i] = bp__address_of(number);
	}
}

void
bp__report_drop_present(bp_report *report)
{
	static const enum bp__kind absent[] = {BP__ABSENT4, BP__ABSENT6};
	for (size_t i = 0; i < report->target_count * COUNT(absent); i++) {
		struct bp__address *address = &report->host.kinds[absent[i % 2]];
		if (bp__address_equal(&report->targets[i / 2].address, address))
			address->family = BP__FAMILY_NONE;
	}
}

const struct bp__outcome *
bp__report_find(const bp_report *report, enum bp__series series, const char *sockets)
{
	char id[BP__ID_SIZE];
	struct bp__case wanted;
	struct bp_error error;
	snprintf(id, sizeof id, "%s/%s", bp__series_name(series), sockets);
	if (bp__case_parse(id, &wanted, &error) != BP_OK)
		return NULL;
	for (size_t i = 0; i < report->outcome_count; i++) {
		if (bp__case_equal(&report->outcomes[i].plan, &wanted))
			return &report->outcomes[i];
	}
	return NULL;
}

bool
bp__client_is_absent(const struct bp__result *client)
{
	return client->reason != NULL || client->call == BP__CALL_SOCKET ||
	    client->call == BP__CALL_BIND ||
	    (client->call == BP__CALL_CONNECT &&
		strcmp(client->name, "ECONNREFUSED") != 0);
}

/* Whether it is not known who got it. */
static bool
is_unseen(const struct bp__delivery *delivery)
{
	return bp__delivery_letter(delivery) == '-' &&
	    !bp__shows_nobody(&delivery->nobody);
}

enum bp__takeover
bp__takeover(const bp_report *report, const struct bp__outcome *alone,
    const struct bp__outcome *both)
{
	size_t offered = 0;
	size_t touched = 0;
	size_t whole = 0;
	for (size_t i = 0; i < both->delivery_count && i < alone->delivery_count; i++) {
		const struct bp__delivery *delivery = &both->deliveries[i];
		const struct bp__address *to = &report->targets[delivery->target].address;
		if (alone->deliveries[i].by[0] == 0 || !bp__outcome_covers(both, 1, to) ||
		    is_unseen(delivery))
			continue;
		offered++;
		touched += delivery->by[1] > 0;
		whole += delivery->by[1] == delivery->tries;
	}
	if (offered == 0)
		return BP__TAKES_UNKNOWN;
	if (touched == 0)
		return BP__TAKES_NOTHING;
	return whole == offered ? BP__TAKES_ALL : BP__TAKES_SOME;
}

void
bp_report_free(bp_report *report)
{
	if (report == NULL)
		return;
	bp__arena_free(&report->arena);
	free(report);
}
