; SPDX-License-Identifier: Apache-2.0
; Scopes, definitions and references for C++.
;
; A pattern that sets `definition.scope` to `parent` names a node that opens a scope
; itself: the name belongs to the scope around that one; `grandparent` is one further out.
; `@local.reference.member` is a name behind a dot or arrow: it means a member, never a
; variable. `@local.reference.label` means a label only. Where patterns capture
; the same node, the last of them decides; a bare
; `@local.reference` only when it is alone.
; `@local.reference.path` is a name behind `::`: never a local variable or parameter.
; The name of a constructor is a reference to its class: `@local.reference.type` means a
; type only.
;
; Tree-sitter checks each named parent in a pattern against the whole grammar, which for C++
; costs milliseconds each time; wildcards and keywords cost nothing. So only the outermost
; node of a pattern has a name. Inside, a declarator is told by what it holds: `parameters` a
; function, `"*"` a pointer, `"&"` a reference, `"("` one in parentheses. Such a pattern is
; not proven either: captures are given before the rest of the pattern was seen, unless that
; rest has a capture that a predicate names. `@_last` with its `#set!` is for that alone.

[
  (translation_unit)
  (function_definition)
  (compound_statement)
  (for_statement)
  (field_declaration_list)
  (preproc_function_def)
  (template_declaration)
  (for_range_loop)
  (if_statement)
  (while_statement)
  (switch_statement)
  (catch_clause)
  (lambda_expression)
  (requires_expression)
] @local.scope

(namespace_definition
  body: (declaration_list) @local.scope)

; A prototype, for its parameters
([
  (declaration
    declarator: [
      (_ parameters: (_) @_last)
      (_ !parameters ["*" "&" "&&"] (_ parameters: (_) @_last))
    ])
  (field_declaration
    declarator: [
      (_ parameters: (_) @_last)
      (_ !parameters ["*" "&" "&&"] (_ parameters: (_) @_last))
    ])
  (type_definition
    declarator: (_ parameters: (_) @_last))
] @local.scope
  (#set! @_last checked))

; References

(identifier) @local.reference

(type_identifier) @local.reference

(statement_identifier) @local.reference.label

(field_expression
  field: [
    (field_identifier) @local.reference.member
    (_ name: (field_identifier) @local.reference.member)
  ])

(field_designator
  (field_identifier) @local.reference.member)

(namespace_identifier) @local.reference

(field_initializer
  (field_identifier) @local.reference.member)

(qualified_identifier
  name: [
    (identifier)
    (type_identifier)
    (field_identifier)
  ] @local.reference.path)

; Variables, and whatever else has a declarator of their form

(declaration
  declarator: (identifier) @local.definition.var)

(init_declarator
  declarator: (identifier) @local.definition.var)

(for_range_loop
  declarator: (identifier) @local.definition.var)

(field_declaration
  declarator: [
    (field_identifier) @local.definition.field
    (_ ["&" "&&"] (field_identifier) @local.definition.field)
  ])

(pointer_declarator
  declarator: [
    (identifier) @local.definition.var
    (field_identifier) @local.definition.field
    (type_identifier) @local.definition.type
  ])

(array_declarator
  declarator: [
    (identifier) @local.definition.var
    (field_identifier) @local.definition.field
    (type_identifier) @local.definition.type
  ])

(parenthesized_declarator
  (identifier) @local.definition.var)

(reference_declarator
  (identifier) @local.definition.var)

(structured_binding_declarator
  (identifier) @local.definition.var)

(lambda_capture_initializer
  left: (identifier) @local.definition.var)

; A function pointer: its declaration opens a scope for its parameters

(declaration
  declarator: (_
    declarator: (_ "(" (_ "*" declarator: (identifier) @local.definition.var))
    parameters: (_) @_last)
  (#set! @_last checked)
  (#set! definition.scope "parent"))

(field_declaration
  declarator: (_
    declarator: (_ "(" (_ "*" declarator: (field_identifier) @local.definition.field))
    parameters: (_) @_last)
  (#set! @_last checked)
  (#set! definition.scope "parent"))

; Functions

(function_declarator
  declarator: [
    (identifier) @local.definition.function
    (field_identifier) @local.definition.method
  ]
  (#set! definition.scope "parent"))

(preproc_function_def
  name: (identifier) @local.definition.function
  (#set! definition.scope "parent"))

(preproc_def
  name: (identifier) @local.definition.constant)

(template_declaration
  (_
    declarator: [
      (_
        declarator: [
          (identifier) @local.definition.function
          (field_identifier) @local.definition.method
        ]
        parameters: (_) @_last)
      (_ !parameters ["*" "&" "&&"]
        (_
          declarator: [
            (identifier) @local.definition.function
            (field_identifier) @local.definition.method
          ]
          parameters: (_) @_last))
    ])
  (#set! @_last checked)
  (#set! definition.scope "grandparent"))

; Parameters

((parameter_declaration
  declarator: [
    (identifier) @local.definition.parameter
    (_ !parameters
      declarator: [
        (identifier) @local.definition.parameter
        (_ !parameters declarator: (identifier) @local.definition.parameter)
      ])
    (_ ["&" "&&"] (identifier) @local.definition.parameter)
    (_
      declarator: (_ "(" (_ "*" declarator: (identifier) @local.definition.parameter))
      parameters: (_) @_last)
  ])
  (#set! @_last checked))

(preproc_params
  (identifier) @local.definition.parameter)

(optional_parameter_declaration
  declarator: [
    (identifier) @local.definition.parameter
    (_ !parameters declarator: (identifier) @local.definition.parameter)
    (_ ["&" "&&"] (identifier) @local.definition.parameter)
  ])

(variadic_declarator
  (identifier) @local.definition.parameter)

; Template parameters

(type_parameter_declaration
  (type_identifier) @local.definition.type)

(optional_type_parameter_declaration
  name: (type_identifier) @local.definition.type)

(variadic_type_parameter_declaration
  (type_identifier) @local.definition.type)

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

(class_specifier
  name: (type_identifier) @local.definition.type
  body: (_))

(alias_declaration
  name: (type_identifier) @local.definition.type)

(concept_definition
  name: (identifier) @local.definition.type)

(template_declaration
  (_ name: [(type_identifier) (identifier)] @local.definition.type)
  (#set! definition.scope "parent"))

(namespace_definition
  name: (namespace_identifier) @local.definition.namespace)

(namespace_alias_definition
  name: (namespace_identifier) @local.definition.namespace)

(type_definition
  declarator: (type_identifier) @local.definition.type)

(type_definition
  declarator: (_
    declarator: [
      (type_identifier) @local.definition.type
      (_ "(" (_ "*" declarator: (type_identifier) @local.definition.type))
    ]
    parameters: (_) @_last)
  (#set! @_last checked)
  (#set! definition.scope "parent"))

; Constants and labels

(enumerator
  name: (identifier) @local.definition.constant)

(labeled_statement
  label: (statement_identifier) @local.definition.label)

; The name of a constructor

(field_declaration_list
  [
    (_ !type !parameters
      declarator: (_ declarator: (identifier) @local.reference.type parameters: (_) @_last))
    (_ parameters: (_)
      (_ !type
        declarator: (_ declarator: (identifier) @local.reference.type parameters: (_) @_last)))
  ]
  (#set! @_last checked))
