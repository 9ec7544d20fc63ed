package dev.ropewalk.daemon.analysis;

import dev.ropewalk.daemon.engine.Weighed;
import java.util.Optional;

/**
 * What a hover found, to be kept.
 *
 * @param card empty when nothing is known
 */
record Hovered(Optional<HoverCard> card) implements Weighed {
  @Override
  public long weightBytes() {
    return 64 + card.map(c -> 128L + c.code().length() + c.comment().length()).orElse(0L);
  }
}
