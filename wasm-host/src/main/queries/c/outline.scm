; SPDX-License-Identifier: Apache-2.0
; Document symbols for C: functions and prototypes, types with their members, typedefs,
; macros with a value, and the variables of the file. Local variables are left
; out. Where one declaration declares several names, each spans its own declarator.

; Functions

(function_definition
  type: (_)
  declarator: [
    (function_declarator declarator: (identifier) @name parameters: (_) @detail)
    (pointer_declarator declarator: (function_declarator declarator: (identifier) @name parameters: (_) @detail))
    (pointer_declarator declarator: (pointer_declarator declarator: (function_declarator declarator: (identifier) @name parameters: (_) @detail)))
  ]) @definition.function

; Structures, unions and enumerations

(struct_specifier
  name: (type_identifier) @name
  body: (_)) @definition.struct

(union_specifier
  name: (type_identifier) @name
  body: (_)) @definition.struct

(enum_specifier
  name: (type_identifier) @name
  body: (_)) @definition.enum

(enumerator
  name: (identifier) @name) @definition.enummember

; Fields

(field_declaration
  [type: (_) (type_qualifier)]
  . declarator: [
    (field_identifier) @name
    (pointer_declarator declarator: [(field_identifier) @name (pointer_declarator declarator: (field_identifier) @name) (array_declarator declarator: (field_identifier) @name)])
    (array_declarator declarator: [(field_identifier) @name (array_declarator declarator: (field_identifier) @name)])
    (function_declarator declarator: (parenthesized_declarator (pointer_declarator declarator: (field_identifier) @name)))
  ] .) @definition.field

(field_declaration
  [type: (_) (type_qualifier)]
  . declarator: [
    (field_identifier) @name
    (pointer_declarator declarator: [(field_identifier) @name (pointer_declarator declarator: (field_identifier) @name) (array_declarator declarator: (field_identifier) @name)])
    (array_declarator declarator: [(field_identifier) @name (array_declarator declarator: (field_identifier) @name)])
    (function_declarator declarator: (parenthesized_declarator (pointer_declarator declarator: (field_identifier) @name)))
  ]
  . [(bitfield_clause) (attribute_specifier)] .) @definition.field

(field_declaration
  [type: (_) (type_qualifier)]
  . declarator: [
    (field_identifier) @name
    (pointer_declarator declarator: [(field_identifier) @name (pointer_declarator declarator: (field_identifier) @name) (array_declarator declarator: (field_identifier) @name)])
    (array_declarator declarator: [(field_identifier) @name (array_declarator declarator: (field_identifier) @name)])
    (function_declarator declarator: (parenthesized_declarator (pointer_declarator declarator: (field_identifier) @name)))
  ] @definition.field
  . declarator: (_))

(field_declaration
  [type: (_) (type_qualifier)]
  . declarator: [
    (field_identifier) @name
    (pointer_declarator declarator: [(field_identifier) @name (pointer_declarator declarator: (field_identifier) @name) (array_declarator declarator: (field_identifier) @name)])
    (array_declarator declarator: [(field_identifier) @name (array_declarator declarator: (field_identifier) @name)])
    (function_declarator declarator: (parenthesized_declarator (pointer_declarator declarator: (field_identifier) @name)))
  ] @definition.field
  . [(bitfield_clause)]
  . declarator: (_))

