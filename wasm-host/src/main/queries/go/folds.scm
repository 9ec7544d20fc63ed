; SPDX-License-Identifier: Apache-2.0
; Folding ranges for Go: blocks, cases, type bodies, grouped declarations, literals,
; argument and parameter lists, raw strings, imports and comments.

[
  (block)
  (expression_switch_statement)
  (type_switch_statement)
  (select_statement)
  (expression_case)
  (type_case)
  (communication_case)
  (default_case)
  (field_declaration_list)
  (interface_type)
  (type_declaration)
  (const_declaration)
  (var_declaration)
  (literal_value)
  (argument_list)
  (parameter_list)
  (raw_string_literal)
] @fold

(import_declaration) @fold.imports

(comment) @fold.comment
