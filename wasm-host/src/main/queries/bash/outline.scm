; SPDX-License-Identifier: Apache-2.0
; Document symbols for Bash: functions, and the variables assigned at top level.

(function_definition
  name: (word) @name) @definition.function

(program
  (variable_assignment
    name: (variable_name) @name) @definition.variable)

(program
  (variable_assignments
    (variable_assignment
      name: (variable_name) @name) @definition.variable))

(program
  (declaration_command
    ["declare" "typeset" "export" "local"]
    (variable_assignment
      name: (variable_name) @name) @definition.variable))

(program
  (declaration_command
    "readonly"
    (variable_assignment
      name: (variable_name) @name) @definition.constant))