(field_declaration
  [declarator: (_) (bitfield_clause)]
  . declarator: [
    (field_identifier) @name
    (pointer_declarator declarator: [(field_identifier) @name (pointer_declarator declarator: (field_identifier) @name) (array_declarator declarator: (field_identifier) @name)])
    (array_declarator declarator: [(field_identifier) @name (array_declarator declarator: (field_identifier) @name)])
    (function_declarator declarator: (parenthesized_declarator (pointer_declarator declarator: (field_identifier) @name)))
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
    (macro_type_specifier)
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

; Prototypes and variables of the file

(translation_unit
  [
    (declaration
      type: (_)
      declarator: [
        (function_declarator declarator: (identifier) @name parameters: (_) @detail)
        (pointer_declarator declarator: (function_declarator declarator: (identifier) @name parameters: (_) @detail))
        (pointer_declarator declarator: (pointer_declarator declarator: (function_declarator declarator: (identifier) @name parameters: (_) @detail)))
      ]) @definition.function
    (declaration
      declarator: [
        (identifier) @name
        (pointer_declarator declarator: [(identifier) @name (pointer_declarator declarator: (identifier) @name) (array_declarator declarator: (identifier) @name)])
        (array_declarator declarator: [(identifier) @name (array_declarator declarator: (identifier) @name)])
        (function_declarator declarator: (parenthesized_declarator (pointer_declarator declarator: (identifier) @name)))
        (init_declarator declarator: [
          (identifier) @name
          (pointer_declarator declarator: [(identifier) @name (pointer_declarator declarator: (identifier) @name) (array_declarator declarator: (identifier) @name)])
          (array_declarator declarator: [(identifier) @name (array_declarator declarator: (identifier) @name)])
          (function_declarator declarator: (parenthesized_declarator (pointer_declarator declarator: (identifier) @name)))
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
        (pointer_declarator declarator: (pointer_declarator declarator: (function_declarator declarator: (identifier) @name parameters: (_) @detail)))
      ]) @definition.function
    (declaration
      declarator: [
        (identifier) @name
        (pointer_declarator declarator: [(identifier) @name (pointer_declarator declarator: (identifier) @name) (array_declarator declarator: (identifier) @name)])
        (array_declarator declarator: [(identifier) @name (array_declarator declarator: (identifier) @name)])
        (function_declarator declarator: (parenthesized_declarator (pointer_declarator declarator: (identifier) @name)))
        (init_declarator declarator: [
          (identifier) @name
          (pointer_declarator declarator: [(identifier) @name (pointer_declarator declarator: (identifier) @name) (array_declarator declarator: (identifier) @name)])
          (array_declarator declarator: [(identifier) @name (array_declarator declarator: (identifier) @name)])
          (function_declarator declarator: (parenthesized_declarator (pointer_declarator declarator: (identifier) @name)))
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
        (pointer_declarator declarator: (pointer_declarator declarator: (function_declarator declarator: (identifier) @name parameters: (_) @detail)))
      ]) @definition.function
    (declaration
      declarator: [
        (identifier) @name
        (pointer_declarator declarator: [(identifier) @name (pointer_declarator declarator: (identifier) @name) (array_declarator declarator: (identifier) @name)])
        (array_declarator declarator: [(identifier) @name (array_declarator declarator: (identifier) @name)])
        (function_declarator declarator: (parenthesized_declarator (pointer_declarator declarator: (identifier) @name)))
        (init_declarator declarator: [
          (identifier) @name
          (pointer_declarator declarator: [(identifier) @name (pointer_declarator declarator: (identifier) @name) (array_declarator declarator: (identifier) @name)])
          (array_declarator declarator: [(identifier) @name (array_declarator declarator: (identifier) @name)])
          (function_declarator declarator: (parenthesized_declarator (pointer_declarator declarator: (identifier) @name)))
        ])
      ] @definition.variable)
  ])

(preproc_if
  [
    (declaration
      type: (_)
      declarator: [
        (function_declarator declarator: (identifier) @name parameters: (_) @detail)
        (pointer_declarator declarator: (function_declarator declarator: (identifier) @name parameters: (_) @detail))
        (pointer_declarator declarator: (pointer_declarator declarator: (function_declarator declarator: (identifier) @name parameters: (_) @detail)))
      ]) @definition.function
    (declaration
      declarator: [
        (identifier) @name
        (pointer_declarator declarator: [(identifier) @name (pointer_declarator declarator: (identifier) @name) (array_declarator declarator: (identifier) @name)])
        (array_declarator declarator: [(identifier) @name (array_declarator declarator: (identifier) @name)])
        (function_declarator declarator: (parenthesized_declarator (pointer_declarator declarator: (identifier) @name)))
        (init_declarator declarator: [
          (identifier) @name
          (pointer_declarator declarator: [(identifier) @name (pointer_declarator declarator: (identifier) @name) (array_declarator declarator: (identifier) @name)])
          (array_declarator declarator: [(identifier) @name (array_declarator declarator: (identifier) @name)])
          (function_declarator declarator: (parenthesized_declarator (pointer_declarator declarator: (identifier) @name)))
        ])
      ] @definition.variable)
  ])

(preproc_else
  [
    (declaration
      type: (_)
      declarator: [
        (function_declarator declarator: (identifier) @name parameters: (_) @detail)
        (pointer_declarator declarator: (function_declarator declarator: (identifier) @name parameters: (_) @detail))
        (pointer_declarator declarator: (pointer_declarator declarator: (function_declarator declarator: (identifier) @name parameters: (_) @detail)))
      ]) @definition.function
    (declaration
      declarator: [
        (identifier) @name
        (pointer_declarator declarator: [(identifier) @name (pointer_declarator declarator: (identifier) @name) (array_declarator declarator: (identifier) @name)])
        (array_declarator declarator: [(identifier) @name (array_declarator declarator: (identifier) @name)])
        (function_declarator declarator: (parenthesized_declarator (pointer_declarator declarator: (identifier) @name)))
        (init_declarator declarator: [
          (identifier) @name
          (pointer_declarator declarator: [(identifier) @name (pointer_declarator declarator: (identifier) @name) (array_declarator declarator: (identifier) @name)])
          (array_declarator declarator: [(identifier) @name (array_declarator declarator: (identifier) @name)])
          (function_declarator declarator: (parenthesized_declarator (pointer_declarator declarator: (identifier) @name)))
        ])
      ] @definition.variable)
  ])
