package dev.ropewalk.daemon.main;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.ropewalk.daemon.store.StoreMaintenance;
import dev.ropewalk.daemon.store.StoreMaintenance.Damage;
import dev.ropewalk.daemon.store.StoreMaintenance.Verified;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ropewalk cache verify}. */
@Command(
    name = "verify",
    description = {
      "Reads and hashes every kept result, and lists what is damaged.",
      "Damage does no harm: a daemon checks what it reads, and computes anew what does not check."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:everything is sound",
      "1:something is damaged, removed or not, or could not be read",
      "2:the command line is wrong"
    })
final class CacheVerifyCommand implements Callable<Integer> {
  @Option(names = "--remove", description = "Remove what is damaged.")
  private boolean remove;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Mixin private CommonOptions common;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    var unused = common.begin();
    Verified found = new StoreMaintenance(common.directories().results()).verify(remove);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(new GsonBuilder().setPrettyPrinting().create().toJson(asJson(found)));
    } else {
      for (Damage damage : found.damaged()) {
        out.println(damage.file() + ": " + damage.why());
      }
      out.println(
          found.checked().files()
              + " files checked, "
              + (found.checked().bytes() >> 10)
              + " KiB; "
              + found.damaged().size()
              + " damaged, "
              + found.removed()
              + " of them removed"
              + (found.unread() == 0 ? "" : "; " + found.unread() + " could not be read"));
    }
    out.flush();
    return found.damaged().isEmpty() && found.unread() == 0 ? ExitCode.OK : ExitCode.FAILED;
  }

  private static JsonObject asJson(Verified found) {
    var damaged = new JsonArray();
    for (Damage damage : found.damaged()) {
      var one = new JsonObject();
      one.addProperty("file", damage.file().toString());
      one.addProperty("why", damage.why());
      damaged.add(one);
    }
    var all = new JsonObject();
    all.addProperty("files", found.checked().files());
    all.addProperty("bytes", found.checked().bytes());
    all.add("damaged", damaged);
    all.addProperty("removed", found.removed());
    all.addProperty("unread", found.unread());
    return all;
  }
}
