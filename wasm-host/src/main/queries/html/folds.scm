; SPDX-License-Identifier: Apache-2.0
; Folding ranges for HTML: elements, scripts, styles and comments.

; Only closed elements fold: a void one (<meta>) reaches up to the next tag.
(element (end_tag)) @fold

(element (self_closing_tag)) @fold

[
  (script_element)
  (style_element)
] @fold

(comment) @fold.comment
