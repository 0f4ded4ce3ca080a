# BP_LINKER_WRAPS: whether the linker puts a function of ours in the place of another, which the
# test of memory that runs out is made by.
AC_DEFUN([BP_LINKER_WRAPS], [
AC_CACHE_CHECK([whether the linker has --wrap], [bp_cv_linker_wraps], [
  bp_ldflags=$LDFLAGS
  LDFLAGS="$LDFLAGS -Wl,--wrap=malloc"
  AC_LINK_IFELSE([AC_LANG_PROGRAM([[#include <stdlib.h>
void *__real_malloc(size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_malloc(size_t size) { return __real_malloc(size); }]],
    [[return malloc(1) == NULL;]])],
    [bp_cv_linker_wraps=yes], [bp_cv_linker_wraps=no])
  LDFLAGS=$bp_ldflags
])
AM_CONDITIONAL([LINKER_WRAPS], [test "$bp_cv_linker_wraps" = yes])
])
