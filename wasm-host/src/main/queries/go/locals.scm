; SPDX-License-Identifier: Apache-2.0
; Scopes, definitions and references for Go.
;
; A pattern that sets `definition.scope` to `parent` names a node that opens a scope
; itself: the name belongs to the scope around that one. `@local.definition.member`
; is found by `@local.reference.member` alone, and the other way round: a name behind
; a dot never means a variable, nor a bare name a member.
; `@local.reference.label` means a label only. Where patterns
; capture the same node, the last of them decides; a bare
; `@local.reference` only when it is alone.

[
  (source_file)
  (function_declaration)
  (method_declaration)
  (func_literal)
  (function_type)
  (method_elem)
  (type_spec)
  (type_alias)
  (block)
  (if_statement)
  (for_statement)
  (expression_switch_statement)
  (type_switch_statement)
  (expression_case)
  (type_case)
  (default_case)
  (communication_case)
] @local.scope

; References

(identifier) @local.reference

(type_identifier) @local.reference

(package_identifier) @local.reference

(label_name) @local.reference.label

; The name of the package is no name in it.
(package_clause
  (package_identifier) @local.reference.label)

(selector_expression
  field: (field_identifier) @local.reference.member)

(qualified_type
  name: (type_identifier) @local.reference.member)

; A key of a struct literal is a field; of any other literal, an expression.
(composite_literal
  type: [(type_identifier) (qualified_type) (generic_type)]
  body: (literal_value
    (keyed_element
      key: (literal_element (identifier) @local.reference.member))))

; Functions, methods and types

(function_declaration
  name: (identifier) @local.definition.function
  (#set! definition.scope "parent"))

(method_declaration
  name: (field_identifier) @local.definition.member
  (#set! definition.scope "parent"))

(type_spec
  name: (type_identifier) @local.definition.type
  (#set! definition.scope "parent"))

(type_alias
  name: (type_identifier) @local.definition.type
  (#set! definition.scope "parent"))

(type_parameter_declaration
  name: (identifier) @local.definition.type)

; The type parameters a receiver names
(method_declaration
  receiver: (parameter_list
    (parameter_declaration
      type: [
        (generic_type
          type_arguments: (type_arguments
            (type_elem (type_identifier) @local.definition.type)))
        (pointer_type
          (generic_type
            type_arguments: (type_arguments
              (type_elem (type_identifier) @local.definition.type))))
      ])))

(field_declaration
  name: (field_identifier) @local.definition.member)

(method_elem
  name: (field_identifier) @local.definition.member
  (#set! definition.scope "parent"))

; Parameters, results and receivers

(parameter_declaration
  name: (identifier) @local.definition.parameter)

(variadic_parameter_declaration
  name: (identifier) @local.definition.parameter)

; Variables and constants

(const_spec
  (identifier) @local.definition.var)

(var_spec
  name: (identifier) @local.definition.var)

(short_var_declaration
  left: (expression_list
    (identifier) @local.definition.var))

(range_clause
  left: (expression_list
    (identifier) @local.definition.var)
  ":=")

(receive_statement
  left: (expression_list
    (identifier) @local.definition.var)
  ":=")

(type_switch_statement
  alias: (expression_list
    (identifier) @local.definition.var))

(labeled_statement
  label: (label_name) @local.definition.label)

; Imports with a name of their own

(import_spec
  name: (package_identifier) @local.definition.import)
