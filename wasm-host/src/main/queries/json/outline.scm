; SPDX-License-Identifier: Apache-2.0
; Document symbols for JSON: one symbol per object key, kinded by its value.
; A key is shown without its quotes unless it holds escapes.

(pair
  key: [
    (string . (string_content) @name .)
    (string . (escape_sequence)) @name
    (string . (string_content) . (escape_sequence)) @name
  ]
  value: (object)) @definition.object

(pair
  key: [
    (string . (string_content) @name .)
    (string . (escape_sequence)) @name
    (string . (string_content) . (escape_sequence)) @name
  ]
  value: (array)) @definition.array

(pair
  key: [
    (string . (string_content) @name .)
    (string . (escape_sequence)) @name
    (string . (string_content) . (escape_sequence)) @name
  ]
  value: (string) @detail) @definition.string

(pair
  key: [
    (string . (string_content) @name .)
    (string . (escape_sequence)) @name
    (string . (string_content) . (escape_sequence)) @name
  ]
  value: (number) @detail) @definition.number

(pair
  key: [
    (string . (string_content) @name .)
    (string . (escape_sequence)) @name
    (string . (string_content) . (escape_sequence)) @name
  ]
  value: [(true) (false)] @detail) @definition.boolean

(pair
  key: [
    (string . (string_content) @name .)
    (string . (escape_sequence)) @name
    (string . (string_content) . (escape_sequence)) @name
  ]
  value: (null) @detail) @definition.null

; The empty key.
((pair
  key: (string) @name) @definition.key
  (#eq? @name "\"\""))
