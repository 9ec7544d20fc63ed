; SPDX-License-Identifier: Apache-2.0
; Folding ranges for TOML: tables, arrays, inline tables, multi-line strings and comments.

[
  (table)
  (table_array_element)
  (array)
  (inline_table)
  (string)
] @fold

(comment) @fold.comment
