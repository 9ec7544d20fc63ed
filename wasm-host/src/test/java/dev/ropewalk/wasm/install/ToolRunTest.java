package dev.ropewalk.wasm.install;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ToolRunTest {
  @TempDir Path folder;

  private ToolRun run(String script, Duration limit) throws Exception {
    return ToolRun.run(
        List.of(Fixtures.script(folder, "tool", script).toString()),
        folder,
        Map.of("ONLY", "this"),
        limit,
        20);
  }

  @Test
  void a_run_has_an_exit_code_and_the_ends_of_both_streams() throws Exception {
    ToolRun run =
        run(
            "i=0; while [ $i -lt 30000 ]; do echo noise-$i; i=$((i+1)); done;"
                + " echo \"$ONLY$HOME\"; echo bad >&2; exit 7",
            Duration.ofMinutes(1));
    assertEquals(7, run.exitCode());
    assertEquals(20, run.output().length());
    assertEquals("29999\nthis\n", run.output().substring(9));
    assertEquals("bad\n", run.messages());
  }

  @Test
  void a_run_over_its_limit_is_stopped() {
    Refusal refusal =
        assertThrows(Refusal.class, () -> run("while :; do :; done", Duration.ofMillis(100)));
    assertEquals(ProblemCode.TIMED_OUT, refusal.code());
  }
}
