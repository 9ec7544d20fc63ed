; SPDX-License-Identifier: Apache-2.0
; Document symbols for C: functions and prototypes, types with their members, typedefs,
; macros with a value, and the variables of the file. Local variables are left
; out. Where one declaration declares several names, each spans its own declarator.
;
; Where several patterns find one name, the last of them decides.
;
; Tree-sitter checks each named parent in a pattern against the whole grammar, which for C
; costs milliseconds each time; wildcards and keywords cost nothing. So only the outermost
; node of a pattern has a name. Inside, a declarator is told by what it holds:
; `parameters` a function, `"*"` a pointer, `"("` one in parentheses.

; Functions

(function_definition
  type: (_)
  declarator: [
    (_ declarator: (identifier) @name parameters: (_) @detail)
    (_ "*" declarator: [
      (_ declarator: (identifier) @name parameters: (_) @detail)
      (_ "*" declarator: (_ declarator: (identifier) @name parameters: (_) @detail))
    ])
  ]) @definition.function

; Structures, unions and enumerations

[
  (struct_specifier name: (type_identifier) @name body: (_))
  (union_specifier name: (type_identifier) @name body: (_))
] @definition.struct

(enum_specifier
  name: (type_identifier) @name
  body: (_)) @definition.enum

(enumerator
  name: (identifier) @name) @definition.enummember

; Fields. One that is alone in its declaration spans that.

(field_declaration
  [type: (_) (type_qualifier) declarator: (_) (bitfield_clause)]
  . declarator: [
    (field_identifier) @name
    (_ !parameters declarator: [
      (field_identifier) @name
      (_ !parameters declarator: (field_identifier) @name)
      (_ declarator: (_ "(" (_ "*" declarator: (field_identifier) @name)) parameters: (_))
    ])
    (_ declarator: (_ "(" (_ "*" declarator: (field_identifier) @name)) parameters: (_))
  ] @definition.field)

(field_declaration
  [type: (_) (type_qualifier)]
  . declarator: [
    (field_identifier) @name
    (_ !parameters declarator: [
      (field_identifier) @name
      (_ !parameters declarator: (field_identifier) @name)
      (_ declarator: (_ "(" (_ "*" declarator: (field_identifier) @name)) parameters: (_))
    ])
    (_ declarator: (_ "(" (_ "*" declarator: (field_identifier) @name)) parameters: (_))
  ]
  .) @definition.field

(field_declaration
  [type: (_) (type_qualifier)]
  . declarator: [
    (field_identifier) @name
    (_ !parameters declarator: [
      (field_identifier) @name
      (_ !parameters declarator: (field_identifier) @name)
      (_ declarator: (_ "(" (_ "*" declarator: (field_identifier) @name)) parameters: (_))
    ])
    (_ declarator: (_ "(" (_ "*" declarator: (field_identifier) @name)) parameters: (_))
  ]
  . [(bitfield_clause) (attribute_specifier)] .) @definition.field

; Typedefs. One that names an unnamed type is that type's symbol; one that repeats the
; name of its type is left out.

(type_definition
  type: (_ ["struct" "union"] !name body: (_))
  . declarator: [
    [(type_identifier) (primitive_type)] @name
    (_ declarator: [
      [(type_identifier) (primitive_type)] @name
      (_ declarator: [
        [(type_identifier) (primitive_type)] @name
        (_ "(" (_ "*" declarator: [(type_identifier) (primitive_type)] @name))
      ])
      (_ "(" (_ "*" declarator: [(type_identifier) (primitive_type)] @name))
    ])
  ]) @definition.struct

(type_definition
  type: (_ "enum" !name body: (_))
  . declarator: [
    [(type_identifier) (primitive_type)] @name
    (_ declarator: [
      [(type_identifier) (primitive_type)] @name
      (_ declarator: [
        [(type_identifier) (primitive_type)] @name
        (_ "(" (_ "*" declarator: [(type_identifier) (primitive_type)] @name))
      ])
      (_ "(" (_ "*" declarator: [(type_identifier) (primitive_type)] @name))
    ])
  ]) @definition.enum

