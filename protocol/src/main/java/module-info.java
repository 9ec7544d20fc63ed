/** Bytes and messages: frames, connections, listeners, JSON-RPC sessions. */
module dev.ropewalk.protocol {
  requires static org.jspecify;
  requires static com.google.errorprone.annotations;
  requires transitive com.google.gson;
  requires transitive org.eclipse.lsp4j.jsonrpc;
  requires io.netty.buffer;
  requires io.netty.common;
  requires io.netty.transport;
  requires io.netty.handler;
  requires io.netty.codec;
  requires io.netty.codec.http;

  exports dev.ropewalk.protocol.frame;
  exports dev.ropewalk.protocol.rpc;
  exports dev.ropewalk.protocol.transport;
}
