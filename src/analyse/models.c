/* What models of known systems have in common. */
#include <config.h>

#include "analyse/models.h"

#include <stddef.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

static const struct {
	enum bp__option late;
	enum bp__option option;
	bool sets;
} late_options[] = {
    {BP__LATE_REUSEADDR_ON, BP__REUSEADDR, true},
    {BP__LATE_REUSEADDR_OFF, BP__REUSEADDR, false},
    {BP__LATE_REUSEPORT_ON, BP__REUSEPORT, true},
    {BP__LATE_REUSEPORT_OFF, BP__REUSEPORT, false},
};

void
bp__side_set_late(struct bp__side *side)
{
	for (size_t i = 0; i < COUNT(late_options); i++) {
		if (!bp__side_has(side, late_options[i].late))
			continue;
		side->options &=
		    ~(BP__BIT(late_options[i].late) | BP__BIT(late_options[i].option));
		if (late_options[i].sets)
			side->options |= BP__BIT(late_options[i].option);
	}
}

void
bp__side_leave_timewait(struct bp__side *side)
{
	if (side->inet6 == BP__ALL_ADDRESSES) {
		side->plain = BP__LOOP6;
		side->inet6 = BP__ONE_ADDRESS;
		side->inet = BP__NO_ADDRESS;
	} else if (side->inet == BP__ALL_ADDRESSES) {
		side->plain = BP__LOOP4;
		side->inet = BP__ONE_ADDRESS;
	}
}

bool
bp__side_chooses_port(const struct bp__side *side)
{
	const unsigned choosing = BP__BIT(BP__PORT_0) | BP__BIT(BP__TIMEWAIT_SERVER) |
	    BP__BIT(BP__TIMEWAIT_CLIENT);
	return (side->options & choosing) != 0;
}

/* Whether the system may choose any port for the socket. */
static bool
roams(const struct bp__side *side)
{
	return bp__side_chooses_port(side) && !bp__side_has(side, BP__RANGE_SAME);
}

bool
bp__pair_has_one_port(const struct bp__pair *pair)
{
	return !bp__side_chooses_port(&pair->sides[1]) ||
	    !(roams(&pair->sides[0]) || roams(&pair->sides[1]));
}

bool
bp__pair_both_have(const struct bp__pair *pair, enum bp__option option)
{
	return bp__side_has(&pair->sides[0], option) &&
	    bp__side_has(&pair->sides[1], option);
}

bool
bp__pair_has_other_user(const struct bp__pair *pair)
{
	return bp__side_has(&pair->sides[0], BP__USER_OTHER) !=
	    bp__side_has(&pair->sides[1], BP__USER_OTHER);
}

enum bp__lies
bp__lies(enum bp__extent new, enum bp__extent old, bool equal)
{
	if (new == BP__NO_ADDRESS || old == BP__NO_ADDRESS)
		return BP__ELSEWHERE;
	if (new == old && (equal || new == BP__ALL_ADDRESSES))
		return BP__THERE;
	return new == BP__ALL_ADDRESSES || old == BP__ALL_ADDRESSES ? BP__WILDER
								    : BP__ELSEWHERE;
}

/* What a socket that is bound meets in the calls after that. */
static const char *
bound(const struct bp__side *side)
{
	if (bp__side_has(side, BP__LATE_V6ONLY_ON) ||
	    bp__side_has(side, BP__LATE_V6ONLY_OFF))
		return "late-v6only:EINVAL";
	return bp__side_has(side, BP__BIND_AGAIN) ? "bind-again:EINVAL" : "ok";
}

static bool
is_gone(const struct bp__side *side, const char *result)
{
	return result[0] != 'o' || bp__side_has(side, BP__CLOSED) ||
	    bp__side_has(side, BP__TIMEWAIT_CLIENT);
}

void
bp__simple_predict(const struct bp__simple_model *model, const struct bp__pair *pair,
    const char *results[BP__PAIR])
{
	struct bp__side first = pair->sides[0];
	const struct bp__side *second = &pair->sides[1];
	for (size_t i = 0; i < BP__PAIR; i++) {
		results[i] = model->alone(pair->series, &pair->sides[i]);
		if (results[i] == NULL)
			results[i] = bound(&pair->sides[i]);
	}
	if (is_gone(&first, results[0]) || !bp__pair_has_one_port(pair) ||
	    model->alone(pair->series, second) != NULL)
		return;
	if (model->looks_now)
		bp__side_set_late(&first);
	if (bp__side_has(&first, BP__TIMEWAIT_SERVER))
		bp__side_leave_timewait(&first);
	struct bp__pair then = bp__pair_of(pair->series, &first, second);
	const char *result = model->beside(&then);
	if (result != NULL)
		results[1] = result;
}
