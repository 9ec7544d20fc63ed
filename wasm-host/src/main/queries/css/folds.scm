; SPDX-License-Identifier: Apache-2.0
; Folding ranges for CSS: blocks, keyframe lists, imports and comments.

[
  (block)
  (keyframe_block_list)
] @fold

(import_statement) @fold.imports

[
  (comment)
  (js_comment)
] @fold.comment
