/* Says in words what a report holds. */
#include <config.h>

#include "format/say.h"

#include <stdio.h>
#include <string.h>

const char bp__say_redacted[] = "stand-ins for addresses and for names that tell a host";

static const char *
setting(const struct bp__host *host, const char *name)
{
	for (size_t i = 0; i < host->setting_count; i++) {
		if (strcmp(host->settings[i].name, name) == 0)
			return host->settings[i].value;
	}
	return NULL;
}

/* The first case there is of :: alone, whichever the series. */
static const struct bp__outcome *
find_any6(const bp_report *report)
{
	const struct bp__outcome *tcp = bp__report_find(report, BP__TCP, "any6");
	return tcp != NULL ? tcp : bp__report_find(report, BP__UDP, "any6");
}

/* Texts with commas between, and how many more there are. */
static void
add_list(struct bp__line *line, const char *const *texts, size_t count, size_t more)
{
	for (size_t i = 0; i < count; i++) {
		const char *before = i == 0       ? ""
		    : i + 1 == count && more == 0 ? " and "
						  : ", ";
		bp__line_add(line, "%s%s", before, texts[i]);
	}
	if (more > 0)
		bp__line_add(line, " and %zu more", more);
}

enum {
	NAMES_SHOWN = 5,
	DIFFERING_SHOWN = 3,
};

static size_t
at_most(size_t count, size_t most)
{
	return count < most ? count : most;
}

void
bp__say_nearest(const bp_report *report, struct bp__line *line)
{
	const struct bp__nearest *nearest = &report->nearest;
	size_t names = at_most(nearest->name_count, NAMES_SHOWN);
	size_t shown = at_most(nearest->differing_count, DIFFERING_SHOWN);
	if (names == 0)
		return;
	bp__line_add(
	    line, shown == 0 ? "This host answers as " : "The nearest known system is ");
	add_list(line, nearest->names, names, nearest->name_count - names);
	if (shown == 0) {
		bp__line_add(
		    line, " did when measured, in all %zu cases.", nearest->compared);
		return;
	}
	bp__line_add(line, "; %zu of %zu cases differ: ", nearest->differing_count,
	    nearest->compared);
	add_list(line, nearest->differing, shown, nearest->differing_count - shown);
	bp__line_add(line, ".");
}

void
bp__say_ipv6(const bp_report *report, struct bp__line *line)
{
	static const char *const defaults[] = {"not readable", "off", "on"};
	static const char *const names[] = {
	    "net.ipv6.bindv6only", "net.inet6.ip6.v6only"};
	const struct bp__outcome *any6 = find_any6(report);
	if (any6 == NULL)
		return;
	const struct bp__result *result = bp__outcome_result(any6, NULL);
	if (result->reason != NULL) {
		bp__line_add(line, "not known: %s", result->reason);
	} else if (!bp__outcome_stands(any6)) {
		char text[BP__RESULT_TEXT];
		bp__line_add(line, "not available: %s",
		    bp__result_format(result, text, sizeof text));
	} else {
		bp__line_add(line, "available; IPV6_V6ONLY %s by default",
		    defaults[any6->sockets[0].v6only + 1]);
	}
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		const char *value = setting(&report->host, names[i]);
		if (value != NULL)
			bp__line_add(line, " (%s=%s)", names[i], value);
	}
}

static void
list_passive(struct bp__line *line, const struct bp__passive *passive)
{
	if (passive->result.name != NULL)
		bp__line_add(line, "%s", passive->result.name);
	for (size_t i = 0; i < passive->count; i++) {
		char text[BP__ADDRESS_TEXT];
		bp__line_add(line, "%s%s", i == 0 ? "" : ", ",
		    bp__address_format(&passive->addresses[i], text, sizeof text));
	}
}

void
bp__say_passive(const struct bp__host *host, struct bp__line *line)
{
	struct bp__line all = {.used = 0};
	struct bp__line configured = {.used = 0};
	list_passive(&all, &host->passive);
	list_passive(&configured, &host->addrconfig);
	bp__line_add(line, "passive, any family: %s; AI_ADDRCONFIG: %s", all.text,
	    strcmp(all.text, configured.text) == 0 ? "the same" : configured.text);
}

