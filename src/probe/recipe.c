/* The recipes, and how they are tried. To add one is to add a row. */
#include <config.h>

#include "probe/recipe.h"
#include "probe/deliver.h"
#include "probe/judge.h"
#include "probe/port.h"

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

enum {
	TRIES = 5, /* of a recipe that fails in some way, at most */
	AGREEING = 3, /* so many in a row are taken for the answer */
};

/* What the server does after a socket failed, or stood. */
enum policy {
	SKIP_FAILED, /* goes on, and gives up only when nothing stands */
	FAILED_IS_FATAL, /* gives up at the first failure */
	FIRST_THAT_STANDS, /* opens the next only when the one before failed */
	UNLESS_COVERED, /* as SKIP_FAILED, but leaves out 0.0.0.0 where :: takes IPv4 */
};

/* A server strategy. The order of the rows is the order of preference where several work:
 * separate sockets first, as they work where there is no dual stack. */
struct recipe {
	const char *id;
	const char *text;
	const char *users;
	enum bp__kind kinds[BP__RECIPE_STEPS]; /* BP__NUMBER first: walk getaddrinfo */
	unsigned inet6_options; /* set on every AF_INET6 socket */
	enum policy policy;
};

/* Who does it: OLS 2003, "Linux IPv6 Networking", section 5, for the modern server; the
 * programs' own documentation for the rest. */
static const struct recipe recipes[] = {
    {"walk-v6only", "getaddrinfo walk, V6ONLY on", "OpenSSH, nginx", {BP__NUMBER},
	BP__BIT(BP__V6ONLY_ON), SKIP_FAILED},
    {"dual-stack", "one dual-stack ::, else 0.0.0.0", "Node.js, Go, Java",
	{BP__ANY6, BP__ANY4, BP__NUMBER}, BP__BIT(BP__V6ONLY_OFF), FIRST_THAT_STANDS},
    {"any6-then-any4", "::, then 0.0.0.0 unless covered", "Apache httpd",
	{BP__ANY6, BP__ANY4, BP__NUMBER}, 0, UNLESS_COVERED},
    {"any6-only", "one ::, options untouched", "", {BP__ANY6, BP__NUMBER}, 0,
	FAILED_IS_FATAL},
    {"walk-untouched", "getaddrinfo walk, options untouched", "", {BP__NUMBER}, 0,
	SKIP_FAILED},
    {"walk-untouched-fatal", "the same, any failure fatal", "many small servers",
	{BP__NUMBER}, 0, FAILED_IS_FATAL},
    {"any4-only", "0.0.0.0 only", "code from before IPv6", {BP__ANY4, BP__NUMBER}, 0,
	FAILED_IS_FATAL},
};

size_t
bp__recipe_count(void)
{
	return COUNT(recipes);
}

static bool
walks(const struct recipe *recipe)
{
	return recipe->kinds[0] == BP__NUMBER;
}

static enum bp__kind
kind_of(const struct bp__address *address)
{
	if (!bp__address_is_wildcard(address) || bp__address_is_mapped(address))
		return BP__NUMBER;
	return address->family == BP__INET ? BP__ANY4 : BP__ANY6;
}

/* The sockets the recipe would open, as a case. */
static struct bp__case
plan_recipe(const struct recipe *recipe, enum bp__series series,
    const struct bp__passive *passive)
{
	struct bp__case c = {.series = series};
	while (c.count < BP__RECIPE_STEPS) {
		struct bp__socket_spec spec = {.kind = recipe->kinds[c.count]};
		if (walks(recipe)) {
			if (c.count == passive->count)
				break;
			spec.number = passive->addresses[c.count];
			spec.kind = kind_of(&spec.number);
		} else if (spec.kind == BP__NUMBER) {
			break;
		}
		if (bp__spec_family(&spec) == BP__INET6)
			spec.options = recipe->inet6_options;
		c.sockets[c.count++] = spec;
	}
	return c;
}

/* Whether a standing socket before step i already takes what 0.0.0.0 would. */
static bool
is_covered(const struct bp__outcome *outcome, size_t i)
{
	for (size_t k = 0; k < i; k++) {
		if (bp__result_is_ok(&outcome->sockets[k].result) &&
		    outcome->sockets[k].v6only == 0)
			return true;
	}
	return false;
}

