; SPDX-License-Identifier: Apache-2.0
; Folding ranges for JavaScript: bodies, blocks, literals, argument lists, imports and
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
  (jsx_element)
  (jsx_self_closing_element)
] @fold

(import_statement) @fold.imports

(comment) @fold.comment
