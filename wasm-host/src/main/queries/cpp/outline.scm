; SPDX-License-Identifier: Apache-2.0
; Document symbols for C++: functions and prototypes, types with their members, typedefs,
; macros with a value, and the variables of the file and of namespaces. Local variables are left
; out. Where one declaration declares several names, each spans its own declarator.
;
; Where several patterns find one name, the last of them decides.
;
; Tree-sitter checks each named parent in a pattern against the whole grammar, which for C++
; costs milliseconds each time; wildcards and keywords cost nothing. So only the outermost
; node of a pattern has a name. Inside, a declarator is told by what it holds:
; `parameters` a function, `"*"` a pointer, `"&"` a reference, `"("` one in parentheses.

; Functions

(function_definition
  type: (_)
  declarator: [
    (_ declarator: [(identifier) (template_function)] @name parameters: (_) @detail)
    (_ !parameters ["*" "&" "&&"]
      (_ declarator: [(identifier) (template_function)] @name parameters: (_) @detail))
  ]) @definition.function

; Methods, in a class or out of line

(function_definition
  declarator: [
    (_ declarator: [(field_identifier) (qualified_identifier)] @name parameters: (_) @detail)
    (_ !parameters ["*" "&" "&&"]
      (_ declarator: [(field_identifier) (qualified_identifier)] @name parameters: (_) @detail))
  ]) @definition.method

(field_declaration
  declarator: [
    (_ declarator: (field_identifier) @name parameters: (_) @detail)
    (_ !parameters ["*" "&" "&&"]
      (_ declarator: (field_identifier) @name parameters: (_) @detail))
  ]) @definition.method

; Constructors and destructors

(field_declaration_list
  [
    (_ !parameters
      declarator: (_
        declarator: (identifier) @name
        parameters: (_) @detail)) @definition.constructor
    (_ parameters: (_)
      (_ !type
        declarator: (_
          declarator: (identifier) @name
          parameters: (_) @detail)) @definition.constructor)
  ])

[
  (function_definition declarator: (_ declarator: (destructor_name) @name))
  (declaration declarator: (_ declarator: (destructor_name) @name))
  (field_declaration declarator: (_ declarator: (destructor_name) @name))
] @definition.constructor

; Operators

[
  (function_definition
    declarator: [
      (_ declarator: (operator_name) @name parameters: (_) @detail)
      (_ !parameters ["*" "&" "&&"]
        (_ declarator: (operator_name) @name parameters: (_) @detail))
      (_ "operator" type: (_) @name)
    ])
  (declaration
    declarator: [
      (_ declarator: (operator_name) @name parameters: (_) @detail)
      (_ !parameters ["*" "&" "&&"]
        (_ declarator: (operator_name) @name parameters: (_) @detail))
      (_ "operator" type: (_) @name)
    ])
  (field_declaration
    declarator: [
      (_ declarator: (operator_name) @name parameters: (_) @detail)
      (_ !parameters ["*" "&" "&&"]
        (_ declarator: (operator_name) @name parameters: (_) @detail))
    ])
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

[
  (struct_specifier name: (_) @name body: (_))
  (union_specifier name: (_) @name body: (_))
] @definition.struct

(enum_specifier
  name: (_) @name
  body: (_)) @definition.enum

(enumerator
  name: (identifier) @name) @definition.enummember

; Fields

(field_declaration
  declarator: [
    (field_identifier) @name
    (_ !parameters declarator: [
      (field_identifier) @name
      (_ !parameters declarator: (field_identifier) @name)
      (_ declarator: (_ "(" (_ "*" declarator: (field_identifier) @name)) parameters: (_))
      (_ ["&" "&&"] (field_identifier) @name)
    ])
    (_ declarator: (_ "(" (_ "*" declarator: (field_identifier) @name)) parameters: (_))
    (_ ["&" "&&"] (field_identifier) @name)
  ] @definition.field)

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

; Prototypes and variables of the file or of a namespace. The fields that must be absent tell a
; declaration from its neighbours: directives, functions, types, templates.

(translation_unit
  [
    (_ !name !condition !parameters !body type: (_) declarator: [
      (_ declarator: (identifier) @name parameters: (_) @detail)
      (_ !parameters ["*" "&" "&&"]
        (_ declarator: (identifier) @name parameters: (_) @detail))
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
        (_ ["&" "&&"] (identifier) @name)
      ])
      (_ declarator: (_ "(" (_ "*" declarator: (identifier) @name)) parameters: (_))
      (_ ["&" "&&"] (identifier) @name)
    ] @definition.variable)
  ])

(declaration_list
  [
    (_ !name !condition !parameters !body type: (_) declarator: [
      (_ declarator: (identifier) @name parameters: (_) @detail)
      (_ !parameters ["*" "&" "&&"]
        (_ declarator: (identifier) @name parameters: (_) @detail))
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
        (_ ["&" "&&"] (identifier) @name)
      ])
      (_ declarator: (_ "(" (_ "*" declarator: (identifier) @name)) parameters: (_))
      (_ ["&" "&&"] (identifier) @name)
    ] @definition.variable)
  ])

(preproc_ifdef
  [
    (_ !name !condition !parameters !body type: (_) declarator: [
      (_ declarator: (identifier) @name parameters: (_) @detail)
      (_ !parameters ["*" "&" "&&"]
        (_ declarator: (identifier) @name parameters: (_) @detail))
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
        (_ ["&" "&&"] (identifier) @name)
      ])
      (_ declarator: (_ "(" (_ "*" declarator: (identifier) @name)) parameters: (_))
      (_ ["&" "&&"] (identifier) @name)
    ] @definition.variable)
  ])

(template_declaration
  (_ !name !condition !parameters !body type: (_) declarator: [
    (_ declarator: (identifier) @name parameters: (_) @detail)
    (_ !parameters ["*" "&" "&&"]
      (_ declarator: (identifier) @name parameters: (_) @detail))
  ]) @definition.function)

; A static member defined out of line

(declaration
  declarator: [
    (_ declarator: (qualified_identifier) @name value: (_))
    (qualified_identifier) @name
  ]) @definition.variable
