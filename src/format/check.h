/* A report as a list of tests, for the formats that CI systems read. */
#ifndef BP_FORMAT_CHECK_H
#define BP_FORMAT_CHECK_H

#include "model/writer.h"

/* How a test went. A warning is a test that passes and has something to say. The words are
 * in bp__answer_name(). */
enum bp__answer {
	BP__ANSWER_OK = 0,
	BP__ANSWER_WARNING,
	BP__ANSWER_NOT_OK,
	BP__ANSWER_SKIPPED,
	BP__ANSWER_COUNT,
};

const char *
bp__answer_name(enum bp__answer answer);

struct bp__check_group;

/* One test. What it points to is the report's, which it does not outlive. */
struct bp__check {
	const struct bp__check_group *group;
	enum bp__answer answer;
	char name[BP__ID_SIZE]; /* the same in the reports of all systems */
	char status[BP__RESULT_TEXT]; /* PASS, works, bind:EADDRINUSE */
	const char *text; /* what was found, or why it is skipped; "" when all is said */
	size_t fact_count;
	const bp_report *report;
	const void *subject;
};

/* One thing that was seen: proof of a finding, a step of a recipe, a socket of a case. The
 * keys of one test are all different. */
struct bp__fact {
	char key[BP__ID_SIZE];
	char value[BP__ID_SIZE];
};

/* Tests of one sort. */
struct bp__check_group {
	const char *name; /* of one test: case, recipe, finding */
	const char *plural;
	size_t (*count)(const bp_report *report, bool verbose);
	void (*fill)(const bp_report *report, size_t i, struct bp__check *check);
	void (*tell)(const struct bp__check *check, size_t i, struct bp__fact *fact);
};

/* The group i from 0, in the order of the list; NULL past the last. */
const struct bp__check_group *
bp__check_group(size_t i);

/* How many tests of the group the report has. Those of a sweep are all but its cases. */
size_t
bp__check_count(
    const struct bp__check_group *group, const bp_report *report, bool verbose);

/* Test i of the group. */
void
bp__check_get(const struct bp__check_group *group, const bp_report *report, size_t i,
    struct bp__check *check);

/* One case as a test, at any time of a run. */
void
bp__check_case(
    const bp_report *report, const struct bp__outcome *outcome, struct bp__check *check);

/* Fact i of the test. */
void
bp__check_tell(const struct bp__check *check, size_t i, struct bp__fact *fact);

#endif
