; SPDX-License-Identifier: Apache-2.0
; Scopes, definitions and references for Python.
;
; A pattern that sets `definition.scope` to `parent` names a node that opens a scope
; itself: the name belongs to the scope around that one. `@local.definition.member`
; is found by `@local.reference.member` alone, and the other way round: a name behind
; a dot (or of a keyword argument) never means a variable, nor a bare name a member.
; A name assigned twice in one scope is defined twice: all are one symbol. Where patterns
; capture the same node, the last of them decides; a bare
; `@local.reference` only when it is alone.

[
  (module)
  (class_definition)
  (function_definition)
  (lambda)
  (list_comprehension)
  (dictionary_comprehension)
  (set_comprehension)
  (generator_expression)
] @local.scope

; References

(identifier) @local.reference

(attribute
  attribute: (identifier) @local.reference.member)

(keyword_argument
  name: (identifier) @local.reference.member)

(keyword_pattern
  . (identifier) @local.reference.member)

(class_definition
  body: (block) @local.scope)

; Classes and functions

(class_definition
  name: (identifier) @local.definition.type
  (#set! definition.scope "parent"))

((function_definition
  name: (identifier) @local.definition.function)
  (#set! definition.scope "parent"))

(class_definition
  body: (block
    [
      (function_definition name: (identifier) @local.definition.member)
      (decorated_definition
        definition: (function_definition name: (identifier) @local.definition.member))
    ])
  (#set! definition.scope "parent"))

(type_alias_statement
  left: (type [
    (identifier) @local.definition.type
    (generic_type . (identifier) @local.definition.type)
  ]))

(class_definition
  type_parameters: (type_parameter
    (type (identifier) @local.definition.type)))

(function_definition
  type_parameters: (type_parameter
    (type (identifier) @local.definition.type)))

(type_alias_statement
  left: (type
    (generic_type
      (type_parameter
        (type (identifier) @local.definition.type)))))

; Parameters

(parameters
  [
    (identifier) @local.definition.parameter
    (list_splat_pattern (identifier) @local.definition.parameter)
    (dictionary_splat_pattern (identifier) @local.definition.parameter)
    (typed_parameter . [
      (identifier) @local.definition.parameter
      (list_splat_pattern (identifier) @local.definition.parameter)
      (dictionary_splat_pattern (identifier) @local.definition.parameter)
    ])
    (default_parameter name: (identifier) @local.definition.parameter)
    (typed_default_parameter name: (identifier) @local.definition.parameter)
  ])

(lambda_parameters
  [
    (identifier) @local.definition.parameter
    (list_splat_pattern (identifier) @local.definition.parameter)
    (dictionary_splat_pattern (identifier) @local.definition.parameter)
    (default_parameter name: (identifier) @local.definition.parameter)
  ])

; Variables

(assignment
  left: [
    (identifier) @local.definition.var
    (pattern_list [
      (identifier) @local.definition.var
      (list_splat_pattern (identifier) @local.definition.var)
      (tuple_pattern (identifier) @local.definition.var)
    ])
    (tuple_pattern (identifier) @local.definition.var)
    (list_pattern (identifier) @local.definition.var)
  ])

(class_definition
  body: (block
    (expression_statement
      (assignment left: (identifier) @local.definition.member))))

(named_expression
  name: (identifier) @local.definition.var)

(for_statement
  left: [
    (identifier) @local.definition.var
    (pattern_list [
      (identifier) @local.definition.var
      (tuple_pattern (identifier) @local.definition.var)
    ])
    (tuple_pattern (identifier) @local.definition.var)
  ])

(for_in_clause
  left: [
    (identifier) @local.definition.var
    (pattern_list [
      (identifier) @local.definition.var
      (tuple_pattern (identifier) @local.definition.var)
    ])
    (tuple_pattern (identifier) @local.definition.var)
  ])

(as_pattern_target
  (identifier) @local.definition.var)

(as_pattern_target
  (tuple (identifier) @local.definition.var))

(case_pattern
  (dotted_name . (identifier) @local.definition.var .))

(splat_pattern
  (identifier) @local.definition.var)

(as_pattern
  (case_pattern)
  (identifier) @local.definition.var)

; Imports

(import_statement
  name: (dotted_name . (identifier) @local.definition.import))

(import_from_statement
  name: (dotted_name . (identifier) @local.definition.import))

(aliased_import
  alias: (identifier) @local.definition.import)
