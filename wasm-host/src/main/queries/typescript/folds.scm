; SPDX-License-Identifier: Apache-2.0
; Folding ranges for TypeScript: bodies, blocks, literals, argument lists, imports and
; comments.

[
  (class_body)
  (statement_block)
  (switch_body)
  (switch_case)
  (switch_default)
  (object)
  (object_pattern)
  (array)
  (arguments)
  (formal_parameters)
  (parenthesized_expression)
  (template_string)
  (named_imports)
  (export_clause)
  (interface_body)
  (enum_body)
  (object_type)
] @fold

(import_statement) @fold.imports

(comment) @fold.comment
