/* Ropewalk: comparisons that ignore the case of ASCII letters. */
#ifndef ROPEWALK_STRINGS_H
#define ROPEWALK_STRINGS_H
#include <ctype.h>
#include <stddef.h>
static inline int strncasecmp(const char *a, const char *b, size_t size) {
  for (; size > 0; a++, b++, size--) {
    int difference = tolower((unsigned char)*a) - tolower((unsigned char)*b);
    if (difference != 0 || !*a) return difference;
  }
  return 0;
}
static inline int strcasecmp(const char *a, const char *b) {
  return strncasecmp(a, b, (size_t)-1);
}
#endif
