/* What a compiler may be told of a function, beyond C. */
#ifndef BP_MODEL_ATTRIBUTE_H
#define BP_MODEL_ATTRIBUTE_H

/* The format is the argument with the first number, what it prints begins at the second. MinGW has a
 * printf() with the formats of C99 beside the system's, and we use that. */
#if defined __MINGW32__ && !defined __clang__
#define BP__PRINTF(format_at, first) __attribute__((format(gnu_printf, format_at, first)))
#elif defined __GNUC__
#define BP__PRINTF(format_at, first) __attribute__((format(printf, format_at, first)))
#else
#define BP__PRINTF(format_at, first)
#endif

#endif
