; SPDX-License-Identifier: Apache-2.0
; Scopes, definitions and references for Bash.
;
; A pattern that sets `definition.scope` to `parent` names a node that opens a scope
; itself: the name belongs to the scope around that one. Only `local`, `declare` and
; `typeset` make a variable of a function its own; any other assignment in a function
; refers to the variable of that name. Where patterns capture the same node, the last
; of them decides; a bare
; `@local.reference` only when it is alone.

[
  (program)
  (function_definition)
] @local.scope

; References

(variable_name) @local.reference

(command_name
  (word) @local.reference)

; Functions

(function_definition
  name: (word) @local.definition.function
  (#set! definition.scope "parent"))

; Variables

(program
  (variable_assignment
    name: (variable_name) @local.definition.var))

(program
  (variable_assignment
    name: (subscript
      name: (variable_name) @local.definition.var)))

(program
  (variable_assignments
    (variable_assignment
      name: (variable_name) @local.definition.var)))

(declaration_command
  (variable_assignment
    name: (variable_name) @local.definition.var))

(declaration_command
  ["local" "declare" "typeset"]
  (variable_name) @local.definition.var)

(for_statement
  variable: (variable_name) @local.definition.var)

(c_style_for_statement
  initializer: (variable_assignment
    name: (variable_name) @local.definition.var))
