/* A whole run: the host, the port, every case, the recipes, the findings. */
#include <config.h>

#include "analyse/behaves.h"
#include "analyse/gather.h"
#include "analyse/grids.h"
#include "analyse/profiles.h"
#include "analyse/rules.h"
#include "bindprobe.h"
#include "model/writer.h"
#include "probe/deliver.h"
#include "probe/finding.h"
#include "probe/group.h"
#include "probe/host.h"
#include "probe/isolate.h"
#include "probe/observe.h"
#include "probe/plan.h"
#include "probe/port.h"
#include "probe/probe.h"
#include "probe/recipe.h"
#include "probe/run.h"

#include <stdlib.h>
#include <string.h>

enum {
	TOLD_MIN = 257, /* cases from which on they are told in rules */
	ABSENCES_MAX = 32,
	ROOM = 64, /* descriptors for a case and the clients that are kept */
	PROGRESS_CASES = 64, /* cases between two words of progress */
	HOLD_SLICE_MS = 100,
};

static bool
is_stopped(const struct bp_settings *settings)
{
	return settings->stop != NULL && settings->stop(settings->context);
}

/* Keeps the sockets open for the seconds asked for, or until the caller stops the run. */
static void
hold(struct bp__run *run, const struct bp__outcome *outcome, bp_writer *writer)
{
	const struct bp_settings *settings = run->settings;
	char id[BP__ID_SIZE];
	if (settings->hold == 0)
		return;
	bp__clients_close(run->sys, &run->clients); /* nothing else of ours stands */
	if (writer != NULL)
		fflush(writer->stream);
	if (settings->holding != NULL)
		settings->holding(
		    settings->context, bp__case_format(&outcome->plan, id, sizeof id));
	unsigned long slices = settings->hold * 1000UL / HOLD_SLICE_MS;
	while (slices-- > 0 && !is_stopped(settings))
		bp__sys_wait(run->sys, NULL, 0, HOLD_SLICE_MS);
}

/* Tries the case many times, and counts each answer as it came. The last is the outcome,
 * whose sockets are left open; of the others nothing is kept. */
static void
repeat_case(struct bp__run *run, struct bp__outcome *outcome, struct bp__opened *opened)
{
	struct bp__arena scratch = {.blocks = NULL};
	struct bp__arena *kept = run->arena;
	struct bp__tally tally = {.tries = 0};
	run->arena = &scratch;
	for (unsigned i = 1; i < run->settings->repeat && !is_stopped(run->settings);
	     i++) {
		struct bp__outcome one = {.plan = outcome->plan};
		bp__try_case(run, &one, opened);
		bp__close_case(run, opened);
		bp__tally_add(&tally, kept, &one);
		bp__arena_reset(&scratch);
	}
	kept->failed = kept->failed || scratch.failed;
	bp__arena_free(&scratch);
	run->arena = kept;
	bp__try_case(run, outcome, opened);
	bp__tally_add(&tally, kept, outcome);
	outcome->tally = tally;
}

/* Runs one case and writes it. */
static void
run_case(struct bp__run *run, struct bp__outcome *outcome, bp_writer *writer)
{
	struct bp__opened opened;
	if (run->settings->repeat > 0)
		repeat_case(run, outcome, &opened);
	else
		bp__observe_case(run, outcome, &opened);
	run->report->done++;
	if (run->space != NULL && bp__gather(run->space, run->arena, outcome) != BP_OK)
		run->report->arena.failed = true;
	if (writer != NULL && writer->format->one != NULL)
		writer->format->one(writer, run->report, outcome);
	hold(run, outcome, writer);
	bp__close_case(run, &opened);
}

