/* The models of known systems against made-up ones. */
#include <config.h>

#include <stdio.h>
#include <string.h>

#include "analyse/behaves.h"
#include "unit/spaces.h"
#include "unit/unit.h"

enum {
	SAMPLE = 16,
};

static struct bp__behaves
behaves_of(const struct bp__space *space, int v6only, struct bp__arena *arena)
{
	struct bp__behaves behaves;
	const struct bp__behaves_host host = {.v6only_default = v6only};
	assert_int_equal(bp__behaves_derive(space, &host, arena, &behaves), BP_OK);
	return behaves;
}

static const struct bp__behaves_model *
model_named(const struct bp__behaves *behaves, const char *name)
{
	for (size_t i = 0; i < behaves->count; i++) {
		if (strcmp(behaves->models[i].name, name) == 0)
			return &behaves->models[i];
	}
	fail_msg("no model %s", name);
	return NULL;
}

/* What the model says of a case, as "ok/bind:EADDRINUSE". */
static void
assert_predicts(const char *name, const char *id, int v6only, const char *expected)
{
	struct bp__space space = {.count = 0};
	struct bp__arena arena = {.blocks = NULL};
	char first[BP__RESULT_TEXT] = "";
	const char *slash = strchr(expected, '/');
	strncat(first, expected, (size_t)(slash - expected));
	spaces_add(&space, id, first, slash + 1);
	struct bp__behaves behaves = behaves_of(&space, v6only, &arena);
	if (model_named(&behaves, name)->explained != 1)
		fail_msg("%s does not say %s of %s", name, expected, id);
	bp__arena_free(&arena);
	bp__space_free(&space);
}

