/* The JSON report, streamed: a case a line. bindprobe-report(5) documents every key. */
#include <config.h>

#include "analyse/behaves.h"
#include "analyse/rules.h"
#include "format/format.h"
#include "format/json_compare.h"
#include "format/json_put.h"
#include "format/what_if.h"
#include "format/who.h"

#include <stdio.h>
#include <string.h>

static void
put_address(FILE *out, const struct bp__address *address)
{
	char text[BP__ADDRESS_TEXT];
	bp__json_string(out, bp__address_format(address, text, sizeof text));
}

static void
put_addresses(FILE *out, const struct bp__address *addresses, size_t count)
{
	putc('[', out);
	for (size_t i = 0; i < count; i++) {
		fputs(i == 0 ? "" : ",", out);
		put_address(out, &addresses[i]);
	}
	putc(']', out);
}

/* The words of a text as an array of strings. */
static void
put_words(FILE *out, const char *text)
{
	char word[64];
	const char *before = "";
	putc('[', out);
	while (*text != '\0') {
		size_t length = strcspn(text, " ");
		snprintf(word, sizeof word, "%.*s", (int)length, text);
		fputs(before, out);
		bp__json_string(out, word);
		before = ",";
		text += length;
		text += *text == ' ';
	}
	putc(']', out);
}

static void
put_passive(FILE *out, const char *key, const struct bp__passive *passive)
{
	fprintf(out, "\"%s\":{\"addresses\":", key);
	put_addresses(out, passive->addresses, passive->count);
	if (passive->result.name != NULL)
		bp__json_pair(out, ",", "error", passive->result.name);
	putc('}', out);
}

static void
put_interfaces(FILE *out, const struct bp__host *host)
{
	fputs(",\n\"interfaces\":[", out);
	for (size_t i = 0; i < host->interface_count; i++) {
		const struct bp__interface *interface = &host->interfaces[i];
		bp__json_pair(out, i == 0 ? "{" : ",\n{", "name", interface->name);
		fputs(",\"flags\":", out);
		put_words(out, interface->flags);
		fputs(",\"addresses\":", out);
		put_addresses(out, interface->addresses, interface->count);
		putc('}', out);
	}
	putc(']', out);
}

/* Which address each kind stands for here, of those that are not fixed numbers. */
static void
put_kinds(FILE *out, const struct bp__host *host)
{
	const char *before = "";
	fputs(",\n\"kinds\":{", out);
	for (int i = 0; i < BP__KIND_COUNT; i++) {
		const struct bp__kind_row *row = bp__kind_row((enum bp__kind)i);
		if (row->number != NULL || host->kinds[i].family == BP__FAMILY_NONE)
			continue;
		fprintf(out, "%s\"%s\":", before, row->name);
		put_address(out, &host->kinds[i]);
		before = ",";
	}
	putc('}', out);
}

/* The interfaces that cases can be bound to. */
static void
put_devices(FILE *out, const struct bp__host *host)
{
	static const char *const names[] = {
	    [BP__LOOPBACK] = "loopback", [BP__OUTSIDE] = "host"};
	const char *before = "";
	fputs(",\n\"devices\":{", out);
	for (size_t i = 0; i < BP__DEVICE_COUNT; i++) {
		if (host->devices[i] == NULL)
			continue;
		bp__json_pair(out, before, names[i], host->devices[i]);
		before = ",";
	}
	putc('}', out);
}

/* The name may come from a report that was read, and so is as untrusted as the value. */
static void
put_setting(FILE *out, const char *before, const struct bp__setting *setting)
{
	fputs(before, out);
	bp__json_string(out, setting->name);
	putc(':', out);
	bp__json_string(out, setting->value);
}

/* The network the answers are of, where that is not the host's. */
static void
put_isolation(FILE *out, const struct bp__isolation *isolation)
{
	if (isolation == NULL)
		return;
	bp__json_pair(out, ",\n\"isolation\":{", "namespaces", isolation->namespaces);
	bp__json_pair(out, ",", "interfaces", isolation->interfaces);
	if (isolation->missing != NULL)
		bp__json_pair(out, ",", "missing", isolation->missing);
	if (isolation->simulated != NULL)
		bp__json_pair(out, ",", "simulated", isolation->simulated);
	fputs(",\"set\":{", out);
	for (size_t i = 0; i < isolation->change_count; i++)
		put_setting(out, i == 0 ? "" : ",", &isolation->changes[i]);
	fputs("}}", out);
}

