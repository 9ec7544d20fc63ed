; SPDX-License-Identifier: Apache-2.0
; Folding ranges for Python: definitions, compound statements, multi-line literals,
; calls and strings, imports and comments.

[
  (class_definition)
  (function_definition)
  (if_statement)
  (elif_clause)
  (else_clause)
  (for_statement)
  (while_statement)
  (try_statement)
  (except_clause)
  (finally_clause)
  (with_statement)
  (match_statement)
  (case_clause)
  (parameters)
  (argument_list)
  (parenthesized_expression)
  (list)
  (tuple)
  (dictionary)
  (set)
  (list_comprehension)
  (dictionary_comprehension)
  (set_comprehension)
  (generator_expression)
  (string)
] @fold

[
  (import_statement)
  (import_from_statement)
  (future_import_statement)
] @fold.imports

(comment) @fold.comment
