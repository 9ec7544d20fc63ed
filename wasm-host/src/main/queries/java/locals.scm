; SPDX-License-Identifier: Apache-2.0
; Scopes, definitions and references for Java.
;
; A pattern that sets `definition.scope` to `parent` names a node that opens a scope
; itself: the name belongs to the scope around that one. `@local.reference.member` is
; a name behind a dot: it means a field, a method or a constant, never a variable.
; `@local.reference.path` is a part of a qualified name: it may mean a type as well.
; `@local.reference.label` means a label only.
; Where patterns capture the same node, the last of them decides; a bare
; `@local.reference` only when it is alone.
; The name of a constructor is a reference to its class.

[
  (program)
  (class_declaration)
  (interface_declaration)
  (enum_declaration)
  (record_declaration)
  (annotation_type_declaration)
  (class_body)
  (method_declaration)
  (constructor_declaration)
  (compact_constructor_declaration)
  (lambda_expression)
  (block)
  (constructor_body)
  (for_statement)
  (enhanced_for_statement)
  (try_with_resources_statement)
  (catch_clause)
  (switch_block_statement_group)
  (switch_rule)
] @local.scope

; References

(identifier) @local.reference

(type_identifier) @local.reference

(field_access
  field: (identifier) @local.reference.member)

(method_invocation
  object: (_)
  name: (identifier) @local.reference.member)

(method_reference
  (_)
  (identifier) @local.reference.member .)

(scoped_identifier
  name: (identifier) @local.reference.path)

(scoped_type_identifier
  (_)
  . (type_identifier) @local.reference.path)

(break_statement
  (identifier) @local.reference.label)

(continue_statement
  (identifier) @local.reference.label)

(element_value_pair
  key: (identifier) @local.reference.member)

; Types

(class_declaration
  name: (identifier) @local.definition.type
  (#set! definition.scope "parent"))

(interface_declaration
  name: (identifier) @local.definition.type
  (#set! definition.scope "parent"))

(enum_declaration
  name: (identifier) @local.definition.type
  (#set! definition.scope "parent"))

(record_declaration
  name: (identifier) @local.definition.type
  (#set! definition.scope "parent"))

(annotation_type_declaration
  name: (identifier) @local.definition.type
  (#set! definition.scope "parent"))

(type_parameter
  [(type_identifier) (identifier)] @local.definition.type)

; Members

(method_declaration
  name: (identifier) @local.definition.method
  (#set! definition.scope "parent"))

(annotation_type_element_declaration
  name: (identifier) @local.definition.method)

(field_declaration
  declarator: (variable_declarator
    name: (identifier) @local.definition.field))

(constant_declaration
  declarator: (variable_declarator
    name: (identifier) @local.definition.constant))

(enum_constant
  name: (identifier) @local.definition.constant)

(record_declaration
  parameters: (formal_parameters
    (formal_parameter
      name: (identifier) @local.definition.field)))

; Parameters

(method_declaration
  parameters: (formal_parameters
    (formal_parameter
      name: (identifier) @local.definition.parameter)))

(constructor_declaration
  parameters: (formal_parameters
    (formal_parameter
      name: (identifier) @local.definition.parameter)))

(lambda_expression
  parameters: (formal_parameters
    (formal_parameter
      name: (identifier) @local.definition.parameter)))

(lambda_expression
  parameters: (identifier) @local.definition.parameter)

(inferred_parameters
  (identifier) @local.definition.parameter)

(spread_parameter
  (variable_declarator
    name: (identifier) @local.definition.parameter))

(catch_formal_parameter
  name: (identifier) @local.definition.parameter)

; Variables

(local_variable_declaration
  declarator: (variable_declarator
    name: (identifier) @local.definition.var))

(enhanced_for_statement
  name: (identifier) @local.definition.var)

(resource
  name: (identifier) @local.definition.var)

(instanceof_expression
  name: (identifier) @local.definition.var)

(type_pattern
  (identifier) @local.definition.var)

(record_pattern_component
  (identifier) @local.definition.var)

(labeled_statement
  . (identifier) @local.definition.label)

; Imports

(import_declaration
  (scoped_identifier
    name: (identifier) @local.definition.import) .)