/* Opens the sockets in the manner of a server; whether it gave up. */
static bool
open_recipe(struct bp__run *run, const struct recipe *recipe, struct bp__outcome *outcome,
    struct bp__opened *opened)
{
	size_t planned = outcome->plan.count;
	size_t standing = 0;
	outcome->plan.count = 0;
	for (size_t i = 0; i < planned; i++) {
		if (recipe->policy == UNLESS_COVERED && is_covered(outcome, i))
			break;
		outcome->plan.count = i + 1;
		bp__open_socket(run, outcome, i, opened);
		bool stands = bp__result_is_ok(&outcome->sockets[i].result);
		standing += stands;
		if (!stands && recipe->policy == FAILED_IS_FATAL)
			return true;
		if (stands && recipe->policy == FIRST_THAT_STANDS)
			break;
	}
	return standing == 0;
}

/* A client in the manner of the OLS paper's "modern client": walks what getaddrinfo(3)
 * gives for the address, and takes the first that answers. */
static bool
client_reaches(struct bp__run *run, struct bp__outcome *outcome,
    const struct bp__opened *opened, const struct bp__address *address,
    struct bp__result *why)
{
	struct bp__address found[4];
	size_t count = 0;
	char text[BP__ADDRESS_TEXT];
	bp__address_format(address, text, sizeof text);
	bp__sys_resolve(run->sys, text, bp__series_transport(outcome->plan.series),
	    BP__SYS_ALL, found, COUNT(found), &count);
	if (count == 0) { /* a number needs no resolver */
		found[0] = *address;
		count = 1;
	}
	for (size_t i = 0; i < count; i++) {
		struct bp__delivery delivery = {.tries = 0};
		bp__try_address(run, outcome, opened, &found[i], &delivery);
		*why = delivery.nobody;
		if (bp__delivered(&delivery))
			return true;
	}
	return false;
}

/* Tries the loopback address of the family, then the host's own where the client could not
 * even be made. */
static bool
family_reaches(struct bp__run *run, struct bp__outcome *outcome,
    const struct bp__opened *opened, const enum bp__kind kinds[2], struct bp__result *why)
{
	for (size_t i = 0; i < 2; i++) {
		const struct bp__address *address = &run->report->host.kinds[kinds[i]];
		if (address->family == BP__FAMILY_NONE)
			continue;
		*why = (struct bp__result){.call = BP__CALL_NONE};
		if (client_reaches(run, outcome, opened, address, why))
			return true;
		if (!bp__client_is_absent(why))
			return false;
	}
	return false;
}

static void
try_recipe(struct bp__run *run, const struct recipe *recipe, enum bp__series series,
    struct bp__recipe_run *result)
{
	static const enum bp__kind inet[] = {BP__LOOP4, BP__HOST4};
	static const enum bp__kind inet6[] = {BP__LOOP6, BP__HOST6};
	struct bp__opened opened = bp__nothing_opened(run->report->port);
	struct bp__outcome outcome = {
	    .plan = plan_recipe(recipe, series, &run->report->host.passive),
	};
	*result = (struct bp__recipe_run){
	    .id = recipe->id,
	    .text = recipe->text,
	    .users = recipe->users,
	    .series = series,
	};
	result->gave_up = open_recipe(run, recipe, &outcome, &opened);
	result->step_count = outcome.plan.count;
	for (size_t i = 0; i < outcome.plan.count; i++) {
		result->steps[i].spec = outcome.plan.sockets[i];
		result->steps[i].result = outcome.sockets[i].result;
	}
	if (result->gave_up) /* the server exits, and its sockets with it */
		bp__close_case(run, &opened);
	result->reached4 = family_reaches(run, &outcome, &opened, inet, &result->client4);
	result->reached6 =
	    family_reaches(run, &outcome, &opened, inet6, &result->client6);
	bp__close_case(run, &opened);
	result->verdict = bp__judge_recipe(result);
}

static bool
is_of_the_moment(const struct bp__result *result)
{
	return !bp__is_timeout(result) && bp__sys_is_passing(result->code);
}

/* Whether the run may have met a lack of memory or descriptors, or somebody else on the
 * port. */
static bool
may_be_disturbed(const struct bp__recipe_run *run)
{
	for (size_t i = 0; i < run->step_count; i++) {
		const struct bp__result *result = &run->steps[i].result;
		if (is_of_the_moment(result) || bp__sys_is_in_use(result->code))
			return true;
	}
	return run->verdict != BP__WORKS || is_of_the_moment(&run->client4) ||
	    is_of_the_moment(&run->client6);
}

