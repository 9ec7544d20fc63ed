; SPDX-License-Identifier: Apache-2.0
; Scopes, definitions and references for C.
;
; A pattern that sets `definition.scope` to `parent` names a node that opens a scope
; itself: the name belongs to the scope around that one.
; `@local.reference.member` is a name behind a dot or arrow: it means a member, never a
; variable. `@local.reference.label` means a label only. Where patterns capture
; the same node, the last of them decides.
; `@local.definition.member` is found by `@local.reference.member` alone.

[
  (translation_unit)
  (function_definition)
  (compound_statement)
  (for_statement)
  (field_declaration_list)
  (preproc_function_def)
] @local.scope

; A prototype, for its parameters
(declaration
  declarator: [
    (function_declarator)
    (pointer_declarator declarator: (function_declarator))
  ]) @local.scope

(field_declaration
  declarator: [
    (function_declarator)
    (pointer_declarator declarator: (function_declarator))
  ]) @local.scope

(type_definition
  declarator: (function_declarator)) @local.scope

; References

(identifier) @local.reference

(type_identifier) @local.reference

(statement_identifier) @local.reference.label

(field_expression
  field: (field_identifier) @local.reference.member)

(field_designator
  (field_identifier) @local.reference.member)

; Variables

(declaration
  declarator: (identifier) @local.definition.var)

(init_declarator
  declarator: (identifier) @local.definition.var)

(pointer_declarator
  declarator: (identifier) @local.definition.var)

(array_declarator
  declarator: (identifier) @local.definition.var)

(parenthesized_declarator
  (identifier) @local.definition.var)

; A function pointer: its declaration opens a scope for its parameters

(declaration
  declarator: (function_declarator
    declarator: (parenthesized_declarator
      (pointer_declarator
        declarator: (identifier) @local.definition.var)))
  (#set! definition.scope "parent"))

; Functions

(function_declarator
  declarator: (identifier) @local.definition.function
  (#set! definition.scope "parent"))

(preproc_function_def
  name: (identifier) @local.definition.function
  (#set! definition.scope "parent"))

(preproc_def
  name: (identifier) @local.definition.constant)

; Parameters

(parameter_declaration
  declarator: [
    (identifier) @local.definition.parameter
    (pointer_declarator declarator: [
      (identifier) @local.definition.parameter
      (pointer_declarator declarator: (identifier) @local.definition.parameter)
      (array_declarator declarator: (identifier) @local.definition.parameter)
    ])
    (array_declarator declarator: (identifier) @local.definition.parameter)
    (function_declarator
      declarator: (parenthesized_declarator
        (pointer_declarator declarator: (identifier) @local.definition.parameter)))
  ])

(preproc_params
  (identifier) @local.definition.parameter)

; Types

(struct_specifier
  name: (type_identifier) @local.definition.type
  body: (_))

(union_specifier
  name: (type_identifier) @local.definition.type
  body: (_))

(enum_specifier
  name: (type_identifier) @local.definition.type
  body: (_))

(type_definition
  declarator: [
    (type_identifier) @local.definition.type
    (pointer_declarator declarator: (type_identifier) @local.definition.type)
    (array_declarator declarator: (type_identifier) @local.definition.type)
  ])

(type_definition
  declarator: (function_declarator
    declarator: [
      (type_identifier) @local.definition.type
      (parenthesized_declarator
        (pointer_declarator declarator: (type_identifier) @local.definition.type))
    ])
  (#set! definition.scope "parent"))

; Members

(field_declaration
  declarator: [
    (field_identifier) @local.definition.member
    (pointer_declarator declarator: [
      (field_identifier) @local.definition.member
      (pointer_declarator declarator: (field_identifier) @local.definition.member)
    ])
    (array_declarator declarator: [
      (field_identifier) @local.definition.member
      (array_declarator declarator: (field_identifier) @local.definition.member)
    ])
  ])

(field_declaration
  declarator: (function_declarator
    declarator: (parenthesized_declarator
      (pointer_declarator
        declarator: (field_identifier) @local.definition.member)))
  (#set! definition.scope "parent"))

(enumerator
  name: (identifier) @local.definition.constant)

(labeled_statement
  label: (statement_identifier) @local.definition.label)
