; SPDX-License-Identifier: Apache-2.0
; Folding ranges for Java: bodies, blocks, switches, initializers, text blocks,
; imports and comments.

[
  (class_body)
  (interface_body)
  (enum_body)
  (annotation_type_body)
  (module_body)
  (constructor_body)
  (block)
  (switch_block)
  (array_initializer)
  (element_value_array_initializer)
  (string_literal)
] @fold

(import_declaration) @fold.imports

[
  (line_comment)
  (block_comment)
] @fold.comment
