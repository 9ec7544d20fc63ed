/* Ropewalk: C library declarations for tree-sitter scanners. Assertions are off in guests. */
#undef assert
#define assert(condition) ((void)0)
#ifndef ROPEWALK_ASSERT_H
#define ROPEWALK_ASSERT_H
#if !defined(__cplusplus) && (!defined(__STDC_VERSION__) || __STDC_VERSION__ < 202311L)
#define static_assert _Static_assert
#endif
#endif
