/* Compares what was observed with what models of known systems say. */
#include <config.h>

#include "analyse/behaves.h"
#include "analyse/models.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

static const struct {
	const char *name;
	const char *source;
	char evidence;
	int v6only_default; /* the nearest of equals has that of the host */
	bp__predict_function *predict;
} models[] = {
    {"Linux", "measured on Linux 6.18; net/ipv4/inet_connection_sock.c, udp.c", 'M', 0,
	bp__linux_predict},
    {"FreeBSD", "in_pcbbind_setup(), in6_pcbbind() of FreeBSD 14, measured in part on 13",
	'S', 1, bp__freebsd_predict},
    {"NetBSD", "in_pcbbind_port(), in6_pcbbind_port() of NetBSD 8, measured in part", 'S',
	1, bp__netbsd_predict},
    {"Darwin", "in_pcbbind(), in6_pcbbind() of XNU, measured in part", 'S', 0,
	bp__darwin_predict},
    {"FreeBSD 4 (override)", "in_pcbbind() of FreeBSD 4", 'S', 0, bp__freebsd4_predict},
    {"separate port spaces (OpenBSD, illumos)",
	"in_pcbaddrisavail() and ip6(4) of OpenBSD, tcp_bindi() of illumos", 'S', 1,
	bp__apart_predict},
    {"Windows", "Microsoft, Using SO_REUSEADDR and SO_EXCLUSIVEADDRUSE", 'D', 1,
	bp__windows_predict},
};
static_assert(COUNT(models) == BP__MODELS, "one row a model");
static_assert((int)BP__SPACE_RESULTS < (int)BP__NOT_TOLD, "a label more fits");

struct bp__behaves_model
bp__model_at(size_t i)
{
	return (struct bp__behaves_model){
	    .name = models[i].name,
	    .source = models[i].source,
	    .evidence = models[i].evidence,
	};
}

void
bp__model_predict(size_t i, const struct bp__pair *pair, const char *results[2])
{
	models[i].predict(pair, results);
}

/* A space beside what models predict of it. */
struct comparison {
	const struct bp__space *space;
	int v6only_default;
	const struct bp__side *sides; /* of the distinct sockets of the space */
};

static void
predict(const struct comparison *c, size_t model, size_t i, const char *results[2])
{
	const struct bp__space_case *packed = &c->space->cases[i];
	struct bp__pair pair = bp__pair_of((enum bp__series)packed->series,
	    &c->sides[packed->sockets[0]], &c->sides[packed->sockets[1]]);
	bp__model_predict(model, &pair, results);
}

/* Whether the result is of the system's rules. Who lacks a protocol or a privilege has not
 * come as far as those. */
static bool
is_of_rules(const char *result)
{
	const char *colon = strchr(result, ':');
	return strncmp(result, "socket:", 7) != 0 &&
	    (colon == NULL || strcmp(colon, ":EPERM") != 0);
}

static bool
counts(const struct bp__space *space, size_t i)
{
	return is_of_rules(bp__space_result(space, i, 0)) &&
	    is_of_rules(bp__space_result(space, i, 1));
}

static bool
explains(const struct comparison *c, size_t model, size_t i)
{
	const char *results[2];
	predict(c, model, i, results);
	return strcmp(bp__space_result(c->space, i, 0), results[0]) == 0 &&
	    strcmp(bp__space_result(c->space, i, 1), results[1]) == 0;
}

/* Orders models: who explains more, then who has the host's default, then as in the table. */
static bool
is_nearer(const size_t explained[BP__MODELS], size_t a, size_t b, int v6only_default)
{
	if (explained[a] != explained[b])
		return explained[a] > explained[b];
	return models[a].v6only_default == v6only_default &&
	    models[b].v6only_default != v6only_default;
}

static void
sort_models(
    const size_t explained[BP__MODELS], int v6only_default, size_t order[BP__MODELS])
{
	for (size_t i = 0; i < BP__MODELS; i++) {
		size_t at = i;
		for (; at > 0 && is_nearer(explained, i, order[at - 1], v6only_default);
		     at--)
			order[at] = order[at - 1];
		order[at] = i;
	}
}

