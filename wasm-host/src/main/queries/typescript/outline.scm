; SPDX-License-Identifier: Apache-2.0
; Document symbols for TypeScript: functions, classes and their members, types, namespaces, functions
; bound to a name, and the variables and constants of the module. Other variables
; inside functions are left out.

; Functions

(function_declaration
  name: (identifier) @name
  parameters: (formal_parameters) @detail) @definition.function

(generator_function_declaration
  name: (identifier) @name
  parameters: (formal_parameters) @detail) @definition.function

(variable_declarator
  name: (identifier) @name
  value: [
    (arrow_function parameters: (formal_parameters) @detail)
    (arrow_function parameter: (identifier) @detail)
    (function_expression parameters: (formal_parameters) @detail)
    (generator_function parameters: (formal_parameters) @detail)
  ]) @definition.function

(assignment_expression
  left: (member_expression
    property: (property_identifier) @name)
  right: [
    (arrow_function parameters: (formal_parameters) @detail)
    (arrow_function parameter: (identifier) @detail)
    (function_expression parameters: (formal_parameters) @detail)
    (generator_function parameters: (formal_parameters) @detail)
  ]) @definition.function

(pair
  key: [(property_identifier) (string)] @name
  value: [
    (arrow_function parameters: (formal_parameters) @detail)
    (arrow_function parameter: (identifier) @detail)
    (function_expression parameters: (formal_parameters) @detail)
    (generator_function parameters: (formal_parameters) @detail)
  ]) @definition.method

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
  value: [
    (function_expression name: (identifier) @name)
    (generator_function name: (identifier) @name)
  ]) @definition.function

(export_statement
  value: (class name: (type_identifier) @name)) @definition.class

; Classes

(class_declaration
  name: (type_identifier) @name) @definition.class

(variable_declarator
  name: (identifier) @name
  value: (class)) @definition.class

(assignment_expression
  left: (member_expression
    property: (property_identifier) @name)
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
  type: (type_annotation (_) @detail)?) @definition.field

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
  type: (type_annotation (_) @detail)?) @definition.property

; Types

(abstract_class_declaration
  name: (type_identifier) @name) @definition.class

(interface_declaration
  name: (type_identifier) @name) @definition.interface

(interface_body
  (property_signature
    name: (_) @name
    type: (type_annotation (_) @detail)?) @definition.property)

(interface_body
  (method_signature
    name: (_) @name
    parameters: (formal_parameters) @detail) @definition.method)

(type_alias_declaration
  name: (type_identifier) @name) @definition.class

(type_alias_declaration
  value: (object_type
    (property_signature
      name: (_) @name
      type: (type_annotation (_) @detail)?) @definition.property))

(type_alias_declaration
  value: (object_type
    (method_signature
      name: (_) @name
      parameters: (formal_parameters) @detail) @definition.method))

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

; Constants and variables of the module or namespace

(program
  (lexical_declaration
    kind: "const"
    [
        (variable_declarator
          name: (identifier) @name
          type: (type_annotation (_) @detail)?
          value: [
            (array) (assignment_expression) (augmented_assignment_expression)
          (await_expression) (binary_expression) (call_expression) (false) (identifier)
          (member_expression) (meta_property) (new_expression) (null) (number) (object)
          (parenthesized_expression) (regex) (string) (subscript_expression)
          (template_string) (ternary_expression) (this) (true) (unary_expression)
          (undefined) (update_expression)
          (as_expression) (instantiation_expression) (non_null_expression)
          (satisfies_expression) (type_assertion)
          ])
        (variable_declarator
          name: (identifier) @name
          type: (type_annotation (_) @detail)?
          !value)
      ] @definition.constant))

(program
  (lexical_declaration
    kind: "let"
    [
        (variable_declarator
          name: (identifier) @name
          type: (type_annotation (_) @detail)?
          value: [
            (array) (assignment_expression) (augmented_assignment_expression)
          (await_expression) (binary_expression) (call_expression) (false) (identifier)
          (member_expression) (meta_property) (new_expression) (null) (number) (object)
          (parenthesized_expression) (regex) (string) (subscript_expression)
          (template_string) (ternary_expression) (this) (true) (unary_expression)
          (undefined) (update_expression)
          (as_expression) (instantiation_expression) (non_null_expression)
          (satisfies_expression) (type_assertion)
          ])
        (variable_declarator
          name: (identifier) @name
          type: (type_annotation (_) @detail)?
          !value)
      ] @definition.variable))

