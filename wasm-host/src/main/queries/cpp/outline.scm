; SPDX-License-Identifier: Apache-2.0
; Document symbols for C++: functions and prototypes, types with their members, typedefs,
; macros with a value, and the variables of the file and of namespaces. Local variables are left
; out. Where one declaration declares several names, each spans its own declarator.

; Functions

(function_definition
  type: (_)
  declarator: [
    (function_declarator declarator: [(identifier) (template_function)] @name parameters: (_) @detail)
    (pointer_declarator declarator: (function_declarator declarator: [(identifier) (template_function)] @name parameters: (_) @detail))
    (reference_declarator (function_declarator declarator: [(identifier) (template_function)] @name parameters: (_) @detail))
  ]) @definition.function

; Methods defined out of line

(function_definition
  declarator: [
    (function_declarator declarator: (qualified_identifier) @name parameters: (_) @detail)
    (pointer_declarator declarator: (function_declarator declarator: (qualified_identifier) @name parameters: (_) @detail))
    (reference_declarator (function_declarator declarator: (qualified_identifier) @name parameters: (_) @detail))
  ]) @definition.method

; Methods

(function_definition
  declarator: [
    (function_declarator declarator: (field_identifier) @name parameters: (_) @detail)
    (pointer_declarator declarator: (function_declarator declarator: (field_identifier) @name parameters: (_) @detail))
    (reference_declarator (function_declarator declarator: (field_identifier) @name parameters: (_) @detail))
  ]) @definition.method

(field_declaration
  declarator: [
    (function_declarator declarator: (field_identifier) @name parameters: (_) @detail)
    (pointer_declarator declarator: (function_declarator declarator: (field_identifier) @name parameters: (_) @detail))
    (reference_declarator (function_declarator declarator: (field_identifier) @name parameters: (_) @detail))
  ]) @definition.method

; Constructors and destructors

(field_declaration_list
  [
    (function_definition declarator: (function_declarator declarator: (identifier) @name parameters: (_) @detail))
    (declaration declarator: (function_declarator declarator: (identifier) @name parameters: (_) @detail))
  ] @definition.constructor)

(field_declaration_list
  (template_declaration
    [
      (function_definition !type declarator: (function_declarator declarator: (identifier) @name parameters: (_) @detail))
      (declaration !type declarator: (function_declarator declarator: (identifier) @name parameters: (_) @detail))
    ] @definition.constructor))

[
  (function_definition declarator: (function_declarator declarator: (destructor_name) @name))
  (declaration declarator: (function_declarator declarator: (destructor_name) @name))
  (field_declaration declarator: (function_declarator declarator: (destructor_name) @name))
] @definition.constructor

; Operators

[
  (function_definition
    declarator: [
      (function_declarator declarator: (operator_name) @name parameters: (_) @detail)
      (pointer_declarator declarator: (function_declarator declarator: (operator_name) @name parameters: (_) @detail))
      (reference_declarator (function_declarator declarator: (operator_name) @name parameters: (_) @detail))
    ])
  (declaration
    declarator: [
      (function_declarator declarator: (operator_name) @name parameters: (_) @detail)
      (pointer_declarator declarator: (function_declarator declarator: (operator_name) @name parameters: (_) @detail))
      (reference_declarator (function_declarator declarator: (operator_name) @name parameters: (_) @detail))
    ])
  (field_declaration
    declarator: [
      (function_declarator declarator: (operator_name) @name parameters: (_) @detail)
      (pointer_declarator declarator: (function_declarator declarator: (operator_name) @name parameters: (_) @detail))
      (reference_declarator (function_declarator declarator: (operator_name) @name parameters: (_) @detail))
    ])
  (function_definition declarator: (operator_cast type: (_) @name))
  (declaration declarator: (operator_cast type: (_) @name))
] @definition.operator

; Namespaces, classes, aliases and concepts

(namespace_definition
  name: (_) @name) @definition.namespace

(class_specifier
  name: (_) @name
  body: (_)) @definition.class

(alias_declaration
  name: (type_identifier) @name
  type: (_) @detail) @definition.class

(concept_definition
  name: (identifier) @name) @definition.interface

; Structures, unions and enumerations

(struct_specifier
  name: (_) @name
  body: (_)) @definition.struct

(union_specifier
  name: (_) @name
  body: (_)) @definition.struct

(enum_specifier
  name: (_) @name
  body: (_)) @definition.enum

(enumerator
  name: (identifier) @name) @definition.enummember

; Fields

(field_declaration
  declarator: [
    (field_identifier) @name
    (pointer_declarator declarator: [(field_identifier) @name (pointer_declarator declarator: (field_identifier) @name) (array_declarator declarator: (field_identifier) @name)])
    (array_declarator declarator: [(field_identifier) @name (array_declarator declarator: (field_identifier) @name)])
    (function_declarator declarator: (parenthesized_declarator (pointer_declarator declarator: (field_identifier) @name)))
    (reference_declarator (field_identifier) @name)
  ] @definition.field)