static void
put_host(FILE *out, const struct bp__host *host)
{
	bp__json_pair(out, ",\n\"host\":{", "system", host->system);
	bp__json_pair(out, ",", "release", host->release);
	bp__json_pair(out, ",", "machine", host->machine);
	bp__json_pair(out, ",", "environment", host->environment);
	bp__json_pair(out, ",", "evidence", host->evidence);
	bp__json_pair(out, ",", "user", host->user);
	if (host->warning != NULL)
		bp__json_pair(out, ",", "warning", host->warning);
	put_isolation(out, host->isolation);
	put_interfaces(out, host);
	put_kinds(out, host);
	put_devices(out, host);
	fputs(",\n\"settings\":{", out);
	for (size_t i = 0; i < host->setting_count; i++)
		put_setting(out, i == 0 ? "" : ",", &host->settings[i]);
	fputs("},\n\"getaddrinfo\":{", out);
	put_passive(out, "passive", &host->passive);
	putc(',', out);
	put_passive(out, "addrconfig", &host->addrconfig);
	fputs("}}", out);
}

/* What was asked for. */
static void
put_plan(FILE *out, const bp_report *report)
{
	fputs(",\n\"suites\":[", out);
	for (size_t i = 0; i < report->suite_count; i++) {
		fputs(i == 0 ? "" : ",", out);
		bp__json_string(out, report->suites[i]);
	}
	putc(']', out);
	bp__json_flag(out, "picked", report->picked);
	if (report->sweep)
		bp__json_flag(out, "sweep", true);
}

/* What was sent to, in the order of deliveries. */
static void
put_targets(FILE *out, const bp_report *report)
{
	fputs(",\n\"targets\":[", out);
	for (size_t i = 0; i < report->target_count; i++) {
		fputs(i == 0 ? "" : ",", out);
		bp__json_string(out, report->targets[i].text);
	}
	putc(']', out);
}

static void
begin(bp_writer *writer, const bp_report *report)
{
	FILE *out = writer->stream;
	bp__json_pair(out, "{\"schema\":1,\n\"tool\":{", "name", "bindprobe");
	bp__json_pair(out, ",", "version", report->version);
	putc('}', out);
	put_host(out, &report->host);
	fprintf(out, ",\n\"port\":%u", report->port);
	bp__json_flag(out, "port_chosen", report->port_chosen);
	put_plan(out, report);
	if (report->redacted)
		bp__json_flag(out, "redacted", true);
	put_targets(out, report);
	fputs(",\n\"cases\":[", out);
}

/* The error number, or the reason in words. */
static void
put_why(FILE *out, const struct bp__result *result)
{
	if (result->reason != NULL)
		bp__json_pair(out, ",", "reason", result->reason);
	else if (result->call != BP__CALL_NONE)
		fprintf(out, ",\"code\":%d", result->code);
}

static void
put_result(FILE *out, const char *before, const struct bp__result *result)
{
	char text[BP__RESULT_TEXT];
	bp__json_pair(
	    out, before, "result", bp__result_format(result, text, sizeof text));
	put_why(out, result);
	if (result->reason == NULL && result->call != BP__CALL_NONE)
		bp__json_pair(out, ",", "name", result->name);
}

static const char *const v6only_words[] = {"null", "false", "true"};

/* What the system's table has of the socket; the place only where it is another. */
static void
put_witness(FILE *out, const struct bp__socket_state *state, bool inet6)
{
	const struct bp__witness *witness = &state->witness;
	if (!witness->found) {
		fputs(witness->asked ? ",\"kernel\":null" : "", out);
		return;
	}
	bp__json_pair(out, ",\"kernel\":{", "state", bp__state_name(witness->state));
	if (inet6)
		fprintf(out, ",\"v6only\":%s", v6only_words[witness->v6only + 1]);
	if (witness->user >= 0)
		fprintf(out, ",\"uid\":%lld", witness->user);
	if (!bp__witness_agrees_on_place(state)) {
		fputs(",\"local\":", out);
		put_address(out, &witness->local);
		fprintf(out, ",\"port\":%u", witness->port);
	}
	putc('}', out);
}

