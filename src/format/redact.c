/* Copies reports, outcomes and comparisons with stand-ins, on their way to a format, which
 * knows nothing of it. A report that says it is redacted is handed on as it is, so that the
 * stand-ins in it stay. */
#include <config.h>

#include "format/redact.h"
#include "analyse/differ.h"
#include "analyse/profiles.h"
#include "model/standin.h"

#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

struct bp__redaction {
	const struct bp__format *format; /* that writes */
	struct bp__standins standins;
	struct bp__arena arena; /* of what each case of the report needs */
	struct bp__arena scratch; /* of one case */
	struct bp__host host;
	struct bp__target *targets;
};

/* A copy of the array in the arena; of no elements where there is no memory. */
static void *
copy_of(struct bp__arena *arena, const void *array, size_t *count, size_t size)
{
	void *copy = *count == 0 ? NULL : bp__arena_array(arena, *count, size);
	if (copy == NULL)
		*count = 0;
	else
		memcpy(copy, array, *count * size);
	return copy;
}

/* Prose may name interfaces; ids, and what is made of them, only as zones of addresses. */
static const char *
prose(struct bp__redaction *redaction, struct bp__arena *arena, const char *text)
{
	return text == NULL ? NULL
			    : bp__standin_text(&redaction->standins, text,
				  BP__ADDRESSES_AND_INTERFACES, arena);
}

static const char *
interface_name(struct bp__redaction *redaction, const char *name)
{
	return name == NULL
	    ? NULL
	    : bp__standin_name(&redaction->standins, BP__STANDIN_INTERFACE, name);
}

static void
redact_address(struct bp__redaction *redaction, struct bp__address *address)
{
	*address = bp__standin_address(&redaction->standins, address);
}

static void
redact_addresses(
    struct bp__redaction *redaction, struct bp__address *addresses, size_t count)
{
	for (size_t i = 0; i < count; i++)
		redact_address(redaction, &addresses[i]);
}

static void
redact_result(
    struct bp__redaction *redaction, struct bp__arena *arena, struct bp__result *result)
{
	result->reason = prose(redaction, arena, result->reason);
}

static void
redact_interfaces(struct bp__redaction *redaction, struct bp__host *host)
{
	struct bp__arena *arena = &redaction->arena;
	host->interfaces = copy_of(
	    arena, host->interfaces, &host->interface_count, sizeof *host->interfaces);
	for (size_t i = 0; i < host->interface_count; i++) {
		struct bp__interface *interface = &host->interfaces[i];
		interface->name = interface_name(redaction, interface->name);
		interface->addresses = copy_of(arena, interface->addresses,
		    &interface->count, sizeof *interface->addresses);
		redact_addresses(redaction, interface->addresses, interface->count);
	}
}

/* The names of settings are words of ours, and formats look for some. */
static void
redact_settings(struct bp__redaction *redaction, struct bp__host *host)
{
	struct bp__arena *arena = &redaction->arena;
	host->settings =
	    copy_of(arena, host->settings, &host->setting_count, sizeof *host->settings);
	for (size_t i = 0; i < host->setting_count; i++)
		host->settings[i].value =
		    prose(redaction, arena, host->settings[i].value);
}

/* What is missing may name addresses. */
static void
redact_isolation(struct bp__redaction *redaction, struct bp__host *host)
{
	struct bp__arena *arena = &redaction->arena;
	size_t count = 1;
	if (host->isolation == NULL)
		return;
	struct bp__isolation *isolation =
	    copy_of(arena, host->isolation, &count, sizeof *isolation);
	if (isolation == NULL)
		return;
	isolation->missing = prose(redaction, arena, isolation->missing);
	host->isolation = isolation;
}

/* Interfaces come first, so that stand-ins have the order in which they are read. */
static void
redact_host(struct bp__redaction *redaction, const struct bp__host *original)
{
	struct bp__arena *arena = &redaction->arena;
	struct bp__host *host = &redaction->host;
	*host = *original;
	redact_interfaces(redaction, host);
	redact_addresses(redaction, host->kinds, BP__KIND_COUNT);
	for (size_t i = 0; i < BP__DEVICE_COUNT; i++)
		host->devices[i] = interface_name(redaction, host->devices[i]);
	redact_addresses(redaction, host->passive.addresses, host->passive.count);
	redact_addresses(redaction, host->addrconfig.addresses, host->addrconfig.count);
	host->evidence = prose(redaction, arena, host->evidence);
	host->warning = prose(redaction, arena, host->warning);
	redact_isolation(redaction, host);
	redact_settings(redaction, host);
}

