/* Ropewalk: the arithmetic that WebAssembly has instructions for. */
#ifndef ROPEWALK_MATH_H
#define ROPEWALK_MATH_H
static inline double fabs(double x) { return __builtin_fabs(x); }
static inline double floor(double x) { return __builtin_floor(x); }
static inline double ceil(double x) { return __builtin_ceil(x); }
static inline double trunc(double x) { return __builtin_trunc(x); }
static inline double sqrt(double x) { return __builtin_sqrt(x); }
#endif
