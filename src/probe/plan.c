/* Builds plans from suites, ids and globs. */
#include <config.h>

#include "probe/plan.h"
#include "model/suite.h"
#include "probe/run.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

bp_plan *
bp_plan_new(void)
{
	return calloc(1, sizeof(bp_plan));
}

void
bp_plan_free(bp_plan *plan)
{
	if (plan == NULL)
		return;
	free(plan->cases);
	free(plan->sockets);
	free(plan->numbers);
	free(plan);
}

struct bp__case
bp__plan_case(const bp_plan *plan, size_t i)
{
	const struct bp__packed_case *packed = &plan->cases[i];
	struct bp__case c = {
	    .series = (enum bp__series)packed->series,
	    .count = packed->count,
	};
	for (size_t k = 0; k < c.count; k++) {
		const struct bp__packed_socket *socket =
		    &plan->sockets[packed->first + k];
		c.sockets[k].options = socket->options;
		if (socket->address < BP__KIND_COUNT)
			c.sockets[k].kind = (enum bp__kind)socket->address;
		else
			c.sockets[k].number =
			    plan->numbers[socket->address - BP__KIND_COUNT];
	}
	return c;
}

/* The number as a packed address; it joins the plan's if it is new. False when there is no
 * memory. */
static bool
intern(bp_plan *plan, const struct bp__address *number, uint32_t *address)
{
	size_t i = 0;
	while (i < plan->number_count && !bp__address_equal(&plan->numbers[i], number))
		i++;
	*address = (uint32_t)(BP__KIND_COUNT + i);
	if (i < plan->number_count)
		return true;
	struct bp__address *numbers = realloc(plan->numbers, (i + 1) * sizeof *numbers);
	if (numbers == NULL)
		return false;
	numbers[i] = *number;
	plan->numbers = numbers;
	plan->number_count = i + 1;
	return true;
}

/* The array with room for count elements, which is doubled; NULL when there is no memory. */
static void *
grown(void *array, size_t *room, size_t count, size_t size)
{
	if (count <= *room)
		return array;
	size_t wanted = *room == 0 ? 64 : 2 * *room;
	if (wanted > SIZE_MAX / size || wanted > UINT32_MAX)
		return NULL;
	void *larger = realloc(array, wanted * size);
	if (larger != NULL)
		*room = wanted;
	return larger;
}

static_assert(BP__SOCKETS_MAX <= 64, "doubling makes room for a case");

static bool
make_room(bp_plan *plan)
{
	struct bp__packed_case *cases =
	    grown(plan->cases, &plan->room, plan->count + 1, sizeof *cases);
	if (cases == NULL)
		return false;
	plan->cases = cases;
	struct bp__packed_socket *sockets = grown(plan->sockets, &plan->socket_room,
	    plan->socket_count + BP__SOCKETS_MAX, sizeof *sockets);
	if (sockets == NULL)
		return false;
	plan->sockets = sockets;
	return true;
}

static bool
add(bp_plan *plan, const struct bp__case *c)
{
	if (!make_room(plan))
		return false;
	for (size_t i = 0; i < c->count; i++) {
		const struct bp__socket_spec *spec = &c->sockets[i];
		struct bp__packed_socket *packed = &plan->sockets[plan->socket_count + i];
		*packed = (struct bp__packed_socket){spec->options, spec->kind};
		if (spec->kind == BP__NUMBER &&
		    !intern(plan, &spec->number, &packed->address))
			return false;
	}
	plan->cases[plan->count++] = (struct bp__packed_case){
	    .first = (uint32_t)plan->socket_count,
	    .series = (uint8_t)c->series,
	    .count = (uint8_t)c->count,
	};
	plan->socket_count += c->count;
	return true;
}

/* Takes the last case out again. */
static void
drop_last(bp_plan *plan)
{
	plan->socket_count -= plan->cases[--plan->count].count;
}

/* A suite on its way into a plan. A hash table of what the plan has finds doubles: each
 * place holds an index plus one, or zero. */
