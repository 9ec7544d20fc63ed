/* Returns the line of the first check that fails, or 0. Linked as if it were a grammar. */
#include <assert.h>
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <wchar.h>
#include <wctype.h>

#define CHECK(condition) \
  if (!(condition)) return __LINE__

static_assert(sizeof(size_t) == 4, "wasm32");

/* The compiler must not see through the arguments. */
static const char *volatile empty = "";
static const char *volatile abc = "abc";
static const char *volatile abcabd = "abcabd";
static volatile int letter = 'a';

static int same_sign(int a, int b) { return (a > 0) - (a < 0) == (b > 0) - (b < 0); }

static int check_ctype(void) {
  for (int c = -1; c < 300; c++) {
    bool upper = c >= 65 && c <= 90, lower = c >= 97 && c <= 122, digit = c >= 48 && c <= 57;
    bool graph = c > 32 && c < 127;
    CHECK(!isupper(c) == !upper);
    CHECK(!islower(c) == !lower);
    CHECK(!isdigit(c) == !digit);
    CHECK(!isalnum(c) == !(upper || lower || digit));
    CHECK(!ispunct(c) == !(graph && !(upper || lower || digit)));
    CHECK(!isspace(c) == !(c == 32 || (c > 8 && c < 14)));
    CHECK(!isprint(c) == !(graph || c == 32));
    CHECK(!iscntrl(c) == !((c >= 0 && c < 32) || c == 127));
    CHECK(tolower(c) == (upper ? c + 32 : c));
    CHECK(toupper(c) == (lower ? c - 32 : c));
  }
  CHECK(isxdigit('f') && isxdigit('F') && isxdigit('9') && !isxdigit('g'));
  CHECK(isblank('\t') && !isblank('\n'));
  return 0;
}

static int check_strings(void) {
  char buffer[16];
  CHECK(strlen(empty) == 0 && strlen(abc) == 3 && strnlen(abc, 2) == 2 && strnlen(abc, 9) == 3);
  CHECK(strcmp(strcpy(buffer, abc), "abc") == 0);
  CHECK(strcmp(strcat(buffer, abcabd), "abcabcabd") == 0);
  CHECK(strcmp(strcat(buffer, empty), "abcabcabd") == 0);
  CHECK(strchr(abcabd, 'b') == abcabd + 1 && strchr(abcabd, 'x') == NULL);
  CHECK(strchr(abcabd, 0) == abcabd + 6);
  CHECK(strrchr(abcabd, 'b') == abcabd + 4 && strrchr(abcabd, 'x') == NULL);
  CHECK(strrchr(abcabd, 0) == abcabd + 6);
  CHECK(strstr(abcabd, "abd") == abcabd + 3 && strstr(abcabd, "abx") == NULL);
  CHECK(strstr(abcabd, empty) == abcabd && strstr(empty, abc) == NULL);
  CHECK(strspn(abcabd, "cab") == 5 && strspn(abcabd, empty) == 0);
  CHECK(strcspn(abcabd, "dc") == 2 && strcspn(abcabd, "x") == 6);
  CHECK(strcasecmp("ABc", abc) == 0 && strcasecmp(abc, abcabd) < 0 && strcasecmp("b", abc) > 0);
  CHECK(strncasecmp("ABX", abc, 2) == 0 && strncasecmp("ABX", abc, 3) > 0);
  CHECK(same_sign(strncasecmp(empty, abc, 0), 0));
  char *copy = strdup(abc), *part = strndup(abcabd, 4);
  CHECK(copy != abc && strcmp(copy, abc) == 0 && strcmp(part, "abca") == 0);
  CHECK(strcmp(strndup(abc, 9), abc) == 0);
  free(copy);
  return 0;
}

static int check_numbers(void) {
  CHECK(atoi("0") == 0 && atoi(" \t-12x") == -12 && atoi("+7") == 7 && atoi("x") == 0);
  CHECK(atoi("2147483647") == INT_MAX && atoi("-2147483648") == INT_MIN);
  CHECK(abs(letter) == 97 && abs(-letter) == 97 && labs(-5L) == 5);
  CHECK(floor(-1.5) == -2 && ceil(-1.5) == -1 && trunc(-1.5) == -1 && fabs(-2.0) == 2);
  CHECK(sqrt(9.0) == 3);
  CHECK(UINT32_MAX == 4294967295u && INT64_MAX > 0 && errno == 0);
  return 0;
}

static int check_wide(void) {
  static const wchar_t text[] = L"a\u00e9b";
  CHECK(sizeof(wchar_t) == 4 && wcslen(text) == 3 && wcschr(text, 0xe9) == text + 1);
  CHECK(wcschr(text, 'x') == NULL && wcschr(text, 0) == text + 3);
  CHECK(wcscmp(text, text) == 0 && wcscmp(text, L"a") > 0 && wcscmp(L"a", text) < 0);
  CHECK(iswcntrl(0x85) && !iswcntrl('a') && iswprint(0xe9) && !iswprint(0xd800));
  CHECK(iswgraph('a') && !iswgraph(' ') && iswspace(' ') && WEOF == (wint_t)-1);
  return 0;
}

static int check_output(void) {
  CHECK(printf("%d" PRIu32, letter) == 0 && fprintf(stderr, "x") == 0 && puts("x") == 0);
  CHECK(fputs("x", stdout) == 0 && putchar('x') == 'x' && fflush(stdout) == 0);
  assert(letter == 'z'); /* off */
  if (letter == 'z') abort();
  if (letter == 'y') exit(EXIT_FAILURE);
  return 0;
}

int tree_sitter_checks(void) {
  int failed = check_ctype();
  if (!failed) failed = check_strings();
  if (!failed) failed = check_numbers();
  if (!failed) failed = check_wide();
  if (!failed) failed = check_output();
  return failed;
}
