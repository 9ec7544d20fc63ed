; SPDX-License-Identifier: Apache-2.0
; Document symbols for CSS: rule sets, at-rules, keyframes and custom properties.

(rule_set
  (selectors) @name) @definition.class

(media_statement
  "@media" @name
  . (_) @detail) @definition.module

(supports_statement
  "@supports" @name
  . (_) @detail) @definition.module

(scope_statement
  "@scope" @name) @definition.module

(import_statement
  "@import" @name
  . (_) @detail) @definition.module

(charset_statement
  "@charset" @name
  . (_) @detail) @definition.module

(namespace_statement
  "@namespace" @name) @definition.namespace

(keyframes_statement
  (keyframes_name) @name) @definition.function

(keyframe_block
  . [(from) (to) (integer_value) (float_value)] @name) @definition.property

; @font-face, @page, @layer, @container, @property and the like.
(at_rule
  . (at_keyword) @name
  . [(keyword_query) (feature_query) (binary_query) (unary_query) (parenthesized_query)
     (selector_query)]? @detail) @definition.module

; Custom properties.
((declaration
  (property_name) @name) @definition.variable
  (#match? @name "^--"))