struct adding {
	bp_plan *plan;
	uint32_t *places;
	size_t size; /* a power of two, at least twice the cases */
	unsigned about; /* options that the suite is about */
};

/* The bytes of the case's sockets. */
static const void *
sockets_of(const bp_plan *plan, const struct bp__packed_case *packed, size_t *size)
{
	*size = packed->count * sizeof *plan->sockets;
	return &plan->sockets[packed->first];
}

/* FNV-1a. */
static size_t
hash(const bp_plan *plan, const struct bp__packed_case *packed)
{
	size_t size;
	const unsigned char *bytes = sockets_of(plan, packed, &size);
	uint32_t value = (2166136261U ^ packed->series) * 16777619U;
	for (size_t i = 0; i < size; i++)
		value = (value ^ bytes[i]) * 16777619U;
	return value;
}

static bool
is_same(
    const bp_plan *plan, const struct bp__packed_case *a, const struct bp__packed_case *b)
{
	size_t size;
	const void *bytes = sockets_of(plan, a, &size);
	return a->series == b->series && a->count == b->count &&
	    memcmp(bytes, sockets_of(plan, b, &size), size) == 0;
}

/* The place of the case, empty when the table does not have it. */
static uint32_t *
find_place(const struct adding *adding, const struct bp__packed_case *packed)
{
	const bp_plan *plan = adding->plan;
	size_t i = hash(plan, packed) & (adding->size - 1);
	while (adding->places[i] != 0 &&
	    !is_same(plan, &plan->cases[adding->places[i] - 1], packed))
		i = (i + 1) & (adding->size - 1);
	return &adding->places[i];
}

static bool
grow_table(struct adding *adding)
{
	enum {
		SMALLEST = 256,
	};
	bp_plan *plan = adding->plan;
	free(adding->places);
	while (adding->size < SMALLEST || adding->size < 4 * plan->count)
		adding->size = adding->size == 0 ? SMALLEST : 2 * adding->size;
	adding->places = calloc(adding->size, sizeof *adding->places);
	for (size_t i = 0; adding->places != NULL && i < plan->count; i++)
		*find_place(adding, &plan->cases[i]) = (uint32_t)i + 1;
	return adding->places != NULL;
}

/* Whether an option of the case was not defined when this was built, and is none of those
 * that every system is expected to have, or that the suite is about: a suite leaves such a
 * case out. */
static bool
needs_undefined(const struct bp__case *c, unsigned about)
{
	const unsigned expected = BP__BIT(BP__SYS_V6ONLY) | BP__BIT(BP__SYS_REUSEADDR) |
	    BP__BIT(BP__SYS_REUSEPORT);
	unsigned options = 0;
	for (size_t i = 0; i < c->count; i++)
		options |= c->sockets[i].options & ~about;
	for (int i = 0; i < BP__OPTION_COUNT; i++) {
		enum bp__sys_option native =
		    bp__native_option(bp__option_row((enum bp__option)i)->call);
		if ((options & BP__BIT(i)) != 0 && native != BP__SYS_OPTION_COUNT &&
		    (expected & BP__BIT(native)) == 0 && !bp__sys_has_option(native))
			return true;
	}
	return false;
}

static bool
add_once(void *context, const struct bp__case *c)
{
	struct adding *adding = context;
	bp_plan *plan = adding->plan;
	if (needs_undefined(c, adding->about))
		return true;
	if (adding->size < 2 * (plan->count + 1) && !grow_table(adding))
		return false;
	if (!add(plan, c))
		return false;
	size_t last = plan->count - 1;
	uint32_t *place = find_place(adding, &plan->cases[last]);
	if (*place == 0)
		*place = (uint32_t)last + 1;
	else
		drop_last(plan);
	return true;
}

