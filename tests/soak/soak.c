/* Runs very many cases in one process, and fails when it comes to use more memory, more
 * descriptors or more processes. It asserts nothing of time. Usage: soak CASES. */
#include <config.h>

#include "bindprobe.h"

#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#ifdef HAVE_MALLINFO2
#include <malloc.h>
#endif

#define COUNT(array) (sizeof(array) / sizeof *(array))

enum {
	SAMPLES = 10, /* of memory and descriptors, one each tenth */
	/* What is resident grows with what the C library keeps of what is freed, too; what is
	 * allocated does not grow by a byte. */
	PERCENT = 25,
	DELIVERED = 50, /* one turn in so many sends, receives and writes reports */
};

/* The suites whose cases are run, of every kind: TCP and UDP, two users, options set late,
 * groups, many sockets, ports the system chooses. */
static const char *const suites[] = {
    "core",
    "reuse",
    "user",
    "exclusive",
    "late",
    "multicast",
    "ephemeral",
    "many",
};

struct sample {
	size_t cases;
	size_t heap; /* bytes that are allocated; 0 where the C library does not tell */
	unsigned long kib; /* resident */
	size_t descriptors;
};

static void
check(enum bp_status status, const struct bp_error *error)
{
	if (status == BP_OK)
		return;
	fprintf(stderr, "soak: %s\n", error->text);
	exit(1);
}

static size_t
open_descriptors(void)
{
	size_t count = 0;
	DIR *directory = opendir("/proc/self/fd");
	if (directory == NULL) {
		perror("soak: /proc/self/fd");
		exit(1);
	}
	while (readdir(directory) != NULL)
		count++;
	closedir(directory);
	return count - 3; /* ".", ".." and the directory itself */
}

static size_t
heap_in_use(void)
{
#ifdef HAVE_MALLINFO2
	struct mallinfo2 info = mallinfo2();
	return info.uordblks + info.hblkhd;
#else
	return 0;
#endif
}

static unsigned long
resident_kib(void)
{
	unsigned long all = 0;
	unsigned long pages = 0;
	FILE *stream = fopen("/proc/self/statm", "r");
	if (stream == NULL || fscanf(stream, "%lu %lu", &all, &pages) != 2) {
		perror("soak: /proc/self/statm");
		exit(1);
	}
	fclose(stream);
	return pages * (unsigned long)sysconf(_SC_PAGESIZE) / 1024;
}

/* The suite, and what of it this user does: the cases of another go through a helper process,
 * which takes its time. */
struct plans {
	bp_plan *whole;
	bp_plan *ours;
};

static struct plans
make_plans(const char *suite)
{
	struct bp_error error;
	struct plans plans = {bp_plan_new(), bp_plan_new()};
	if (plans.whole == NULL || plans.ours == NULL)
		abort();
	check(bp_plan_add_suite(plans.whole, suite, &error), &error);
	for (size_t i = 0; i < bp_plan_count(plans.whole); i++) {
		char id[BP_ID_SIZE];
		bp_plan_id(plans.whole, i, id, sizeof id);
		if (strstr(id, "user=other") == NULL)
			check(bp_plan_add_case(plans.ours, id, &error), &error);
	}
	return plans;
}

/* One run as the program makes it, with everything, or binding alone. */
static void
run(const bp_plan *plan, bool with_everything)
{
	const struct bp_settings settings = {
	    .recipes = with_everything,
	    .findings = with_everything,
	    .verbose = with_everything,
	    .no_delivery = !with_everything,
	};
	struct bp_error error;
	bp_report *report = NULL;
	FILE *stream = fopen("/dev/null", "w");
	const struct bp_style style = {.verbose = with_everything};
	bp_writer *writer = NULL;
	if (stream == NULL)
		abort();
	if (with_everything)
		check(bp_writer_new("json", stream, style, &writer, &error), &error);
	check(bp_probe(plan, &settings, writer, &report, &error), &error);
	bp_report_free(report);
	bp_writer_free(writer);
	fclose(stream);
}

static bool
is_flat(const struct sample *first, const struct sample *now)
{
	bool flat = now->heap <= first->heap &&
	    now->kib <= first->kib + first->kib * PERCENT / 100 &&
	    now->descriptors == first->descriptors;
	printf("%s: %zu cases, %zu bytes allocated, %lu KiB resident, %zu descriptors\n",
	    flat ? "flat" : "GROWN", now->cases, now->heap, now->kib, now->descriptors);
	fflush(stdout);
	return flat;
}

/* How far it is. */
struct progress {
	size_t turn; /* how many runs there were */
	size_t cases; /* in them */
};

/* Runs the suite whose turn it is. */
static void
run_next(const struct plans *plans, struct progress *progress)
{
	const struct plans *suite = &plans[progress->turn % COUNT(suites)];
	bool everything = progress->turn / COUNT(suites) % DELIVERED == 0;
	const bp_plan *plan = everything ? suite->whole : suite->ours;
	run(plan, everything);
	progress->cases += bp_plan_count(plan);
	progress->turn++;
}

int
main(int count, char **words)
{
	size_t wanted = count == 2 ? strtoul(words[1], NULL, 10) : 0;
	struct plans plans[COUNT(suites)];
	struct sample first = {.descriptors = open_descriptors()};
	bool flat = true;
	static char said[BUFSIZ]; /* or the first line would allocate it */
	setvbuf(stdout, said, _IOLBF, sizeof said);
	if (wanted == 0) {
		fputs("usage: soak CASES\n", stderr);
		return 2;
	}
	for (size_t i = 0; i < COUNT(suites); i++)
		plans[i] = make_plans(suites[i]);
	time_t start = time(NULL);
	struct progress progress = {0, 0};
	while (progress.turn < COUNT(suites))
		run_next(plans, &progress);
	for (size_t i = 1; i <= SAMPLES; i++) {
		while (progress.cases < wanted / SAMPLES * i)
			run_next(plans, &progress);
		struct sample now = {
		    progress.cases, heap_in_use(), resident_kib(), open_descriptors()};
		if (i == 1) {
			first.heap = now.heap;
			first.kib = now.kib;
		}
		flat = is_flat(&first, &now) && flat;
	}
	printf("%.0f s\n", difftime(time(NULL), start));
	for (size_t i = 0; i < COUNT(suites); i++) {
		bp_plan_free(plans[i].whole);
		bp_plan_free(plans[i].ours);
	}
	if (waitpid(-1, NULL, WNOHANG) != -1 || errno != ECHILD) {
		puts("GROWN: a process of ours is left");
		flat = false;
	}
	return flat ? 0 : 1;
}
