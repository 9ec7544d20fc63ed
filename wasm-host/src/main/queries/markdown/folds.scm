; SPDX-License-Identifier: Apache-2.0
; Folding ranges for Markdown: sections, fenced code, quotes, list items, tables,
; HTML blocks and front matter.

[
  (section)
  (fenced_code_block)
  (block_quote)
  (list_item)
  (pipe_table)
  (html_block)
  (minus_metadata)
  (plus_metadata)
] @fold
