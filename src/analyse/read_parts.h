/* The parts of a report, as they are read. Each refuses what is wrong by bp__value_refuse(),
 * and fills in only what it was given. */
#ifndef BP_ANALYSE_READ_PARTS_H
#define BP_ANALYSE_READ_PARTS_H

#include "analyse/value.h"
#include "model/report.h"

/* A zeroed array in the arena; NULL once reading has failed. */
void *
bp__read_array(struct bp__reading *reading, size_t count, size_t size);

/* An address, with any zone. */
void
bp__read_address(struct bp__reading *reading, const struct bp__value *value,
    struct bp__address *address);

/* An array of words, as one text with spaces between. */
const char *
bp__read_words(struct bp__reading *reading, const struct bp__value *array);

/* The case that an id says, which has to be written as ids are. */
void
bp__read_id(
    struct bp__reading *reading, const struct bp__value *value, struct bp__case *c);

/* The same of a text; false when it is none, or is not written so. */
bool
bp__read_id_text(const char *id, struct bp__case *c);

/* A series by its name. */
enum bp__series
bp__read_series(struct bp__reading *reading, const struct bp__value *value);

/* A result from its text. */
void
bp__read_result_text(struct bp__reading *reading, const struct bp__value *value,
    struct bp__result *result);

/* The keys of a result: its text, and the error number or the reason. */
struct bp__result_keys {
	const char *text;
	const char *code;
	const char *reason;
};

/* The result that an object has under these keys. */
void
bp__read_result(struct bp__reading *reading, const struct bp__value *object,
    const struct bp__result_keys *keys, struct bp__result *result);

/* The keys of most results. */
extern const struct bp__result_keys bp__usual_keys;

/* The host, what was asked for, and the targets: what stands before the cases. */
void
bp__read_begin(
    struct bp__reading *reading, const struct bp__value *top, bp_report *report);

/* Whether a case is not stable, and how often it was tried with which answers. */
bool
bp__read_unstable(struct bp__reading *reading, const struct bp__value *value);
void
bp__read_tally(
    struct bp__reading *reading, const struct bp__value *value, struct bp__tally *tally);

/* One case that is told in full. The report has its targets. */
void
bp__read_case(struct bp__reading *reading, const struct bp__value *value,
    const bp_report *report, struct bp__outcome *outcome);

/* What stands behind the cases, of which there are so many; but not the findings. */
void
bp__read_end(struct bp__reading *reading, const struct bp__value *top, size_t cases,
    bp_report *report);

/* The findings, whose proof is found in the document. */
void
bp__read_findings(struct bp__reading *reading, const struct bp__value *top,
    const struct bp__document *document, bp_report *report);

#endif
