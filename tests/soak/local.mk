# make soak CASES=1000000: so many cases in one process, whose memory and descriptors stay as
# they were after the first tenth. What glibc keeps per thread it would count as allocated.
CASES = 1000000
EXTRA_PROGRAMS += tests/soak/soak
tests_soak_soak_LDADD = libcore.la libsys.la
CLEANFILES += tests/soak/soak$(EXEEXT)

soak: tests/soak/soak$(EXEEXT)
	GLIBC_TUNABLES=glibc.malloc.tcache_count=0 ./tests/soak/soak$(EXEEXT) $(CASES)
.PHONY: soak
