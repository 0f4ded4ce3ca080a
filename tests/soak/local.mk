# make soak CASES=1000000: so many cases in one process, whose memory and descriptors stay as
# they were after the first tenth.
CASES = 1000000
EXTRA_PROGRAMS += tests/soak/soak
tests_soak_soak_LDADD = libcore.la libsys.la
CLEANFILES += tests/soak/soak$(EXEEXT)

soak: tests/soak/soak$(EXEEXT)
	./tests/soak/soak$(EXEEXT) $(CASES)
.PHONY: soak
