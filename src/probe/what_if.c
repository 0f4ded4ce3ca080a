/* Tries what each setting that can change a bind would change: the same cases in a fresh
 * network for each, beside those with nothing changed. */
#include <config.h>

#include "analyse/what_if.h"
#include "bindprobe.h"
#include "model/writer.h"
#include "probe/isolate.h"
#include "probe/probe.h"

#include <stdio.h>
#include <string.h>

#include "model/case.h"

enum {
	LOW_PORTS = 1024, /* those below are kept for privileged users, as a rule */
	LOW_PORT = 443, /* stands for them */
	PORT_TEXT = 16,
};

/* What all runs share. */
struct trial {
	const bp_plan *plan;
	struct bp_settings settings;
	bp_isolation *isolation;
	struct bp__arena arena;
	struct bp__what_if told;
};

static enum bp_status
no_memory(struct bp_error *error)
{
	return bp__fail(error, BP_NO_MEMORY, "out of memory");
}

/* Runs the cases in a fresh network, with a change more where the row is not NULL. */
static enum bp_status
run(struct trial *trial, const struct bp__setting_row *row, const char *value,
    bp_report **report, struct bp_error *error)
{
	bool of_privilege = row != NULL && row->privilege;
	struct bp_settings settings = trial->settings;
	if (of_privilege && settings.port >= LOW_PORTS)
		settings.port = LOW_PORT;
	enum bp_status status = bp__isolation_renew(trial->isolation, row, value, error);
	if (status != BP_OK)
		return status;
	return bp__probe(trial->plan, &settings,
	    of_privilege ? BP__DENIED_IS_TOLD : BP__DENIED_ENDS, NULL, report, error);
}

/* The value that the setting has with nothing changed; NULL when it is not there. */
static const char *
value_of(const bp_report *report, const char *name)
{
	for (size_t i = 0; i < report->host.setting_count; i++) {
		if (strcmp(report->host.settings[i].name, name) == 0)
			return report->host.settings[i].value;
	}
	return NULL;
}

static enum bp_status
compare(struct trial *trial, const bp_report *without, const bp_report *with,
    struct bp__effect *effect)
{
	const struct bp__isolation *isolation = with->host.isolation;
	if (isolation != NULL && isolation->simulated != NULL)
		effect->simulated = bp__arena_string(&trial->arena, isolation->simulated);
	effect->user = bp__arena_string(&trial->arena, with->host.user);
	effect->port = with->port;
	return bp__effect_derive(without, with, &trial->arena, effect);
}

/* Compares with what there was before, where who may bind low ports is not what is asked. */
static enum bp_status
compare_run(struct trial *trial, const bp_report *with, struct bp__effect *effect,
    struct bp_error *error)
{
	bp_report *without = NULL;
	if (!effect->row->privilege)
		return compare(trial, trial->told.base, with, effect) == BP_OK
		    ? BP_OK
		    : no_memory(error);
	enum bp_status status = run(trial, effect->row, effect->before, &without, error);
	if (status == BP_OK && compare(trial, without, with, effect) != BP_OK)
		status = no_memory(error);
	bp_report_free(without);
	return status;
}

/* Tries one value. That the system refuses it is an answer. */
static enum bp_status
try_value(struct trial *trial, const struct bp__setting_row *row, const char *value,
    struct bp_error *error)
{
	struct bp__effect *effect = &trial->told.effects[trial->told.count++];
	struct bp_error refusal;
	bp_report *with = NULL;
	*effect = (struct bp__effect){
	    .row = row,
	    .value = bp__arena_string(&trial->arena, value),
	    .before = row->boot ? "0" : value_of(trial->told.base, row->name),
	};
	enum bp_status status = run(trial, row, effect->value, &with, &refusal);
	if (status == BP_CANNOT_PROBE) {
		effect->refusal = bp__arena_string(&trial->arena, refusal.text);
		return BP_OK;
	}
	if (status == BP_OK)
		status = compare_run(trial, with, effect, error);
	else
		*error = refusal;
	bp_report_free(with);
	return status;
}

