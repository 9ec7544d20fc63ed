; SPDX-License-Identifier: Apache-2.0
; Highlighting for JSON, written so that the last capture of a node decides. (The
; package's own query relies on the first one: its keys would be plain strings.)

(string) @string

(number) @number

[
  (true)
  (false)
  (null)
] @constant.builtin

(escape_sequence) @string.escape

(comment) @comment

(pair
  key: (string) @property)

[
  "{"
  "}"
  "["
  "]"
] @punctuation.bracket

[
  ","
  ":"
] @punctuation.delimiter
