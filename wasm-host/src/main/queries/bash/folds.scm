; SPDX-License-Identifier: Apache-2.0
; Folding ranges for Bash: functions, compound commands, case items, arrays, here
; documents, multi-line strings and comments.

[
  (function_definition)
  (if_statement)
  (elif_clause)
  (else_clause)
  (for_statement)
  (c_style_for_statement)
  (while_statement)
  (case_statement)
  (case_item)
  (compound_statement)
  (subshell)
  (command_substitution)
  (array)
  (heredoc_redirect)
  (string)
  (raw_string)
] @fold

(comment) @fold.comment