/* Labels the results of one socket: those that are as the model says have the label as_told.
 * Returns whether others are among them. */
static bool
label_socket(const struct comparison *c, size_t model, size_t socket, uint8_t as_told,
    uint8_t *labels)
{
	const struct bp__space *space = c->space;
	bool deviates = false;
	for (size_t i = 0; i < space->count; i++) {
		const char *results[2];
		predict(c, model, i, results);
		labels[i] = space->outcomes[space->cases[i].outcome].results[socket];
		if (!counts(space, i))
			labels[i] = BP__NOT_TOLD;
		else if (strcmp(space->results.words[labels[i]], results[socket]) == 0)
			labels[i] = as_told;
		else
			deviates = true;
	}
	return deviates;
}

/* Tells the results that the model does not explain. */
static enum bp_status
tell_deviating(const struct comparison *c, size_t model, struct bp__arena *arena,
    struct bp__rules *rules)
{
	static const char *const titles[] = {"first socket", "second socket"};
	struct bp__rule_list *const lists[] = {&rules->first, &rules->second};
	const struct bp__space *space = c->space;
	const char *words[BP__SPACE_RESULTS + 1];
	size_t as_told = space->results.count;
	uint8_t *labels = calloc(space->count + 1, sizeof *labels);
	enum bp_status status = labels == NULL ? BP_NO_MEMORY : BP_OK;
	memcpy(words, space->results.words, as_told * sizeof *words);
	words[as_told] = bp__arena_printf(arena, "as %s", models[model].name);
	for (size_t socket = 0; status == BP_OK && socket < BP__PAIR; socket++) {
		struct bp__telling telling = {
		    .space = space,
		    .v6only_default = c->v6only_default,
		    .title = titles[socket],
		    .labels = labels,
		    .words = words,
		    .otherwise = (int)as_told,
		    .first_known = socket > 0,
		};
		lists[socket]->title = titles[socket];
		lists[socket]->unit = "cases";
		if (label_socket(c, model, socket, (uint8_t)as_told, labels))
			status = bp__rules_tell(&telling, arena, lists[socket]);
	}
	free(labels);
	return status;
}

static enum bp_status
compare_all(
    const struct comparison *c, struct bp__arena *arena, struct bp__behaves *behaves)
{
	size_t explained[BP__MODELS] = {0};
	size_t order[BP__MODELS];
	size_t total = 0;
	for (size_t i = 0; i < c->space->count; i++) {
		if (!counts(c->space, i))
			continue;
		total++;
		for (size_t model = 0; model < BP__MODELS; model++)
			explained[model] += explains(c, model, i);
	}
	if (total == 0)
		return BP_OK;
	sort_models(explained, c->v6only_default, order);
	for (size_t i = 0; i < BP__MODELS; i++) {
		behaves->models[i] = bp__model_at(order[i]);
		behaves->models[i].explained = explained[order[i]];
		behaves->models[i].total = total;
	}
	behaves->count = BP__MODELS;
	if (explained[order[0]] == total)
		return BP_OK;
	return tell_deviating(c, order[0], arena, &behaves->deviating);
}

/* The facts of a socket as the system sees it. */
static struct bp__side
side_on(const struct bp__behaves_host *host, const struct bp__socket_spec *spec)
{
	struct bp__side side = bp__side_of(spec, host->v6only_default);
	if (host->ignores_range)
		side.options &= ~BP__BIT(BP__RANGE_SAME);
	return side;
}

enum bp_status
bp__behaves_derive(const struct bp__space *space, const struct bp__behaves_host *host,
    struct bp__arena *arena, struct bp__behaves *behaves)
{
	struct bp__side *sides = calloc(space->socket_count + 1, sizeof *sides);
	const struct comparison comparison = {space, host->v6only_default, sides};
	enum bp_status status = BP_NO_MEMORY;
	*behaves = (struct bp__behaves){.count = 0};
	for (size_t i = 0; sides != NULL && i < space->socket_count; i++)
		sides[i] = side_on(host, &space->sockets[i]);
	if (sides != NULL)
		status = compare_all(&comparison, arena, behaves);
	free(sides);
	return status;
}