/* What was measured or documented of two wildcards, and of reuse options. */
static void
models_have_what_was_measured(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		const char *id;
		const char *expected;
	} rows[] = {
	    {"Linux", "tcp/any4/any6,v6only=off", "ok/bind:EADDRINUSE"},
	    {"Linux", "tcp/any6,v6only=off/any4", "ok/bind:EADDRINUSE"},
	    {"Linux", "tcp/any6,v6only=on/any4", "ok/ok"},
	    {"Linux", "tcp-late/any4,reuseaddr/any6,reuseaddr", "ok/listen:EADDRINUSE"},
	    {"Linux", "udp/any4,reuseaddr/loop4,reuseaddr,user=other", "ok/ok"},
	    {"Linux", "udp/any4,reuseport/loop4,reuseport,user=other",
		"ok/bind:EADDRINUSE"},
	    {"Linux", "tcp/maploop,v6only=on/any4", "bind:EINVAL/ok"},
	    {"Linux", "tcp/any4,late-reuseaddr=on/any4,reuseaddr", "ok/bind:EADDRINUSE"},
	    {"Linux", "tcp-late/loop4,reuseport,late-reuseport=off/loop4,reuseport",
		"listen:EADDRINUSE/ok"},
	    {"Linux", "tcp-late/loop4,reuseport,late-reuseport=off/any4,reuseport",
		"ok/bind:EADDRINUSE"},
	    {"Linux", "udp/any6,late-v6only=on/any4", "late-v6only:EINVAL/ok"},
	    {"Linux", "udp/any6,family=unspec/any4,family=unspec",
		"bind:EAFNOSUPPORT/ok"},
	    {"Linux", "udp/loop6,length=short/loop4,length=short", "ok/bind:EINVAL"},
	    {"Linux", "tcp/any4,reuseaddr,timewait=server/any4,reuseaddr", "ok/ok"},
	    {"Linux", "tcp/any4,reuseaddr,timewait=server/any4", "ok/bind:EADDRINUSE"},
	    {"Linux", "tcp/any4,timewait=server/any4,reuseaddr", "ok/bind:EADDRINUSE"},
	    {"Linux", "tcp/any4,timewait=client/any4", "ok/ok"},
	    {"Linux", "tcp/any4,reuseport/any4,reuseport,range=same,port=0",
		"ok/bind:EADDRINUSE"},
	    {"Linux", "udp/any4,reuseport/any4,reuseport,range=same,port=0", "ok/ok"},
	    {"Linux", "tcp/any4/any4,port=0", "ok/ok"},
	    {"Linux", "tcp/any4,device=host/any6,device=loopback", "ok/ok"},
	    {"Linux", "tcp/any4,device=host/any6", "ok/bind:EADDRINUSE"},
	    {"Linux", "tcp/loop6,device=host/mcast6", "bind:EADDRNOTAVAIL/bind:EINVAL"},
	    {"Linux", "udp/absent6/absent6,freebind", "bind:EADDRNOTAVAIL/ok"},
	    {"Linux", "udp/absent4,transparent/any4", "ok/bind:EADDRINUSE"},
	    {"FreeBSD", "tcp/any4/any6,v6only=off", "ok/ok"},
	    {"FreeBSD", "tcp/any6,v6only=off/any4", "ok/bind:EADDRINUSE"},
	    {"FreeBSD", "tcp/any6,v6only=off,reuseaddr/any4,reuseaddr",
		"ok/bind:EADDRINUSE"},
	    {"FreeBSD", "tcp/any6,v6only=off,reuseport/any4,reuseport", "ok/ok"},
	    {"FreeBSD", "tcp/any4/loop4,reuseaddr", "ok/ok"},
	    {"FreeBSD", "tcp/any4,reuseaddr/loop4,reuseaddr,user=other",
		"ok/bind:EADDRINUSE"},
	    {"NetBSD", "tcp/any6,v6only=off,reuseaddr/any4,reuseaddr", "ok/ok"},
	    {"NetBSD", "tcp/any6,v6only=off/any4", "ok/bind:EADDRINUSE"},
	    {"Darwin", "tcp/any4/any6", "ok/ok"},
	    {"Darwin", "tcp/any6/any4", "ok/bind:EADDRINUSE"},
	    {"FreeBSD 4 (override)", "tcp/any6/any4", "ok/ok"},
	    {"FreeBSD 4 (override)", "tcp/any4/any6", "ok/ok"},
	    {"separate port spaces (OpenBSD, illumos)", "tcp/any6/any4", "ok/ok"},
	    {"separate port spaces (OpenBSD, illumos)", "tcp/any6/any6",
		"ok/bind:EADDRINUSE"},
	    {"FreeBSD", "tcp/any4,reuseport/any4,reuseport_lb", "ok/bind:EADDRINUSE"},
	    {"FreeBSD", "tcp/any4/any6,v6only=off,user=other", "ok/bind:EADDRINUSE"},
	    {"FreeBSD", "udp/mcast4,reuseaddr/mcast4,reuseport", "ok/ok"},
	    {"FreeBSD", "tcp/any4,timewait=server/any4,reuseaddr", "ok/ok"},
	    {"FreeBSD", "tcp/any4,reuseaddr,timewait=server/any4", "ok/bind:EADDRINUSE"},
	    {"FreeBSD", "tcp/any4,late-reuseport=on/any4,reuseport", "ok/ok"},
	    {"FreeBSD", "udp/absent4,bindany/absent4", "ok/bind:EADDRNOTAVAIL"},
	    {"Darwin", "tcp/any4/any6,v6only=off,user=other", "ok/ok"},
	    {"Darwin", "tcp/any6,reuseport/any4,reuseport,user=other", "ok/ok"},
	    {"Darwin", "udp/mcast4,reuseaddr/mcast4,reuseport", "ok/bind:EADDRINUSE"},
	    {"NetBSD", "tcp/loop4/any6,v6only=off", "ok/ok"},
	    {"NetBSD", "tcp/any6,v6only=off/any4,reuseaddr", "ok/ok"},
	    {"NetBSD", "tcp/maploop,v6only=on/any4", "bind:EINVAL/ok"},
	    {"NetBSD", "tcp/maploop,v6only=off/loop4", "ok/bind:EADDRINUSE"},
	    {"NetBSD", "tcp/mcast4/mcast4", "ok/bind:EADDRINUSE"},
	    {"separate port spaces (OpenBSD, illumos)",
		"tcp/any4,reuseport/any4,reuseport,user=other", "ok/bind:EADDRINUSE"},
	    {"Windows", "tcp/any4,late-reuseaddr=on/any4,reuseaddr", "ok/bind:EACCES"},
	    {"Windows", "tcp/loop4/any6,v6only=off,exclusive", "ok/bind:EACCES"},
	    {"Windows", "tcp/any4/any4,reuseaddr", "ok/bind:EACCES"},
	    {"Windows", "tcp/any4/any4", "ok/bind:EADDRINUSE"},
	    {"Windows", "tcp/any4/loop4", "ok/ok"},
	    {"Windows", "tcp/any4,exclusive/loop4", "ok/bind:EACCES"},
	};
	for (size_t i = 0; i < COUNT(rows); i++)
		assert_predicts(rows[i].name, rows[i].id, 0, rows[i].expected);
}

