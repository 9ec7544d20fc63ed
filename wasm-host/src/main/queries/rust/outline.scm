; SPDX-License-Identifier: Apache-2.0
; Document symbols for Rust: modules, types and their fields and variants, traits,
; implementations (named by their type, detailed by their trait), functions, methods,
; constants and macros.

(mod_item
  name: (identifier) @name) @definition.module

(struct_item
  name: (type_identifier) @name) @definition.struct

(union_item
  name: (type_identifier) @name) @definition.struct

(enum_item
  name: (type_identifier) @name) @definition.enum

(enum_variant
  name: (identifier) @name) @definition.enummember

(field_declaration
  name: (field_identifier) @name
  type: (_) @detail) @definition.field

(trait_item
  name: (type_identifier) @name) @definition.interface

(impl_item
  trait: (_) @detail
  type: (_) @name) @definition.object

(impl_item
  !trait
  type: (_) @name) @definition.object

(associated_type
  name: (type_identifier) @name) @definition.typeparameter

(type_item
  name: (type_identifier) @name
  type: (_) @detail) @definition.class

(macro_definition
  name: (identifier) @name) @definition.function

; Functions: of the file, of a module, of a foreign block, of another function

(source_file
  [
    (function_item name: (identifier) @name parameters: (parameters) @detail)
    (function_signature_item name: (identifier) @name parameters: (parameters) @detail)
  ] @definition.function)

(mod_item
  body: (declaration_list
    [
      (function_item name: (identifier) @name parameters: (parameters) @detail)
      (function_signature_item name: (identifier) @name parameters: (parameters) @detail)
    ] @definition.function))

(foreign_mod_item
  body: (declaration_list
    [
      (function_item name: (identifier) @name parameters: (parameters) @detail)
      (function_signature_item name: (identifier) @name parameters: (parameters) @detail)
    ] @definition.function))

(block
  (function_item
    name: (identifier) @name
    parameters: (parameters) @detail) @definition.function)

; Methods

(impl_item
  body: (declaration_list
    [
      (function_item name: (identifier) @name parameters: (parameters) @detail)
      (function_signature_item name: (identifier) @name parameters: (parameters) @detail)
    ] @definition.method))

(trait_item
  body: (declaration_list
    [
      (function_item name: (identifier) @name parameters: (parameters) @detail)
      (function_signature_item name: (identifier) @name parameters: (parameters) @detail)
    ] @definition.method))

; Constants and statics outside functions

(source_file
  (const_item
    name: (identifier) @name
    type: (_) @detail) @definition.constant)

(declaration_list
  (const_item
    name: (identifier) @name
    type: (_) @detail) @definition.constant)

(source_file
  (static_item
    name: (identifier) @name
    type: (_) @detail) @definition.variable)

(declaration_list
  (static_item
    name: (identifier) @name
    type: (_) @detail) @definition.variable)