enum bp_status
bp_plan_add_suite(bp_plan *plan, const char *name, struct bp_error *error)
{
	struct adding adding = {.plan = plan, .about = bp__suite_is_about(name)};
	enum bp_status status = bp__suite_walk(name, add_once, &adding, error);
	free(adding.places);
	for (size_t i = 0; status == BP_OK && bp_suite_name(i) != NULL; i++)
		plan->suites |= (uint64_t)(strcmp(bp_suite_name(i), name) == 0) << i;
	return status;
}

enum bp_status
bp_plan_add_case(bp_plan *plan, const char *id, struct bp_error *error)
{
	struct bp__case c;
	if (bp__case_parse(id, &c, error) != BP_OK)
		return error->status;
	plan->picked = true;
	return add(plan, &c) ? BP_OK : bp__fail(error, BP_NO_MEMORY, "out of memory");
}

bool
bp_glob_matches(const char *glob, const char *text)
{
	const char *star = NULL;
	const char *resume = text;
	while (*text != '\0') {
		if (*glob == '*') {
			star = glob++;
			resume = text;
		} else if (*glob == '?' || *glob == *text) {
			glob++;
			text++;
		} else if (star != NULL) {
			glob = star + 1;
			text = ++resume;
		} else {
			return false;
		}
	}
	while (*glob == '*')
		glob++;
	return *glob == '\0';
}

/* Marks in keep the cases that match; returns whether there was one. */
static bool
mark(const bp_plan *plan, const char *glob, bool *keep)
{
	bool any = false;
	for (size_t i = 0; i < plan->count; i++) {
		char id[BP__ID_SIZE];
		bp_plan_id(plan, i, id, sizeof id);
		if (bp_glob_matches(glob, id))
			any = keep[i] = true;
	}
	return any;
}

static void
keep_marked(bp_plan *plan, const bool *keep)
{
	size_t kept = 0;
	for (size_t i = 0; i < plan->count; i++) {
		if (keep[i])
			plan->cases[kept++] = plan->cases[i];
	}
	plan->count = kept;
}

enum bp_status
bp_plan_keep_matching(
    bp_plan *plan, const char *const *globs, size_t n, struct bp_error *error)
{
	enum bp_status status = BP_OK;
	bool *keep = calloc(plan->count + 1, sizeof *keep);
	if (keep == NULL)
		return bp__fail(error, BP_NO_MEMORY, "out of memory");
	for (size_t i = 0; i < n && status == BP_OK; i++) {
		if (!mark(plan, globs[i], keep))
			status = bp__fail(error, BP_BAD_USAGE,
			    "no case matches '%.200s'; 'bindprobe list' shows the ids",
			    globs[i]);
	}
	if (status == BP_OK) {
		keep_marked(plan, keep);
		plan->picked = true;
	}
	free(keep);
	return status;
}

static bool
is_of(const struct bp__packed_case *c, unsigned transports)
{
	return (bp__series_transport((enum bp__series)c->series) & transports) != 0;
}

enum bp_status
bp_plan_keep_transports(bp_plan *plan, unsigned transports, struct bp_error *error)
{
	size_t kept = 0;
	for (size_t i = 0; i < plan->count; i++)
		kept += is_of(&plan->cases[i], transports);
	if (kept == 0)
		return bp__fail(error, BP_BAD_USAGE,
		    "no case is left of the %s series; leave out --tcp and --udp",
		    transports == BP_TCP ? "TCP" : "UDP");
	size_t count = plan->count;
	plan->count = 0;
	for (size_t i = 0; i < count; i++) {
		if (is_of(&plan->cases[i], transports))
			plan->cases[plan->count++] = plan->cases[i];
	}
	return BP_OK;
}

size_t
bp_plan_count(const bp_plan *plan)
{
	return plan->count;
}

void
bp_plan_id(const bp_plan *plan, size_t i, char *buffer, size_t size)
{
	const struct bp__case c = bp__plan_case(plan, i);
	bp__case_format(&c, buffer, size);
}

void
bp_plan_prose(const bp_plan *plan, size_t i, char *buffer, size_t size)
{
	const struct bp__case c = bp__plan_case(plan, i);
	bp__case_prose(&c, buffer, size);
}