; Typedefs. One that names an unnamed type is that type's symbol; one that repeats the
; name of its type is left out.

(type_definition
  type: [(struct_specifier !name body: (_)) (union_specifier !name body: (_))]
  . declarator: [
    [(type_identifier) (primitive_type)] @name
    (pointer_declarator declarator: [
      [(type_identifier) (primitive_type)] @name
      (pointer_declarator declarator: [(type_identifier) (primitive_type)] @name)
      (function_declarator declarator: (parenthesized_declarator (pointer_declarator declarator: [(type_identifier) (primitive_type)] @name)))
    ])
    (array_declarator declarator: [[(type_identifier) (primitive_type)] @name (array_declarator declarator: [(type_identifier) (primitive_type)] @name)])
    (function_declarator declarator: [
      [(type_identifier) (primitive_type)] @name
      (parenthesized_declarator (pointer_declarator declarator: [(type_identifier) (primitive_type)] @name))
    ])
  ]) @definition.struct

(type_definition
  type: (enum_specifier !name body: (_))
  . declarator: [
    [(type_identifier) (primitive_type)] @name
    (pointer_declarator declarator: [
      [(type_identifier) (primitive_type)] @name
      (pointer_declarator declarator: [(type_identifier) (primitive_type)] @name)
      (function_declarator declarator: (parenthesized_declarator (pointer_declarator declarator: [(type_identifier) (primitive_type)] @name)))
    ])
    (array_declarator declarator: [[(type_identifier) (primitive_type)] @name (array_declarator declarator: [(type_identifier) (primitive_type)] @name)])
    (function_declarator declarator: [
      [(type_identifier) (primitive_type)] @name
      (parenthesized_declarator (pointer_declarator declarator: [(type_identifier) (primitive_type)] @name))
    ])
  ]) @definition.enum

