/* fuzz.h: what a fuzz target has. It is built with libFuzzer or AFL++, as make fuzz and make
 * fuzz-afl do, or with replay.c, which hands it each file of its corpus. */
#ifndef FUZZ_FUZZ_H
#define FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>

/* The folder of its corpus, under tests/fuzz. */
extern const char fuzz_corpus[];

/* Hands the bytes to what is tested. What is wrong ends the program. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
