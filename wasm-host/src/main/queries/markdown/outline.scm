; SPDX-License-Identifier: Apache-2.0
; Document symbols for Markdown: headings. An ATX heading spans its whole section, so
; deeper headings nest in it; a setext heading is its own two lines.

(section
  . (atx_heading
    heading_content: (inline) @name)) @definition.string

(setext_heading
  heading_content: (paragraph) @name) @definition.string