((type_definition
  type: [
    (struct_specifier name: (_) @_tag body: (_))
    (union_specifier name: (_) @_tag body: (_))
    (enum_specifier name: (_) @_tag body: (_))
  ]
  . declarator: [
    [(type_identifier) (primitive_type)] @name
    (pointer_declarator declarator: [
      [(type_identifier) (primitive_type)] @name
      (pointer_declarator declarator: [(type_identifier) (primitive_type)] @name)
      (function_declarator declarator: (parenthesized_declarator (pointer_declarator declarator: [(type_identifier) (primitive_type)] @name)))
    ])
    (array_declarator declarator: [[(type_identifier) (primitive_type)] @name (array_declarator declarator: [(type_identifier) (primitive_type)] @name)])
    (function_declarator declarator: [
      [(type_identifier) (primitive_type)] @name
      (parenthesized_declarator (pointer_declarator declarator: [(type_identifier) (primitive_type)] @name))
    ])
  ] @definition.class)
  (#not-eq? @_tag @name))

(type_definition
  type: [
    (primitive_type)
    (type_identifier)
    (sized_type_specifier)
    (struct_specifier !body)
    (union_specifier !body)
    (enum_specifier !body)
    (qualified_identifier)
    (template_type)
    (class_specifier !body)
    (decltype)
    (dependent_type)
  ]
  . declarator: [
    [(type_identifier) (primitive_type)] @name
    (pointer_declarator declarator: [
      [(type_identifier) (primitive_type)] @name
      (pointer_declarator declarator: [(type_identifier) (primitive_type)] @name)
      (function_declarator declarator: (parenthesized_declarator (pointer_declarator declarator: [(type_identifier) (primitive_type)] @name)))
    ])
    (array_declarator declarator: [[(type_identifier) (primitive_type)] @name (array_declarator declarator: [(type_identifier) (primitive_type)] @name)])
    (function_declarator declarator: [
      [(type_identifier) (primitive_type)] @name
      (parenthesized_declarator (pointer_declarator declarator: [(type_identifier) (primitive_type)] @name))
    ])
  ]) @definition.class

(type_definition
  declarator: (_)
  . declarator: [
    [(type_identifier) (primitive_type)] @name
    (pointer_declarator declarator: [
      [(type_identifier) (primitive_type)] @name
      (pointer_declarator declarator: [(type_identifier) (primitive_type)] @name)
      (function_declarator declarator: (parenthesized_declarator (pointer_declarator declarator: [(type_identifier) (primitive_type)] @name)))
    ])
    (array_declarator declarator: [[(type_identifier) (primitive_type)] @name (array_declarator declarator: [(type_identifier) (primitive_type)] @name)])
    (function_declarator declarator: [
      [(type_identifier) (primitive_type)] @name
      (parenthesized_declarator (pointer_declarator declarator: [(type_identifier) (primitive_type)] @name))
    ])
  ] @definition.class)

; Macros. One without a value is an include guard or a flag.

(preproc_def
  name: (identifier) @name
  value: (_) @detail) @definition.constant

(preproc_function_def
  name: (identifier) @name
  parameters: (_) @detail) @definition.function

; Prototypes and variables of the file or of a namespace

(translation_unit
  [
    (declaration
      type: (_)
      declarator: [
        (function_declarator declarator: (identifier) @name parameters: (_) @detail)
        (pointer_declarator declarator: (function_declarator declarator: (identifier) @name parameters: (_) @detail))
        (reference_declarator (function_declarator declarator: (identifier) @name parameters: (_) @detail))
      ]) @definition.function
    (declaration
      declarator: [
        (identifier) @name
        (pointer_declarator declarator: [(identifier) @name (pointer_declarator declarator: (identifier) @name) (array_declarator declarator: (identifier) @name)])
        (array_declarator declarator: [(identifier) @name (array_declarator declarator: (identifier) @name)])
        (function_declarator declarator: (parenthesized_declarator (pointer_declarator declarator: (identifier) @name)))
        (reference_declarator (identifier) @name)
        (init_declarator declarator: [
          (identifier) @name
          (pointer_declarator declarator: [(identifier) @name (pointer_declarator declarator: (identifier) @name) (array_declarator declarator: (identifier) @name)])
          (array_declarator declarator: [(identifier) @name (array_declarator declarator: (identifier) @name)])
          (function_declarator declarator: (parenthesized_declarator (pointer_declarator declarator: (identifier) @name)))
          (reference_declarator (identifier) @name)
        ])
      ] @definition.variable)
  ])

(declaration_list
  [
    (declaration
      type: (_)
      declarator: [
        (function_declarator declarator: (identifier) @name parameters: (_) @detail)
        (pointer_declarator declarator: (function_declarator declarator: (identifier) @name parameters: (_) @detail))
        (reference_declarator (function_declarator declarator: (identifier) @name parameters: (_) @detail))
      ]) @definition.function
    (declaration
      declarator: [
        (identifier) @name
        (pointer_declarator declarator: [(identifier) @name (pointer_declarator declarator: (identifier) @name) (array_declarator declarator: (identifier) @name)])
        (array_declarator declarator: [(identifier) @name (array_declarator declarator: (identifier) @name)])
        (function_declarator declarator: (parenthesized_declarator (pointer_declarator declarator: (identifier) @name)))
        (reference_declarator (identifier) @name)
        (init_declarator declarator: [
          (identifier) @name
          (pointer_declarator declarator: [(identifier) @name (pointer_declarator declarator: (identifier) @name) (array_declarator declarator: (identifier) @name)])
          (array_declarator declarator: [(identifier) @name (array_declarator declarator: (identifier) @name)])
          (function_declarator declarator: (parenthesized_declarator (pointer_declarator declarator: (identifier) @name)))
          (reference_declarator (identifier) @name)
        ])
      ] @definition.variable)
  ])

(preproc_ifdef
  [
    (declaration
      type: (_)
      declarator: [
        (function_declarator declarator: (identifier) @name parameters: (_) @detail)
        (pointer_declarator declarator: (function_declarator declarator: (identifier) @name parameters: (_) @detail))
        (reference_declarator (function_declarator declarator: (identifier) @name parameters: (_) @detail))
      ]) @definition.function
    (declaration
      declarator: [
        (identifier) @name
        (pointer_declarator declarator: [(identifier) @name (pointer_declarator declarator: (identifier) @name) (array_declarator declarator: (identifier) @name)])
        (array_declarator declarator: [(identifier) @name (array_declarator declarator: (identifier) @name)])
        (function_declarator declarator: (parenthesized_declarator (pointer_declarator declarator: (identifier) @name)))
        (reference_declarator (identifier) @name)
        (init_declarator declarator: [
          (identifier) @name
          (pointer_declarator declarator: [(identifier) @name (pointer_declarator declarator: (identifier) @name) (array_declarator declarator: (identifier) @name)])
          (array_declarator declarator: [(identifier) @name (array_declarator declarator: (identifier) @name)])
          (function_declarator declarator: (parenthesized_declarator (pointer_declarator declarator: (identifier) @name)))
          (reference_declarator (identifier) @name)
        ])
      ] @definition.variable)
  ])

(template_declaration
  (declaration
    type: (_)
    declarator: [
      (function_declarator declarator: (identifier) @name parameters: (_) @detail)
      (pointer_declarator declarator: (function_declarator declarator: (identifier) @name parameters: (_) @detail))
      (reference_declarator (function_declarator declarator: (identifier) @name parameters: (_) @detail))
    ]) @definition.function)

; A static member defined out of line

(declaration
  declarator: [
    (init_declarator declarator: (qualified_identifier) @name)
    (qualified_identifier) @name
  ]) @definition.variable