(program
  (variable_declaration
    [
        (variable_declarator
          name: (identifier) @name
          type: (type_annotation (_) @detail)?
          value: [
            (array) (assignment_expression) (augmented_assignment_expression)
          (await_expression) (binary_expression) (call_expression) (false) (identifier)
          (member_expression) (meta_property) (new_expression) (null) (number) (object)
          (parenthesized_expression) (regex) (string) (subscript_expression)
          (template_string) (ternary_expression) (this) (true) (unary_expression)
          (undefined) (update_expression)
          (as_expression) (instantiation_expression) (non_null_expression)
          (satisfies_expression) (type_assertion)
          ])
        (variable_declarator
          name: (identifier) @name
          type: (type_annotation (_) @detail)?
          !value)
      ] @definition.variable))

(export_statement
  (lexical_declaration
    kind: "const"
    [
        (variable_declarator
          name: (identifier) @name
          type: (type_annotation (_) @detail)?
          value: [
            (array) (assignment_expression) (augmented_assignment_expression)
          (await_expression) (binary_expression) (call_expression) (false) (identifier)
          (member_expression) (meta_property) (new_expression) (null) (number) (object)
          (parenthesized_expression) (regex) (string) (subscript_expression)
          (template_string) (ternary_expression) (this) (true) (unary_expression)
          (undefined) (update_expression)
          (as_expression) (instantiation_expression) (non_null_expression)
          (satisfies_expression) (type_assertion)
          ])
        (variable_declarator
          name: (identifier) @name
          type: (type_annotation (_) @detail)?
          !value)
      ] @definition.constant))

(export_statement
  (lexical_declaration
    kind: "let"
    [
        (variable_declarator
          name: (identifier) @name
          type: (type_annotation (_) @detail)?
          value: [
            (array) (assignment_expression) (augmented_assignment_expression)
          (await_expression) (binary_expression) (call_expression) (false) (identifier)
          (member_expression) (meta_property) (new_expression) (null) (number) (object)
          (parenthesized_expression) (regex) (string) (subscript_expression)
          (template_string) (ternary_expression) (this) (true) (unary_expression)
          (undefined) (update_expression)
          (as_expression) (instantiation_expression) (non_null_expression)
          (satisfies_expression) (type_assertion)
          ])
        (variable_declarator
          name: (identifier) @name
          type: (type_annotation (_) @detail)?
          !value)
      ] @definition.variable))

(export_statement
  (variable_declaration
    [
        (variable_declarator
          name: (identifier) @name
          type: (type_annotation (_) @detail)?
          value: [
            (array) (assignment_expression) (augmented_assignment_expression)
          (await_expression) (binary_expression) (call_expression) (false) (identifier)
          (member_expression) (meta_property) (new_expression) (null) (number) (object)
          (parenthesized_expression) (regex) (string) (subscript_expression)
          (template_string) (ternary_expression) (this) (true) (unary_expression)
          (undefined) (update_expression)
          (as_expression) (instantiation_expression) (non_null_expression)
          (satisfies_expression) (type_assertion)
          ])
        (variable_declarator
          name: (identifier) @name
          type: (type_annotation (_) @detail)?
          !value)
      ] @definition.variable))

(ambient_declaration
  (lexical_declaration
    kind: "const"
    [
        (variable_declarator
          name: (identifier) @name
          type: (type_annotation (_) @detail)?
          value: [
            (array) (assignment_expression) (augmented_assignment_expression)
          (await_expression) (binary_expression) (call_expression) (false) (identifier)
          (member_expression) (meta_property) (new_expression) (null) (number) (object)
          (parenthesized_expression) (regex) (string) (subscript_expression)
          (template_string) (ternary_expression) (this) (true) (unary_expression)
          (undefined) (update_expression)
          (as_expression) (instantiation_expression) (non_null_expression)
          (satisfies_expression) (type_assertion)
          ])
        (variable_declarator
          name: (identifier) @name
          type: (type_annotation (_) @detail)?
          !value)
      ] @definition.constant))