/* Whether the kernel has IPv6, which a parameter could take. */
static bool
has_inet6(const bp_report *report)
{
	return value_of(report, "net.ipv6.bindv6only") != NULL;
}

/* The same number of blanks and tabs is not needed for the same value. */
static bool
is_same_value(const char *a, const char *b)
{
	while (*a != '\0' && (*a == *b || (*a == '\t' && *b == ' '))) {
		a++;
		b++;
	}
	return *a == *b;
}

static enum bp_status
try_row(struct trial *trial, const struct bp__setting_row *row, struct bp_error *error)
{
	const bp_report *base = trial->told.base;
	const char *now = value_of(base, row->name);
	enum bp_status status = BP_OK;
	char port[PORT_TEXT];
	if (now == NULL && row->sort != BP__VALUE_PORTS &&
	    !(row->boot && has_inet6(base))) {
		trial->told.absent[trial->told.absent_count++] = row->name;
		return BP_OK;
	}
	snprintf(port, sizeof port, "%u", base->port);
	for (size_t i = 0; status == BP_OK && i < BP__TRIED_MAX; i++) {
		const char *value = row->tried[i];
		if (value != NULL && strcmp(value, BP__VALUE_THE_PORT) == 0)
			value = port;
		if (value != NULL && (now == NULL || !is_same_value(now, value)))
			status = try_value(trial, row, value, error);
	}
	return status;
}

static size_t
count_rows(void)
{
	size_t count = 0;
	while (bp__setting_row(count) != NULL)
		count++;
	return count;
}

static enum bp_status
try_all(struct trial *trial, struct bp_error *error)
{
	const struct bp__setting_row *row;
	size_t rows = count_rows();
	bp_report *base = NULL;
	enum bp_status status = run(trial, NULL, NULL, &base, error);
	if (status != BP_OK)
		return status;
	trial->told.base = base;
	trial->settings.port = base->port;
	trial->told.effects = bp__arena_array(
	    &trial->arena, rows * BP__TRIED_MAX, sizeof *trial->told.effects);
	trial->told.absent =
	    bp__arena_array(&trial->arena, rows, sizeof *trial->told.absent);
	if (trial->arena.failed)
		status = no_memory(error);
	for (size_t i = 0; status == BP_OK && (row = bp__setting_row(i)) != NULL; i++)
		status = try_row(trial, row, error);
	return status;
}

static size_t
count_changing(const struct bp__what_if *told)
{
	size_t count = 0;
	for (size_t i = 0; i < told->count; i++)
		count += bp__effect_is_some(&told->effects[i]);
	return count;
}

enum bp_status
bp_what_if(const bp_plan *plan, const struct bp_settings *settings,
    const char *const *changes, size_t count, bp_writer *writer, size_t *changing,
    struct bp_error *error)
{
	struct trial trial = {.plan = plan, .settings = *settings};
	if (writer != NULL && writer->format->what_if == NULL)
		return bp__fail(error, BP_BAD_USAGE,
		    "format '%.80s' is none of what-if; valid are text, json",
		    writer->format->name);
	enum bp_status status =
	    bp__isolation_new(changes, count, &trial.isolation, error);
	if (status != BP_OK)
		return status;
	trial.settings.isolation = trial.isolation;
	status = try_all(&trial, error);
	if (status == BP_OK && trial.arena.failed)
		status = no_memory(error);
	if (status == BP_OK && writer != NULL)
		writer->format->what_if(writer, &trial.told);
	if (status == BP_OK)
		*changing = count_changing(&trial.told);
	bp_report_free((bp_report *)trial.told.base);
	bp__arena_free(&trial.arena);
	bp_isolation_free(trial.isolation);
	return status;
}