/* The tables of "Using SO_REUSEADDR and SO_EXCLUSIVEADDRUSE" for Windows Server 2003 and
 * later: a row each first bind, a column each second one, of the wildcard and of a specific
 * address, with no option, SO_REUSEADDR and SO_EXCLUSIVEADDRUSE. */
static void
windows_is_as_its_tables(void **state)
{
	(void)state;
	static const char *const sockets[] = {"any4", "loop4", "any4,reuseaddr",
	    "loop4,reuseaddr", "any4,exclusive", "loop4,exclusive"};
	static const struct {
		const char *who;
		const char *rows[6];
	} tables[] = {
	    {"", {"USASUS", "SUSAUU", "USSSUS", "SUSSUU", "UAAAUA", "SUSAUU"}},
	    {",user=other", {"UAAAUA", "SUSAUU", "UASSUA", "SUSSUU", "UAAAUA", "SUSAUU"}},
	};
	for (size_t i = 0; i < COUNT(tables) * 36; i++) {
		char cell = tables[i / 36].rows[i / 6 % 6][i % 6];
		char id[80];
		snprintf(id, sizeof id, "tcp/%s/%s%s", sockets[i / 6 % 6], sockets[i % 6],
		    tables[i / 36].who);
		assert_predicts("Windows", id, 1,
		    cell == 'S'       ? "ok/ok"
			: cell == 'U' ? "ok/bind:EADDRINUSE"
				      : "ok/bind:EACCES");
	}
}

/* A pair of which a socket lacked a privilege is neither for nor against a model, and one
 * that the host's port keeps out of a range of its own is taken for what it is. */
static void
models_are_silent_about_privileges(void **state)
{
	(void)state;
	struct bp__space space = {.count = 0};
	struct bp__arena arena = {.blocks = NULL};
	spaces_add(&space, "tcp/any4,transparent/any6", "transparent:EPERM", "ok");
	assert_int_equal(behaves_of(&space, 0, &arena).count, 0);
	spaces_add(&space, "tcp/any4/any6", "ok", "bind:EADDRINUSE");
	struct bp__behaves behaves = behaves_of(&space, 0, &arena);
	assert_int_equal(model_named(&behaves, "Linux")->explained, 1);
	assert_int_equal(model_named(&behaves, "Linux")->total, 1);
	bp__arena_free(&arena);
	bp__space_free(&space);
}

static void
a_range_that_is_ignored_keeps_no_port(void **state)
{
	(void)state;
	struct bp__space space = {.count = 0};
	struct bp__arena arena = {.blocks = NULL};
	struct bp__behaves behaves;
	struct bp__behaves_host host = {.ignores_range = true};
	spaces_add(&space, "udp/any4/any4,range=same,port=0", "ok", "ok");
	assert_int_equal(bp__behaves_derive(&space, &host, &arena, &behaves), BP_OK);
	assert_int_equal(model_named(&behaves, "Linux")->explained, 1);
	host.ignores_range = false;
	assert_int_equal(bp__behaves_derive(&space, &host, &arena, &behaves), BP_OK);
	assert_int_equal(model_named(&behaves, "Linux")->explained, 0);
	bp__arena_free(&arena);
	bp__space_free(&space);
}

