; SPDX-License-Identifier: Apache-2.0
; Scopes, definitions and references for JavaScript.
;
; A pattern that sets `definition.scope` to `parent` names a node that opens a scope
; itself: the name belongs to the scope around that one. `@local.definition.member`
; is found by `@local.reference.member` alone, and the other way round: a name behind
; a dot never means a variable, nor a bare name a member. Where patterns capture
; the same node, the last of them decides; a bare
; `@local.reference` only when it is alone.

[
  (program)
  (function_declaration)
  (generator_function_declaration)
  (function_expression)
  (generator_function)
  (arrow_function)
  (method_definition)
  (class)
  (class_body)
  (statement_block)
  (for_statement)
  (for_in_statement)
  (catch_clause)
  (switch_body)
] @local.scope

; References

(identifier) @local.reference

(shorthand_property_identifier) @local.reference

(member_expression
  property: [
    (property_identifier)
    (private_property_identifier)
  ] @local.reference.member)

; The foreign side of a renaming import or export.
(import_specifier
  name: (identifier) @local.reference.member
  alias: (identifier))

(export_specifier
  alias: (identifier) @local.reference.member)

; Functions and classes

(function_declaration
  name: (identifier) @local.definition.function
  (#set! definition.scope "parent"))

(generator_function_declaration
  name: (identifier) @local.definition.function
  (#set! definition.scope "parent"))

(function_expression
  name: (identifier) @local.definition.function)

(generator_function
  name: (identifier) @local.definition.function)

(class
  name: (identifier) @local.definition.type)

(class_declaration
  name: (identifier) @local.definition.type)

; Members

(class_body
  (method_definition
    name: [(property_identifier) (private_property_identifier)] @local.definition.member
    (#set! definition.scope "parent")))

(field_definition
  property: [(property_identifier) (private_property_identifier)] @local.definition.member)

; Parameters

(formal_parameters
  [
    (identifier) @local.definition.parameter
    (rest_pattern (identifier) @local.definition.parameter)
    (assignment_pattern left: (identifier) @local.definition.parameter)
    (array_pattern (identifier) @local.definition.parameter)
  ])

(arrow_function
  parameter: (identifier) @local.definition.parameter)

(catch_clause
  parameter: (identifier) @local.definition.parameter)

; Variables. An object pattern is taken for a declaration wherever it stands; an array
; pattern only where it declares, as it is also how variables are swapped.

(variable_declarator
  name: (identifier) @local.definition.var)

(variable_declarator
  name: (array_pattern [
    (identifier) @local.definition.var
    (rest_pattern (identifier) @local.definition.var)
    (assignment_pattern left: (identifier) @local.definition.var)
    (array_pattern (identifier) @local.definition.var)
  ]))

(for_in_statement
  kind: _
  left: [
    (identifier) @local.definition.var
    (array_pattern [
      (identifier) @local.definition.var
      (rest_pattern (identifier) @local.definition.var)
      (array_pattern (identifier) @local.definition.var)
    ])
  ])

(object_pattern
  [
    (shorthand_property_identifier_pattern) @local.definition.var
    (object_assignment_pattern
      left: (shorthand_property_identifier_pattern) @local.definition.var)
    (rest_pattern (identifier) @local.definition.var)
  ])

(pair_pattern
  value: [
    (identifier) @local.definition.var
    (assignment_pattern left: (identifier) @local.definition.var)
    (array_pattern (identifier) @local.definition.var)
  ])

; Imports

(import_clause
  (identifier) @local.definition.import)

(namespace_import
  (identifier) @local.definition.import)

(import_specifier
  name: (identifier) @local.definition.import
  !alias)

(import_specifier
  alias: (identifier) @local.definition.import)
