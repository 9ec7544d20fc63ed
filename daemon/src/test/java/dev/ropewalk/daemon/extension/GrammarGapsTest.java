package dev.ropewalk.daemon.extension;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.ropewalk.buffers.text.Text;
import dev.ropewalk.daemon.analysis.Diagnostics;
import dev.ropewalk.daemon.analysis.SyntaxCheck;
import dev.ropewalk.daemon.config.AnalysisSettings;
import dev.ropewalk.daemon.testing.TestLanguages;
import dev.ropewalk.wasm.treesitter.LoadListener;
import dev.ropewalk.wasm.treesitter.SyntaxLanguage;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each rule on what it tolerates, and on the nearest thing that is wrong. */
class GrammarGapsTest {
  private static TestLanguages languages;

  @BeforeAll
  static void load() {
    languages = new TestLanguages(new LoadListener() {});
  }

  @AfterAll
  static void close() {
    languages.close();
  }

  private static List<Diagnostics.Item> errors(String id, String text, boolean tolerant) {
    SyntaxLanguage grammar = languages.language(id).syntax();
    SyntaxLanguage shown =
        tolerant ? new TolerantSyntax(grammar, GrammarGaps.of(id).orElseThrow()) : grammar;
    return new SyntaxCheck(AnalysisSettings.defaults(), languages.table())
        .check(Text.of(text.replace("\\n", "\n")), new Language(id, () -> "", shown, Map.of()))
        .join()
        .items();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "css | .a { *display: inline; color: red; }",
        "css | .a { color: red; *zoom: 1 } .b { top: 0 }",
        "css | .b { filter: progid:A.B.gradient(startColorstr='#80000000', GradientType=1); top: 0"
            + " }",
        "css | .b { top: 0; /* IE */ filter: progid:A.B( x='#1', y=0 ); /* IE */ }",
        "css | .b { filter: alpha(opacity = 80); }",
        "css | .b { margin-top: 1px \\9; }",
        "css | @layer _.b;\\n@layer _.b.l { .x { top: 0 } }",
        "css | @layer a.b;",
        "css | @layer a.b, c { .x { color: red } }",
        "css | @keyframes k { 6.5% { top: 0 } 100% { top: 1px } }",
        "css | .g { background: url(../a/b.png) no-repeat; top: 0 }",
        "css | .h { font-family: Arial, ヒラギノ角ゴ Pro W3, sans-serif; top: 0 }",
        "html | <p>a & b</p>",
        "html | <p>a > b</p>",
        "html | <p>Q & A &</p>",
        "bash | echo \"${name:$i:1}\"",
        "rust | fn f() { let x = try!(h(1, \")\")); }",
        "rust | struct T<A> where A: Copy;",
        "rust | struct T where Error: Send + Sync;",
        "typescript | interface A<in out T> { x: T }",
        "typescript | class B<out T, in U extends X> {}",
        "tsx | type D<in out T> = T;",
        "typescript | declare module \"m\" { global { interface X {} } }"
      })
  void what_the_language_allows_is_no_error(String id, String text) {
    assertNotEquals(List.of(), errors(id, text, false), "the grammar learnt it: drop the rule");
    assertEquals(List.of(), errors(id, text, true));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "css | .a { *display: inline;",
        "css | .a { *display: inline; .b { color: red; }",
        "css | .a { *display: ; color: red }",
        "css | .a { *display inline; color: red; }",
        "css | .b { filter: progid:A.B(x=1; color: red }",
        "css | .b { filter: progid:A.B(x=1)",
        "css | @layer a.;",
        "css | .b { filter: alpha(opacity = ); }",
        "css | .b { filter: alpha(opacity = 80; top: 0 }",
        "css | @layer a.b",
        "css | @keyframes k { 6.5.1% { top: 0 } }",
        "css | .g { background: url(../a/b.png no-repeat; top: 0 }",
        "css | .h { font-family: ヒラギノ角ゴ (; top: 0 }",
        "html | <p>a & b",
        "html | <p>a & b<",
        "html | <p>a & <b <i></p>",
        "bash | echo \"${name:$i:1\"",
        "bash | echo ${name:$i",
        "rust | fn f() { let x = try!(h(1, 2); }",
        "rust | fn f() { try! }",
        "rust | struct T<A> where A: Copy",
        "typescript | interface A<in out T { x: T }",
        "typescript | interface A<in out T U> { x: T }",
        "typescript | interface A<in out T> { x: T",
        "typescript | declare module \"m\" { global { interface X {} }",
        "typescript | let globals = 1 { }"
      })
  void what_is_wrong_stays_an_error(String id, String text) {
    assertNotEquals(List.of(), errors(id, text, false), "the grammar sees nothing wrong");
    assertNotEquals(List.of(), errors(id, text, true));
  }
}
