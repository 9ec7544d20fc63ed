package dev.ropewalk.wasm.abi;

import java.util.List;
import java.util.Optional;

/** A world that asks another one; to be changed in what its users override. */
class ForwardingWorld implements World {
  private final World world;

  ForwardingWorld(World world) {
    this.world = world;
  }

  @Override
  public Optional<AbiText> text(String document) {
    return world.text(document);
  }

  @Override
  public List<Node> nodes(String document, ByteRange range, String query) {
    return world.nodes(document, range, query);
  }

  @Override
  public List<Found> symbols(String prefix, int limit) {
    return world.symbols(prefix, limit);
  }

  @Override
  public Optional<List<Import>> imports(String document) {
    return world.imports(document);
  }

  @Override
  public List<String> importers(String document) {
    return world.importers(document);
  }

  @Override
  public List<String> files(String glob) {
    return world.files(glob);
  }

  @Override
  public Optional<String> configuration(String key) {
    return world.configuration(key);
  }

  @Override
  public Optional<Time> time() {
    return world.time();
  }

  @Override
  public Optional<byte[]> random(int count) {
    return world.random(count);
  }

  @Override
  public void interpreted() {
    world.interpreted();
  }

  @Override
  public boolean isCancelled() {
    return world.isCancelled();
  }
}
