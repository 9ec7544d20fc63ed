; SPDX-License-Identifier: Apache-2.0
; Definitions and references of CSS custom properties and keyframes.

(stylesheet) @local.scope

((declaration
  (property_name) @local.definition.var)
  (#match? @local.definition.var "^--"))

((plain_value) @local.reference
  (#match? @local.reference "^--"))

(keyframes_name) @local.definition.function

((declaration
  (property_name) @_property
  (plain_value) @local.reference)
  (#match? @_property "^(-[a-z]+-)?animation(-name)?$"))
