; SPDX-License-Identifier: Apache-2.0
; Folding ranges for C++: bodies, blocks, cases, lists, conditional sections, includes
; and comments.

[
  (compound_statement)
  (field_declaration_list)
  (enumerator_list)
  (initializer_list)
  (case_statement)
  (argument_list)
  (parameter_list)
  (preproc_if)
  (preproc_ifdef)
  (preproc_elif)
  (preproc_elifdef)
  (preproc_else)
  (preproc_def)
  (preproc_function_def)
  (declaration_list)
  (lambda_capture_specifier)
  (template_parameter_list)
  (raw_string_literal)
] @fold

[
  (preproc_include)
  (using_declaration)
] @fold.imports

(comment) @fold.comment
