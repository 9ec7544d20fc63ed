/* Ropewalk: wide characters are code points. */
#ifndef ROPEWALK_WCHAR_H
#define ROPEWALK_WCHAR_H
#include <stddef.h>
#include <wctype.h>
#ifndef WCHAR_MAX
#define WCHAR_MAX __WCHAR_MAX__
#endif
static inline size_t wcslen(const wchar_t *text) {
  size_t length = 0;
  while (text[length]) length++;
  return length;
}
static inline int wcscmp(const wchar_t *a, const wchar_t *b) {
  while (*a && *a == *b) a++, b++;
  return (*a > *b) - (*a < *b);
}
static inline wchar_t *wcschr(const wchar_t *text, wchar_t value) {
  for (;; text++) {
    if (*text == value) return (wchar_t *)text;
    if (!*text) return NULL;
  }
}
#endif
