/* Ropewalk: the allocator is the tree-sitter runtime's; ending is a trap. */
#ifndef ROPEWALK_STDLIB_H
#define ROPEWALK_STDLIB_H
#include <stddef.h>
#define EXIT_SUCCESS 0
#define EXIT_FAILURE 1
void *malloc(size_t size);
void *calloc(size_t count, size_t size);
void *realloc(void *memory, size_t size);
void free(void *memory);
_Noreturn static inline void abort(void) { __builtin_trap(); }
_Noreturn static inline void exit(int status) {
  (void)status;
  __builtin_trap();
}
static inline int abs(int x) { return x < 0 ? -x : x; }
static inline long labs(long x) { return x < 0 ? -x : x; }
static inline int atoi(const char *text) {
  unsigned value = 0;
  int negative = 0;
  while (*text == ' ' || (*text >= '\t' && *text <= '\r')) text++;
  if (*text == '-' || *text == '+') negative = *text++ == '-';
  while (*text >= '0' && *text <= '9') value = value * 10 + (unsigned)(*text++ - '0');
  return (int)(negative ? 0u - value : value);
}
#endif