static void
redact_targets(struct bp__redaction *redaction, const bp_report *report)
{
	struct bp__arena *arena = &redaction->arena;
	size_t count = report->target_count;
	redaction->targets =
	    copy_of(arena, report->targets, &count, sizeof *redaction->targets);
	for (size_t i = 0; i < count; i++) {
		struct bp__target *target = &redaction->targets[i];
		char text[BP__ADDRESS_TEXT];
		redact_address(redaction, &target->address);
		bp__address_format(&target->address, text, sizeof text);
		target->text = bp__arena_string(arena, text);
	}
}

/* The report but for what it holds only once it has ended. */
static bp_report
view(const struct bp__redaction *redaction, const bp_report *report)
{
	bp_report copy = *report;
	copy.redacted = true;
	copy.host = redaction->host;
	copy.targets = redaction->targets;
	return copy;
}

static void
redact_spec(struct bp__redaction *redaction, struct bp__socket_spec *spec)
{
	if (spec->kind == BP__NUMBER)
		redact_address(redaction, &spec->number);
}

static void
redact_outcome(
    struct bp__redaction *redaction, struct bp__arena *arena, struct bp__outcome *outcome)
{
	for (size_t i = 0; i < outcome->plan.count; i++) {
		redact_spec(redaction, &outcome->plan.sockets[i]);
		redact_result(redaction, arena, &outcome->sockets[i].result);
		redact_address(redaction, &outcome->sockets[i].local);
		redact_address(redaction, &outcome->sockets[i].witness.local);
	}
	outcome->deliveries = copy_of(arena, outcome->deliveries,
	    &outcome->delivery_count, sizeof *outcome->deliveries);
	for (size_t i = 0; i < outcome->delivery_count; i++)
		redact_result(redaction, arena, &outcome->deliveries[i].nobody);
	outcome->calls =
	    copy_of(arena, outcome->calls, &outcome->call_count, sizeof *outcome->calls);
	for (size_t i = 0; i < outcome->call_count; i++) {
		struct bp__call_record *record = &outcome->calls[i];
		record->text = prose(redaction, arena, record->text);
		redact_result(redaction, arena, &record->result);
	}
}

static void
redact_recipe(struct bp__redaction *redaction, struct bp__recipe_run *recipe)
{
	struct bp__arena *arena = &redaction->arena;
	for (size_t i = 0; i < recipe->step_count; i++) {
		redact_spec(redaction, &recipe->steps[i].spec);
		redact_result(redaction, arena, &recipe->steps[i].result);
	}
	redact_result(redaction, arena, &recipe->client4);
	redact_result(redaction, arena, &recipe->client6);
}

/* What stands behind the cases. Rules and grids speak of kinds of address only. */
static void
redact_end(struct bp__redaction *redaction, bp_report *report)
{
	struct bp__arena *arena = &redaction->arena;
	report->outcomes = copy_of(
	    arena, report->outcomes, &report->outcome_count, sizeof *report->outcomes);
	for (size_t i = 0; i < report->outcome_count; i++)
		redact_outcome(redaction, arena, &report->outcomes[i]);
	report->absences = copy_of(
	    arena, report->absences, &report->absence_count, sizeof *report->absences);
	for (size_t i = 0; i < report->absence_count; i++)
		report->absences[i].reason =
		    prose(redaction, arena, report->absences[i].reason);
	report->recipes = copy_of(
	    arena, report->recipes, &report->recipe_count, sizeof *report->recipes);
	for (size_t i = 0; i < report->recipe_count; i++)
		redact_recipe(redaction, &report->recipes[i]);
	report->findings = copy_of(
	    arena, report->findings, &report->finding_count, sizeof *report->findings);
	for (size_t i = 0; i < report->finding_count; i++)
		report->findings[i].text =
		    prose(redaction, arena, report->findings[i].text);
	report->verdict = prose(redaction, arena, report->verdict);
}

/* Whether the writer can go on: nothing is written of a copy that is not whole. */
static bool
is_whole(bp_writer *writer)
{
	const struct bp__redaction *redaction = writer->redaction;
	writer->failed = writer->failed || redaction->standins.arena.failed ||
	    redaction->arena.failed || redaction->scratch.failed;
	return !writer->failed;
}

static void
begin(bp_writer *writer, const bp_report *report)
{
	struct bp__redaction *redaction = writer->redaction;
	bp_report copy = *report;
	if (!report->redacted) {
		redact_host(redaction, &report->host);
		redact_targets(redaction, report);
		copy = view(redaction, report);
	}
	if (is_whole(writer) && redaction->format->begin != NULL)
		redaction->format->begin(writer, &copy);
}

