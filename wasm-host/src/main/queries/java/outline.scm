; SPDX-License-Identifier: Apache-2.0
; Document symbols for Java: the package, modules, types and their members. Local
; variables are left out; types declared inside a method are kept.

(package_declaration
  [(scoped_identifier) (identifier)] @name) @definition.package

(module_declaration
  name: (_) @name) @definition.module

(class_declaration
  name: (identifier) @name) @definition.class

(interface_declaration
  name: (identifier) @name) @definition.interface

(annotation_type_declaration
  name: (identifier) @name) @definition.interface

(enum_declaration
  name: (identifier) @name) @definition.enum

(record_declaration
  name: (identifier) @name
  parameters: (formal_parameters) @detail) @definition.struct

(enum_constant
  name: (identifier) @name) @definition.enummember

(method_declaration
  name: (identifier) @name
  parameters: (formal_parameters) @detail) @definition.method

(annotation_type_element_declaration
  type: (_) @detail
  name: (identifier) @name) @definition.method

(constructor_declaration
  name: (identifier) @name
  parameters: (formal_parameters) @detail) @definition.constructor

(compact_constructor_declaration
  name: (identifier) @name) @definition.constructor

; A field declared alone spans its whole declaration.
((field_declaration
  (modifiers) @_modifiers
  type: (_) @detail
  . declarator: (variable_declarator name: (identifier) @name) .) @definition.constant
  (#match? @_modifiers "\\bstatic\\b")
  (#match? @_modifiers "\\bfinal\\b"))

((field_declaration
  (modifiers) @_modifiers
  type: (_) @detail
  . declarator: (variable_declarator name: (identifier) @name) .) @definition.field
  (#not-match? @_modifiers "\\bstatic\\b[\\s\\S]*\\bfinal\\b|\\bfinal\\b[\\s\\S]*\\bstatic\\b"))

(field_declaration
  . type: (_) @detail
  . declarator: (variable_declarator name: (identifier) @name) .) @definition.field

; Several in one declaration: each spans its own declarator.
(field_declaration
  type: (_) @detail
  . declarator: (variable_declarator name: (identifier) @name) @definition.field
  . declarator: (variable_declarator))

(field_declaration
  type: (_) @detail
  declarator: (variable_declarator)
  . declarator: (variable_declarator name: (identifier) @name) @definition.field)

(constant_declaration
  type: (_) @detail
  . declarator: (variable_declarator name: (identifier) @name) .) @definition.constant

(constant_declaration
  type: (_) @detail
  . declarator: (variable_declarator name: (identifier) @name) @definition.constant
  . declarator: (variable_declarator))

(constant_declaration
  type: (_) @detail
  declarator: (variable_declarator)
  . declarator: (variable_declarator name: (identifier) @name) @definition.constant)
