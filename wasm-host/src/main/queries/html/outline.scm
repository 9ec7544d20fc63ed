; SPDX-License-Identifier: Apache-2.0
; Document symbols for HTML: every element by its tag name; the start tag, with its
; id and classes, is the detail.

(element
  (start_tag (tag_name) @name) @detail) @definition.field

(element
  (self_closing_tag (tag_name) @name) @detail) @definition.field

(script_element
  (start_tag (tag_name) @name) @detail) @definition.field

(style_element
  (start_tag (tag_name) @name) @detail) @definition.field
