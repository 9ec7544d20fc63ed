/* Ropewalk: nothing here sets errno. Each source file has its own, always writable. */
#ifndef ROPEWALK_ERRNO_H
#define ROPEWALK_ERRNO_H
static int errno __attribute__((unused));
#define EDOM 33
#define ERANGE 34
#endif
