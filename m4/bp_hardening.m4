# BP_HARDENING: what the compiler and the linker have to make attacks harder, where the program
# still runs with it. Sets
#   HARDENING_CFLAGS     for every file
#   HARDENING_LDFLAGS    for the library and every program
#   HARDENING_PROGRAM    for a program that is linked with shared libraries
#   HARDENING_STATIC     for a program that is not
#   HARDENING            the words for what is on, for the summary and tests/hardening.sh
# _FORTIFY_SOURCE is set in config.h, where it can ask whether the file is optimised, and
# whether CFLAGS or the compiler of a distribution has set it.
AC_DEFUN([BP_HARDENING], [
AC_ARG_ENABLE([hardening],
  [AS_HELP_STRING([--disable-hardening],
    [leave out what makes attacks on the program harder: stack protector, PIE, RELRO and the like])],
  [], [enable_hardening=yes])
HARDENING_CFLAGS=
HARDENING_LDFLAGS=
HARDENING_PROGRAM=
HARDENING_STATIC=-all-static
HARDENING=
bp_fortify=0
AS_VAR_IF([enable_hardening], [no], [], [
  _BP_HARDEN([stack-protector], [HARDENING_CFLAGS], [-fstack-protector-strong])
  # On Windows the stack is probed anyway, and -fcf-protection makes gcc 12 crash.
  AS_CASE([$host_os], [mingw*|cygwin*|msys*], [], [
    _BP_HARDEN([stack-clash], [HARDENING_CFLAGS], [-fstack-clash-protection])
    AS_CASE([$host_cpu],
      [x86_64|i?86], [_BP_HARDEN([cf-protection], [HARDENING_CFLAGS], [-fcf-protection])],
      [aarch64*], [_BP_HARDEN([branch-protection], [HARDENING_CFLAGS],
        [-mbranch-protection=standard])])])
  AS_CASE([$host_os],
    [mingw*|cygwin*|msys*], [
      _BP_HARDEN([aslr], [HARDENING_LDFLAGS], [-Wl,--dynamicbase])
      _BP_HARDEN([high-entropy-aslr], [HARDENING_LDFLAGS], [-Wl,--high-entropy-va])
      _BP_HARDEN([nx], [HARDENING_LDFLAGS], [-Wl,--nxcompat])],
    [darwin*], [], [
      _BP_HARDEN([relro], [HARDENING_LDFLAGS], [-Wl,-z,relro])
      _BP_HARDEN([now], [HARDENING_LDFLAGS], [-Wl,-z,now])
      _BP_HARDEN([noexecstack], [HARDENING_LDFLAGS], [-Wl,-z,noexecstack])
      # Of two, -fPIE and libtool's -fPIC after it, the last rules.
      _BP_HARDEN([pie], [HARDENING_PROGRAM], [-pie], [-fPIE])
      AS_VAR_IF([HARDENING_PROGRAM], [], [],
        [AS_VAR_APPEND([HARDENING_CFLAGS], [" -fPIE"])
         _BP_STATIC_PIE])])
  _BP_FORTIFY
  # libssp is a DLL of the compiler, which Windows has not: tests and the library take it in.
  AS_CASE([$host_os], [mingw*|cygwin*|msys*],
    [AS_VAR_APPEND([HARDENING_LDFLAGS], [" -XCClinker -static"])])])
AC_DEFINE_UNQUOTED([BP_FORTIFY], [$bp_fortify],
  [The _FORTIFY_SOURCE of files that are optimised; 0 leaves it alone.])
AH_BOTTOM([/* Asked for here, so that CFLAGS may ask for another. Sanitizers see more without. */
#ifdef __has_feature
#if __has_feature(address_sanitizer) || __has_feature(memory_sanitizer)
#define BP_SANITIZED 1
#endif
#endif
#if BP_FORTIFY > 0 && defined __OPTIMIZE__ && !defined _FORTIFY_SOURCE && \
    !defined __SANITIZE_ADDRESS__ && !defined BP_SANITIZED
#define _FORTIFY_SOURCE BP_FORTIFY
#endif])
AC_SUBST([HARDENING_CFLAGS])
AC_SUBST([HARDENING_LDFLAGS])
AC_SUBST([HARDENING_PROGRAM])
AC_SUBST([HARDENING_STATIC])
AC_SUBST([HARDENING])
])

# A program that has what the flags change: an array on its stack, functions that are checked.
m4_define([_BP_HARDENED_PROGRAM], [AC_LANG_PROGRAM([[#include <stdio.h>
#include <string.h>
#include <sys/types.h>]], [[char text[64];
volatile int size = sizeof text;
FILE *stream = tmpfile();
if (stream != NULL && fgets(text, size, stream) == NULL)
	memcpy(text, "nothing", sizeof "nothing");
return strlen(text) > sizeof text;]])])

# _BP_TRY_HARDENED(YES, NO): whether such a program is built without a warning, and runs.
m4_define([_BP_TRY_HARDENED],
  [AC_RUN_IFELSE([_BP_HARDENED_PROGRAM], [$1], [$2],
    [AC_LINK_IFELSE([_BP_HARDENED_PROGRAM], [$1], [$2])])])

# _BP_HARDEN(WORD, VARIABLE, FLAG, [CFLAG]): adds FLAG to VARIABLE and WORD to HARDENING, if a
# program compiled with both flags, and all that were taken before, is built and runs.
AC_DEFUN([_BP_HARDEN], [
AC_MSG_CHECKING([whether $CC takes $3])
bp_save_CFLAGS=$CFLAGS
CFLAGS="$CFLAGS -Werror $HARDENING_CFLAGS $HARDENING_LDFLAGS $3 $4"
_BP_TRY_HARDENED([bp_takes=yes
  AS_CASE([$3], [-pie], [AS_IF([$OBJDUMP -f conftest$EXEEXT 2>/dev/null | grep EXEC_P >/dev/null],
    [bp_takes="no, it makes something else of it"])])], [bp_takes=no])
CFLAGS=$bp_save_CFLAGS
AC_MSG_RESULT([$bp_takes])
AS_VAR_IF([bp_takes], [yes], [
  AS_VAR_SET([$2], ["${$2}${$2:+ }$3"])
  AS_VAR_APPEND([HARDENING], ["${HARDENING:+ }$1"])])
])

# Some compilers take -static-pie and make something else of it, so what came out is looked at.
AC_DEFUN([_BP_STATIC_PIE], [
AC_MSG_CHECKING([whether $CC makes static programs that are PIE])
bp_save_CFLAGS=$CFLAGS
bp_static_pie=no
CFLAGS="$CFLAGS -Werror $HARDENING_CFLAGS $HARDENING_LDFLAGS -static-pie"
AC_LINK_IFELSE([_BP_HARDENED_PROGRAM], [
  AS_IF([test "$cross_compiling" = yes || ./conftest$EXEEXT],
    [AS_IF([$OBJDUMP -p conftest$EXEEXT >conftest.headers 2>/dev/null &&
      grep DYNAMIC conftest.headers >/dev/null && ! grep INTERP conftest.headers >/dev/null],
      [bp_static_pie=yes])])
  rm -f conftest.headers])
CFLAGS=$bp_save_CFLAGS
AC_MSG_RESULT([$bp_static_pie])
AS_VAR_IF([bp_static_pie], [yes], [HARDENING_STATIC=-static-pie])
])

# The highest level that the C library does not warn of; 3 came with glibc 2.34. Some C
# libraries do nothing, which shows in the functions that are called.
AC_DEFUN([_BP_FORTIFY], [
AC_MSG_CHECKING([for the highest _FORTIFY_SOURCE])
bp_save_CFLAGS=$CFLAGS
for bp_level in 3 2; do
  CFLAGS="$bp_save_CFLAGS -O2 -Werror $HARDENING_CFLAGS -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=$bp_level"
  _BP_TRY_HARDENED([bp_fortify=$bp_level])
  test "$bp_fortify" = 0 || break
done
AC_LINK_IFELSE([_BP_HARDENED_PROGRAM],
  [AS_IF([grep fgets_chk conftest$EXEEXT >/dev/null], [bp_checks=yes], [bp_checks=no])],
  [bp_checks=no])
CFLAGS=$bp_save_CFLAGS
AC_MSG_RESULT([$bp_fortify])
AC_COMPILE_IFELSE([AC_LANG_SOURCE([[#define BP_FORTIFY $bp_fortify
#ifndef __OPTIMIZE__
#error "nothing is checked without"
#endif
#if defined __has_feature
#if __has_feature(address_sanitizer) || __has_feature(memory_sanitizer)
#error "the sanitizer checks"
#endif
#endif
#if BP_FORTIFY == 0 || defined __SANITIZE_ADDRESS__
#error "nothing is checked, or the sanitizer does"
#endif]])],
  [AS_VAR_IF([bp_checks], [yes], [AS_VAR_APPEND([HARDENING], ["${HARDENING:+ }fortify"])])])
])
