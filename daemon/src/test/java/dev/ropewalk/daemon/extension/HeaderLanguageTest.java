package dev.ropewalk.daemon.extension;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderLanguageTest {
  private static final String C_HEADER =
      """
      /* A class of its own; std::string is not meant. */
      #ifndef BOX_H
      #define BOX_H
      #include <stdio.h>
      #include <sys/types.h>
      #include "box" // namespace box {
      #ifdef __cplusplus
      #if 1
      #include <string>
      #endif
      extern "C" {
      #endif

      struct class_of { int class; };
      #define HELP "usage: a::b"
      typedef struct box *using_box;
      int operator_of(struct box *new, int private, unsigned flags : 3);
      static inline int f(int a, int b) { return a < b ? a : b; }

      #if defined(__cplusplus)
      }
      #else
      int only_c(void);
      #endif
      #endif
      """;

  @Test
  void a_c_header_is_c_even_when_it_cares_for_cpp() {
    assertFalse(HeaderLanguage.isCpp(C_HEADER));
    assertEquals("c", LanguageNames.candidates("", "file:///box.h", C_HEADER).getFirst());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "class Box {",
        "class Box;",
        "class EXPORT Box final : public Base {",
        "namespace a::b {",
        "namespace {",
        "template <typename T>",
        "  template<> struct A<int> {};",
        "using Name = int;",
        "using std::swap;",
        "enum class Color { RED };",
        "struct A {\n public:\n  int x;\n};",
        "std::string name();",
        "#include <string>",
        "#include <sys/types.h>\n# include <type_traits>",
        "struct A {\n  virtual void f() = 0;\n};",
        "bool operator==(A, A);",
        "#define CAST(x) static_cast<int>(x)",
        "#ifdef __cplusplus\nextern \"C\" {\n#else\nint c;\n#endif\nclass A;",
        "/* a\n b */ class A;"
      })
  void what_c_cannot_have_makes_it_cpp(String text) {
    assertTrue(HeaderLanguage.isCpp(text));
    for (String id : new String[] {"", "c", "plaintext", "h"}) {
      assertEquals("cpp", LanguageNames.candidates(id, "file:///w/Box.h", text).getFirst(), id);
      assertTrue(LanguageNames.candidates(id, "file:///w/Box.h", text).contains("c"), id);
    }
    assertEquals("c", LanguageNames.candidates("c", "file:///w/box.c", text).getFirst());
  }

  @Test
  void an_explicit_cpp_stays_cpp_and_an_empty_header_is_c() {
    assertEquals("cpp", LanguageNames.candidates("cpp", "file:///box.h", C_HEADER).getFirst());
    assertEquals("c", LanguageNames.candidates("c", "file:///box.h", "").getFirst());
  }

  @Test
  void unfinished_comments_strings_and_conditions_are_no_trouble() {
    assertFalse(HeaderLanguage.isCpp("/* class A;"));
    assertFalse(HeaderLanguage.isCpp("#ifdef __cplusplus\nclass A;"));
    assertFalse(HeaderLanguage.isCpp("char *s = \"\\\"a::b"));
    assertTrue(HeaderLanguage.isCpp("#endif\nclass A;"));
    assertFalse(HeaderLanguage.isCpp("\"".repeat(10_000) + "\\".repeat(10_000)));
  }
}
