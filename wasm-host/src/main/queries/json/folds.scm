; SPDX-License-Identifier: Apache-2.0
; Folding ranges for JSON: objects, arrays and comments.

[
  (object)
  (array)
] @fold

(comment) @fold.comment