void
bp__say_isolation(const struct bp__host *host, struct bp__line *line)
{
	const struct bp__isolation *isolation = host->isolation;
	if (isolation == NULL)
		return;
	bp__line_add(line, "in a %s of its own", isolation->namespaces);
	if (isolation->interfaces[0] != '\0')
		bp__line_add(line, " (%s)", isolation->interfaces);
	bp__line_add(line, "; settings as on the host");
	for (size_t i = 0; i < isolation->change_count; i++)
		bp__line_add(line, "%s%s=%s", i == 0 ? ", but for " : ", ",
		    isolation->changes[i].name, isolation->changes[i].value);
	if (isolation->simulated != NULL)
		bp__line_add(line, "; made to look so: %s", isolation->simulated);
	if (isolation->missing != NULL)
		bp__line_add(line, "; missing: %s", isolation->missing);
}

const struct bp__outcome *
bp__say_advised(const bp_report *report, enum bp__series series)
{
	static const char *const ids[] = {"any4/any6,v6only=on", "any6,v6only=on/any4",
	    "any6,v6only=off", "any4", "any6"};
	for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
		const struct bp__outcome *outcome =
		    bp__report_find(report, series, ids[i]);
		if (outcome != NULL && bp__outcome_stands(outcome))
			return outcome;
	}
	return NULL;
}

char *
bp__say_failure(const struct bp__outcome *outcome, char *buffer, size_t size)
{
	const size_t cell = 20; /* longest that a column of the matrix takes */
	size_t socket;
	const struct bp__result *result = bp__outcome_result(outcome, &socket);
	const char *call = bp__call_name(result->call);
	if (result->reason != NULL) {
		snprintf(buffer, size, "n/a");
		return buffer;
	}
	snprintf(buffer, size, "%s %s %zu", result->name, call, socket + 1);
	if (strlen(buffer) > cell)
		snprintf(buffer, size, "%s %zu", result->name, socket + 1);
	return buffer;
}

void
bp__say_local(const struct bp__socket_state *state, char *buffer, size_t size)
{
	char address[BP__ADDRESS_TEXT];
	const char *text = "?";
	if (bp__address_is_wildcard(&state->local) &&
	    !bp__address_is_mapped(&state->local))
		text = "*";
	else if (state->local.family != BP__FAMILY_NONE)
		text = bp__address_format(&state->local, address, sizeof address);
	if (state->port == 0)
		snprintf(buffer, size, "%s.?", text);
	else
		snprintf(buffer, size, "%s.%u", text, state->port);
}

const char *
bp__say_state(const struct bp__outcome *outcome, size_t socket)
{
	if (bp__spec_is_closed(&outcome->plan.sockets[socket]))
		return "CLOSED";
	return outcome->sockets[socket].listening ? "LISTEN" : "-";
}

const char *
bp__say_v6only(const struct bp__outcome *outcome, size_t socket)
{
	static const char *const words[] = {"?", "off", "on"};
	if (bp__spec_family(&outcome->plan.sockets[socket]) != BP__INET6)
		return "-";
	return words[outcome->sockets[socket].v6only + 1];
}

void
bp__say_nowhere(const bp_report *report, const struct bp__outcome *outcome, size_t socket,
    struct bp__line *line)
{
	char text[BP__NOBODY_TEXT];
	const struct bp__result *why = NULL;
	for (size_t i = 0; i < outcome->delivery_count; i++) {
		const struct bp__delivery *delivery = &outcome->deliveries[i];
		const struct bp__address *to = &report->targets[delivery->target].address;
		if (bp__outcome_covers(outcome, socket, to) &&
		    !bp__result_is_ok(&delivery->nobody) &&
		    (why == NULL || bp__shows_nobody(why)))
			why = &delivery->nobody;
	}
	if (outcome->delivery_count == 0)
		bp__line_add(line, "not tried");
	else if (why == NULL)
		bp__line_add(line, "nowhere");
	else
		bp__line_add(line, "%s: %s",
		    bp__shows_nobody(why) ? "nowhere" : "not known",
		    bp__nobody_format(why, text, sizeof text));
}

