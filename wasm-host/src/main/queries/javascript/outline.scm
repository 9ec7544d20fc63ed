; SPDX-License-Identifier: Apache-2.0
; Document symbols for JavaScript: functions, classes and their members, functions
; bound to a name, and the variables and constants of the module. Other variables
; inside functions are left out.
;
; Where several patterns find one name, the last of them decides.
;
; Tree-sitter checks each named parent in a pattern against the whole grammar, which costs
; about a millisecond each time; wildcards and keywords cost nothing. So parents inside a
; pattern are wildcards where fields and keywords tell enough.

; Constants and variables of the module. Those that hold a function or a
; class become one further down.

(program [
  (_ . kind: "const" [
    (_ name: (identifier) @name) @definition.constant
    (_ name: (_ [
      (shorthand_property_identifier_pattern) @name @definition.constant
      (_ left: (shorthand_property_identifier_pattern) @name @definition.constant)
      (_ value: (identifier) @name @definition.constant)
    ]))
    (_ name: (_ "[" (identifier) @name @definition.constant))
  ])
  (_ . ["let" "var"] [
    (_ name: (identifier) @name) @definition.variable
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
    (_ name: (identifier) @name) @definition.constant
    (_ name: (_ [
      (shorthand_property_identifier_pattern) @name @definition.constant
      (_ left: (shorthand_property_identifier_pattern) @name @definition.constant)
      (_ value: (identifier) @name @definition.constant)
    ]))
    (_ name: (_ "[" (identifier) @name @definition.constant))
  ])
  (_ . ["let" "var"] [
    (_ name: (identifier) @name) @definition.variable
    (_ name: (_ [
      (shorthand_property_identifier_pattern) @name @definition.variable
      (_ left: (shorthand_property_identifier_pattern) @name @definition.variable)
      (_ value: (identifier) @name @definition.variable)
    ]))
    (_ name: (_ "[" (identifier) @name @definition.variable))
  ])
])

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
  value: (_ "class" name: (identifier) @name)) @definition.class

; Classes

(class_declaration
  name: (identifier) @name) @definition.class

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

(field_definition
  property: (_) @name) @definition.field