((type_definition
  type: (_ name: (_) @_tag body: (_))
  . declarator: [
    [(type_identifier) (primitive_type)] @name
    (_ declarator: [
      [(type_identifier) (primitive_type)] @name
      (_ declarator: [
        [(type_identifier) (primitive_type)] @name
        (_ "(" (_ "*" declarator: [(type_identifier) (primitive_type)] @name))
      ])
      (_ "(" (_ "*" declarator: [(type_identifier) (primitive_type)] @name))
    ])
  ] @definition.class)
  (#not-eq? @_tag @name))

(type_definition
  type: (_ !body)
  . declarator: [
    [(type_identifier) (primitive_type)] @name
    (_ declarator: [
      [(type_identifier) (primitive_type)] @name
      (_ declarator: [
        [(type_identifier) (primitive_type)] @name
        (_ "(" (_ "*" declarator: [(type_identifier) (primitive_type)] @name))
      ])
      (_ "(" (_ "*" declarator: [(type_identifier) (primitive_type)] @name))
    ])
  ]) @definition.class

(type_definition
  declarator: (_)
  . declarator: [
    [(type_identifier) (primitive_type)] @name
    (_ declarator: [
      [(type_identifier) (primitive_type)] @name
      (_ declarator: [
        [(type_identifier) (primitive_type)] @name
        (_ "(" (_ "*" declarator: [(type_identifier) (primitive_type)] @name))
      ])
      (_ "(" (_ "*" declarator: [(type_identifier) (primitive_type)] @name))
    ])
  ] @definition.class)

; Macros. One without a value is an include guard or a flag.

(preproc_def
  name: (identifier) @name
  value: (_) @detail) @definition.constant

(preproc_function_def
  name: (identifier) @name
  parameters: (_) @detail) @definition.function

; Prototypes and variables of the file. The fields that must be absent tell a
; declaration from its neighbours: directives, functions, types.

(translation_unit
  [
    (_ !name !condition !parameters !body type: (_) declarator: [
      (_ declarator: (identifier) @name parameters: (_) @detail)
      (_ "*" declarator: [
        (_ declarator: (identifier) @name parameters: (_) @detail)
        (_ "*" declarator: (_ declarator: (identifier) @name parameters: (_) @detail))
      ])
    ]) @definition.function
    (_ !name !condition !parameters !body declarator: [
      (identifier) @name
      (_ !parameters declarator: [
        (identifier) @name
        (_ !parameters declarator: [
          (identifier) @name
          (_ !parameters declarator: (identifier) @name)
        ])
        (_ declarator: (_ "(" (_ "*" declarator: (identifier) @name)) parameters: (_))
      ])
      (_ declarator: (_ "(" (_ "*" declarator: (identifier) @name)) parameters: (_))
    ] @definition.variable)
  ])

(declaration_list
  [
    (_ !name !condition !parameters !body type: (_) declarator: [
      (_ declarator: (identifier) @name parameters: (_) @detail)
      (_ "*" declarator: [
        (_ declarator: (identifier) @name parameters: (_) @detail)
        (_ "*" declarator: (_ declarator: (identifier) @name parameters: (_) @detail))
      ])
    ]) @definition.function
    (_ !name !condition !parameters !body declarator: [
      (identifier) @name
      (_ !parameters declarator: [
        (identifier) @name
        (_ !parameters declarator: [
          (identifier) @name
          (_ !parameters declarator: (identifier) @name)
        ])
        (_ declarator: (_ "(" (_ "*" declarator: (identifier) @name)) parameters: (_))
      ])
      (_ declarator: (_ "(" (_ "*" declarator: (identifier) @name)) parameters: (_))
    ] @definition.variable)
  ])

(preproc_ifdef
  [
    (_ !name !condition !parameters !body type: (_) declarator: [
      (_ declarator: (identifier) @name parameters: (_) @detail)
      (_ "*" declarator: [
        (_ declarator: (identifier) @name parameters: (_) @detail)
        (_ "*" declarator: (_ declarator: (identifier) @name parameters: (_) @detail))
      ])
    ]) @definition.function
    (_ !name !condition !parameters !body declarator: [
      (identifier) @name
      (_ !parameters declarator: [
        (identifier) @name
        (_ !parameters declarator: [
          (identifier) @name
          (_ !parameters declarator: (identifier) @name)
        ])
        (_ declarator: (_ "(" (_ "*" declarator: (identifier) @name)) parameters: (_))
      ])
      (_ declarator: (_ "(" (_ "*" declarator: (identifier) @name)) parameters: (_))
    ] @definition.variable)
  ])

(preproc_if
  [
    (_ !name !condition !parameters !body type: (_) declarator: [
      (_ declarator: (identifier) @name parameters: (_) @detail)
      (_ "*" declarator: [
        (_ declarator: (identifier) @name parameters: (_) @detail)
        (_ "*" declarator: (_ declarator: (identifier) @name parameters: (_) @detail))
      ])
    ]) @definition.function
    (_ !name !condition !parameters !body declarator: [
      (identifier) @name
      (_ !parameters declarator: [
        (identifier) @name
        (_ !parameters declarator: [
          (identifier) @name
          (_ !parameters declarator: (identifier) @name)
        ])
        (_ declarator: (_ "(" (_ "*" declarator: (identifier) @name)) parameters: (_))
      ])
      (_ declarator: (_ "(" (_ "*" declarator: (identifier) @name)) parameters: (_))
    ] @definition.variable)
  ])

(preproc_else
  [
    (_ !name !condition !parameters !body type: (_) declarator: [
      (_ declarator: (identifier) @name parameters: (_) @detail)
      (_ "*" declarator: [
        (_ declarator: (identifier) @name parameters: (_) @detail)
        (_ "*" declarator: (_ declarator: (identifier) @name parameters: (_) @detail))
      ])
    ]) @definition.function
    (_ !name !condition !parameters !body declarator: [
      (identifier) @name
      (_ !parameters declarator: [
        (identifier) @name
        (_ !parameters declarator: [
          (identifier) @name
          (_ !parameters declarator: (identifier) @name)
        ])
        (_ declarator: (_ "(" (_ "*" declarator: (identifier) @name)) parameters: (_))
      ])
      (_ declarator: (_ "(" (_ "*" declarator: (identifier) @name)) parameters: (_))
    ] @definition.variable)
  ])