void
bp__say_where(const bp_report *report, const struct bp__outcome *outcome, size_t socket,
    struct bp__line *line)
{
	for (size_t i = 0; i < outcome->delivery_count; i++) {
		const struct bp__delivery *delivery = &outcome->deliveries[i];
		if (delivery->by[socket] == 0)
			continue;
		bp__line_add(line, "%s%s", line->used == 0 ? "" : " ",
		    report->targets[delivery->target].text);
		if (delivery->by[socket] != delivery->tries)
			bp__line_add(
			    line, " (%u of %u)", delivery->by[socket], delivery->tries);
	}
	if (line->used == 0)
		bp__say_nowhere(report, outcome, socket, line);
}

void
bp__say_result(const struct bp__result *result, struct bp__line *line)
{
	char text[BP__RESULT_TEXT];
	bp__result_format(result, text, sizeof text);
	if (result->reason != NULL)
		bp__line_add(line, "n/a: %s", result->reason);
	else
		bp__line_add(line, "%s (error %d)", text, result->code);
}

/* Whether an earlier target nobody got shows it in the same way. */
static bool
is_told(const struct bp__outcome *outcome, size_t index)
{
	for (size_t i = 0; i < index; i++) {
		if (!bp__result_is_ok(&outcome->deliveries[i].nobody) &&
		    bp__result_equal(&outcome->deliveries[i].nobody,
			&outcome->deliveries[index].nobody))
			return true;
	}
	return false;
}

bool
bp__say_nobody(const bp_report *report, const struct bp__outcome *outcome, size_t *next,
    struct bp__line *line)
{
	char text[BP__NOBODY_TEXT];
	size_t i = *next;
	while (i < outcome->delivery_count &&
	    (bp__result_is_ok(&outcome->deliveries[i].nobody) || is_told(outcome, i)))
		i++;
	*next = i + 1;
	if (i >= outcome->delivery_count)
		return false;
	const struct bp__result *nobody = &outcome->deliveries[i].nobody;
	*line = (struct bp__line){.used = 0};
	bp__line_add(line, bp__shows_nobody(nobody) ? "nobody at" : "not known at");
	for (; i < outcome->delivery_count; i++) {
		const struct bp__delivery *delivery = &outcome->deliveries[i];
		if (bp__result_equal(&delivery->nobody, nobody))
			bp__line_add(line, " %s", report->targets[delivery->target].text);
	}
	bp__line_add(line, ": %s", bp__nobody_format(nobody, text, sizeof text));
	return true;
}

void
bp__say_witness(const struct bp__outcome *outcome, size_t socket, struct bp__line *line)
{
	const struct bp__socket_state *state = &outcome->sockets[socket];
	const struct bp__witness *witness = &state->witness;
	char local[BP__ADDRESS_TEXT];
	bp__line_add(line, "socket %zu  in the kernel's table: ", socket + 1);
	if (!witness->found) {
		bp__line_add(line, "nothing");
		return;
	}
	bp__line_add(line, "%s", bp__state_name(witness->state));
	if (witness->v6only != BP__UNKNOWN)
		bp__line_add(line, ", V6ONLY %s", witness->v6only ? "on" : "off");
	if (witness->user >= 0)
		bp__line_add(line, ", user %lld", witness->user);
	if (!bp__witness_agrees_on_place(state))
		bp__line_add(line, ", at %s, port %u",
		    bp__address_format(&witness->local, local, sizeof local),
		    witness->port);
}

void
bp__say_call(const struct bp__call_record *record, struct bp__line *line)
{
	char text[BP__RESULT_TEXT];
	if (record->socket == 0)
		bp__line_add(line, "client    ");
	else
		bp__line_add(line, "socket %zu  ", record->socket);
	bp__line_add(line, "%s = %s", record->text,
	    bp__result_format(&record->result, text, sizeof text));
}