/* The cases of a plan whose outcomes are all kept. */
static enum bp_status
run_cases(
    struct bp__run *run, const bp_plan *plan, bp_writer *writer, struct bp_error *error)
{
	bp_report *report = run->report;
	report->outcomes =
	    bp__arena_array(&report->arena, plan->count, sizeof *report->outcomes);
	if (report->outcomes == NULL)
		return bp__fail(error, BP_NO_MEMORY, "out of memory");
	for (size_t i = 0; i < plan->count; i++) {
		report->outcomes[i].plan = bp__plan_case(plan, i);
		report->outcome_count = i + 1;
		run_case(run, &report->outcomes[i], writer);
		if (run->lost)
			return BP_OK;
		if (is_stopped(run->settings))
			return bp__fail(error, BP_STOPPED, "the run was stopped");
	}
	return BP_OK;
}

/* Counts a case that is left out. There are few reasons, so a list does. */
static void
count_absence(bp_report *report, const char *reason)
{
	size_t i = 0;
	while (
	    i < report->absence_count && strcmp(report->absences[i].reason, reason) != 0)
		i++;
	if (i == ABSENCES_MAX)
		return;
	if (i == report->absence_count)
		report->absences[report->absence_count++] = (struct bp__absence){
		    .reason = bp__arena_string(&report->arena, reason)};
	report->absences[i].cases++;
}

static void
tell_progress(const struct bp__run *run, size_t i)
{
	const struct bp_settings *settings = run->settings;
	if (settings->progress != NULL && i % PROGRESS_CASES == 0)
		settings->progress(settings->context, i, run->report->planned);
}

/* The cases of a sweep: what an outcome holds is gone once it is written. */
static enum bp_status
sweep_cases(
    struct bp__run *run, const bp_plan *plan, bp_writer *writer, struct bp_error *error)
{
	bp_report *report = run->report;
	struct bp__arena scratch = {.blocks = NULL};
	report->absences =
	    bp__arena_array(&report->arena, ABSENCES_MAX, sizeof *report->absences);
	if (report->absences == NULL)
		return bp__fail(error, BP_NO_MEMORY, "out of memory");
	run->arena = &scratch;
	for (size_t i = 0;
	     i < plan->count && !report->stopped && !run->lost && !scratch.failed; i++) {
		struct bp__outcome outcome = {.plan = bp__plan_case(plan, i)};
		const char *reason = run->lacking[outcome.plan.series];
		if (reason == NULL)
			reason = bp__absence(run, &outcome.plan);
		if (reason == NULL)
			run_case(run, &outcome, writer);
		else
			count_absence(report, reason);
		bp__arena_reset(&scratch);
		tell_progress(run, i + 1);
		report->stopped = i + 1 < plan->count && is_stopped(run->settings);
	}
	run->arena = &report->arena;
	bool failed = scratch.failed;
	bp__arena_free(&scratch);
	return failed ? bp__fail(error, BP_NO_MEMORY, "out of memory") : BP_OK;
}

/* The transports of the plan's cases. */
static unsigned
transports_of(const bp_plan *plan)
{
	unsigned transports = 0;
	for (size_t i = 0; i < plan->count; i++)
		transports |=
		    bp__series_transport((enum bp__series)plan->cases[i].series);
	if ((transports & BP_MPTCP) != 0) /* its ports are those of TCP */
		transports |= BP_TCP;
	return transports;
}

static void
judge(struct bp__run *run, unsigned transports)
{
	bp_report *report = run->report;
	if (run->settings->recipes && (transports & BP_TCP) != 0)
		bp__try_recipes(run, BP__TCP);
	if (run->settings->recipes && (transports & BP_UDP) != 0)
		bp__try_recipes(run, BP__UDP);
	bp__choose_recipes(report);
	report->judged = run->settings->findings;
	if (!report->judged)
		return;
	bp__derive_findings(report);
	report->verdict = bp__derive_verdict(report);
	if (bp__find_nearest(report) != BP_OK)
		report->arena.failed = true;
}

/* Whether a case of the plan is for groups. */
static bool
has_groups(const bp_plan *plan)
{
	for (size_t i = 0; i < plan->count; i++) {
		const struct bp__case c = bp__plan_case(plan, i);
		if (bp__case_has_groups(&c))
			return true;
	}
	return false;
}