static void
put_socket(
    FILE *out, const bp_report *report, const struct bp__outcome *outcome, size_t i)
{
	const struct bp__socket_state *state = &outcome->sockets[i];
	put_result(out, i == 0 ? "{" : ",{", &state->result);
	if (!bp__result_is_ok(&state->result)) {
		putc('}', out);
		return;
	}
	bp__json_pair(out, ",", "proto", bp__outcome_protocol(outcome, i));
	fputs(",\"local\":", out);
	if (state->local.family == BP__FAMILY_NONE)
		fputs("null", out);
	else
		put_address(out, &state->local);
	if (state->port != report->port)
		fprintf(out, ",\"port\":%u", state->port);
	if (bp__spec_family(&outcome->plan.sockets[i]) == BP__INET6)
		fprintf(out, ",\"v6only\":%s", v6only_words[state->v6only + 1]);
	if (bp__transport_connects(bp__series_transport(outcome->plan.series)))
		bp__json_flag(out, "listening", state->listening);
	put_witness(out, state, bp__spec_family(&outcome->plan.sockets[i]) == BP__INET6);
	putc('}', out);
}

/* The sockets that got it, from 1, and how often each where it was more than one, or one
 * that did not get it each time. */
static void
put_receivers(FILE *out, const struct bp__delivery *delivery)
{
	size_t receivers = 0;
	bool always = true;
	fputs(",\"by\":[", out);
	for (size_t i = 0; i < BP__SOCKETS_MAX; i++) {
		if (delivery->by[i] == 0)
			continue;
		fprintf(out, "%s%zu", receivers++ == 0 ? "" : ",", i + 1);
		always = always && delivery->by[i] == delivery->tries;
	}
	putc(']', out);
	if (receivers < 2 && always)
		return;
	const char *before = ",\"counts\":[";
	for (size_t i = 0; i < BP__SOCKETS_MAX; i++) {
		if (delivery->by[i] == 0)
			continue;
		fprintf(out, "%s%u", before, delivery->by[i]);
		before = ",";
	}
	putc(']', out);
}

static void
put_delivery(FILE *out, const bp_report *report, const struct bp__outcome *outcome)
{
	char text[BP__RESULT_TEXT];
	fputs(",\"delivery\":[", out);
	for (size_t i = 0; i < outcome->delivery_count; i++) {
		const struct bp__delivery *delivery = &outcome->deliveries[i];
		const struct bp__result *nobody = &delivery->nobody;
		bp__json_pair(out, i == 0 ? "{" : ",{", "to",
		    report->targets[delivery->target].text);
		put_receivers(out, delivery);
		if (delivery->tries != 1)
			fprintf(out, ",\"tries\":%u", delivery->tries);
		if (!bp__result_is_ok(nobody)) {
			bp__json_pair(out, ",", "nobody",
			    bp__result_format(nobody, text, sizeof text));
			put_why(out, nobody);
		}
		putc('}', out);
	}
	putc(']', out);
}

static void
put_calls(FILE *out, const struct bp__outcome *outcome)
{
	fputs(",\"calls\":[", out);
	for (size_t i = 0; i < outcome->call_count; i++) {
		const struct bp__call_record *record = &outcome->calls[i];
		bp__json_pair(out, i == 0 ? "{" : ",{", "call", record->text);
		fprintf(out, ",\"socket\":%zu", record->socket);
		put_result(out, ",", &record->result);
		putc('}', out);
	}
	putc(']', out);
}

/* How often each answer was seen, where the case was tried many times. */
static void
put_seen(FILE *out, const struct bp__tally *tally)
{
	if (tally->tries == 0)
		return;
	fprintf(out, ",\"repeat\":%lu,\"seen\":[", tally->tries);
	for (size_t i = 0; i < tally->count; i++) {
		const struct bp__seen *seen = &tally->seen[i];
		fprintf(out, "%s{\"count\":%lu", i == 0 ? "" : ",", seen->count);
		bp__json_pair(out, ",", "outcome", seen->outcome);
		fputs(",\"results\":", out);
		put_words(out, seen->results);
		bp__json_pair(out, ",", "by", seen->by);
		putc('}', out);
	}
	putc(']', out);
}

static void
one_in_full(bp_writer *writer, const bp_report *report, const struct bp__outcome *outcome)
{
	FILE *out = writer->stream;
	char id[BP__ID_SIZE];
	char text[BP__RESULT_TEXT];
	bp__json_pair(out, report->done == 1 ? "\n{" : ",\n{", "id",
	    bp__case_format(&outcome->plan, id, sizeof id));
	bp__json_pair(out, ",", "outcome",
	    bp__result_format(bp__outcome_result(outcome, NULL), text, sizeof text));
	fputs(",\"sockets\":[", out);
	for (size_t i = 0; i < outcome->plan.count; i++)
		put_socket(out, report, outcome, i);
	putc(']', out);
	put_delivery(out, report, outcome);
	if (outcome->unstable) {
		bp__json_flag(out, "unstable", true);
		bp__json_pair(out, ",", "first", outcome->first_answer);
	}
	put_seen(out, &outcome->tally);
	if (writer->style.verbose && report->has_calls)
		put_calls(out, outcome);
	putc('}', out);
}

