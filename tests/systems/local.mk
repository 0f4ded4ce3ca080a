# make check-systems: the source built for other systems and run there, as far as this machine
# can run them; tests/systems/lib.sh says how. It is apart from make check for what it needs
# and for its minutes. SYSTEMS='musl gvisor' picks.
EXTRA_DIST += \
	tests/systems/aarch64.sh \
	tests/systems/armhf.sh \
	tests/systems/bsd.sh \
	tests/systems/deny.c \
	tests/systems/dietlibc.sh \
	tests/systems/emulated.sh \
	tests/systems/gvisor.sh \
	tests/systems/guest.sh \
	tests/systems/guest_init.sh \
	tests/systems/kernel.sh \
	tests/systems/lib.sh \
	tests/systems/linux.sh \
	tests/systems/lwip.sh \
	tests/systems/lwip_shim.c \
	tests/systems/macos.sh \
	tests/systems/musl.sh \
	tests/systems/namespace.sh \
	tests/systems/no_inet6.sh \
	tests/systems/no_inet6/netinet/in.h \
	tests/systems/riscv64.sh \
	tests/systems/s390x.sh \
	tests/systems/same.py \
	tests/systems/settings.sh \
	tests/systems/tables/freebsd.c \
	tests/systems/tables/freebsd.txt \
	tests/systems/tables/made_up.h \
	tests/systems/tables/main.c \
	tests/systems/tables/netbsd.c \
	tests/systems/tables/netbsd.txt \
	tests/systems/tables/openbsd.c \
	tests/systems/tables/openbsd.txt \
	tests/systems/uml.sh \
	tests/systems/vm.py \
	tests/systems/vm.sh \
	tests/systems/windows.sh \
	tests/systems/windows_arm64.sh \
	tests/systems/windows_libraries.sh \
	tests/systems/zig.sh

SYSTEMS = linux musl dietlibc no_inet6 s390x armhf gvisor lwip settings uml kernel vm windows bsd

check-systems: bindprobe$(EXEEXT)
	@$(AM_TESTS_ENVIRONMENT) failed=; for system in $(SYSTEMS); do \
		bash '$(abs_top_srcdir)'/tests/systems/$$system.sh || test $$? = 77 || \
			failed="$$failed $$system"; \
	done; test -z "$$failed" || { echo "failed:$$failed"; exit 1; }
.PHONY: check-systems
