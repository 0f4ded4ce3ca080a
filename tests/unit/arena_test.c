/* The arena: what it gives out can be used as asked for. */
#include <config.h>

#include <stdio.h>
#include <string.h>

#include "model/arena.h"
#include "unit/unit.h"

enum {
	PIECES = 3000,
	BIG = 300000, /* more than any block */
};

static void
pieces_are_aligned_for_any_type(void **state)
{
	struct bp__arena arena = {0};
	(void)state;
	for (size_t size = 1; size < 100; size++) {
		void *piece = bp__arena_array(&arena, 1, size);
		assert_non_null(piece);
		assert_int_equal((uintptr_t)piece % _Alignof(max_align_t), 0);
	}
	bp__arena_free(&arena);
}

/* Written to the last byte, every piece keeps what was written: none overlaps another. */
static void
pieces_are_zeroed_and_apart(void **state)
{
	static unsigned char *pieces[PIECES];
	static size_t sizes[PIECES];
	struct bp__arena arena = {0};
	uint64_t seed = 0x5eed5;
	(void)state;
	for (size_t i = 0; i < PIECES; i++) {
		sizes[i] = 1 + unit_random(&seed, i % 100 == 0 ? 40000 : 200);
		pieces[i] = bp__arena_array(&arena, sizes[i], 1);
		assert_non_null(pieces[i]);
		for (size_t k = 0; k < sizes[i]; k++)
			assert_int_equal(pieces[i][k], 0);
		memset(pieces[i], (int)(i % 251), sizes[i]);
	}
	for (size_t i = 0; i < PIECES; i++) {
		for (size_t k = 0; k < sizes[i]; k++)
			assert_int_equal(pieces[i][k], i % 251);
	}
	bp__arena_free(&arena);
}

static void
a_big_piece_is_whole(void **state)
{
	struct bp__arena arena = {0};
	(void)state;
	const char *before = bp__arena_string(&arena, "before");
	char *big = bp__arena_array(&arena, BIG, 1);
	const char *after = bp__arena_string(&arena, "after");
	assert_non_null(big);
	memset(big, 'x', BIG);
	assert_string_equal(before, "before");
	assert_string_equal(after, "after");
	bp__arena_free(&arena);
}

static void
strings_are_copies(void **state)
{
	struct bp__arena arena = {0};
	char text[] = "fe80::1%eth0";
	(void)state;
	const char *copy = bp__arena_string(&arena, text);
	text[0] = 'X';
	assert_string_equal(copy, "fe80::1%eth0");
	assert_string_equal(bp__arena_string(&arena, ""), "");
	bp__arena_free(&arena);
}

static void
printed_text_of_any_length_is_whole(void **state)
{
	static const int lengths[] = {0, 1, 15, 16, 17, 16383, 16384, 70000};
	struct bp__arena arena = {0};
	(void)state;
	for (size_t i = 0; i < COUNT(lengths); i++) {
		const char *text = bp__arena_printf(&arena, "%*s.", lengths[i], "");
		assert_int_equal(strlen(text), lengths[i] + 1);
		assert_int_equal(text[lengths[i]], '.');
	}
	assert_string_equal(bp__arena_printf(&arena, "%s %d", "port", 7020), "port 7020");
	bp__arena_free(&arena);
}

/* A count whose product with the size does not fit size_t is no memory, and so is what no
 * machine has; from then on nothing is given out, and text can still be read. */
static void
too_much_fails_for_good(void **state)
{
	static const size_t counts[] = {SIZE_MAX, SIZE_MAX / 2, SIZE_MAX / 16};
	(void)state;
	for (size_t i = 0; i < COUNT(counts); i++) {
		struct bp__arena arena = {0};
		assert_non_null(bp__arena_array(&arena, 1, 1));
		assert_null(bp__arena_array(&arena, counts[i], 16));
		assert_true(arena.failed);
		assert_null(bp__arena_array(&arena, 1, 1));
		assert_string_equal(bp__arena_string(&arena, "text"), "");
		assert_string_equal(bp__arena_printf(&arena, "%d", 1), "");
		bp__arena_free(&arena);
	}
}

static void
a_freed_arena_starts_anew(void **state)
{
	struct bp__arena arena = {0};
	(void)state;
	bp__arena_array(&arena, SIZE_MAX, 16);
	bp__arena_free(&arena);
	assert_null(arena.blocks);
	assert_false(arena.failed);
	assert_string_equal(bp__arena_string(&arena, "again"), "again");
	bp__arena_free(&arena);
	bp__arena_free(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(pieces_are_aligned_for_any_type),
	    cmocka_unit_test(pieces_are_zeroed_and_apart),
	    cmocka_unit_test(a_big_piece_is_whole),
	    cmocka_unit_test(strings_are_copies),
	    cmocka_unit_test(printed_text_of_any_length_is_whole),
	    cmocka_unit_test(too_much_fails_for_good),
	    cmocka_unit_test(a_freed_arena_starts_anew),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