/* The case of a sweep in few bytes: the results unless all are ok, and a digit for each
 * target: the socket that got what was sent there, - for nobody, + for several. */
static void
one_in_few(bp_writer *writer, const bp_report *report, const struct bp__outcome *outcome)
{
	FILE *out = writer->stream;
	char id[BP__ID_SIZE];
	char text[BP__RESULT_TEXT];
	bp__case_format(&outcome->plan, id, sizeof id);
	bp__json_pair(out, report->done == 1 ? "\n{" : ",\n{", "id", id);
	for (size_t i = 0; !bp__outcome_stands(outcome) && i < outcome->plan.count; i++) {
		fputs(i == 0 ? ",\"results\":[" : ",", out);
		bp__json_string(out,
		    bp__result_format(&outcome->sockets[i].result, text, sizeof text));
	}
	fputs(bp__outcome_stands(outcome) ? "" : "]", out);
	if (outcome->delivery_count > 0) {
		fputs(",\"by\":\"", out);
		for (size_t i = 0; i < outcome->delivery_count; i++)
			putc(bp__delivery_letter(&outcome->deliveries[i]), out);
		putc('"', out);
	}
	if (outcome->unstable)
		bp__json_flag(out, "unstable", true);
	put_seen(out, &outcome->tally);
	putc('}', out);
}

static void
one(bp_writer *writer, const bp_report *report, const struct bp__outcome *outcome)
{
	if (report->sweep)
		one_in_few(writer, report, outcome);
	else
		one_in_full(writer, report, outcome);
}

/* Whether a client reached the recipe over a family, and if not, how that showed. */
static void
put_reached(FILE *out, const char *key, bool reached, const struct bp__result *client)
{
	char text[BP__RESULT_TEXT];
	bp__json_flag(out, key, reached);
	if (bp__result_is_ok(client))
		return;
	fprintf(out, ",\"%s_nobody\":", key);
	bp__json_string(out, bp__result_format(client, text, sizeof text));
	if (client->reason == NULL) {
		fprintf(out, ",\"%s_code\":%d", key, client->code);
		return;
	}
	fprintf(out, ",\"%s_reason\":", key);
	bp__json_string(out, client->reason);
}

static void
put_recipe(FILE *out, const struct bp__recipe_run *recipe)
{
	char id[BP__ID_SIZE];
	bp__json_pair(out, "{", "id", recipe->id);
	bp__json_pair(out, ",", "series", bp__series_name(recipe->series));
	bp__json_pair(out, ",", "text", recipe->text);
	bp__json_pair(out, ",", "users", recipe->users);
	fputs(",\"steps\":[", out);
	for (size_t i = 0; i < recipe->step_count; i++) {
		const struct bp__recipe_step *step = &recipe->steps[i];
		struct bp__case c = {.series = recipe->series, .count = 1};
		c.sockets[0] = step->spec;
		bp__json_pair(
		    out, i == 0 ? "{" : ",{", "case", bp__case_format(&c, id, sizeof id));
		put_result(out, ",", &step->result);
		putc('}', out);
	}
	putc(']', out);
	bp__json_flag(out, "gave_up", recipe->gave_up);
	put_reached(out, "ipv4", recipe->reached4, &recipe->client4);
	put_reached(out, "ipv6", recipe->reached6, &recipe->client6);
	bp__json_pair(out, ",", "verdict", bp__verdict_name(recipe->verdict));
	bp__json_flag(out, "use", recipe->use_this);
	putc('}', out);
}

static void
put_finding(FILE *out, const bp_report *report, const struct bp__finding *finding)
{
	char id[BP__ID_SIZE];
	bp__json_pair(out, "{", "id", finding->id);
	bp__json_pair(out, ",", "status", bp__grade_name(finding->grade));
	bp__json_pair(out, ",", "text", finding->text);
	fputs(",\"cases\":[", out);
	for (size_t i = 0; i < finding->count; i++) {
		fputs(i == 0 ? "" : ",", out);
		bp__json_string(out,
		    bp__case_format(
			&report->outcomes[finding->cases[i]].plan, id, sizeof id));
	}
	fputs("]}", out);
}

static void
put_summary(FILE *out, const struct bp__summary *summary)
{
	bp__json_pair(out, "{", "series", bp__series_name(summary->series));
	fprintf(out, ",\"pass\":%u,\"warn\":%u,\"fail\":%u,\"na\":%u}",
	    summary->grades[BP__PASS], summary->grades[BP__WARN],
	    summary->grades[BP__FAIL], summary->grades[BP__GRADE_NONE]);
}

