; SPDX-License-Identifier: Apache-2.0
; Folding ranges for Rust: bodies, blocks, matches, literals, argument and parameter
; lists, macro bodies, multi-line strings, imports and comments.

[
  (block)
  (declaration_list)
  (field_declaration_list)
  (ordered_field_declaration_list)
  (enum_variant_list)
  (match_block)
  (field_initializer_list)
  (array_expression)
  (tuple_expression)
  (arguments)
  (parameters)
  (where_clause)
  (use_list)
  (macro_definition)
  (token_tree)
  (string_literal)
  (raw_string_literal)
] @fold

(use_declaration) @fold.imports

[
  (line_comment)
  (block_comment)
] @fold.comment