(ambient_declaration
  (lexical_declaration
    kind: "let"
    [
        (variable_declarator
          name: (identifier) @name
          type: (type_annotation (_) @detail)?
          value: [
            (array) (assignment_expression) (augmented_assignment_expression)
          (await_expression) (binary_expression) (call_expression) (false) (identifier)
          (member_expression) (meta_property) (new_expression) (null) (number) (object)
          (parenthesized_expression) (regex) (string) (subscript_expression)
          (template_string) (ternary_expression) (this) (true) (unary_expression)
          (undefined) (update_expression)
          (as_expression) (instantiation_expression) (non_null_expression)
          (satisfies_expression) (type_assertion)
          ])
        (variable_declarator
          name: (identifier) @name
          type: (type_annotation (_) @detail)?
          !value)
      ] @definition.variable))

(ambient_declaration
  (variable_declaration
    [
        (variable_declarator
          name: (identifier) @name
          type: (type_annotation (_) @detail)?
          value: [
            (array) (assignment_expression) (augmented_assignment_expression)
          (await_expression) (binary_expression) (call_expression) (false) (identifier)
          (member_expression) (meta_property) (new_expression) (null) (number) (object)
          (parenthesized_expression) (regex) (string) (subscript_expression)
          (template_string) (ternary_expression) (this) (true) (unary_expression)
          (undefined) (update_expression)
          (as_expression) (instantiation_expression) (non_null_expression)
          (satisfies_expression) (type_assertion)
          ])
        (variable_declarator
          name: (identifier) @name
          type: (type_annotation (_) @detail)?
          !value)
      ] @definition.variable))

(internal_module
  body: (statement_block
  (lexical_declaration
    kind: "const"
    [
        (variable_declarator
          name: (identifier) @name
          type: (type_annotation (_) @detail)?
          value: [
            (array) (assignment_expression) (augmented_assignment_expression)
          (await_expression) (binary_expression) (call_expression) (false) (identifier)
          (member_expression) (meta_property) (new_expression) (null) (number) (object)
          (parenthesized_expression) (regex) (string) (subscript_expression)
          (template_string) (ternary_expression) (this) (true) (unary_expression)
          (undefined) (update_expression)
          (as_expression) (instantiation_expression) (non_null_expression)
          (satisfies_expression) (type_assertion)
          ])
        (variable_declarator
          name: (identifier) @name
          type: (type_annotation (_) @detail)?
          !value)
      ] @definition.constant)))

(internal_module
  body: (statement_block
  (lexical_declaration
    kind: "let"
    [
        (variable_declarator
          name: (identifier) @name
          type: (type_annotation (_) @detail)?
          value: [
            (array) (assignment_expression) (augmented_assignment_expression)
          (await_expression) (binary_expression) (call_expression) (false) (identifier)
          (member_expression) (meta_property) (new_expression) (null) (number) (object)
          (parenthesized_expression) (regex) (string) (subscript_expression)
          (template_string) (ternary_expression) (this) (true) (unary_expression)
          (undefined) (update_expression)
          (as_expression) (instantiation_expression) (non_null_expression)
          (satisfies_expression) (type_assertion)
          ])
        (variable_declarator
          name: (identifier) @name
          type: (type_annotation (_) @detail)?
          !value)
      ] @definition.variable)))

(internal_module
  body: (statement_block
  (variable_declaration
    [
        (variable_declarator
          name: (identifier) @name
          type: (type_annotation (_) @detail)?
          value: [
            (array) (assignment_expression) (augmented_assignment_expression)
          (await_expression) (binary_expression) (call_expression) (false) (identifier)
          (member_expression) (meta_property) (new_expression) (null) (number) (object)
          (parenthesized_expression) (regex) (string) (subscript_expression)
          (template_string) (ternary_expression) (this) (true) (unary_expression)
          (undefined) (update_expression)
          (as_expression) (instantiation_expression) (non_null_expression)
          (satisfies_expression) (type_assertion)
          ])
        (variable_declarator
          name: (identifier) @name
          type: (type_annotation (_) @detail)?
          !value)
      ] @definition.variable)))

(module
  body: (statement_block
  (lexical_declaration
    kind: "const"
    [
        (variable_declarator
          name: (identifier) @name
          type: (type_annotation (_) @detail)?
          value: [
            (array) (assignment_expression) (augmented_assignment_expression)
          (await_expression) (binary_expression) (call_expression) (false) (identifier)
          (member_expression) (meta_property) (new_expression) (null) (number) (object)
          (parenthesized_expression) (regex) (string) (subscript_expression)
          (template_string) (ternary_expression) (this) (true) (unary_expression)
          (undefined) (update_expression)
          (as_expression) (instantiation_expression) (non_null_expression)
          (satisfies_expression) (type_assertion)
          ])
        (variable_declarator
          name: (identifier) @name
          type: (type_annotation (_) @detail)?
          !value)
      ] @definition.constant)))

