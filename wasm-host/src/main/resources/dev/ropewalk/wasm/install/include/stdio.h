/* Ropewalk: guests have no files; what they print goes nowhere. */
#ifndef ROPEWALK_STDIO_H
#define ROPEWALK_STDIO_H
#include <stdarg.h>
#include <stddef.h>
typedef struct ropewalk_no_file FILE;
#define stdin ((FILE *)0)
#define stdout ((FILE *)0)
#define stderr ((FILE *)0)
#define EOF (-1)
static inline int printf(const char *format, ...) {
  (void)format;
  return 0;
}
static inline int fprintf(FILE *file, const char *format, ...) {
  (void)file;
  (void)format;
  return 0;
}
static inline int vfprintf(FILE *file, const char *format, va_list arguments) {
  (void)file;
  (void)format;
  (void)arguments;
  return 0;
}
static inline int puts(const char *text) {
  (void)text;
  return 0;
}
static inline int fputs(const char *text, FILE *file) {
  (void)text;
  (void)file;
  return 0;
}
static inline int putchar(int c) { return c; }
static inline int fputc(int c, FILE *file) {
  (void)file;
  return c;
}
static inline int putc(int c, FILE *file) { return fputc(c, file); }
static inline int fflush(FILE *file) {
  (void)file;
  return 0;
}
#endif
