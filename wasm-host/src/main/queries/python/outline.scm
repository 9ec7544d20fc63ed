; SPDX-License-Identifier: Apache-2.0
; Document symbols for Python: classes, functions, methods, module variables and
; class attributes. A decorated definition spans its decorators.

; A function that is found as such too is what the later pattern says. Patterns that begin at
; the definition cost little; one that begins at the module is in progress at every node of the
; file, and doubles the time.

; Classes and functions, wherever they are

(class_definition
  name: (identifier) @name) @definition.class

(decorated_definition
  definition: (class_definition
    name: (identifier) @name)) @definition.class

(function_definition
  name: (identifier) @name
  parameters: (parameters) @detail) @definition.function

(decorated_definition
  definition: (function_definition
    name: (identifier) @name
    parameters: (parameters) @detail)) @definition.function

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
