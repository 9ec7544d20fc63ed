package dev.ropewalk.wasm.treesitter.link;

import dev.ropewalk.wasm.module.ByteWriter;
import dev.ropewalk.wasm.module.CodeReader;
import dev.ropewalk.wasm.module.WasmBinary;
import dev.ropewalk.wasm.module.WasmBinary.FuncType;
import dev.ropewalk.wasm.module.WasmBinary.Function;
import dev.ropewalk.wasm.module.WasmBinary.Kind;
import java.util.ArrayList;
import java.util.List;

/** Moves ranges of one function into functions of their own; see {@link FunctionSplitter}. */
final class Outliner {
  private final WasmBinary module;
  private final Function function;
  private final CodeReader code;
  private final FuncType type;
  private final Blocks blocks;
  private final Liveness liveness;
  private final List<Integer> localTypes = new ArrayList<>();
  private final List<Moved> moved = new ArrayList<>();

  /** A piece that has become a function. */
  private record Moved(Piece piece, PieceWriter writer, int function) {}

  Outliner(WasmBinary module, Function function, CodeReader code) {
    this.module = module;
    this.function = function;
    this.code = code;
    type = module.types.get(function.typeIndex());
    blocks = new Blocks(code);
    liveness = new Liveness(code, blocks);
    localTypes.addAll(type.params());
    localTypes.addAll(function.locals());
  }

  /**
   * Whether a range can be moved and should; what cannot is left where it is.
   *
   * @param worth it should when it is so many times as long as the call
   */
  boolean canMove(int from, int to, int worth) {
    Piece piece = piece(from, to);
    int bytes = code.start[to] - code.start[from];
    return bytes >= worth * piece.callBytes() && piece.canMove(code, blocks, type);
  }

  private Piece piece(int from, int to) {
    return Piece.of(code, blocks, liveness, from, to, blocks.depth[from], from);
  }

  /** Makes a function of a range; ranges come in code order, and none is inside another. */
  void move(int from, int to) {
    Piece piece = piece(from, to);
    var writer = new PieceWriter(module, code, blocks, localTypes, type.results(), piece, false);
    module.functions.add(writer.function());
    moved.add(
        new Moved(piece, writer, module.imported(Kind.FUNCTION) + module.functions.size() - 1));
  }

  /** The function with every moved range replaced by its call. */
  Function rest() {
    var out = new ByteWriter(function.code().length);
    int exit = localTypes.size();
    int next = 0;
    for (int i = 0; i < code.count; ) {
      if (next < moved.size() && moved.get(next).piece.from() == i) {
        Moved call = moved.get(next++);
        int depth = blocks.depth[i];
        call.writer.call(out, call.function, exit, -1, label -> depth - 1 - label);
        i = call.piece.to();
      } else {
        out.raw(code.code, code.start[i], code.start[i + 1]);
        i++;
      }
    }
    var locals = new ArrayList<>(function.locals());
    locals.addAll(PieceWriter.callLocals(type));
    return new Function(function.typeIndex(), locals, out.toByteArray());
  }
}
