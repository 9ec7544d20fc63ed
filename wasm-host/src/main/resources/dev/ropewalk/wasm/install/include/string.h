/* Ropewalk: declared functions are the tree-sitter runtime's, defined ones are ours. */
#ifndef ROPEWALK_STRING_H
#define ROPEWALK_STRING_H
#include <stddef.h>
void *memcpy(void *restrict to, const void *restrict from, size_t size);
void *memmove(void *to, const void *from, size_t size);
void *memset(void *to, int value, size_t size);
int memcmp(const void *a, const void *b, size_t size);
void *memchr(const void *memory, int value, size_t size);
size_t strlen(const char *text);
int strcmp(const char *a, const char *b);
int strncmp(const char *a, const char *b, size_t size);
char *strncat(char *restrict to, const char *restrict from, size_t size);
char *strncpy(char *restrict to, const char *restrict from, size_t size);
void *malloc(size_t size);
static inline size_t strnlen(const char *text, size_t limit) {
  size_t length = 0;
  while (length < limit && text[length]) length++;
  return length;
}
static inline char *strcpy(char *restrict to, const char *restrict from) {
  memcpy(to, from, strlen(from) + 1);
  return to;
}
static inline char *strcat(char *restrict to, const char *restrict from) {
  strcpy(to + strlen(to), from);
  return to;
}
static inline char *strchr(const char *text, int value) {
  for (;; text++) {
    if (*text == (char)value) return (char *)text;
    if (!*text) return NULL;
  }
}
static inline char *strrchr(const char *text, int value) {
  const char *last = NULL;
  for (;; text++) {
    if (*text == (char)value) last = text;
    if (!*text) return (char *)last;
  }
}
static inline char *strstr(const char *text, const char *part) {
  size_t size = strlen(part);
  for (;; text++) {
    if (strncmp(text, part, size) == 0) return (char *)text;
    if (!*text) return NULL;
  }
}
static inline size_t strspn(const char *text, const char *accepted) {
  size_t length = 0;
  while (text[length] && strchr(accepted, text[length])) length++;
  return length;
}
static inline size_t strcspn(const char *text, const char *rejected) {
  size_t length = 0;
  while (text[length] && !strchr(rejected, text[length])) length++;
  return length;
}
static inline char *strdup(const char *text) {
  size_t size = strlen(text) + 1;
  char *copy = (char *)malloc(size);
  if (copy) memcpy(copy, text, size);
  return copy;
}
static inline char *strndup(const char *text, size_t limit) {
  size_t size = strnlen(text, limit);
  char *copy = (char *)malloc(size + 1);
  if (copy) {
    memcpy(copy, text, size);
    copy[size] = 0;
  }
  return copy;
}
#endif