/* What the report says of the plan. */
static void
note_plan(bp_report *report, const bp_plan *plan)
{
	size_t count = 0;
	while (bp_suite_name(count) != NULL)
		count++;
	report->suites = bp__arena_array(&report->arena, count, sizeof *report->suites);
	for (size_t i = 0; report->suites != NULL && i < count; i++) {
		if ((plan->suites >> i & 1) != 0)
			report->suites[report->suite_count++] = bp_suite_name(i);
	}
	report->version = bp_version();
	report->picked = plan->picked;
	report->planned = plan->count;
	report->sweep = plan->count > BP__KEPT_MAX;
	bp__report_choose_view(report, plan->count);
}

static enum bp_status
prepare(struct bp__run *run, const bp_plan *plan, struct bp_error *error)
{
	bp_report *report = run->report;
	unsigned transports = transports_of(plan);
	if (plan->count == 0)
		return bp__fail(error, BP_BAD_USAGE, "the plan holds no case; add some");
	const char *lethal = bp__sys_lethal();
	if (lethal != NULL)
		return bp__fail(error, BP_CANNOT_PROBE,
		    "a sandbox kills this program for %s, by SIGSYS; have it deny that with an "
		    "error, or probe outside of it",
		    lethal);
	note_plan(report, plan);
	report->has_calls = run->settings->verbose;
	report->port = run->settings->port;
	if (run->settings->isolation != NULL)
		report->host.isolation =
		    bp__isolation_copy(&report->arena, &run->settings->isolation->told);
	if (report->port == 0 ? bp__choose_port(run, transports, error) != BP_OK
			      : bp__claim_port(run, transports, error) != BP_OK)
		return error->status;
	if (bp__check_port(run, transports, error) != BP_OK)
		return error->status;
	run->groups = has_groups(plan);
	if (bp__sys_has_room(run->sys, ROOM))
		run->clients.transports = ~0U;
	bp__observe_host(run);
	run->experience = bp__arena_array(
	    &report->arena, report->target_count, sizeof *run->experience);
	bp__observe_transports(run, transports);
	return BP_OK;
}

/* What a new AF_INET6 socket has for V6ONLY. */
static int
default_v6only(struct bp__run *run)
{
	struct bp__sock sock = BP__NO_SOCKET;
	int v6only = BP__UNKNOWN;
	if (bp__sys_open(run->sys, BP_TCP, BP__INET6, BP__SYS_SELF, &sock) == 0 &&
	    bp__sys_get(run->sys, &sock, BP__SYS_V6ONLY, &v6only) != 0)
		v6only = BP__UNKNOWN;
	bp__sys_close(run->sys, &sock);
	return v6only;
}

/* Whether the system chooses a port without heed to the socket's own range, as Linux does
 * where that is not in net.ipv4.ip_local_port_range. */
static bool
ignores_range(struct bp__run *run)
{
	struct bp__sock sock = BP__NO_SOCKET;
	const struct bp__address any = bp__address_of("0.0.0.0");
	struct bp__address local;
	unsigned port = run->report->port;
	unsigned chosen = port;
	if (bp__sys_open(run->sys, BP_UDP, BP__INET, BP__SYS_SELF, &sock) == 0 &&
	    bp__sys_set(run->sys, &sock, BP__SYS_RANGE, (int)(port | port << 16)) == 0 &&
	    bp__sys_bind(run->sys, &sock, &any, 0) == 0 &&
	    bp__sys_local(run->sys, &sock, &local, &chosen) != 0)
		chosen = port;
	bp__sys_close(run->sys, &sock);
	return chosen != port;
}

