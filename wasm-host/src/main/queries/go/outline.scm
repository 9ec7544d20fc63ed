; SPDX-License-Identifier: Apache-2.0
; Document symbols for Go: the package, types with their fields and methods, functions,
; methods (detailed by their receiver), and the constants and variables of the file.

(package_clause
  (package_identifier) @name) @definition.package

(function_declaration
  name: (identifier) @name
  parameters: (parameter_list) @detail) @definition.function

(method_declaration
  receiver: (parameter_list) @detail
  name: (field_identifier) @name) @definition.method

; Types

(type_spec
  name: (type_identifier) @name
  type: (struct_type)) @definition.struct

(type_spec
  name: (type_identifier) @name
  type: (interface_type)) @definition.interface

(type_spec
  name: (type_identifier) @name
  type: [
    (type_identifier) (qualified_type) (generic_type) (pointer_type) (slice_type)
    (array_type) (map_type) (channel_type) (function_type) (parenthesized_type)
  ] @detail) @definition.class

(type_alias
  name: (type_identifier) @name
  type: (_) @detail) @definition.class

; Members. Several names in one declaration each span themselves.

(field_declaration
  . name: (field_identifier) @name
  . type: (_) @detail) @definition.field

(field_declaration
  name: (field_identifier) @name @definition.field
  . name: (field_identifier))

(field_declaration
  name: (field_identifier)
  . name: (field_identifier) @name @definition.field
  . type: (_))

(field_declaration
  !name
  type: (_) @name) @definition.field

(method_elem
  name: (field_identifier) @name
  parameters: (parameter_list) @detail) @definition.method

; Constants and variables of the file

; (The grammar gives the commas of a constant the field `name` too, which hides the
; names after the first from a pattern that asks for the field.)

(source_file
  (const_declaration
    (const_spec
      . (identifier) @name
      . type: (_) @detail) @definition.constant))

(source_file
  (const_declaration
    (const_spec
      . (identifier) @name
      . value: (_) @detail) @definition.constant))

(source_file
  (const_declaration
    (const_spec
      . (identifier) @name .) @definition.constant))

(source_file
  (const_declaration
    (const_spec
      (identifier) @name @definition.constant
      . (identifier))))

(source_file
  (const_declaration
    (const_spec
      (identifier)
      . (identifier) @name @definition.constant
      . [type: (_) value: (_)])))

(source_file
  (const_declaration
    (const_spec
      (identifier)
      . (identifier) @name @definition.constant .)))

(source_file
  (var_declaration
    [
      (var_spec . name: (identifier) @name . type: (_) @detail) @definition.variable
      (var_spec . name: (identifier) @name . value: (_)) @definition.variable
      (var_spec_list [
        (var_spec . name: (identifier) @name . type: (_) @detail) @definition.variable
        (var_spec . name: (identifier) @name . value: (_)) @definition.variable
      ])
    ]))

(source_file
  (var_declaration
    [
      (var_spec
        name: (identifier) @name @definition.variable
        . name: (identifier))
      (var_spec_list
        (var_spec
          name: (identifier) @name @definition.variable
          . name: (identifier)))
    ]))

(source_file
  (var_declaration
    [
      (var_spec
        name: (identifier)
        . name: (identifier) @name @definition.variable
        . [type: (_) value: (_)])
      (var_spec_list
        (var_spec
          name: (identifier)
          . name: (identifier) @name @definition.variable
          . [type: (_) value: (_)]))
    ]))