static void
one(bp_writer *writer, const bp_report *report, const struct bp__outcome *outcome)
{
	struct bp__redaction *redaction = writer->redaction;
	bp_report copy = *report;
	struct bp__outcome redacted = *outcome;
	if (redaction->format->one == NULL)
		return;
	if (!report->redacted) {
		copy = view(redaction, report);
		redact_outcome(redaction, &redaction->scratch, &redacted);
	}
	if (is_whole(writer))
		redaction->format->one(writer, &copy, &redacted);
	bp__arena_reset(&redaction->scratch);
}

static void
end(bp_writer *writer, const bp_report *report)
{
	struct bp__redaction *redaction = writer->redaction;
	bp_report copy = *report;
	if (redaction->format->end == NULL)
		return;
	if (!report->redacted) {
		copy = view(redaction, report);
		redact_end(redaction, &copy);
	}
	if (is_whole(writer))
		redaction->format->end(writer, &copy);
}

/* The name of a report is mostly that of a file, and so often that of its host. What was
 * probed just now has a name of ours, and so have known systems. */
static const char *
report_name(
    struct bp__redaction *redaction, const bp_comparison *comparison, const char *name)
{
	return name == comparison->collected || bp__is_profile_name(name)
	    ? name
	    : bp__standin_name(&redaction->standins, BP__STANDIN_REPORT, name);
}

static void
redact_names(struct bp__redaction *redaction, bp_comparison *comparison)
{
	struct bp__arena *arena = &redaction->arena;
	comparison->columns = copy_of(arena, comparison->columns,
	    &comparison->column_count, sizeof *comparison->columns);
	for (size_t i = 0; i < comparison->column_count; i++) {
		struct bp__column *column = &comparison->columns[i];
		column->names = copy_of(
		    arena, column->names, &column->name_count, sizeof *column->names);
		for (size_t k = 0; k < column->name_count; k++)
			column->names[k] =
			    report_name(redaction, comparison, column->names[k]);
	}
}

static void
redact_facts(struct bp__redaction *redaction, bp_comparison *comparison)
{
	struct bp__arena *arena = &redaction->arena;
	comparison->facts = copy_of(
	    arena, comparison->facts, &comparison->fact_count, sizeof *comparison->facts);
	for (size_t i = 0; i < comparison->fact_count; i++) {
		struct bp__host_fact *fact = &comparison->facts[i];
		for (size_t k = 0; k < fact->value_count; k++) {
			struct bp__host_value *value = &fact->values[k];
			for (size_t n = 0; n < COUNT(value->names) && n < value->count;
			     n++)
				value->names[n] =
				    report_name(redaction, comparison, value->names[n]);
		}
	}
}

/* Rows are the same cases of every report, so all of them have the same stand-ins. They stay
 * where no report has an original. */
static void
redact_rows(struct bp__redaction *redaction, bp_comparison *comparison)
{
	struct bp__arena *arena = &redaction->arena;
	comparison->rows = copy_of(
	    arena, comparison->rows, &comparison->row_count, sizeof *comparison->rows);
	for (size_t i = 0; comparison->originals && i < comparison->row_count; i++) {
		struct bp__row *row = &comparison->rows[i];
		row->id =
		    bp__standin_text(&redaction->standins, row->id, BP__ADDRESSES, arena);
		row->text = bp__standin_text(
		    &redaction->standins, row->text, BP__ADDRESSES, arena);
	}
}

/* The differences have ids in their words, so they are derived again. */
static void
compare(bp_writer *writer, const bp_comparison *comparison,
    const struct bp__differences *differences, enum bp_comparing what)
{
	struct bp__redaction *redaction = writer->redaction;
	struct bp__differences derived = *differences;
	bp_comparison copy = *comparison;
	copy.redacted = true;
	redact_names(redaction, &copy);
	redact_facts(redaction, &copy);
	redact_rows(redaction, &copy);
	if (is_whole(writer) &&
	    bp__differences_derive(&copy, &redaction->arena, &derived) != BP_OK)
		writer->failed = true;
	if (is_whole(writer))
		redaction->format->compare(writer, &copy, &derived, what);
}

static const struct bp__format redacting = {
    .name = "",
    .draws_grids = true,
    .compare = compare,
    .begin = begin,
    .one = one,
    .end = end,
};

bool
bp__redact(bp_writer *writer)
{
	writer->redaction = calloc(1, sizeof *writer->redaction);
	if (writer->redaction == NULL)
		return false;
	writer->redaction->format = writer->format;
	writer->format = &redacting;
	return true;
}

void
bp__redaction_free(struct bp__redaction *redaction)
{
	if (redaction == NULL)
		return;
	bp__standins_free(&redaction->standins);
	bp__arena_free(&redaction->arena);
	bp__arena_free(&redaction->scratch);
	free(redaction);
}
