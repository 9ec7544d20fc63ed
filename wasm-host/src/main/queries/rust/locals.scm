; SPDX-License-Identifier: Apache-2.0
; Scopes, definitions and references for Rust.
;
; A pattern that sets `definition.scope` to `parent` names a node that opens a scope
; itself: the name belongs to the scope around that one. `@local.definition.member`
; is not found by a bare `@local.reference`. `@local.reference.member` is a name
; behind a dot: it means a member only. `@local.reference.path` is a name behind `::`:
; it means a member, a function, a constant, a type or a module, never a variable.
; `@local.reference.label` means a label only. Where
; patterns capture the same node, the last of them decides; a bare
; `@local.reference` only when it is alone.

[
  (source_file)
  (declaration_list)
  (function_item)
  (function_signature_item)
  (closure_expression)
  (block)
  (for_expression)
  (while_expression)
  (loop_expression)
  (if_expression)
  (match_arm)
  (impl_item)
  (trait_item)
  (struct_item)
  (enum_item)
  (union_item)
  (type_item)
] @local.scope

; References

(identifier) @local.reference

(type_identifier) @local.reference

(lifetime) @local.reference

(label) @local.reference.label

(field_expression
  field: (field_identifier) @local.reference.member)

(field_initializer
  field: (field_identifier) @local.reference.member)

(field_pattern
  name: (field_identifier) @local.reference.member)

(scoped_identifier
  path: (_)
  name: (identifier) @local.reference.path)

(scoped_type_identifier
  path: (_)
  name: (type_identifier) @local.reference.path)

; The bare name inside a lifetime or label is no name of its own.
(lifetime
  (identifier) @local.reference.label)

(label
  (identifier) @local.reference.label)

; Items

(mod_item
  name: (identifier) @local.definition.namespace)

(struct_item
  name: (type_identifier) @local.definition.type
  (#set! definition.scope "parent"))

(enum_item
  name: (type_identifier) @local.definition.type
  (#set! definition.scope "parent"))

(union_item
  name: (type_identifier) @local.definition.type
  (#set! definition.scope "parent"))

(trait_item
  name: (type_identifier) @local.definition.type
  (#set! definition.scope "parent"))

(type_item
  name: (type_identifier) @local.definition.type
  (#set! definition.scope "parent"))

(associated_type
  name: (type_identifier) @local.definition.type)

(type_parameter
  name: (type_identifier) @local.definition.type)

(const_parameter
  name: (identifier) @local.definition.constant)

(function_item
  name: (identifier) @local.definition.function
  (#set! definition.scope "parent"))

(function_signature_item
  name: (identifier) @local.definition.function
  (#set! definition.scope "parent"))

(impl_item
  body: (declaration_list
    (function_item name: (identifier) @local.definition.member))
  (#set! definition.scope "parent"))

(trait_item
  body: (declaration_list
    [
      (function_item name: (identifier) @local.definition.member)
      (function_signature_item name: (identifier) @local.definition.member)
    ])
  (#set! definition.scope "parent"))

(const_item
  name: (identifier) @local.definition.constant)

(static_item
  name: (identifier) @local.definition.constant)

(macro_definition
  name: (identifier) @local.definition.function)

(field_declaration
  name: (field_identifier) @local.definition.member)

(enum_variant
  name: (identifier) @local.definition.member)

; Imports

(use_declaration
  argument: [
    (identifier) @local.definition.import
    (scoped_identifier name: (identifier) @local.definition.import)
  ])

(use_list
  [
    (identifier) @local.definition.import
    (scoped_identifier name: (identifier) @local.definition.import)
  ])

(use_as_clause
  alias: (identifier) @local.definition.import)

(extern_crate_declaration
  name: (identifier) @local.definition.import
  !alias)

(extern_crate_declaration
  alias: (identifier) @local.definition.import)

; Parameters

(parameter
  pattern: (identifier) @local.definition.parameter)

(closure_parameters
  (identifier) @local.definition.parameter)

; Variables bound by patterns. A capitalized name in a pattern is a constant or a
; variant, not a binding.

(let_declaration
  pattern: (identifier) @local.definition.var)

(for_expression
  pattern: (identifier) @local.definition.var)

((let_condition
  pattern: (identifier) @local.definition.var)
  (#match? @local.definition.var "^[a-z_]"))

((match_pattern
  . (identifier) @local.definition.var)
  (#match? @local.definition.var "^[a-z_]"))

((tuple_pattern
  (identifier) @local.definition.var)
  (#match? @local.definition.var "^[a-z_]"))

((tuple_struct_pattern
  type: (_)
  (identifier) @local.definition.var)
  (#match? @local.definition.var "^[a-z_]"))

((slice_pattern
  (identifier) @local.definition.var)
  (#match? @local.definition.var "^[a-z_]"))

((or_pattern
  (identifier) @local.definition.var)
  (#match? @local.definition.var "^[a-z_]"))

((field_pattern
  pattern: (identifier) @local.definition.var)
  (#match? @local.definition.var "^[a-z_]"))

(field_pattern
  name: (shorthand_field_identifier) @local.definition.var)

(captured_pattern
  . (identifier) @local.definition.var)

(ref_pattern
  (identifier) @local.definition.var)

(mut_pattern
  (identifier) @local.definition.var)

(reference_pattern
  (identifier) @local.definition.var)

; Lifetimes and labels, with their quote

(lifetime_parameter
  name: (lifetime) @local.definition.type)

(for_expression
  (label) @local.definition.label)

(while_expression
  (label) @local.definition.label)

(loop_expression
  (label) @local.definition.label)
