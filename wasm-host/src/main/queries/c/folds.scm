; SPDX-License-Identifier: Apache-2.0
; Folding ranges for C: bodies, blocks, cases, lists, conditional sections, includes
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
] @fold

[
  (preproc_include)
] @fold.imports

(comment) @fold.comment