/* Tells the space in few words. */
static void
tell(struct bp__run *run)
{
	bp_report *report = run->report;
	const struct bp__behaves_host host = {default_v6only(run), ignores_range(run)};
	report->v6only_default = host.v6only_default;
	struct bp__rules *rules = bp__arena_array(&report->arena, 1, sizeof *rules);
	struct bp__behaves *behaves = bp__arena_array(&report->arena, 1, sizeof *behaves);
	struct bp__grids *grids = bp__arena_array(&report->arena, 1, sizeof *grids);
	if (run->space->count == 0 || report->arena.failed)
		return;
	int v6only = host.v6only_default;
	if (bp__rules_derive(run->space, v6only, &report->arena, rules) != BP_OK ||
	    bp__behaves_derive(run->space, &host, &report->arena, behaves) != BP_OK ||
	    bp__grids_derive(run->space, v6only, &report->arena, grids) != BP_OK) {
		report->arena.failed = true;
		return;
	}
	report->rules = rules;
	report->behaves = behaves;
	report->grids = grids;
}

/* Another program took the port; it may have left again. */
static enum bp_status
say_lost(struct bp__run *run, unsigned transports, struct bp_error *error)
{
	struct bp_error taken = {.text = ""};
	if (bp__check_port(run, transports, &taken) == BP_OK)
		snprintf(taken.text, sizeof taken.text,
		    "port %u was in use by another program; run again, or probe another port",
		    run->report->port);
	return bp__fail(error, BP_CANNOT_PROBE,
	    "the port was lost during the run, so the answers are not to be trusted: "
	    "%.400s",
	    taken.text);
}

static enum bp_status
run_all(
    struct bp__run *run, const bp_plan *plan, bp_writer *writer, struct bp_error *error)
{
	bp_report *report = run->report;
	if (prepare(run, plan, error) != BP_OK)
		return error->status;
	if (report->arena.failed ||
	    (run->space != NULL && bp__gather_targets(run->space, report) != BP_OK))
		return bp__fail(error, BP_NO_MEMORY, "out of memory");
	if (writer != NULL && writer->format->begin != NULL)
		writer->format->begin(writer, report);
	enum bp_status status = report->sweep ? sweep_cases(run, plan, writer, error)
					      : run_cases(run, plan, writer, error);
	if (status != BP_OK)
		return status;
	if (run->lost)
		return say_lost(run, transports_of(plan), error);
	if (!report->sweep)
		judge(run, transports_of(plan));
	if (run->space != NULL)
		tell(run);
	if (report->arena.failed)
		return bp__fail(error, BP_NO_MEMORY, "out of memory");
	struct bp_error taken;
	if (bp__check_port(run, transports_of(plan), &taken) != BP_OK)
		return say_lost(run, transports_of(plan), error);
	if (writer != NULL && writer->format->end != NULL)
		writer->format->end(writer, report);
	if (writer != NULL && writer->failed)
		return bp__fail(error, BP_NO_MEMORY, "out of memory");
	return BP_OK;
}

enum bp_status
bp__probe(const bp_plan *plan, const struct bp_settings *settings, enum bp__denied denied,
    bp_writer *writer, bp_report **report, struct bp_error *error)
{
	enum bp_status status = BP_NO_MEMORY;
	struct bp__space space = {.cases = NULL};
	struct bp__run run = {
	    .sys = bp__sys_start(),
	    .report = calloc(1, sizeof(bp_report)),
	    .settings = settings,
	    .tells_denial = denied == BP__DENIED_IS_TOLD,
	};
	if (run.sys == NULL || run.report == NULL) {
		bp__fail(error, BP_NO_MEMORY, "out of memory");
	} else {
		run.arena = &run.report->arena;
		run.space = settings->findings && plan->count >= TOLD_MIN ? &space : NULL;
		status = run_all(&run, plan, writer, error);
	}
	bp__close_groups(&run);
	bp__clients_close(run.sys, &run.clients);
	bp__sys_stop(run.sys);
	bp__space_free(&space);
	if (status == BP_OK) {
		*report = run.report;
		return BP_OK;
	}
	bp_report_free(run.report);
	return status;
}

enum bp_status
bp_probe(const bp_plan *plan, const struct bp_settings *settings, bp_writer *writer,
    bp_report **report, struct bp_error *error)
{
	return bp__probe(plan, settings, BP__DENIED_ENDS, writer, report, error);
}
