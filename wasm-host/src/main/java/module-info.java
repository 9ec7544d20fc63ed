/** Hosts WebAssembly guests: life cycle, limits, tree-sitter grammars, installation. */
module dev.ropewalk.wasmhost {
  requires static org.jspecify;
  requires static com.google.errorprone.annotations;
  requires com.dylibso.chicory.runtime;
  requires com.dylibso.chicory.wasm;
  requires com.dylibso.chicory.compiler;
  requires com.google.gson;
  requires java.management;
  requires java.net.http;
  requires jdk.management;
  requires org.objectweb.asm;
  requires org.objectweb.asm.tree;
  requires org.tomlj;

  exports dev.ropewalk.wasm.abi;
  exports dev.ropewalk.wasm.dprint;
  exports dev.ropewalk.wasm.install;
  exports dev.ropewalk.wasm.limit;
  exports dev.ropewalk.wasm.registry;
  exports dev.ropewalk.wasm.treesitter;
}