/* Where made-up kernels are known to be simpler than the systems. All have one rule for
 * multicast: groups are EINVAL for TCP, and for UDP good without a zone; Linux takes IPv4
 * groups for TCP, and IPv6 groups only with their zone. Those of the BSD family do not heed
 * of which family a socket with an IPv4-mapped address is, and let SO_REUSEPORT and
 * SO_REUSEPORT_LB stand for each other. */
enum simpler {
	IN_GROUPS = 0,
	IN_GROUPS_AND_BSD,
};

static bool
is_simplified(const struct bp__socket_spec *spec, enum simpler simpler)
{
	if (spec->kind == BP__MCAST4 || spec->kind == BP__MCAST6)
		return true;
	return simpler == IN_GROUPS_AND_BSD &&
	    (spec->kind == BP__MAPANY || spec->kind == BP__MAPLOOP ||
		bp__spec_has(spec, BP__REUSEPORT_LB));
}

/* The space without those cases. */
static struct bp__space
without_simplified(const struct bp__space *space, enum simpler simpler)
{
	struct bp__space kept = {.count = 0};
	for (size_t i = 0; i < space->count; i++) {
		struct bp__case c = bp__space_case_at(space, i);
		const char *const results[2] = {
		    bp__space_result(space, i, 0), bp__space_result(space, i, 1)};
		if (!is_simplified(&c.sockets[0], simpler) &&
		    !is_simplified(&c.sockets[1], simpler))
			assert_int_equal(
			    bp__space_add_results(&kept, &c, results, NULL), BP_OK);
	}
	return kept;
}

/* How many percent of a made-up system's cases the model that should be nearest explains at
 * least. */
static const struct {
	const char *profile;
	const char *model;
	unsigned percent;
	enum simpler simpler;
} nearest[] = {
    {"linux", "Linux", 100, IN_GROUPS},
    {"linux-v6only", "Linux", 100, IN_GROUPS},
    {"linux-user", "Linux", 100, IN_GROUPS},
    {"stingy", "Linux", 100, IN_GROUPS},
    {"freebsd", "FreeBSD", 100, IN_GROUPS_AND_BSD},
    {"darwin", "Darwin", 100, IN_GROUPS_AND_BSD},
    {"freebsd4", "FreeBSD 4 (override)", 100, IN_GROUPS_AND_BSD},
    {"windows", "Windows", 90, IN_GROUPS},
};

static void
print_behaviour(const char *profile, const struct bp__behaves *b)
{
	for (size_t i = 0; i < b->count; i++)
		print_message("# %s: %s explains %zu of %zu\n", profile,
		    b->models[i].name, b->models[i].explained, b->models[i].total);
	for (size_t i = 0; i < b->deviating.first.count; i++)
		print_message("#   first: %s\n", b->deviating.first.rules[i].text);
	for (size_t i = 0; i < b->deviating.second.count; i++)
		print_message("#   second: %s\n", b->deviating.second.rules[i].text);
}

static void
each_system_is_nearest_to_its_model(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(nearest); i++) {
		const struct fake_profile *profile = fake_profile(nearest[i].profile);
		struct bp__space all = spaces_sample(profile, SAMPLE);
		struct bp__space space = without_simplified(&all, nearest[i].simpler);
		struct bp__arena arena = {.blocks = NULL};
		struct bp__behaves b =
		    behaves_of(&space, profile->v6only_default, &arena);
		print_behaviour(profile->name, &b);
		assert_true(b.models[0].total > 500);
		assert_string_equal(b.models[0].name, nearest[i].model);
		assert_true(b.models[0].explained * 100 >=
		    b.models[0].total * nearest[i].percent);
		assert_int_equal(b.deviating.first.count + b.deviating.second.count == 0,
		    b.models[0].explained == b.models[0].total);
		bp__arena_free(&arena);
		bp__space_free(&space);
		bp__space_free(&all);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(models_have_what_was_measured),
	    cmocka_unit_test(windows_is_as_its_tables),
	    cmocka_unit_test(models_are_silent_about_privileges),
	    cmocka_unit_test(a_range_that_is_ignored_keeps_no_port),
	    cmocka_unit_test(each_system_is_nearest_to_its_model),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