static bool
same_run(const struct bp__recipe_run *a, const struct bp__recipe_run *b)
{
	if (a->step_count != b->step_count || a->verdict != b->verdict)
		return false;
	for (size_t i = 0; i < a->step_count; i++) {
		if (!bp__result_equal(&a->steps[i].result, &b->steps[i].result))
			return false;
	}
	return a->reached4 == b->reached4 && a->reached6 == b->reached6;
}

/* Tries the recipe until some tries in a row agree, when the first says that it fails in some
 * way, and nobody else was on the port meanwhile. It is not judged where that never is so. */
static void
observe_recipe(struct bp__run *run, const struct recipe *recipe, enum bp__series series,
    struct bp__recipe_run *result)
{
	int agreeing = 1;
	try_recipe(run, recipe, series, result);
	if (!may_be_disturbed(result))
		return;
	for (int i = 1; i < TRIES && agreeing < AGREEING; i++) {
		const struct bp__recipe_run before = *result;
		const unsigned long strangers = run->strangers;
		bp__await_port(run, bp__series_transport(series));
		try_recipe(run, recipe, series, result);
		bool alone = run->strangers == strangers;
		agreeing = alone && same_run(&before, result) ? agreeing + 1 : 1;
	}
	if (agreeing < AGREEING)
		result->verdict = BP__NOT_JUDGED;
}

/* Whether traffic of the family says nothing here: a socket that stands alone on its wildcard
 * does not get it, though the host has an address. */
static bool
is_unseen(const bp_report *report, enum bp__series series, enum bp__family family)
{
	const struct bp__outcome *plain =
	    bp__usable_outcome(report, series, family == BP__INET ? "any4" : "any6");
	return plain != NULL && bp__outcome_stands(plain) &&
	    !bp__gets_family(report, plain, 0, family) &&
	    !bp__lacks_addresses(report, plain, family);
}

/* A server that runs is not judged by traffic that would reach none. */
static void
withhold(const bp_report *report, struct bp__recipe_run *runs, size_t count)
{
	bool reached4 = false;
	bool reached6 = false;
	for (size_t i = 0; i < count; i++) {
		reached4 = reached4 || runs[i].reached4;
		reached6 = reached6 || runs[i].reached6;
	}
	if ((reached4 || !is_unseen(report, runs->series, BP__INET)) &&
	    (reached6 || !is_unseen(report, runs->series, BP__INET6)))
		return;
	for (size_t i = 0; i < count; i++) {
		if (!runs[i].gave_up)
			runs[i].verdict = BP__NOT_JUDGED;
	}
}

void
bp__try_recipes(struct bp__run *run, enum bp__series series)
{
	bp_report *report = run->report;
	struct bp__recipe_run *runs = bp__arena_array(
	    &report->arena, report->recipe_count + COUNT(recipes), sizeof *runs);
	if (runs == NULL)
		return;
	if (report->recipe_count > 0)
		memcpy(runs, report->recipes, report->recipe_count * sizeof *runs);
	report->recipes = runs;
	for (size_t i = 0; i < COUNT(recipes); i++) {
		struct bp__recipe_run *result = &runs[report->recipe_count++];
		observe_recipe(run, &recipes[i], series, result);
	}
	withhold(report, &runs[report->recipe_count - COUNT(recipes)], COUNT(recipes));
}

enum bp__verdict
bp__judge_recipe(const struct bp__recipe_run *recipe)
{
	bool absent4 = bp__client_is_absent(&recipe->client4);
	bool absent6 = bp__client_is_absent(&recipe->client6);
	if (recipe->step_count == 0 || (absent4 && absent6))
		return BP__NOT_JUDGED;
	if (recipe->gave_up || (!recipe->reached4 && !recipe->reached6))
		return BP__FAILS;
	if ((recipe->reached4 || absent4) && (recipe->reached6 || absent6))
		return BP__WORKS;
	return BP__PARTLY;
}

void
bp__choose_recipes(bp_report *report)
{
	for (int series = 0; series < BP__SERIES_COUNT; series++) {
		struct bp__recipe_run *best = NULL;
		for (size_t i = 0; i < report->recipe_count; i++) {
			struct bp__recipe_run *run = &report->recipes[i];
			if (run->series == (enum bp__series)series &&
			    run->verdict <= BP__PARTLY &&
			    (best == NULL || run->verdict < best->verdict))
				best = run;
		}
		if (best != NULL)
			best->use_this = true;
	}
}
