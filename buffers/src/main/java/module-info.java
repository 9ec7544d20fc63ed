/** Text cores that know nothing of LSP, JSON or any registry. */
module dev.ropewalk.buffers {
  requires com.github.benmanes.caffeine;
  requires static com.google.errorprone.annotations;
  requires static org.jspecify;

  exports dev.ropewalk.buffers.edit;
  exports dev.ropewalk.buffers.intern;
  exports dev.ropewalk.buffers.pool;
  exports dev.ropewalk.buffers.text;
  exports dev.ropewalk.buffers.tree;
}