/* Whether another answer of the tally has the same outcome. */
static bool
is_one_of_several(const struct bp__tally *tally, size_t index)
{
	for (size_t i = 0; i < tally->count; i++) {
		if (i != index &&
		    strcmp(tally->seen[i].outcome, tally->seen[index].outcome) == 0)
			return true;
	}
	return false;
}

void
bp__say_seen(const struct bp__tally *tally, struct bp__line *line)
{
	for (size_t i = 0; i < tally->count; i++) {
		const struct bp__seen *seen = &tally->seen[i];
		bp__line_add(line, "%s%lu of %lu: %s", i == 0 ? "seen " : "; ",
		    seen->count, tally->tries, seen->outcome);
		if (is_one_of_several(tally, i))
			bp__line_add(line, " (%s%s%s)", seen->results,
			    *seen->by == '\0' ? "" : ", received by ", seen->by);
	}
}

bool
bp__any_stands(const struct bp__outcome *outcome)
{
	for (size_t i = 0; i < outcome->plan.count; i++) {
		if (bp__result_is_ok(&outcome->sockets[i].result))
			return true;
	}
	return false;
}

/* As "EADDRINUSE bind 2", or without the call where that is too long. */
static void
say_step(
    const struct bp__result *result, size_t step, size_t width, struct bp__line *line)
{
	const char *call = bp__call_name(result->call);
	bp__line_add(line, "%s", result->name);
	if (line->used + strlen(call) + sizeof " 1" <= width)
		bp__line_add(line, " %s", call);
	bp__line_add(line, " %zu", step + 1);
}

void
bp__say_recipe(const struct bp__recipe_run *recipe, size_t width, struct bp__line *line)
{
	if (recipe->use_this) {
		bp__line_add(line, "%s: use this", bp__verdict_name(recipe->verdict));
		return;
	}
	for (size_t i = 0; recipe->verdict != BP__WORKS && i < recipe->step_count; i++) {
		const struct bp__result *result = &recipe->steps[i].result;
		if (bp__result_is_ok(result))
			continue;
		if (result->reason != NULL)
			bp__line_add(line, "n/a");
		else
			say_step(result, i, width, line);
		return;
	}
	if (recipe->verdict == BP__PARTLY)
		bp__line_add(line, "%s only", recipe->reached4 ? "IPv4" : "IPv6");
	else
		bp__line_add(line, "%s", bp__verdict_name(recipe->verdict));
}

const char *
bp__say_reached(const struct bp__recipe_run *recipe, enum bp__family family)
{
	const bool inet = family == BP__INET;
	const struct bp__result *client = inet ? &recipe->client4 : &recipe->client6;
	if (inet ? recipe->reached4 : recipe->reached6)
		return "yes";
	return recipe->verdict == BP__NOT_JUDGED || bp__client_is_absent(client) ? "-"
										 : "no";
}

static bool
is_alike(const struct bp__recipe_run *a, const struct bp__recipe_run *b)
{
	struct bp__line one = {.used = 0};
	struct bp__line other = {.used = 0};
	bp__say_recipe(a, sizeof one.text, &one);
	bp__say_recipe(b, sizeof other.text, &other);
	return strcmp(a->id, b->id) == 0 && strcmp(one.text, other.text) == 0 &&
	    a->reached4 == b->reached4 && a->reached6 == b->reached6 &&
	    a->use_this == b->use_this;
}

bool
bp__recipes_are_alike(const bp_report *report, size_t *first_count)
{
	const struct bp__recipe_run *recipes = report->recipes;
	size_t count = report->recipe_count;
	size_t half = 0;
	while (half < count && recipes[half].series == recipes[0].series)
		half++;
	*first_count = half;
	bool alike = half < count;
	for (size_t i = 0; alike && half + i < count; i++)
		alike = is_alike(&recipes[i], &recipes[half + i]);
	return alike;
}

double
bp__say_share(const struct bp__behaves_model *model)
{
	const double almost = 99.9;
	double share = 100.0 * (double)model->explained / (double)model->total;
	return model->explained < model->total && share > almost ? almost : share;
}
