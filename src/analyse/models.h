/* Small models of how known systems answer a case of two sockets, a file for each kind of
 * system; and what several of them have in common. In their comments the letters are of the
 * evidence: M measured by running that system's network code, S read in its source, D its
 * documentation. */
#ifndef BP_ANALYSE_MODELS_H
#define BP_ANALYSE_MODELS_H

#include "analyse/pair.h"

/* Says what each socket of the pair comes to, in words as "ok" or "bind:EADDRINUSE". */
typedef void
bp__predict_function(const struct bp__pair *pair, const char *results[BP__PAIR]);

bp__predict_function bp__linux_predict;
bp__predict_function bp__freebsd_predict;
bp__predict_function bp__netbsd_predict;
bp__predict_function bp__darwin_predict;
bp__predict_function bp__freebsd4_predict;
bp__predict_function bp__apart_predict;
bp__predict_function bp__windows_predict;

/* Sets the options that the socket has a while after bind(2), and forgets that they were
 * late. */
void
bp__side_set_late(struct bp__side *side);

/* The listener is gone, and its connection over loopback stays in TIME_WAIT: of a dual-stack
 * ::, one of IPv6. */
void
bp__side_leave_timewait(struct bp__side *side);

/* Whether the system chooses the socket's port. */
bool
bp__side_chooses_port(const struct bp__side *side);

/* Whether the second socket asks for the port that the first one has. */
bool
bp__pair_has_one_port(const struct bp__pair *pair);

/* Whether both sockets have the option. */
bool
bp__pair_both_have(const struct bp__pair *pair, enum bp__option option);

bool
bp__pair_has_other_user(const struct bp__pair *pair);

/* How an old socket lies beside an address that is looked up. */
enum bp__lies {
	BP__ELSEWHERE = 0,
	BP__WILDER, /* one of the two is the wildcard, the other is not */
	BP__THERE, /* the very address */
};

/* Whether the addresses are equal matters where neither is the wildcard. */
enum bp__lies
bp__lies(enum bp__extent new, enum bp__extent old, bool equal);

/* A model of two parts, as of a system that looks at the port in bind(2) alone. */
struct bp__simple_model {
	/* What a socket meets in setsockopt(2) and bind(2) whatever else is there, or NULL. */
	const char *(*alone)(enum bp__series series, const struct bp__side *side);
	/* What the second meets beside the first, or NULL. */
	const char *(*beside)(const struct bp__pair *pair);
	bool looks_now; /* at the options of the first as they are, not as it was bound */
};

/* Says what the simple model says. Once a socket has its port, V6ONLY and the port are fixed
 * for all of them. */
void
bp__simple_predict(const struct bp__simple_model *model, const struct bp__pair *pair,
    const char *results[BP__PAIR]);

#endif