(module
  body: (statement_block
  (lexical_declaration
    kind: "let"
    [
        (variable_declarator
          name: (identifier) @name
          type: (type_annotation (_) @detail)?
          value: [
            (array) (assignment_expression) (augmented_assignment_expression)
          (await_expression) (binary_expression) (call_expression) (false) (identifier)
          (member_expression) (meta_property) (new_expression) (null) (number) (object)
          (parenthesized_expression) (regex) (string) (subscript_expression)
          (template_string) (ternary_expression) (this) (true) (unary_expression)
          (undefined) (update_expression)
          (as_expression) (instantiation_expression) (non_null_expression)
          (satisfies_expression) (type_assertion)
          ])
        (variable_declarator
          name: (identifier) @name
          type: (type_annotation (_) @detail)?
          !value)
      ] @definition.variable)))

(module
  body: (statement_block
  (variable_declaration
    [
        (variable_declarator
          name: (identifier) @name
          type: (type_annotation (_) @detail)?
          value: [
            (array) (assignment_expression) (augmented_assignment_expression)
          (await_expression) (binary_expression) (call_expression) (false) (identifier)
          (member_expression) (meta_property) (new_expression) (null) (number) (object)
          (parenthesized_expression) (regex) (string) (subscript_expression)
          (template_string) (ternary_expression) (this) (true) (unary_expression)
          (undefined) (update_expression)
          (as_expression) (instantiation_expression) (non_null_expression)
          (satisfies_expression) (type_assertion)
          ])
        (variable_declarator
          name: (identifier) @name
          type: (type_annotation (_) @detail)?
          !value)
      ] @definition.variable)))

(program
  (lexical_declaration
    kind: "const"
    (variable_declarator
      name: [
        (object_pattern [
          (shorthand_property_identifier_pattern) @name @definition.constant
          (object_assignment_pattern
            left: (shorthand_property_identifier_pattern) @name @definition.constant)
          (pair_pattern value: (identifier) @name @definition.constant)
        ])
        (array_pattern (identifier) @name @definition.constant)
      ])))

(program
  (lexical_declaration
    kind: "let"
    (variable_declarator
      name: [
        (object_pattern [
          (shorthand_property_identifier_pattern) @name @definition.variable
          (object_assignment_pattern
            left: (shorthand_property_identifier_pattern) @name @definition.variable)
          (pair_pattern value: (identifier) @name @definition.variable)
        ])
        (array_pattern (identifier) @name @definition.variable)
      ])))

(program
  (variable_declaration
    (variable_declarator
      name: [
        (object_pattern [
          (shorthand_property_identifier_pattern) @name @definition.variable
          (object_assignment_pattern
            left: (shorthand_property_identifier_pattern) @name @definition.variable)
          (pair_pattern value: (identifier) @name @definition.variable)
        ])
        (array_pattern (identifier) @name @definition.variable)
      ])))

(export_statement
  (lexical_declaration
    kind: "const"
    (variable_declarator
      name: [
        (object_pattern [
          (shorthand_property_identifier_pattern) @name @definition.constant
          (object_assignment_pattern
            left: (shorthand_property_identifier_pattern) @name @definition.constant)
          (pair_pattern value: (identifier) @name @definition.constant)
        ])
        (array_pattern (identifier) @name @definition.constant)
      ])))

(export_statement
  (lexical_declaration
    kind: "let"
    (variable_declarator
      name: [
        (object_pattern [
          (shorthand_property_identifier_pattern) @name @definition.variable
          (object_assignment_pattern
            left: (shorthand_property_identifier_pattern) @name @definition.variable)
          (pair_pattern value: (identifier) @name @definition.variable)
        ])
        (array_pattern (identifier) @name @definition.variable)
      ])))

(export_statement
  (variable_declaration
    (variable_declarator
      name: [
        (object_pattern [
          (shorthand_property_identifier_pattern) @name @definition.variable
          (object_assignment_pattern
            left: (shorthand_property_identifier_pattern) @name @definition.variable)
          (pair_pattern value: (identifier) @name @definition.variable)
        ])
        (array_pattern (identifier) @name @definition.variable)
      ])))