static void
put_sweep(FILE *out, const bp_report *report)
{
	fprintf(out, ",\n\"planned\":%zu,\"done\":%zu", report->planned, report->done);
	bp__json_flag(out, "stopped", report->stopped);
	fputs(",\"absent\":[", out);
	for (size_t i = 0; i < report->absence_count; i++) {
		bp__json_pair(
		    out, i == 0 ? "{" : ",{", "reason", report->absences[i].reason);
		fprintf(out, ",\"cases\":%zu}", report->absences[i].cases);
	}
	putc(']', out);
}

static void
put_rule_list(FILE *out, const char *before, const struct bp__rule_list *list)
{
	bp__json_pair(out, before, "title", list->title);
	fputs(",\"rules\":[", out);
	for (size_t i = 0; i < list->count; i++) {
		bp__json_pair(out, i == 0 ? "{" : ",\n{", "text", list->rules[i].text);
		bp__json_pair(out, ",", "result", list->rules[i].result);
		fprintf(out, ",\"%s\":%zu}", list->unit, list->rules[i].count);
	}
	fprintf(out, "],\"wrong\":%zu}", list->wrong);
}

static void
put_behaves(FILE *out, const struct bp__behaves *behaves)
{
	fputs(",\n\"behaves\":[", out);
	for (size_t i = 0; i < behaves->count; i++) {
		const struct bp__behaves_model *model = &behaves->models[i];
		bp__json_pair(out, i == 0 ? "{" : ",\n{", "model", model->name);
		bp__json_pair(out, ",", "source", model->source);
		fprintf(out, ",\"evidence\":\"%c\",\"explained\":%zu,\"total\":%zu}",
		    model->evidence, model->explained, model->total);
	}
	putc(']', out);
	if (behaves->deviating.first.count + behaves->deviating.second.count == 0)
		return;
	put_rule_list(out, ",\n\"deviating\":[{", &behaves->deviating.first);
	put_rule_list(out, ",\n{", &behaves->deviating.second);
	putc(']', out);
}

static void
put_rules(FILE *out, const bp_report *report)
{
	fputs(",\n\"v6only_default\":", out);
	fputs(v6only_words[report->v6only_default + 1], out);
	put_rule_list(out, ",\n\"rules\":[{", &report->rules->first);
	put_rule_list(out, ",\n{", &report->rules->second);
	if (report->rules->delivery.count > 0)
		put_rule_list(out, ",\n{", &report->rules->delivery);
	putc(']', out);
}

static void
put_nearest(FILE *out, const struct bp__nearest *nearest)
{
	fputs(",\n\"nearest\":{\"systems\":", out);
	bp__json_strings(out, nearest->names, nearest->name_count);
	fprintf(out, ",\"compared\":%zu,\"differing\":", nearest->compared);
	bp__json_strings(out, nearest->differing, nearest->differing_count);
	putc('}', out);
}

static void
end(bp_writer *writer, const bp_report *report)
{
	FILE *out = writer->stream;
	fputs("\n]", out);
	if (report->sweep)
		put_sweep(out, report);
	if (report->rules != NULL)
		put_rules(out, report);
	if (report->behaves != NULL)
		put_behaves(out, report->behaves);
	if (report->verdict != NULL)
		bp__json_pair(out, ",\n", "verdict", report->verdict);
	if (report->nearest.name_count > 0)
		put_nearest(out, &report->nearest);
	fputs(",\n\"recipes\":[", out);
	for (size_t i = 0; i < report->recipe_count; i++) {
		fputs(i == 0 ? "\n" : ",\n", out);
		put_recipe(out, &report->recipes[i]);
	}
	fputs("],\n\"findings\":[", out);
	for (size_t i = 0; i < report->finding_count; i++) {
		fputs(i == 0 ? "\n" : ",\n", out);
		put_finding(out, report, &report->findings[i]);
	}
	fputs("],\n\"summary\":[", out);
	for (size_t i = 0; i < report->summary_count; i++) {
		fputs(i == 0 ? "\n" : ",\n", out);
		put_summary(out, &report->summaries[i]);
	}
	fputs("]}\n", out);
}

const struct bp__format bp__format_json = {
    .name = "json",
    .compare = bp__json_compare,
    .who = bp__json_who,
    .what_if = bp__json_what_if,
    .begin = begin,
    .one = one,
    .end = end,
};
