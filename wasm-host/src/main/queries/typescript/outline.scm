; SPDX-License-Identifier: Apache-2.0
; Document symbols for TypeScript: functions, classes and their members, types, namespaces,
; functions bound to a name, and the variables and constants of the module. Other
; variables inside functions are left out.
;
; Where several patterns find one name, the last of them decides.
;
; Tree-sitter checks each named parent in a pattern against the whole grammar, which costs
; about a millisecond each time; wildcards and keywords cost nothing. So parents inside a
; pattern are wildcards where fields and keywords tell enough.

; Constants and variables of the module or namespace. Those that hold a function or a
; class become one further down.

(program [
  (_ . kind: "const" [
    (_ name: (identifier) @name type: (_ (_) @detail)?) @definition.constant
    (_ name: (_ [
      (shorthand_property_identifier_pattern) @name @definition.constant
      (_ left: (shorthand_property_identifier_pattern) @name @definition.constant)
      (_ value: (identifier) @name @definition.constant)
    ]))
    (_ name: (_ "[" (identifier) @name @definition.constant))
  ])
  (_ . ["let" "var"] [
    (_ name: (identifier) @name type: (_ (_) @detail)?) @definition.variable
    (_ name: (_ [
      (shorthand_property_identifier_pattern) @name @definition.variable
      (_ left: (shorthand_property_identifier_pattern) @name @definition.variable)
      (_ value: (identifier) @name @definition.variable)
    ]))
    (_ name: (_ "[" (identifier) @name @definition.variable))
  ])
])

(export_statement [
  (_ . kind: "const" [
    (_ name: (identifier) @name type: (_ (_) @detail)?) @definition.constant
    (_ name: (_ [
      (shorthand_property_identifier_pattern) @name @definition.constant
      (_ left: (shorthand_property_identifier_pattern) @name @definition.constant)
      (_ value: (identifier) @name @definition.constant)
    ]))
    (_ name: (_ "[" (identifier) @name @definition.constant))
  ])
  (_ . ["let" "var"] [
    (_ name: (identifier) @name type: (_ (_) @detail)?) @definition.variable
    (_ name: (_ [
      (shorthand_property_identifier_pattern) @name @definition.variable
      (_ left: (shorthand_property_identifier_pattern) @name @definition.variable)
      (_ value: (identifier) @name @definition.variable)
    ]))
    (_ name: (_ "[" (identifier) @name @definition.variable))
  ])
])

(ambient_declaration [
  (_ . kind: "const"
    (_ name: (identifier) @name type: (_ (_) @detail)?) @definition.constant)
  (_ . ["let" "var"]
    (_ name: (identifier) @name type: (_ (_) @detail)?) @definition.variable)
])

(internal_module
  body: (_ [
    (_ . kind: "const"
      (_ name: (identifier) @name type: (_ (_) @detail)?) @definition.constant)
    (_ . ["let" "var"]
      (_ name: (identifier) @name type: (_ (_) @detail)?) @definition.variable)
  ]))

(module
  body: (_ [
    (_ . kind: "const"
      (_ name: (identifier) @name type: (_ (_) @detail)?) @definition.constant)
    (_ . ["let" "var"]
      (_ name: (identifier) @name type: (_ (_) @detail)?) @definition.variable)
  ]))

; Functions

(function_declaration
  name: (identifier) @name
  parameters: (formal_parameters) @detail) @definition.function

(generator_function_declaration
  name: (identifier) @name
  parameters: (formal_parameters) @detail) @definition.function

(variable_declarator
  name: (identifier) @name
  value: (_ [parameters: (formal_parameters) parameter: (identifier)] @detail)) @definition.function

(assignment_expression
  left: (_ property: (property_identifier) @name)
  right: (_ [parameters: (formal_parameters) parameter: (identifier)] @detail)) @definition.function

(pair
  key: [(property_identifier) (string)] @name
  value: (_ [parameters: (formal_parameters) parameter: (identifier)] @detail)) @definition.method

; Unnamed default exports

(export_statement
  "default" @name
  value: [
    (arrow_function)
    (function_expression !name)
    (generator_function !name)
  ]) @definition.function

(export_statement
  "default" @name
  value: (class !name)) @definition.class

(export_statement
  "default" @name
  value: (object)) @definition.object

; Named function and class expressions exported by default

(export_statement
  value: (_ "function" name: (identifier) @name)) @definition.function

(export_statement
  value: (_ "class" name: (type_identifier) @name)) @definition.class

; Classes

(class_declaration
  name: (type_identifier) @name) @definition.class

(variable_declarator
  name: (identifier) @name
  value: (class)) @definition.class

(assignment_expression
  left: (_ property: (property_identifier) @name)
  right: (class)) @definition.class

; Members

((method_definition
  name: (_) @name
  parameters: (formal_parameters) @detail) @definition.constructor
  (#eq? @name "constructor"))

((method_definition
  name: (_) @name) @definition.property
  (#match? @definition.property "^(?:@[^\\n]*\\n\\s*)*(?:(?:public|private|protected|static|override)\\s+)*[gs]et\\s+[^\\s(]"))

((method_definition
  name: (_) @name
  parameters: (formal_parameters) @detail) @definition.method
  (#not-eq? @name "constructor")
  (#not-match? @definition.method "^(?:@[^\\n]*\\n\\s*)*(?:(?:public|private|protected|static|override)\\s+)*[gs]et\\s+[^\\s(]"))

(public_field_definition
  name: (_) @name
  type: (_ (_) @detail)?) @definition.field

(class_body
  (method_signature
    name: (_) @name
    parameters: (formal_parameters) @detail) @definition.method)

(abstract_method_signature
  name: (_) @name
  parameters: (formal_parameters) @detail) @definition.method

; A constructor parameter that declares a field.
(required_parameter
  (accessibility_modifier)
  pattern: (identifier) @name
  type: (_ (_) @detail)?) @definition.property

; Types

(abstract_class_declaration
  name: (type_identifier) @name) @definition.class

(interface_declaration
  name: (type_identifier) @name) @definition.interface

(interface_body
  [
    (property_signature
      name: (_) @name
      type: (_ (_) @detail)?) @definition.property
    (method_signature
      name: (_) @name
      parameters: (formal_parameters) @detail) @definition.method
  ])

(type_alias_declaration
  name: (type_identifier) @name) @definition.class

(type_alias_declaration
  value: (_
    [
      (property_signature
        name: (_) @name
        type: (_ (_) @detail)?) @definition.property
      (method_signature
        name: (_) @name
        parameters: (formal_parameters) @detail) @definition.method
    ]))

(enum_declaration
  name: (identifier) @name) @definition.enum

(enum_body
  name: (_) @name @definition.enummember)

(enum_assignment
  name: (_) @name) @definition.enummember

; Overloads and ambient declarations

(function_signature
  name: (identifier) @name
  parameters: (formal_parameters) @detail) @definition.function

(internal_module
  name: (_) @name) @definition.namespace

(module
  name: (_) @name) @definition.module
