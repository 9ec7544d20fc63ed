; SPDX-License-Identifier: Apache-2.0
; Document symbols for Python: classes, functions, methods, module variables and
; class attributes. A decorated definition spans its decorators.

; Classes

(module
  [
    (class_definition name: (identifier) @name)
    (decorated_definition
      definition: (class_definition name: (identifier) @name))
  ] @definition.class)

(block
  [
    (class_definition name: (identifier) @name)
    (decorated_definition
      definition: (class_definition name: (identifier) @name))
  ] @definition.class)

; Methods and constructors

((class_definition
  body: (block
    [
      (function_definition
        name: (identifier) @name
        parameters: (parameters) @detail)
      (decorated_definition
        definition: (function_definition
          name: (identifier) @name
          parameters: (parameters) @detail))
    ] @definition.method))
  (#not-eq? @name "__init__"))

((class_definition
  body: (block
    [
      (function_definition
        name: (identifier) @name
        parameters: (parameters) @detail)
      (decorated_definition
        definition: (function_definition
          name: (identifier) @name
          parameters: (parameters) @detail))
    ] @definition.constructor))
  (#eq? @name "__init__"))

; Functions: of the module, of another function, or behind a condition

(module
  [
    (function_definition
      name: (identifier) @name
      parameters: (parameters) @detail)
    (decorated_definition
      definition: (function_definition
        name: (identifier) @name
        parameters: (parameters) @detail))
  ] @definition.function)

(function_definition
  body: (block
    [
      (function_definition
        name: (identifier) @name
        parameters: (parameters) @detail)
      (decorated_definition
        definition: (function_definition
          name: (identifier) @name
          parameters: (parameters) @detail))
    ] @definition.function))

(if_statement
  consequence: (block
    [
      (function_definition
        name: (identifier) @name
        parameters: (parameters) @detail)
      (decorated_definition
        definition: (function_definition
          name: (identifier) @name
          parameters: (parameters) @detail))
    ] @definition.function))

(elif_clause
  consequence: (block
    [
      (function_definition
        name: (identifier) @name
        parameters: (parameters) @detail)
      (decorated_definition
        definition: (function_definition
          name: (identifier) @name
          parameters: (parameters) @detail))
    ] @definition.function))

(else_clause
  body: (block
    [
      (function_definition
        name: (identifier) @name
        parameters: (parameters) @detail)
      (decorated_definition
        definition: (function_definition
          name: (identifier) @name
          parameters: (parameters) @detail))
    ] @definition.function))

(try_statement
  body: (block
    [
      (function_definition
        name: (identifier) @name
        parameters: (parameters) @detail)
      (decorated_definition
        definition: (function_definition
          name: (identifier) @name
          parameters: (parameters) @detail))
    ] @definition.function))

(except_clause
  (block
    [
      (function_definition
        name: (identifier) @name
        parameters: (parameters) @detail)
      (decorated_definition
        definition: (function_definition
          name: (identifier) @name
          parameters: (parameters) @detail))
    ] @definition.function))

(with_statement
  body: (block
    [
      (function_definition
        name: (identifier) @name
        parameters: (parameters) @detail)
      (decorated_definition
        definition: (function_definition
          name: (identifier) @name
          parameters: (parameters) @detail))
    ] @definition.function))

; Module variables; an upper-case name is a constant

((module
  (expression_statement
    (assignment left: (identifier) @name) @definition.constant))
  (#match? @name "^_*[A-Z][A-Z0-9_]*$"))

((module
  (expression_statement
    (assignment left: (identifier) @name) @definition.variable))
  (#not-match? @name "^_*[A-Z][A-Z0-9_]*$"))

(module
  (expression_statement
    (assignment
      left: (pattern_list
        (identifier) @name @definition.variable))))

(module
  (type_alias_statement
    left: (type [
      (identifier) @name
      (generic_type . (identifier) @name)
    ])) @definition.class)

; Class attributes

(class_definition
  body: (block
    (expression_statement
      (assignment left: (identifier) @name) @definition.field)))
