/* Ropewalk: declared functions are the tree-sitter runtime's, defined ones are ours. */
#ifndef ROPEWALK_WCTYPE_H
#define ROPEWALK_WCTYPE_H
#include <stddef.h>
#include <stdint.h>
typedef unsigned int wint_t;
#ifndef WEOF
#define WEOF 0xffffffffu
#endif
int iswalnum(wint_t c);
int iswalpha(wint_t c);
int iswblank(wint_t c);
int iswdigit(wint_t c);
int iswlower(wint_t c);
int iswpunct(wint_t c);
int iswspace(wint_t c);
int iswupper(wint_t c);
int iswxdigit(wint_t c);
wint_t towlower(wint_t c);
wint_t towupper(wint_t c);
static inline int iswcntrl(wint_t c) {
  return c < 32 || (c >= 127 && c < 160) || c == 0x2028 || c == 0x2029;
}
static inline int iswprint(wint_t c) {
  return !iswcntrl(c) && c <= 0x10ffff && !(c >= 0xd800 && c < 0xe000);
}
static inline int iswgraph(wint_t c) { return iswprint(c) && !iswspace(c); }
#endif
